// AccountPage: one cold account: what it holds, where it is paid to, what happened on it, and how to take it elsewhere.
import type { ReactNode } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { textPart, useAddress } from '../../ui/address.ts';
import { Amount } from '../../ui/Amount.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Time } from '../../ui/Time.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { AddressesTable } from './AddressesTable.tsx';
import { CoinsTable } from './CoinsTable.tsx';
import { DescriptorPanel } from './DescriptorPanel.tsx';
import { HistoryTable } from './HistoryTable.tsx';
import { LinkButton } from './LinkButton.tsx';
import { ReceivePanel } from './ReceivePanel.tsx';
import { ScanPanel } from './ScanPanel.tsx';
import { accountKind } from './treasury-words.ts';
import { TreasuryCrumb } from './TreasuryCrumb.tsx';
import { useTreasury, type TreasuryStatus } from './use-treasury.ts';

export type Account = Value<'treasury.account'>;

export function AccountPage({ id }: { readonly id: string }) {
  const query = useRead('treasury.account', { id });
  const status = useTreasury();
  if (!query.data || !status.data)
    return (
      <Page title="Account" crumbs={<TreasuryCrumb />}>
        <Panel>
          <QueryView query={query.data ? status : query} what="this account" skeleton={8}>
            {() => null}
          </QueryView>
        </Panel>
      </Page>
    );
  const { account } = query.data;
  const spendable = account.confirmedMsat !== '0';
  return (
    <Page
      crumbs={<TreasuryCrumb />}
      title={
        <span className="flex min-w-0 items-center gap-3">
          <span className="truncate" title={account.name}>
            <FencedInline text={account.name} />
          </span>
          {account.checkedAt === null && <StatusChip tone="warn">first address never compared</StatusChip>}
        </span>
      }
      lead={
        <>
          {accountKind(account)} · Ledger <span className="font-mono">{account.fingerprint}</span> ·{' '}
          {account.network} · made <Time at={account.createdAt} />
        </>
      }
      aside={
        <>
          <AccountMenu account={account} />
          <LinkButton
            to="/timeline"
            search={{ category: 'treasury', text: account.name.slice(0, 200) } as never}
          >
            Its timeline
          </LinkButton>
          {spendable && (
            <LinkButton to="/treasury/accounts/$id/send" params={{ id }} primary>
              Send …
            </LinkButton>
          )}
        </>
      }
    >
      <QueryView query={query} what="this account">
        {(value) => (
          <>
            <Balances account={value} status={status.data} />
            <Parts account={value} status={status.data} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

type PartProps = { readonly account: Account; readonly status: TreasuryStatus };

function Balances({ account: { account }, status }: PartProps) {
  return (
    <Panel>
      <div className="flex flex-wrap items-end gap-x-12 gap-y-3">
        <dl className="flex flex-wrap gap-x-12 gap-y-3">
          <Figure name="Confirmed">
            {account.scannedAt === null ? (
              <span className="text-figure font-semibold text-faint">not known</span>
            ) : (
              <Amount msat={account.confirmedMsat} size="figure" round="floor" />
            )}
          </Figure>
          <Figure name="Arriving, not counted as paid">
            {account.scannedAt === null ? (
              <span className="text-figure font-semibold text-faint">not known</span>
            ) : (
              <Amount
                msat={account.pendingMsat}
                size="figure"
                round="floor"
                tone={account.pendingMsat === '0' ? 'muted' : 'warn'}
              />
            )}
          </Figure>
        </dl>
        <ScanPanel account={account} status={status} />
      </div>
    </Panel>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const PARTS = ['coins', 'history', 'receive', 'addresses', 'descriptor'] as const;
type Part = (typeof PARTS)[number];

function Parts({ account, status }: PartProps) {
  const { search, change } = useAddress();
  const fresh = account.coins.length === 0 && account.history.length === 0;
  const first: Part = fresh ? 'receive' : 'coins';
  const part = PARTS.find((each) => each === textPart(search['part'])) ?? first;
  // What is found and how it is sorted belongs to the table one leaves.
  const setPart = (next: Part): void =>
    void change(
      { part: next === first ? undefined : next, q: undefined, sort: undefined, at: undefined },
      'push',
    );
  return (
    <Tabs
      label="Parts of this account"
      value={part}
      onValue={setPart}
      tabs={[
        {
          value: 'coins',
          label: 'Coins',
          count: account.coins.length,
          content: <CoinsTable account={account} />,
        },
        {
          value: 'history',
          label: 'History',
          count: account.history.length,
          content: <HistoryTable account={account} />,
        },
        {
          value: 'receive',
          label: 'Receive',
          content: <ReceivePanel account={account} status={status} />,
        },
        { value: 'addresses', label: 'Addresses', content: <AddressesTable account={account} /> },
        {
          value: 'descriptor',
          label: 'Descriptor and labels',
          content: <DescriptorPanel account={account.account} />,
        },
      ]}
    />
  );
}
