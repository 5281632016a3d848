// CoinsTable: every coin of an account: how deep it is, who it came from by label, and whether its address was used more than once.
import { useMemo } from 'react';
import type { CoinRow } from '../../../shared/contract/treasury.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Account } from './AccountPage.tsx';
import { EditLabel } from './EditLabel.tsx';
import { coinState } from './treasury-words.ts';

const columnsOf = (accountId: string): readonly TableColumn<CoinRow>[] => [
  {
    id: 'label',
    header: 'Label',
    width: 'minmax(12rem, 2fr)',
    sort: ({ label }) => label || null,
    cell: ({ outpoint, label, change }) => (
      <>
        <EditLabel
          accountId={accountId}
          kind="output"
          target={outpoint}
          label={label}
          what={`coin ${outpoint.slice(0, 8)}`}
        />
        {change && <StatusChip tone="neutral">change</StatusChip>}
      </>
    ),
  },
  {
    id: 'value',
    header: 'Amount',
    width: 'minmax(9rem, 1fr)',
    align: 'right',
    descFirst: true,
    sort: ({ valueMsat }) => BigInt(valueMsat),
    cell: ({ valueMsat, state }) => (
      <Amount msat={valueMsat} round="floor" tone={state === 'confirmed' ? 'plain' : 'muted'} />
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(7.5rem, 0.9fr)',
    sort: (row) => coinState(row)[1],
    cell: (row) => {
      const [tone, word] = coinState(row);
      return <StatusChip tone={tone}>{word}</StatusChip>;
    },
  },
  {
    id: 'depth',
    header: 'Blocks',
    width: 'minmax(6rem, 0.6fr)',
    align: 'right',
    descFirst: true,
    sort: ({ confirmations }) => confirmations,
    cell: ({ confirmations, wanted }) => (
      <span className={confirmations < wanted ? 'text-warn' : 'text-muted'}>
        {groupDigits(confirmations)}
        <span className="text-faint"> / {wanted}</span>
      </span>
    ),
  },
  {
    id: 'address',
    header: 'Address',
    width: 'minmax(15rem, 1.6fr)',
    sort: ({ address }) => address,
    cell: ({ address, addressReused }) => (
      <>
        <CopyText text={address} what="address" />
        {addressReused && <StatusChip tone="warn">reused</StatusChip>}
      </>
    ),
  },
  {
    id: 'at',
    header: 'Block of',
    width: 'minmax(8rem, 0.9fr)',
    align: 'right',
    descFirst: true,
    sort: ({ at }) => at,
    cell: ({ at }) =>
      at === null ? (
        <span className="text-faint">none yet</span>
      ) : (
        <span className="text-muted">
          <Time at={at} />
        </span>
      ),
  },
  {
    id: 'outpoint',
    header: 'Outpoint',
    width: 'minmax(13rem, 1.2fr)',
    optional: true,
    csv: { kind: 'text', of: ({ outpoint }) => outpoint },
    cell: ({ outpoint }) => <CopyText text={outpoint} what="outpoint" />,
  },
];

export function CoinsTable({ account: { account, coins } }: { readonly account: Account }) {
  const columns = useMemo(() => columnsOf(account.id), [account.id]);
  const reused = coins.some(({ addressReused }) => addressReused);
  return (
    <Panel body="flush">
      <DataTable
        name="coins"
        label="Coins"
        rows={coins}
        columns={columns}
        rowId={({ outpoint }) => outpoint}
        scroll="page"
        initialSort={{ id: 'value', desc: true }}
        empty={
          <EmptyState
            title="No coin here"
            why={
              account.scannedAt === null
                ? 'The chain was never scanned for this account, so what it holds is not known.'
                : 'Nothing was paid to this account yet, or everything was spent.'
            }
          />
        }
      />
      {reused && (
        <p className="border-t border-line px-3.5 py-2 text-xs text-muted">
          <span className="text-warn">Reused</span>: the address was paid more than once. Whoever paid it once
          can see the other payments.
        </p>
      )}
    </Panel>
  );
}
