// Outcome: what was decided, by whom it can be checked, and what waits next.
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { outcomeWords, STATE_WORDS, stateTone } from './decision-words.ts';

type OutcomeProps = {
  readonly decision: Value<'approvals.get'>;
  /** It was decided a moment ago, in this window: the news takes the focus. */
  readonly fresh: boolean;
};

export function Outcome({ decision: { approval, decision }, fresh }: OutcomeProps) {
  const box = useRef<HTMLDivElement>(null);
  const withdraw = useAct('approvals.deny');
  const waiting = useRead('approvals.list', { which: 'waiting', limit: 100 }).data?.approvals;
  const next = waiting?.find((row) => row.id !== approval.id);
  useEffect(() => {
    if (fresh) box.current?.focus();
  }, [fresh]);
  const refusal = refusalText(withdraw.error);
  return (
    <Panel title="Decision">
      <div ref={box} tabIndex={-1} className="flex flex-col gap-3 outline-none">
        <p role="status" className="flex flex-col items-start gap-2 text-sm">
          <StatusChip tone={stateTone(approval.state)}>{STATE_WORDS[approval.state]}</StatusChip>
          <span>This payment {outcomeWords(approval.state, approval.code)}</span>
        </p>
        {decision && (
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
            <dt className="text-muted">{decision.verdict === 'expired' ? 'Expired' : 'Decided'}</dt>
            <dd>
              <Time at={decision.at} withSeconds />
            </dd>
            {decision.reason !== '' && (
              <>
                <dt className="text-muted">Reason</dt>
                <dd className="wrap-anywhere">{decision.reason}</dd>
              </>
            )}
            <dt className="text-muted">Log</dt>
            <dd>
              <Link to="/timeline" search={{ seq: decision.seq }} className="text-accent hover:underline">
                entry {groupDigits(decision.seq)}
              </Link>
            </dd>
          </dl>
        )}
        {approval.state === 'granted' && (
          <Button
            variant="danger"
            wide
            busy={withdraw.isPending}
            onClick={() =>
              withdraw.mutate({ id: approval.id, reason: 'Approval withdrawn', freezeAgent: false })
            }
          >
            Withdraw the approval
          </Button>
        )}
        {refusal !== null && (
          <p role="alert" className="text-xs text-danger">
            {refusal}
          </p>
        )}
        {next ? (
          <Link
            to="/approvals/$id"
            params={{ id: next.id }}
            className="rounded-lg border border-line-strong bg-raised px-3 py-2 text-center text-sm font-medium hover:border-faint"
          >
            Next: {next.agentName}
          </Link>
        ) : (
          <Link to="/approvals" className="text-sm text-accent hover:underline">
            Back to approvals; nothing else waits
          </Link>
        )}
      </div>
    </Panel>
  );
}
