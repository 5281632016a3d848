// DecisionForm: reject is one press, rejecting and freezing another, paying needs a reason and a held second. Rules: docs/gate.md 6.
import { useEffect, useId, useRef, useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useAct, useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { INPUT_SHAPE } from '../../ui/Field.tsx';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { useDisplay, useNow } from '../../ui/display.ts';
import { afterApproval } from './decision-words.ts';
import { useRejectKey } from './reject-key.ts';

/** A press this soon after the page appeared was meant for what stood there before. */
const SETTLE_MS = 400;

type DecisionFormProps = {
  readonly decision: Value<'approvals.get'>;
  /** The time is over although nothing was decided. */
  readonly over: boolean;
  /** Told when this window decided, so that the page does not say somebody else did. */
  readonly onDecided: () => void;
  /** Shows the amounts of this page although balances are hidden elsewhere. */
  readonly onReveal: () => void;
};

export function DecisionForm({ decision, over, onDecided, onReveal }: DecisionFormProps) {
  const { approval, shown, invoiceExpiresAt } = decision;
  const [reason, setReason] = useState('');
  const approve = useHumanAct('approvals.approve');
  const deny = useAct('approvals.deny');
  const field = useId();
  const appearedAt = useRef(Infinity);
  const rejectButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    appearedAt.current = performance.now();
    rejectButton.current?.focus();
  }, []);

  // SECURITY: nobody may approve an amount that is not on the screen.
  const { hideBalances } = useDisplay();
  const busy = approve.isPending || deny.isPending;
  const off = over || busy || approve.isSuccess || deny.isSuccess;
  const reject = (freezeAgent: boolean): void => {
    if (off || performance.now() - appearedAt.current < SETTLE_MS) return;
    deny.mutate({ id: approval.id, reason, freezeAgent }, { onSuccess: onDecided });
  };
  useRejectKey(!off, () => reject(false));
  const refusal = refusalText(approve.error) ?? refusalText(deny.error);
  const missing = reason.trim() === '';

  return (
    <Panel>
      <div className="flex flex-col gap-2.5">
        <div className="flex flex-col gap-2.5">
          <label htmlFor={field} className="text-sm font-semibold text-muted">
            Your reason{' '}
            <span id={`${field}-need`} className={missing ? 'text-danger' : 'text-faint'}>
              required to approve
            </span>
          </label>
          <textarea
            id={field}
            rows={2}
            maxLength={1_000}
            value={reason}
            disabled={off}
            spellCheck={false}
            placeholder="Kept in the log with your decision"
            aria-describedby={`${field}-need`}
            onChange={(event) => setReason(event.target.value)}
            className={`${INPUT_SHAPE} resize-none py-2`}
          />
        </div>
        <Button
          ref={rejectButton}
          size="large"
          wide
          shortcut="R"
          disabled={off && !deny.isPending}
          busy={deny.isPending && !deny.variables.freezeAgent}
          aria-keyshortcuts="R"
          // A key still held down from the list before must not decide here.
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={() => reject(false)}
        >
          Reject
        </Button>
        <Button
          variant="danger"
          size="large"
          wide
          disabled={off && !deny.isPending}
          busy={deny.isPending && deny.variables.freezeAgent}
          onKeyDown={(event) => {
            if (event.repeat) event.preventDefault();
          }}
          onClick={() => reject(true)}
        >
          <span className="truncate">Reject and freeze {approval.agentName}</span>
        </Button>
        <HoldButton
          disabled={off || missing || hideBalances}
          busy={approve.isPending}
          busyLabel="Approving …"
          describedBy={`${field}-need ${field}-note`}
          onHeld={() => approve.mutate({ id: approval.id, reason, shown }, { onSuccess: onDecided })}
        >
          Hold to pay <Amount msat={approval.amountMsat} />
        </HoldButton>
        {hideBalances && (
          <p className="flex items-center justify-between gap-3 text-xs text-warn">
            Amounts are hidden. See them before you pay.
            <Button size="small" onClick={onReveal}>
              Show them here
            </Button>
          </p>
        )}
        {refusal !== null && (
          <p role="alert" className="text-xs text-danger">
            {refusal}
          </p>
        )}
        <p id={`${field}-note`} className="text-xs text-faint">
          <Afterwards approval={approval} invoiceExpiresAt={invoiceExpiresAt} />
        </p>
      </div>
    </Panel>
  );
}

function Afterwards({
  approval,
  invoiceExpiresAt,
}: {
  readonly approval: DecisionFormProps['decision']['approval'];
  readonly invoiceExpiresAt: number;
}) {
  const after = afterApproval(approval, invoiceExpiresAt, useNow());
  if (after.kind === 'pays')
    return approval.agentWaiting
      ? 'The agent is waiting for the answer. Approving pays at once; there is no undo.'
      : 'The agent follows this payment by its number. Approving pays at once; there is no undo.';
  return (
    <>
      The agent has stopped waiting. Approving grants this one invoice until <Time at={after.until} />; it is
      paid when the agent asks again.
    </>
  );
}
