// The agents by how near they are to their daily limit: a short list, the whole one is a screen of its own.
import { Link } from '@tanstack/react-router';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount, Unit } from '../../ui/Amount.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { compareKeys } from '../../ui/table-order.ts';
import { AgentState } from '../agents/AgentState.tsx';
import { nearness } from './nearness.ts';

const SHOWN = 8;

export function AgentsPanel() {
  const agents = useRead('agents.list', {}, { every: 30_000 });
  return (
    <div className="h-full [&>section]:h-full">
      <Panel title="Agents" aside="daily limit, used and reserved" body="flush">
        <QueryView query={agents} what="the agents" skeleton={6}>
          {(value) =>
            value.agents.length === 0 ? (
              <EmptyState
                title="No agents yet"
                why="An agent is a program with a connection of its own and limits it cannot change."
                action={
                  <Link to="/agents/new" className="font-medium text-accent hover:underline">
                    Add an agent
                  </Link>
                }
              />
            ) : (
              <Rows agents={value.agents} />
            )
          }
        </QueryView>
      </Panel>
    </div>
  );
}

function Rows({ agents }: { readonly agents: readonly AgentRow[] }) {
  const shown = agents
    .toSorted((a, b) => nearness(b.daily) - nearness(a.daily) || compareKeys(a.name, b.name))
    .slice(0, SHOWN);
  return (
    <>
      <table className="w-full table-fixed text-sm">
        {/* The head is out of sight, so it cannot give the columns their widths. */}
        <colgroup>
          <col className="w-[26%] 2xl:w-[20%]" />
          <col className="w-[26%] 2xl:w-[46%]" />
          <col />
          <col className="w-[18%] 2xl:w-[12%]" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Share of the daily limit</th>
            <th scope="col">
              Used of the limit, <Unit />
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((agent) => (
            <tr key={agent.id} className="h-row border-b border-line last:border-0 hover:bg-raised/50">
              <th scope="row" className="truncate px-3.5 text-left font-medium">
                <Link to="/agents/$id" params={{ id: agent.id }} className="block truncate hover:text-accent">
                  {agent.name}
                </Link>
              </th>
              <td>
                <Meter
                  label={`${agent.name}, daily limit`}
                  usedMsat={agent.daily.usedMsat}
                  reservedMsat={agent.daily.reservedMsat}
                  limitMsat={agent.daily.limitMsat}
                />
              </td>
              <td className="px-7 text-right whitespace-nowrap">
                <Amount msat={agent.daily.usedMsat} unit={false} />
                <span className="text-faint">
                  {' / '}
                  {agent.daily.limitMsat === null ? (
                    'no limit'
                  ) : (
                    <Amount msat={agent.daily.limitMsat} round="floor" unit={false} />
                  )}
                </span>
              </td>
              <td>
                <AgentState agent={agent} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {agents.length > shown.length && (
        <Link
          to="/agents"
          className="block border-t border-line px-3.5 py-2 text-xs text-accent hover:underline"
        >
          All {groupDigits(agents.length)} agents
        </Link>
      )}
    </>
  );
}
