// Treasury: the money that is not hot: what is cold, where the Ledger and the chain stand, what waits to be signed or swept.
import type { ReactNode } from 'react';
import { Amount } from '../../ui/Amount.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Time } from '../../ui/Time.tsx';
import { AccountsTable } from './AccountsTable.tsx';
import { ApproverPanel } from './ApproverPanel.tsx';
import { ChainPanel } from './ChainPanel.tsx';
import { DevicePanel } from './DevicePanel.tsx';
import { DraftList } from './DraftList.tsx';
import { LinkButton } from './LinkButton.tsx';
import { SweepList } from './SweepList.tsx';
import { SweepOrders } from './SweepOrders.tsx';
import { useTreasury, type TreasuryStatus } from './use-treasury.ts';

export function TreasuryView() {
  const query = useTreasury();
  return (
    <Page
      title="Treasury"
      lead="Cold money moves only by a signature on the Ledger. No key of it was ever on this machine."
      aside={
        (query.data?.accounts.length ?? 0) > 0 && <LinkButton to="/treasury/new">New account …</LinkButton>
      }
    >
      <QueryView query={query} what="the treasury" skeleton={<TreasurySkeleton />}>
        {(status) => <Shown status={status} />}
      </QueryView>
    </Page>
  );
}

function Shown({ status }: { readonly status: TreasuryStatus }) {
  const { accounts } = status;
  return (
    <>
      {accounts.length > 0 && <Totals status={status} />}
      <div className="grid items-stretch gap-3 lg:grid-cols-2">
        <DevicePanel status={status} />
        <ChainPanel status={status} />
      </div>
      {accounts.length === 0 ? (
        <Panel>
          <EmptyState
            title="No cold account yet"
            why="An account begins at the Ledger: its public key is read from the device and its first address is compared on the glass. Agents never see any of it."
            action={
              <LinkButton to="/treasury/new" primary>
                New account on Ledger …
              </LinkButton>
            }
          />
        </Panel>
      ) : (
        <>
          <SweepList status={status} />
          <SweepOrders orders={status.sweepOrders} />
          <DraftList drafts={status.drafts} />
          <Panel title="Accounts" body="flush">
            <AccountsTable accounts={accounts} />
          </Panel>
          <ApproverPanel status={status} />
        </>
      )}
    </>
  );
}

function Totals({
  status: { accounts, confirmedMsat, pendingMsat, chain },
}: {
  readonly status: TreasuryStatus;
}) {
  const never = accounts.some(({ scannedAt }) => scannedAt === null);
  const oldest = accounts.reduce<number | null>(
    (least, { scannedAt }) => (scannedAt === null ? least : Math.min(least ?? scannedAt, scannedAt)),
    null,
  );
  const stale = chain.state !== 'ready';
  return (
    <Panel tone={stale ? 'warn' : 'plain'}>
      <dl className="flex flex-wrap items-end gap-x-12 gap-y-3">
        <Total name="Cold, confirmed">
          <Amount msat={confirmedMsat} size="figure" round="floor" />
        </Total>
        <Total name="Arriving, not counted as paid">
          <Amount
            msat={pendingMsat}
            size="figure"
            round="floor"
            tone={pendingMsat === '0' ? 'muted' : 'warn'}
          />
        </Total>
        <div className="ml-auto text-right text-xs text-muted">
          <dt className="sr-only">As of</dt>
          <dd>
            {stale ? (
              <span className="text-warn">
                {chain.lastAnswerAt === null ? (
                  'Not known: no chain source answers'
                ) : (
                  <>
                    As of <Time at={chain.lastAnswerAt} relative />, when the chain source last answered
                  </>
                )}
              </span>
            ) : oldest === null ? (
              'No account was scanned yet'
            ) : (
              <>
                {accounts.length} {accounts.length === 1 ? 'account' : 'accounts'}, scanned{' '}
                <Time at={oldest} />
                {never && <span className="text-warn"> · one was never scanned</span>}
              </>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

function Total({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TreasurySkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <Panel>
        <div className="skeleton h-10 w-72" />
      </Panel>
      <div className="grid gap-3 lg:grid-cols-2">
        {[0, 1].map((each) => (
          <Panel key={each}>
            <div className="skeleton h-4 w-40" />
            <div className="skeleton mt-4 h-3 w-64" />
          </Panel>
        ))}
      </div>
      <Panel>
        <div className="skeleton h-24 w-full" />
      </Panel>
    </div>
  );
}
