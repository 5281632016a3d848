// AccountsTable: every cold account, what is confirmed on it and what is on its way.
import { useNavigate } from '@tanstack/react-router';
import type { AccountRow } from '../../../shared/contract/treasury.ts';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { accountKind } from './treasury-words.ts';

const COLUMNS: readonly TableColumn<AccountRow>[] = [
  {
    id: 'name',
    header: 'Account',
    width: 'minmax(9rem, 2fr)',
    sort: ({ name }) => name,
    cell: ({ name }) => (
      <span className="truncate font-medium" title={name}>
        <FencedInline text={name} />
      </span>
    ),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: 'minmax(11rem, 2fr)',
    sort: accountKind,
    cell: (row) => <span className="truncate text-muted">{accountKind(row)}</span>,
  },
  {
    id: 'fingerprint',
    header: 'Ledger',
    width: 'minmax(6rem, 1fr)',
    sort: ({ fingerprint }) => fingerprint,
    cell: ({ fingerprint }) => <span className="font-mono text-xs text-muted">{fingerprint}</span>,
  },
  {
    id: 'confirmed',
    header: 'Confirmed',
    width: 'minmax(9rem, 1.5fr)',
    align: 'right',
    descFirst: true,
    sort: ({ confirmedMsat }) => BigInt(confirmedMsat),
    cell: ({ confirmedMsat, scannedAt }) =>
      scannedAt === null ? (
        <span className="text-faint">not known</span>
      ) : (
        <Amount msat={confirmedMsat} round="floor" />
      ),
  },
  {
    id: 'pending',
    header: 'Arriving',
    width: 'minmax(9rem, 1.5fr)',
    align: 'right',
    descFirst: true,
    sort: ({ pendingMsat }) => BigInt(pendingMsat),
    cell: ({ pendingMsat }) =>
      pendingMsat === '0' ? (
        <span className="text-faint">–</span>
      ) : (
        <Amount msat={pendingMsat} round="floor" tone="warn" />
      ),
  },
  {
    id: 'coins',
    header: 'Coins',
    width: 'minmax(4rem, 0.6fr)',
    align: 'right',
    descFirst: true,
    sort: ({ coins }) => coins,
    cell: ({ coins }) => coins,
  },
  {
    id: 'scanned',
    header: 'Scanned',
    width: 'minmax(8rem, 1fr)',
    align: 'right',
    descFirst: true,
    sort: ({ scannedAt }) => scannedAt,
    cell: ({ scannedAt }) =>
      scannedAt === null ? (
        <StatusChip tone="warn">never</StatusChip>
      ) : (
        <span className="text-muted">
          <Time at={scannedAt} />
        </span>
      ),
  },
];

export function AccountsTable({ accounts }: { readonly accounts: readonly AccountRow[] }) {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Cold accounts"
      rows={accounts}
      columns={COLUMNS}
      rowId={({ id }) => id}
      scroll="page"
      onOpen={({ id }) => void navigate({ to: '/treasury/accounts/$id', params: { id } })}
      empty={null}
    />
  );
}
