// AgentsView: every agent in one table: what it holds, how near its day is to the limit, whether it needs a hand.
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { DataTable, type TableColumn } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { INPUT_SHAPE } from '../../ui/Field.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Relative } from '../../ui/Time.tsx';
import { agentsMatching, dailyShare } from './agent-search.ts';

const COLUMNS: readonly TableColumn<AgentRow>[] = [
  {
    id: 'name',
    header: 'Agent',
    width: 'minmax(9rem, 1.3fr)',
    sort: (row) => row.name,
    cell: (row) => (
      <span className="truncate font-medium" title={row.purpose}>
        {row.name}
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
    cell: (row) => <Meter label={`Daily outflow of ${row.name}`} {...row.daily} />,
  },
  {
    id: 'outflow',
    header: 'Outflow / daily limit',
    width: '10.5rem',
    align: 'right',
    descFirst: true,
    sort: (row) => BigInt(row.daily.usedMsat),
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
    cell: (row) =>
      row.state === 'frozen' ? (
        <StatusChip tone="danger">frozen</StatusChip>
      ) : row.waiting > 0 ? (
        <StatusChip tone="warn">{row.waiting} waiting</StatusChip>
      ) : (
        <StatusChip tone="ok">active</StatusChip>
      ),
  },
  {
    id: 'seen',
    header: 'Last seen',
    width: '8.5rem',
    descFirst: true,
    sort: (row) => row.lastSeenAt,
    cell: (row) => (
      <span className="truncate text-muted">
        {row.lastSeenAt === null ? 'never' : <Relative at={row.lastSeenAt} />}
      </span>
    ),
  },
];

export function AgentsView() {
  const query = useRead('agents.list', {});
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const all = query.data?.agents;
  const found = useMemo(() => agentsMatching(all ?? [], typed), [all, typed]);
  return (
    <Page
      fill
      title="Agents"
      lead={
        all === undefined || all.length === 0
          ? 'Whoever may spend, and how much'
          : `${groupDigits(all.length)} ${all.length === 1 ? 'agent' : 'agents'}, ${groupDigits(all.filter((row) => row.state === 'frozen').length)} frozen`
      }
      aside={
        <>
          <label className="relative block">
            <span className="sr-only">Search agents</span>
            <Search
              size={14}
              aria-hidden
              className="pointer-events-none absolute top-2 left-2.5 text-faint"
            />
            <input
              type="search"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              placeholder="Search"
              spellCheck={false}
              className={`${INPUT_SHAPE} h-8 w-56 pl-8`}
            />
          </label>
          {all?.length !== 0 && <AddAgent />}
        </>
      }
    >
      <p role="status" className="sr-only">
        {typed === '' ? '' : `${found.length} found`}
      </p>
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
                  label="Agents"
                  rows={found}
                  columns={COLUMNS}
                  rowId={(row) => row.id}
                  initialSort={{ id: 'daily', desc: true }}
                  onOpen={(row) => void navigate({ to: '/agents/$id', params: { id: row.id } })}
                  empty={
                    <EmptyState
                      title="No agent is found by these words"
                      why={`Nothing in name, purpose, node or state has “${typed}”.`}
                    />
                  }
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
