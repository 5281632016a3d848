// LogState: whether the log is what it was: intact, being verified, or broken at an entry. Verifying can be stopped.
import { Link } from '@tanstack/react-router';
import { useAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { groupDigits, OUTSIDE_WHY, outsideWords } from '../../ui/format.ts';
import { Lamp } from '../../ui/StatusChip.tsx';
import { Relative } from '../../ui/Time.tsx';

/** While verifying, progress has to be asked for. */
const PROGRESS_MS = 400;

export function LogState() {
  const still = useRead('timeline.log', {});
  const verifying = still.data?.state === 'verifying';
  const moving = useRead('timeline.log', {}, verifying ? { every: PROGRESS_MS } : {});
  const verify = useAct('timeline.verify');
  const cancel = useAct('timeline.cancelVerify');
  const log = moving.data;
  if (!log)
    return (
      <span className="text-sm text-muted">
        {still.error ? 'The state of the log is not known.' : 'Asking for the state of the log …'}
      </span>
    );
  const refusal = refusalText(verify.error) ?? refusalText(cancel.error);
  const share = log.entries === 0 ? 0 : Math.min(1, log.verified / log.entries);
  return (
    <div className="flex items-center gap-4 text-sm">
      {refusal !== null && (
        <span role="alert" className="text-xs text-danger">
          {refusal}
        </span>
      )}
      {log.state === 'verifying' ? (
        <>
          <div className="w-64">
            <p className="mb-1 text-xs text-muted">
              Verifying {groupDigits(log.verified)} of {groupDigits(log.entries)}
            </p>
            <div
              role="progressbar"
              aria-label="Verifying the log"
              aria-valuemin={0}
              aria-valuemax={log.entries}
              aria-valuenow={log.verified}
              className="keeps-fill h-1.5 overflow-hidden rounded-full bg-track"
            >
              <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
            </div>
          </div>
          <Button busy={cancel.isPending} onClick={() => cancel.mutate({})}>
            Stop verifying
          </Button>
        </>
      ) : (
        <>
          <div className="text-right">
            {log.state === 'intact' ? (
              <Lamp tone="ok">
                <span className="font-medium text-ink">Log intact</span>
              </Lamp>
            ) : (
              <Lamp tone="danger">
                <span className="font-semibold text-danger" role="alert">
                  Log broken
                  {log.firstBroken !== null && (
                    <>
                      {' at '}
                      <Link to="/timeline" search={{ seq: log.firstBroken }} className="underline">
                        entry {groupDigits(log.firstBroken)}
                      </Link>
                    </>
                  )}
                </span>
              </Lamp>
            )}
            {log.fault !== null && <p className="text-xs text-danger">{log.fault}</p>}
            <p className="text-xs text-faint" title={OUTSIDE_WHY}>
              {log.verifiedAt === null ? (
                'never verified'
              ) : (
                <>
                  verified <Relative at={log.verifiedAt} />
                </>
              )}{' '}
              · {outsideWords(log.unanchored)}
            </p>
          </div>
          <Button busy={verify.isPending} onClick={() => verify.mutate({})}>
            Verify now
          </Button>
        </>
      )}
    </div>
  );
}
