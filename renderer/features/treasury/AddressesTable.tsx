// AddressesTable: every address of an account that was shown or paid, with what it received and whether the device ever showed it.
import { useMemo } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { Value } from '../../bridge/client.ts';
import { Amount } from '../../ui/Amount.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Account } from './AccountPage.tsx';
import { EditLabel } from './EditLabel.tsx';

type Row = Value<'treasury.account'>['addresses'][number];

export const addressUse = ({
  payments,
}: Pick<Row, 'payments'>): readonly ['neutral' | 'info' | 'warn', string] =>
  payments === 0
    ? ['neutral', 'unused']
    : payments === 1
      ? ['info', 'used']
      : ['warn', `reused, ${payments} times`];

const columnsOf = (accountId: string): readonly TableColumn<Row>[] => [
  {
    id: 'index',
    header: 'Number',
    width: 'minmax(7rem, 0.6fr)',
    sort: ({ index, change }) => index + (change ? 1_000_000_000 : 0),
    csv: { kind: 'text', of: ({ index, change }) => `${change ? 1 : 0}/${index}` },
    cell: ({ index, change }) => (
      <span className="font-mono text-xs">
        {change ? 1 : 0}/{index}
        <span className="font-sans text-faint">{change ? ' change' : ''}</span>
      </span>
    ),
  },
  {
    id: 'address',
    header: 'Address',
    width: 'minmax(13rem, 1.4fr)',
    sort: ({ address }) => address,
    cell: ({ address }) => <CopyText text={address} what="address" />,
  },
  {
    id: 'label',
    header: 'Label',
    width: 'minmax(11rem, 2fr)',
    sort: ({ label }) => label || null,
    cell: ({ address, label, index }) => (
      <EditLabel
        accountId={accountId}
        kind="address"
        target={address}
        label={label}
        what={`address ${index}`}
      />
    ),
  },
  {
    id: 'use',
    header: 'Use',
    width: 'minmax(8rem, 0.8fr)',
    descFirst: true,
    sort: ({ payments }) => payments,
    csv: { kind: 'text', of: ({ payments }) => String(payments), name: 'Payments' },
    cell: (row) => {
      const [tone, word] = addressUse(row);
      return <StatusChip tone={tone}>{word}</StatusChip>;
    },
  },
  {
    id: 'received',
    header: 'Received',
    width: 'minmax(9rem, 1fr)',
    align: 'right',
    descFirst: true,
    sort: ({ receivedMsat }) => BigInt(receivedMsat),
    cell: ({ receivedMsat }) =>
      receivedMsat === '0' ? (
        <span className="text-faint">–</span>
      ) : (
        <Amount msat={receivedMsat} round="floor" />
      ),
  },
  {
    id: 'checked',
    header: 'Seen on the Ledger',
    width: 'minmax(8.5rem, 0.9fr)',
    descFirst: true,
    sort: ({ checkedAt }) => checkedAt,
    cell: ({ checkedAt }) =>
      checkedAt === null ? <span className="text-faint">never</span> : <Time at={checkedAt} />,
  },
];

export function AddressesTable({ account: { account, addresses } }: { readonly account: Account }) {
  const columns = useMemo(() => columnsOf(account.id), [account.id]);
  const navigate = useNavigate();
  return (
    <Panel body="flush">
      <DataTable
        name="cold-addresses"
        label="Addresses"
        rows={addresses}
        columns={columns}
        rowId={({ index, change }) => `${change ? 1 : 0}-${index}`}
        scroll="page"
        initialSort={{ id: 'index', desc: false }}
        onOpen={({ change, index }) =>
          void navigate({
            to: '/treasury/accounts/$id',
            params: { id: account.id },
            search: { part: 'receive', address: `${change ? 1 : 0}/${index}` } as never,
          })
        }
        empty={<EmptyState title="No address yet" why="The first one is made when you receive." />}
      />
    </Panel>
  );
}
