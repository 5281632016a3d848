// GateBanners: why agents are being refused right now, and what a person can do about it.
import { useState } from 'react';
import { CLOSED_REASONS, type ClosedReason } from '../../shared/domain/gate-state.ts';
import { useHumanAct, useRead } from '../bridge/queries.ts';
import { refusalText } from '../bridge/refused-error.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
import { Time } from '../ui/Time.tsx';
import { useToast } from '../ui/Toast.tsx';

/** Doubts a person can end by vouching for what they compared. */
const CONFIRMATIONS = {
  'clock-in-doubt': {
    call: 'gate.confirmClock',
    verb: 'Confirm the clock',
    ask: 'Compare this machine’s clock with a second one, for example a telephone’s. A clock that is wrong lets limits roll off too early.',
  },
  'ledger-rolled-back': {
    call: 'gate.confirmLedger',
    verb: 'Confirm the ledger',
    ask: 'Compare the spends shown here with the node’s own list of payments for the last 24 hours. A ledger that forgot payments lets them be spent twice.',
  },
} as const;

const confirmable = (reason: ClosedReason): reason is keyof typeof CONFIRMATIONS => reason in CONFIRMATIONS;

export function GateBanners({ onUnfreeze }: { readonly onUnfreeze: () => void }) {
  const gate = useRead('gate.status', {}).data;
  const [confirming, setConfirming] = useState<keyof typeof CONFIRMATIONS | null>(null);
  if (!gate || (gate.doubts.length === 0 && !gate.frozen)) return null;
  /** What closes the whole gate, not one node’s payments. */
  const whole = gate.doubts.filter(({ nodeName }) => nodeName === null);
  return (
    <div role="alert" className="shrink-0 border-b border-danger/40 bg-danger/8 px-5 py-2">
      {gate.frozen && (
        <Line
          words={
            <>
              <strong className="font-semibold">The fleet is frozen.</strong> Every request is refused
              {gate.frozenAt !== null && (
                <>
                  {' '}
                  since <Time at={gate.frozenAt} />
                </>
              )}
              . Reason: {gate.frozenReason ?? 'none given'}.
            </>
          }
          action={
            <Button size="small" onClick={onUnfreeze}>
              Unfreeze fleet
            </Button>
          }
        />
      )}
      {whole.length > 1 && (
        <p className="flex min-h-8 items-center text-sm font-semibold">
          The gate is closed for {whole.length} reasons. It opens when none is left.
        </p>
      )}
      {[...whole, ...gate.doubts.filter(({ nodeName }) => nodeName !== null)].map(
        ({ reason, nodeId, nodeName, since }) => (
          <Line
            key={`${reason}-${nodeId ?? ''}`}
            under={nodeName === null && whole.length > 1}
            words={
              <>
                {(nodeName !== null || whole.length === 1) && (
                  <>
                    <strong className="font-semibold">
                      {nodeName === null ? 'The gate is closed.' : `Payments through ${nodeName} are closed.`}
                    </strong>{' '}
                  </>
                )}
                {CLOSED_REASONS[reason]}{' '}
                <span className="text-muted">
                  Since <Time at={since} />.
                </span>
              </>
            }
            action={
              confirmable(reason) && (
                <Button size="small" onClick={() => setConfirming(reason)}>
                  {CONFIRMATIONS[reason].verb}
                </Button>
              )
            }
          />
        ),
      )}
      {confirming && <Confirm reason={confirming} onClose={() => setConfirming(null)} />}
    </div>
  );
}

type LineProps = {
  readonly words: React.ReactNode;
  readonly action: React.ReactNode;
  /** A heading above says what it is a reason of. */
  readonly under?: boolean;
};

function Line({ words, action, under = false }: LineProps) {
  return (
    <div
      className={`flex min-h-8 items-center justify-between gap-6 text-sm ${under ? 'border-l-2 border-danger/50 pl-3' : ''}`}
    >
      <p>{words}</p>
      {action}
    </div>
  );
}

function Confirm({
  reason,
  onClose,
}: {
  readonly reason: keyof typeof CONFIRMATIONS;
  readonly onClose: () => void;
}) {
  const { call, verb, ask } = CONFIRMATIONS[reason];
  const [why, setWhy] = useState('');
  const [asked, setAsked] = useState(false);
  const nothing = why.trim() === '';
  const confirm = useHumanAct(call);
  const say = useToast();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={verb}
      description={ask}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={confirm.isPending}
            onClick={() => {
              setAsked(true);
              if (nothing) return;
              confirm.mutate(
                { reason: why },
                {
                  onSuccess: () => {
                    say('ok', 'Confirmed', 'The confirmation and its reason are in the log.');
                    onClose();
                  },
                },
              );
            }}
          >
            {verb}
          </Button>
        </>
      }
    >
      <TextArea
        label="What you compared it with"
        autoFocus
        value={why}
        onValue={setWhy}
        maxLength={1_000}
        placeholder="Kept in the log"
        error={
          refusalText(confirm.error) ??
          (asked && nothing ? 'Say what you compared it with first: it is kept in the log.' : null)
        }
      />
    </Dialog>
  );
}
