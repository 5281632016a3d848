// DecisionForm: reject is one press, rejecting and freezing another, paying needs a reason and a held second. Rules: docs/gate.md 6.
import { useEffect, useId, useRef, useState } from 'react';
import { useCommand } from '../../app/command-scope.ts';
import type { Value } from '../../bridge/client.ts';
import { useAct, useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Amount } from '../../ui/Amount.tsx';
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { INPUT_SHAPE } from '../../ui/Field.tsx';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Time } from '../../ui/Time.tsx';
import { useDisplay, useNow } from '../../ui/display.ts';
import { satsTyped } from '../../ui/format.ts';
import { isAttested, LedgerStep } from './LedgerStep.tsx';
import { afterApproval, STOPPED_WORDS, TYPED_ABOVE_MSAT, type AfterApproval } from './decision-words.ts';

/** A press this soon after the page appeared was meant for what stood there before. */
const SETTLE_MS = 400;

export type Verdict = 'approved' | 'rejected' | 'rejected-and-frozen';

type DecisionFormProps = {
  readonly decision: Value<'approvals.get'>;
  /** The time is over although nothing was decided. */
  readonly over: boolean;
  /** The sentence that is decided about, read aloud with the buttons. */
  readonly describedBy: string;
  /** Told when this window decided, so that the page does not say somebody else did. */
  readonly onDecided: (verdict: Verdict) => void;
  /** Shows the amounts of this page although balances are hidden elsewhere. */
  readonly onReveal: () => void;
};

export function DecisionForm({ decision, over, describedBy, onDecided, onReveal }: DecisionFormProps) {
  const { approval, shown, invoiceExpiresAt } = decision;
  const [reason, setReason] = useState('');
  const [typedAmount, setTypedAmount] = useState('');
  const approve = useHumanAct('approvals.approve');
  const deny = useAct('approvals.deny');
  const field = useId();
  const appearedAt = useRef(Infinity);
  const rejectButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    appearedAt.current = performance.now();
    // In a window so small that the facts stand above the buttons, the facts are seen first.
    rejectButton.current?.focus({ preventScroll: true });
  }, []);

  // SECURITY: nobody may approve an amount that is not on the screen.
  const { hideBalances } = useDisplay();
  const busy = approve.isPending || deny.isPending;
  const off = over || busy || approve.isSuccess || deny.isSuccess;
  const reject = (freezeAgent: boolean): void => {
    if (off || performance.now() - appearedAt.current < SETTLE_MS) return;
    deny.mutate(
      { id: approval.id, reason, freezeAgent },
      { onSuccess: () => onDecided(freezeAgent ? 'rejected-and-frozen' : 'rejected') },
    );
  };
  useCommand('reject', off ? null : () => reject(false));
  const letters = useRead('settings.get', {}).data?.letterKeys ?? true;
  const refusal = refusalText(approve.error) ?? refusalText(deny.error);
  const missing = reason.trim() === '';
  const large = BigInt(approval.amountMsat) > TYPED_ABOVE_MSAT;
  const unread = large && satsTyped(typedAmount) !== approval.amountMsat;
  const now = useNow();
  const attested = isAttested(decision, now);
  const after = afterApproval(approval, invoiceExpiresAt, now);

  const note = (
    <p id={`${field}-note`} className={`text-xs ${after.kind === 'stopped' ? 'text-warn' : 'text-faint'}`}>
      <Afterwards after={after} agentWaiting={approval.agentWaiting} />
    </p>
  );

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
          {...(letters ? { shortcut: 'R', 'aria-keyshortcuts': 'R' } : {})}
          aria-describedby={describedBy}
          disabled={off && !deny.isPending}
          busy={deny.isPending && !deny.variables.freezeAgent}
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
          <span className="truncate">
            Reject and freeze <FencedInline text={approval.agentName} />
          </span>
        </Button>
        {large && (
          <AmountInput
            label="Type the amount to approve it"
            hint={
              <>
                Above <Amount msat={TYPED_ABOVE_MSAT} /> it is typed, so that it has been read.
              </>
            }
            error={
              unread && satsTyped(typedAmount) !== undefined
                ? 'That is not the amount of this payment.'
                : null
            }
            value={typedAmount}
            onValue={setTypedAmount}
            disabled={off || hideBalances}
          />
        )}
        {after.kind === 'stopped' && note}
        <LedgerStep decision={decision} off={off || after.kind === 'stopped'} />
        <HoldButton
          disabled={off || missing || unread || hideBalances || !attested || after.kind === 'stopped'}
          busy={approve.isPending}
          busyLabel="Approving …"
          describedBy={`${describedBy} ${field}-need ${field}-note`}
          onHeld={() =>
            approve.mutate({ id: approval.id, reason, shown }, { onSuccess: () => onDecided('approved') })
          }
        >
          {after.kind === 'pays' ? (
            <>
              Hold to pay <Amount msat={approval.amountMsat} />
            </>
          ) : after.kind === 'grants' ? (
            'Hold to approve for its next try'
          ) : (
            'Nothing can be paid now'
          )}
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
        {after.kind !== 'stopped' && note}
      </div>
    </Panel>
  );
}

function Afterwards({
  after,
  agentWaiting,
}: {
  readonly after: AfterApproval;
  readonly agentWaiting: boolean;
}) {
  if (after.kind === 'stopped') return STOPPED_WORDS[after.by];
  if (after.kind === 'pays')
    return agentWaiting
      ? 'The agent is waiting for the answer. Approving pays at once; there is no undo.'
      : 'The agent follows this payment by its number. Approving pays at once; there is no undo.';
  return (
    <>
      The agent has stopped waiting. Approving grants this one invoice until <Time at={after.until} />; it is
      paid when the agent asks again.
    </>
  );
}
