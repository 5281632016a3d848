// AgentsView: every agent in one table: what it holds, how near its day is to the limit, whether it needs a hand.
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FencedInline } from '../../ui/Fenced.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { Relative } from '../../ui/Time.tsx';
import { dailyShare, searchText } from './agent-search.ts';
import { AgentState } from './AgentState.tsx';

const COLUMNS: readonly TableColumn<AgentRow>[] = [
  {
    id: 'name',
    header: 'Agent',
    width: 'minmax(9rem, 1.3fr)',
    sort: (row) => row.name,
    cell: (row) => (
      <span className="truncate font-medium" title={row.purpose}>
        <FencedInline text={row.name} />
      </span>
    ),
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(8.5rem, 1fr)',
    sort: (row) => row.nodeName,
    cell: (row) => <span className="truncate text-muted">{row.nodeName}</span>,
  },
  {
    id: 'balance',
    header: 'Balance',
    width: '8.5rem',
    align: 'right',
    descFirst: true,
    sort: (row) => (row.balanceMsat === null ? null : BigInt(row.balanceMsat)),
    cell: (row) =>
      row.balanceMsat === null ? (
        <span className="text-warn">not known</span>
      ) : (
        <Amount
          msat={row.balanceMsat}
          round="floor"
          tone={BigInt(row.balanceMsat) > BigInt(row.hotCeilingMsat) ? 'warn' : 'plain'}
        />
      ),
  },
  {
    id: 'daily',
    header: 'Used of the day',
    width: 'minmax(7rem, 0.9fr)',
    descFirst: true,
    sort: dailyShare,
    // The next column exports the figures.
    csv: [],
    cell: (row) => <Meter label={`Daily outflow of ${row.name}`} {...row.daily} />,
  },
  {
    id: 'outflow',
    header: 'Outflow / daily limit',
    width: '10.5rem',
    align: 'right',
    descFirst: true,
    sort: (row) => BigInt(row.daily.usedMsat),
    csv: [
      { name: 'Outflow in 24 h', kind: 'amount', of: (row) => row.daily.usedMsat },
      { name: 'Reserved', kind: 'amount', of: (row) => row.daily.reservedMsat },
      { name: 'Daily limit', kind: 'amount', of: (row) => row.daily.limitMsat },
    ],
    cell: (row) => (
      <span className="whitespace-nowrap">
        <Amount msat={row.daily.usedMsat} unit={false} />
        <span className="text-faint">
          {' / '}
          {row.daily.limitMsat === null ? (
            'none'
          ) : (
            <Amount msat={row.daily.limitMsat} round="floor" unit={false} />
          )}
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: '7rem',
    descFirst: true,
    // What needs a hand first: waiting, then frozen, then the rest.
    sort: (row) => (row.waiting > 0 ? 10_000 + row.waiting : row.state === 'frozen' ? 1 : 0),
    csv: [
      { name: 'State', kind: 'text', of: (row) => row.state },
      { name: 'Waiting', kind: 'count', of: (row) => row.waiting },
    ],
    cell: (row) => <AgentState agent={row} />,
  },
  {
    id: 'purpose',
    header: 'Purpose',
    width: 'minmax(10rem, 1.4fr)',
    optional: true,
    sort: (row) => row.purpose,
    cell: (row) => (
      <span className="truncate text-muted" title={row.purpose}>
        <FencedInline text={row.purpose} />
      </span>
    ),
  },
  {
    id: 'ceiling',
    header: 'Hot ceiling',
    width: '8.5rem',
    align: 'right',
    descFirst: true,
    optional: true,
    sort: (row) => BigInt(row.hotCeilingMsat),
    cell: (row) => <Amount msat={row.hotCeilingMsat} />,
  },
  {
    id: 'draw',
    header: 'Draws',
    width: '7rem',
    optional: true,
    sort: (row) => row.draw,
    cell: (row) => <span className="text-muted">{row.draw}</span>,
  },
  {
    id: 'seen',
    header: 'Last seen',
    width: '8.5rem',
    descFirst: true,
    sort: (row) => row.lastSeenAt,
    csv: { kind: 'time', of: (row) => row.lastSeenAt },
    cell: (row) => (
      <span className="truncate text-muted">
        {row.lastSeenAt === null ? 'never' : <Relative at={row.lastSeenAt} />}
      </span>
    ),
  },
];

export function AgentsView() {
  const query = useRead('agents.list', {});
  const navigate = useNavigate();
  const all = query.data?.agents;
  return (
    <Page
      fill
      title="Agents"
      lead={
        all === undefined || all.length === 0
          ? 'Whoever may spend, and how much'
          : `${groupDigits(all.length)} ${all.length === 1 ? 'agent' : 'agents'}, ${groupDigits(all.filter((row) => row.state === 'frozen').length)} frozen`
      }
      aside={all?.length === 0 ? undefined : <AddAgent />}
    >
      <div className="min-h-0 flex-1">
        <Panel body="flush" fill>
          <QueryView query={query} what="the agents" skeleton={6}>
            {({ agents }) =>
              agents.length === 0 ? (
                <EmptyState
                  title="No agents yet"
                  why="An agent is whoever asks for money over a connection you make. Give it a node to draw on and limits to stay in."
                  action={<AddAgent />}
                />
              ) : (
                <DataTable
                  name="agents"
                  label="Agents"
                  rows={agents}
                  columns={COLUMNS}
                  rowId={(row) => row.id}
                  find={searchText}
                  initialSort={{ id: 'daily', desc: true }}
                  onOpen={(row) => void navigate({ to: '/agents/$id', params: { id: row.id } })}
                  empty={null}
                />
              )
            }
          </QueryView>
        </Panel>
      </div>
    </Page>
  );
}

function AddAgent() {
  return (
    <Link
      to="/agents/new"
      className="inline-flex h-8 items-center gap-2 rounded-lg bg-accent px-3 text-sm font-semibold text-on-accent hover:brightness-110"
    >
      <Plus size={14} aria-hidden />
      Add agent
    </Link>
  );
}
