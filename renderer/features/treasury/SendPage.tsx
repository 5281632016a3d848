// SendPage: cold money out, to addresses or to an agent: who, from which coins, at what fee. Nothing is signed or sent before the next page.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useHumanAct, useRead } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { textPart, useAddress } from '../../ui/address.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import type { Account } from './AccountPage.tsx';
import { CoinControl } from './CoinControl.tsx';
import { FeeField, useFeeRate } from './FeeField.tsx';
import { feeRateToType } from './fee-rate.ts';
import { LinkButton } from './LinkButton.tsx';
import { OutputFields } from './OutputFields.tsx';
import { RefillFields, type RefillTyped } from './RefillFields.tsx';
import { emptySend, sendOf, sumTyped, wished } from './send-form.ts';
import { chainAmountTyped } from './treasury-words.ts';
import { TreasuryCrumb } from './TreasuryCrumb.tsx';
import { useSendForm } from './use-send-form.ts';
import { useTreasury, type TreasuryStatus } from './use-treasury.ts';

export function SendPage({ id }: { readonly id: string }) {
  const query = useRead('treasury.account', { id });
  const status = useTreasury();
  if (!query.data || !status.data)
    return (
      <Page title="Send" crumbs={<TreasuryCrumb />}>
        <Panel>
          <QueryView query={query.data ? status : query} what="this account" skeleton={8}>
            {() => null}
          </QueryView>
        </Panel>
      </Page>
    );
  return <Form account={query.data} status={status.data} />;
}

type FormProps = { readonly account: Account; readonly status: TreasuryStatus };

function Form({ account: { account, coins }, status }: FormProps) {
  const { search, change } = useAddress();
  const navigate = useNavigate();
  const toAgent = search['to'] === 'agent';
  const draftId = textPart(search['draft']);
  const former = status.drafts.find(({ id }) => id === draftId);
  const { send, set, clear } = useSendForm(former?.id ?? account.id, () =>
    former ? sendOf(former, feeRateToType(former.feeRate)) : emptySend(),
  );
  const [refill, setRefill] = useState<RefillTyped>({ agentId: textPart(search['agent']), amount: '' });
  const { rate } = useFeeRate(send.feeRate);
  const agents = useRead('agents.list', {}, { enabled: toAgent });
  const draft = useAct('treasury.draft');
  const refillIt = useHumanAct('treasury.refill');
  const act = toAgent ? refillIt : draft;
  const outputs = wished(send);
  const amount = chainAmountTyped(refill.amount);
  const missing = missingOf();
  const refusal = refusalText(act.error);

  function missingOf(): string | null {
    if (toAgent) {
      if (refill.agentId === '') return 'Choose the agent.';
      if (agents.data?.agents.find(({ id }) => id === refill.agentId)?.draw === 'dedicated')
        return 'This agent has no allotment to refill.';
      if (amount === null || 'wrong' in amount) return 'The amount is missing.';
      if (send.reason.trim() === '') return 'A refill needs a reason for the log.';
    } else if (typeof outputs === 'string') return outputs;
    return rate === undefined ? 'The fee rate is missing.' : null;
  }
  const shown = {
    onSuccess: ({ draft: made }: { readonly draft: { readonly id: string } }) => {
      clear();
      void navigate({ to: '/treasury/drafts/$id', params: { id: made.id } });
    },
  };
  const review = (): void => {
    if (missing !== null || rate === undefined || act.isPending) return;
    if (toAgent) {
      if (amount !== null && 'msat' in amount)
        refillIt.mutate(
          {
            accountId: account.id,
            agentId: refill.agentId,
            amountMsat: amount.msat,
            feeRate: rate,
            reason: send.reason.trim(),
          },
          shown,
        );
      return;
    }
    if (typeof outputs === 'string') return;
    draft.mutate(
      {
        accountId: account.id,
        outputs: [...outputs],
        feeRate: rate,
        choice: send.choice,
        coins: send.choice === 'manual' ? [...send.coins] : [],
        reason: send.reason.trim(),
        instead: former?.id ?? null,
      },
      shown,
    );
  };
  const sum = toAgent
    ? amount !== null && 'msat' in amount
      ? BigInt(amount.msat)
      : 0n
    : sumTyped(send.outputs);
  return (
    <Page
      crumbs={
        <>
          <TreasuryCrumb /> / {account.name}
        </>
      }
      title={
        <>
          Send from <FencedInline text={account.name} />
        </>
      }
      lead="Nothing is signed or sent here. You see the whole transaction first, then the Ledger shows it again."
      aside={
        <LinkButton to="/treasury/accounts/$id" params={{ id: account.id }}>
          Leave
        </LinkButton>
      }
    >
      <form
        className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_20rem]"
        onSubmit={(event) => {
          event.preventDefault();
          review();
        }}
      >
        <div className="flex min-w-0 flex-col gap-3">
          <Panel title="To">
            <fieldset className="mb-4 flex gap-5">
              <legend className="sr-only">What is paid</legend>
              {([false, true] as const).map((agent) => (
                <label key={String(agent)} className="flex items-center gap-2 text-sm">
                  <input
                    type="radio"
                    name="to"
                    checked={toAgent === agent}
                    disabled={former !== undefined}
                    onChange={() => void change({ to: agent ? 'agent' : undefined })}
                    className="size-4 accent-(--accent)"
                  />
                  {agent ? 'An agent, as a refill' : 'Addresses'}
                </label>
              ))}
            </fieldset>
            {toAgent ? (
              <RefillFields value={refill} onValue={setRefill} />
            ) : (
              <OutputFields outputs={send.outputs} onOutputs={(next) => set({ outputs: next })} />
            )}
          </Panel>
          {!toAgent && (
            <Panel title="From">
              <CoinControl
                coins={coins}
                choice={send.choice}
                chosen={send.coins}
                onChoice={(choice) => set({ choice })}
                onChosen={(chosen) => set({ coins: chosen })}
              />
            </Panel>
          )}
          <Panel title="Fee">
            <FeeField value={send.feeRate} onValue={(text) => set({ feeRate: text })} />
          </Panel>
        </div>
        <div className="flex flex-col gap-3 lg:top-3.5 lg:[@media(min-height:760px)]:sticky">
          <Panel>
            <dl className="flex flex-col gap-1.5 text-sm">
              <Line name="Confirmed here">
                <Amount msat={account.confirmedMsat} round="floor" />
              </Line>
              <Line name="To be sent">{sum === null ? 'all that is left' : <Amount msat={sum} />}</Line>
              <Line name="Fee">
                <span className="text-muted">counted on the next page</span>
              </Line>
            </dl>
            <div className="mt-4 flex flex-col gap-3">
              <TextArea
                label={toAgent ? 'Reason' : 'Reason (optional)'}
                rows={2}
                value={send.reason}
                onValue={(reason) => set({ reason })}
                maxLength={1_000}
                placeholder="Kept in the log"
              />
              {refusal !== null && (
                <p role="alert" className="text-sm text-danger">
                  {refusal}
                </p>
              )}
              <Button
                variant="primary"
                size="large"
                wide
                type="submit"
                busy={act.isPending}
                disabled={missing !== null}
              >
                Look at the transaction
              </Button>
              <p aria-live="polite" className="text-xs text-faint">
                {missing ?? 'The core chooses the coins and counts the fee.'}
              </p>
            </div>
          </Panel>
        </div>
      </form>
    </Page>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
