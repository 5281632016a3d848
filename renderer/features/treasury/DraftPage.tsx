// DraftPage: one transaction from draft to blocks: looked at, signed on the Ledger, broadcast by a held button, followed until it is deep enough.
import { useMemo, useState } from 'react';
import type { DraftRow } from '../../../shared/contract/treasury.ts';
import { Address } from '../../ui/Address.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { DisplayContext, useDisplay } from '../../ui/display.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { AMOUNT_MASK, groupDigits } from '../../ui/format.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { DraftActs } from './DraftActs.tsx';
import { feeRateWords } from './fee-rate.ts';
import { LinkButton } from './LinkButton.tsx';
import { TextOnDevice } from './TextOnDevice.tsx';
import { TransactionPicture } from './TransactionPicture.tsx';
import { draftState, paidAway, purposeWords } from './treasury-words.ts';
import { TreasuryCrumb } from './TreasuryCrumb.tsx';
import { useTreasury, type TreasuryStatus } from './use-treasury.ts';

export function DraftPage({ id }: { readonly id: string }) {
  const query = useTreasury();
  const display = useDisplay();
  const [revealed, setRevealed] = useState(false);
  const shown = useMemo(
    () => (revealed ? { ...display, hideBalances: false } : display),
    [display, revealed],
  );
  const draft = query.data?.drafts.find((each) => each.id === id);
  if (query.data && draft)
    return (
      <DisplayContext value={shown}>
        <Shown draft={draft} status={query.data} onReveal={() => setRevealed(true)} />
      </DisplayContext>
    );
  return (
    <Page title="Transaction" crumbs={<TreasuryCrumb />}>
      <Panel>
        <QueryView query={query} what="this transaction" skeleton={8}>
          {() => (
            <EmptyState
              title="This transaction is not here any more"
              why="It was thrown away, or another one took its place. Nothing was sent by that."
              action={<LinkButton to="/treasury">Back to the treasury</LinkButton>}
            />
          )}
        </QueryView>
      </Panel>
    </Page>
  );
}

type ShownProps = {
  readonly draft: DraftRow;
  readonly status: TreasuryStatus;
  readonly onReveal: () => void;
};

