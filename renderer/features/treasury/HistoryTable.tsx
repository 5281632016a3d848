// HistoryTable: every transaction that touched an account; what is stuck can be given a higher fee from here.
import { useMemo, useState } from 'react';
import type { ChainRow } from '../../../shared/contract/treasury.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import type { Account } from './AccountPage.tsx';
import { BumpDialog } from './BumpDialog.tsx';
import { EditLabel } from './EditLabel.tsx';
import { chainState } from './treasury-words.ts';

const columnsOf = (accountId: string, onBump: (row: ChainRow) => void): readonly TableColumn<ChainRow>[] => [
  {
    id: 'at',
    header: 'When',
    width: 'minmax(8rem, 0.5fr)',
    descFirst: true,
    // What is in no block yet is the newest.
    sort: ({ at }) => at ?? Number.MAX_SAFE_INTEGER,
    cell: ({ at, state }) =>
      state === 'replaced' ? (
        <span className="text-faint">never</span>
      ) : at === null ? (
        <span className="text-warn">in no block yet</span>
      ) : (
        <span className="text-muted">
          <Time at={at} />
        </span>
      ),
  },
  {
    id: 'label',
    header: 'Label',
    width: 'minmax(12rem, 4fr)',
    sort: ({ label }) => label || null,
    cell: ({ txid, label }) => (
      <EditLabel
        accountId={accountId}
        kind="tx"
        target={txid}
        label={label}
        what={`transaction ${txid.slice(0, 8)}`}
      />
    ),
  },
  {
    id: 'delta',
    header: 'Amount',
    width: 'minmax(9rem, 0.6fr)',
    align: 'right',
    descFirst: true,
    sort: ({ deltaMsat }) => BigInt(deltaMsat),
    cell: ({ deltaMsat }) => (
      <span>
        {deltaMsat.startsWith('-') ? '' : '+'}
        <Amount msat={deltaMsat} round={deltaMsat.startsWith('-') ? 'ceil' : 'floor'} />
      </span>
    ),
  },
  {
    id: 'fee',
    header: 'Fee',
    width: 'minmax(6rem, 0.4fr)',
    align: 'right',
    descFirst: true,
    sort: ({ feeMsat }) => (feeMsat === null ? null : BigInt(feeMsat)),
    cell: ({ feeMsat }) =>
      feeMsat === null ? (
        <span className="text-faint">theirs</span>
      ) : (
        <span className="text-muted">
          <Amount msat={feeMsat} />
        </span>
      ),
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(7.5rem, 0.5fr)',
    sort: (row) => chainState(row)[1],
    cell: (row) => {
      const [tone, word] = chainState(row);
      return <StatusChip tone={tone}>{word}</StatusChip>;
    },
  },
  {
    id: 'txid',
    header: 'Transaction',
    width: 'minmax(11rem, 0.4fr)',
    csv: { kind: 'text', of: ({ txid }) => txid },
    cell: ({ txid }) => <CopyText text={txid} what="transaction id" />,
  },
  {
    id: 'act',
    header: 'Speed up',
    width: 'minmax(8rem, 0.2fr)',
    align: 'right',
    csv: [],
    cell: (row) =>
      row.canBump || row.canPayForParent ? (
        <Button size="small" onClick={() => onBump(row)}>
          Higher fee …
        </Button>
      ) : null,
  },
];

export function HistoryTable({ account: { account, history } }: { readonly account: Account }) {
  const [bumping, setBumping] = useState<ChainRow | null>(null);
  const columns = useMemo(() => columnsOf(account.id, setBumping), [account.id]);
  const trouble = history.some(({ state }) => state === 'conflicted' || state === 'reorganised');
  return (
    <Panel body="flush">
      {trouble && (
        <p role="alert" className="border-b border-line px-3.5 py-2 text-sm text-danger">
          A transaction is in doubt: another one spends the same coins, or its block was replaced. Do not
          treat it as paid; wait for the depth that stands beside it.
        </p>
      )}
      <DataTable
        name="cold-history"
        label="History"
        rows={history}
        columns={columns}
        rowId={({ txid }) => txid}
        scroll="page"
        initialSort={{ id: 'at', desc: true }}
        empty={
          <EmptyState
            title="Nothing happened here yet"
            why={
              account.scannedAt === null
                ? 'The chain was never scanned for this account.'
                : 'The first payment to one of its addresses will stand here.'
            }
          />
        }
      />
      {bumping && <BumpDialog accountId={account.id} row={bumping} onClose={() => setBumping(null)} />}
    </Panel>
  );
}
