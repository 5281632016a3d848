// SpendsTable: the last payments of one agent with what became of each.
import { useNavigate } from '@tanstack/react-router';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { codeWords, STATE_WORDS, stateTone } from '../approvals/decision-words.ts';
import { Whom } from '../approvals/SpendList.tsx';

type Spend = Value<'agents.spends'>['spends'][number];

const COLUMNS: readonly TableColumn<Spend>[] = [
  {
    id: 'asked',
    header: 'Asked',
    width: '9.5rem',
    descFirst: true,
    sort: (row) => row.askedAt,
    csv: { kind: 'time', of: (row) => row.askedAt },
    cell: (row) => (
      <span className="text-muted">
        <Time at={row.askedAt} withSeconds />
      </span>
    ),
  },
  {
    id: 'to',
    header: 'To',
    width: 'minmax(11rem, 2fr)',
    sort: (row) => row.destinationLabel ?? row.destination,
    csv: [
      { name: 'To', kind: 'text', of: (row) => row.destinationLabel },
      { name: 'Destination', kind: 'text', of: (row) => row.destination },
    ],
    cell: (row) => <Whom destination={row.destination} label={row.destinationLabel} />,
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '9rem',
    align: 'right',
    descFirst: true,
    sort: (row) => BigInt(row.amountMsat),
    cell: (row) => <Amount msat={row.amountMsat} />,
  },
  {
    id: 'fee',
    header: 'Fee',
    width: '7rem',
    align: 'right',
    descFirst: true,
    sort: (row) => (row.feeMsat === null ? null : BigInt(row.feeMsat)),
    cell: (row) =>
      row.feeMsat === null ? <span className="text-faint">–</span> : <Amount msat={row.feeMsat} />,
  },
  {
    id: 'state',
    header: 'Outcome',
    width: 'minmax(13rem, 1.6fr)',
    sort: (row) => STATE_WORDS[row.state],
    csv: [
      { name: 'Outcome', kind: 'text', of: (row) => STATE_WORDS[row.state] },
      { name: 'Approved by hand', kind: 'text', of: (row) => (row.approvedByHand ? 'yes' : 'no') },
      { name: 'Why', kind: 'text', of: (row) => (row.code === null ? null : codeWords(row.code)) },
      { name: 'Code', kind: 'text', of: (row) => row.code },
    ],
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        <StatusChip tone={stateTone(row.state)}>{STATE_WORDS[row.state]}</StatusChip>
        {row.approvedByHand && <StatusChip tone="warn">by hand</StatusChip>}
        {row.code !== null && <span className="truncate text-xs text-faint">{codeWords(row.code)}</span>}
      </span>
    ),
  },
  {
    id: 'ended',
    header: 'Ended',
    width: '9.5rem',
    descFirst: true,
    optional: true,
    sort: (row) => row.endedAt,
    csv: { kind: 'time', of: (row) => row.endedAt },
    cell: (row) =>
      row.endedAt === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span className="text-muted">
          <Time at={row.endedAt} withSeconds />
        </span>
      ),
  },
  {
    id: 'feeLimit',
    header: 'Fee limit',
    width: '7rem',
    align: 'right',
    descFirst: true,
    optional: true,
    sort: (row) => BigInt(row.feeLimitMsat),
    cell: (row) => <Amount msat={row.feeLimitMsat} />,
  },
  {
    id: 'hash',
    header: 'Payment hash',
    width: 'minmax(9rem, 1fr)',
    optional: true,
    sort: (row) => row.paymentHash,
    cell: (row) => <span className="truncate font-mono text-xs text-muted">{row.paymentHash}</span>,
  },
];

/** Payments that stopped for a person have a page of their own. */
const hasPage = (spend: Spend): boolean =>
  spend.approvedByHand || ['held', 'granted', 'denied', 'expired'].includes(spend.state);

export function SpendsTable({ agentId }: { readonly agentId: string }) {
  const spends = useRead('agents.spends', { id: agentId, limit: 200 });
  const navigate = useNavigate();
  return (
    <Panel body="flush">
      <QueryView query={spends} what="the payments of this agent" skeleton={6}>
        {(value) =>
          value.spends.length === 0 ? (
            <EmptyState
              title="No payments yet"
              why="Every request of this agent stands here with its outcome, refused ones included."
            />
          ) : (
            <DataTable
              name="agent-spends"
              label="Last payments of this agent"
              scroll="page"
              rows={value.spends}
              columns={COLUMNS}
              rowId={(row) => row.id}
              initialSort={{ id: 'asked', desc: true }}
              onOpen={(row) => {
                if (hasPage(row)) void navigate({ to: '/approvals/$id', params: { id: row.id } });
              }}
              empty={null}
            />
          )
        }
      </QueryView>
    </Panel>
  );
}
