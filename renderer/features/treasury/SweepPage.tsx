// SweepPage: hot to cold: exactly what is over an agent's ceiling, to an address that was compared on the Ledger.
import { useState } from 'react';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Address } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { DisplayContext, useDisplay } from '../../ui/display.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Select } from '../../ui/Select.tsx';
import { FeeField, useFeeRate } from './FeeField.tsx';
import { LinkButton } from './LinkButton.tsx';
import { CheckPanel } from './CheckPanel.tsx';
import { DEDICATED, isShort } from './SweepList.tsx';
import { accountKind } from './treasury-words.ts';
import { TreasuryCrumb } from './TreasuryCrumb.tsx';
import { useTreasury, type TreasuryStatus } from './use-treasury.ts';

type Sweep = TreasuryStatus['sweeps'][number];

export function SweepPage({ agentId }: { readonly agentId: string }) {
  const query = useTreasury();
  // Once it is debited it is no proposal any more, which the window hears before the node has answered; its end is still told.
  const [kept, setKept] = useState<Sweep | null>(null);
  const [sent, setSent] = useState<{ readonly txid: string | null; readonly note: string } | null>(null);
  const [sending, setSending] = useState(false);
  const found = query.data?.sweeps.find((each) => each.agentId === agentId) ?? null;
  const ordered = sending || sent !== null;
  if (found && found !== kept && !ordered) setKept(found);
  const sweep = ordered ? kept : found;
  return (
    <Page
      crumbs={<TreasuryCrumb />}
      title={
        sweep ? (
          <>
            Sweep <Amount msat={sweep.amountMsat} round="floor" /> of <FencedInline text={sweep.agentName} />
          </>
        ) : (
          'Sweep'
        )
      }
      lead={
        sweep && (
          <>
            It holds <Amount msat={sweep.hotMsat} round="floor" />; its ceiling is{' '}
            <Amount msat={sweep.ceilingMsat} round="floor" />. Exactly what is over goes to cold storage.
          </>
        )
      }
    >
      <QueryView query={query} what="the sweep" skeleton={6}>
        {(status) =>
          sweep === null ? (
            <Panel>
              <EmptyState
                title="Nothing to sweep here"
                why="This agent holds no more than its ceiling allows."
                action={<LinkButton to="/treasury">Back to the treasury</LinkButton>}
              />
            </Panel>
          ) : sweep.draw === 'dedicated' ? (
            <Panel>
              <EmptyState
                title="No sweep lowers what it holds"
                why={DEDICATED}
                action={<LinkButton to="/nodes">Look at its node</LinkButton>}
              />
            </Panel>
          ) : sent === null ? (
            <SweepForm sweep={sweep} status={status} onSending={setSending} onSent={setSent} />
          ) : (
            <Sent {...sent} />
          )
        }
      </QueryView>
    </Page>
  );
}

function Sent({ txid, note }: { readonly txid: string | null; readonly note: string }) {
  return (
    <Panel
      title={txid === null ? 'Not known whether it was sent' : 'Sent'}
      tone={txid === null ? 'warn' : 'plain'}
    >
      <p role="status" className="text-sm">
        {txid === null
          ? 'The node did not say whether it sent. Look at it before you sweep again.'
          : 'The node sent it. The agent’s allotment is lower by as much; the account shows it as arriving until it is deep enough.'}
      </p>
      {note !== '' && <p className="mt-1 text-sm text-warn">{note}</p>}
      {txid !== null && (
        <p className="mt-2">
          <CopyText text={txid} what="transaction id" />
        </p>
      )}
      <div className="mt-3">
        <LinkButton to="/treasury">Back to the treasury</LinkButton>
      </div>
    </Panel>
  );
}

type SweepFormProps = {
  readonly sweep: Sweep;
  readonly status: TreasuryStatus;
  readonly onSending: (sending: boolean) => void;
  readonly onSent: (sent: { readonly txid: string | null; readonly note: string }) => void;
};