function Shown({ draft, status, onReveal }: ShownProps) {
  const [tone, word] = draftState(draft);
  const paid = draft.outputs.filter(({ kind }) => kind === 'payment');
  const first = paid[0];
  const unsigned = draft.state === 'draft' || draft.state === 'signing';
  return (
    <Page
      crumbs={
        <>
          <TreasuryCrumb /> / {draft.accountName} · {purposeWords(draft.purpose).toLowerCase()} · made{' '}
          <Time at={draft.createdAt} relative />
        </>
      }
      title={
        <span className="flex flex-wrap items-center gap-3">
          <span className="wrap-anywhere">
            {paid.length > 0 ? (
              <>
                <Amount msat={paidAway(draft)} /> to{' '}
                {paid.length === 1 ? (
                  first?.label ? (
                    <FencedInline text={first.label} />
                  ) : (
                    'an address without a label'
                  )
                ) : (
                  `${paid.length} addresses`
                )}
              </>
            ) : (
              purposeWords(draft.purpose)
            )}
          </span>
          <StatusChip tone={tone}>{word}</StatusChip>
        </span>
      }
      lead={
        draft.reason === '' ? (
          <>
            From <FencedInline text={draft.accountName} />, without a reason given.
          </>
        ) : (
          <>
            From <FencedInline text={draft.accountName} />: <FencedInline text={draft.reason} />
          </>
        )
      }
    >
      {draft.note !== '' && (
        <p
          role="alert"
          className="rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-2.5 text-sm text-warn"
        >
          {draft.note}
        </p>
      )}
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_330px]">
        <div className="flex min-w-0 flex-col gap-3">
          {draft.warnings.length > 0 && unsigned && (
            <Panel title="Before you sign" tone="warn">
              <ul className="flex flex-col gap-1.5 text-sm text-warn">
                {draft.warnings.map((warning) => (
                  <li key={warning}>
                    <FencedInline text={warning} />
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <TransactionPicture draft={draft} />
          <PaidTo draft={draft} />
          {unsigned && <OnTheLedger draft={draft} operation={status.operation} />}
        </div>
        <div className="flex flex-col gap-3 lg:top-3.5 lg:[@media(min-height:860px)]:sticky">
          <Costs draft={draft} />
          <DraftActs draft={draft} status={status} onReveal={onReveal} />
        </div>
      </div>
    </Page>
  );
}

/** While the Ledger asks, what it shows then; before that, what it will. */
function OnTheLedger({
  draft,
  operation,
}: {
  readonly draft: DraftRow;
  readonly operation: TreasuryStatus['operation'];
}) {
  const { hideBalances } = useDisplay();
  const asks =
    operation?.kind === 'sign' &&
    operation.about === draft.id &&
    operation.state === 'running' &&
    operation.onDevice.length > 0;
  const title = asks ? 'What the Ledger shows now' : 'What the Ledger will show';
  const screens = asks ? operation.onDevice : draft.onDevice;
  return (
    <Panel title={title} tone={asks ? 'warn' : 'plain'} aside="compare it there, screen by screen">
      {screens.length === 0 ? (
        <p className="text-sm text-muted">Not known beforehand for this account.</p>
      ) : (
        <TextOnDevice screens={screens} label={title} hidden={hideBalances} wide />
      )}
    </Panel>
  );
}

function PaidTo({ draft }: { readonly draft: DraftRow }) {
  const paid = draft.outputs.filter(({ kind }) => kind !== 'change');
  if (paid.length === 0) return null;
  return (
    <Panel title="Who is paid" body="flush">
      <ul className="border-t border-line">
        {paid.map((output, index) => (
          <li key={index} className="border-line px-3.5 py-2.5 not-last:border-b">
            <p className="flex items-baseline justify-between gap-4 text-sm">
              <span className="min-w-0 font-medium wrap-anywhere">
                {output.label === '' ? (
                  <span className="text-faint">no label</span>
                ) : (
                  <FencedInline text={output.label} />
                )}
                {output.kind === 'own' && <span className="text-muted"> · own account</span>}
              </span>
              <Amount msat={output.valueMsat} />
            </p>
            <Address text={output.address} what={`address of output ${index + 1}`} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Costs({ draft }: { readonly draft: DraftRow }) {
  const { hideBalances } = useDisplay();
  const away = paidAway(draft);
  // A fee is whole sats, so the rate reached is never quite the one asked for; only parents make another one of it.
  const effective =
    draft.vsize > 0 && BigInt(draft.effectiveFeeRate) !== BigInt(draft.feeMsat) / BigInt(draft.vsize);
  return (
    <Panel>
      <dl className="flex flex-col gap-1.5 text-sm">
        <Line name="Paid">
          <Amount msat={away} />
        </Line>
        <Line name="Fee">
          <Amount msat={draft.feeMsat} />
        </Line>
        <Line name="Fee rate">{feeRateWords(draft.feeRate)}</Line>
        {effective && <Line name="Effective, with its parents">{feeRateWords(draft.effectiveFeeRate)}</Line>}
        {/* SECURITY: size and rate together are the fee. */}
        <Line name="Size">{hideBalances ? AMOUNT_MASK : groupDigits(draft.vsize)} vB</Line>
        <Line name="Can be replaced">{draft.replaceable ? 'until it is in a block' : 'no'}</Line>
        <div className="mt-1 flex items-baseline justify-between border-t border-line pt-2.5 text-base font-semibold">
          <dt>Leaves the account</dt>
          <dd>
            <Amount msat={away + BigInt(draft.feeMsat)} />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-right font-medium">{children}</dd>
    </div>
  );
}