function SweepForm({ sweep, status, onSending, onSent }: SweepFormProps) {
  const display = useDisplay();
  const [revealed, setRevealed] = useState(false);
  const { accounts } = status;
  const [picked, setPicked] = useState('');
  const accountId = picked || (accounts[0]?.id ?? '');
  const account = useRead('treasury.account', { id: accountId }, { enabled: accountId !== '' });
  const [typed, setTyped] = useState<string | null>(null);
  const [reason, setReason] = useState(`${sweep.agentName} holds more than its ceiling`);
  const { rate } = useFeeRate(typed);
  const act = useHumanAct('treasury.sweep');
  const next = account.data?.next;
  const hidden = display.hideBalances && !revealed;
  const missing =
    accountId === ''
      ? 'There is no cold account to sweep to.'
      : next === undefined
        ? 'The address is being asked for.'
        : next.checkedAt === null
          ? 'Check the address on the Ledger first.'
          : rate === undefined
            ? 'The fee rate is missing.'
            : reason.trim() === ''
              ? 'A reason for the log is missing.'
              : null;
  const refusal = refusalText(act.error);
  return (
    <DisplayContext value={hidden ? display : { ...display, hideBalances: false }}>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Panel title="To">
            <div className="flex flex-col gap-3">
              <div className="max-w-sm">
                <Select
                  label="Account"
                  value={accountId}
                  onValue={setPicked}
                  choices={accounts.map((each) => ({
                    value: each.id,
                    label: each.name,
                    hint: accountKind(each),
                  }))}
                />
              </div>
              {next && (
                <div>
                  <p className="mb-0.5 text-xs text-muted">Its next unused address, 0/{next.index}</p>
                  <Address text={next.address} what="address" />
                </div>
              )}
            </div>
          </Panel>
          <Panel title="Fee, paid by the node">
            <FeeField value={typed} onValue={setTyped} />
          </Panel>
        </div>
        <div className="flex flex-col gap-3">
          {next && <CheckPanel key={next.address} accountId={accountId} shown={next} status={status} />}
          <Panel title="Send it" tone="warn">
            <div className="flex flex-col gap-2.5">
              {isShort(sweep) && (
                <p className="text-sm text-warn">
                  The node can send <Amount msat={sweep.nodeOnChainMsat ?? '0'} round="floor" /> on chain now.
                  Close or loop out of a channel first, or it will refuse.
                </p>
              )}
              <TextArea
                label="Reason"
                rows={2}
                value={reason}
                onValue={setReason}
                maxLength={1_000}
                placeholder="Kept in the log"
              />
              <p className="text-sm">
                <strong className="font-semibold">This is irreversible.</strong> The node pays{' '}
                <Amount msat={sweep.amountMsat} round="floor" /> at once; the agent can no longer spend it.
              </p>
              {hidden && (
                <div>
                  <Button size="small" onClick={() => setRevealed(true)}>
                    Show the amounts to send them
                  </Button>
                </div>
              )}
              {refusal !== null && (
                <p role="alert" className="text-sm text-danger">
                  {refusal}
                </p>
              )}
              <HoldButton
                busy={act.isPending}
                busyLabel="Sending …"
                disabled={missing !== null || hidden}
                onHeld={() => {
                  if (missing !== null || next === undefined || rate === undefined) return;
                  onSending(true);
                  act.mutate(
                    {
                      agentId: sweep.agentId,
                      accountId,
                      index: next.index,
                      amountMsat: sweep.amountMsat,
                      feeRate: rate,
                      reason: reason.trim(),
                    },
                    { onSuccess: onSent, onError: () => onSending(false) },
                  );
                }}
              >
                Hold to sweep <Amount msat={sweep.amountMsat} round="floor" />
              </HoldButton>
              <p aria-live="polite" className="text-xs text-faint">
                {missing ?? ''}
              </p>
            </div>
          </Panel>
        </div>
      </div>
    </DisplayContext>
  );
}
