// AgentPage: one agent: how near it is to its limits, what it pays, what it may, where it runs, what it holds.
import { Link } from '@tanstack/react-router';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { FencedInline } from '../../ui/Fenced.tsx';
import { useAddress } from '../../ui/address.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { Relative } from '../../ui/Time.tsx';
import { ReconcilingNote } from '../reconciling/ReconcilingNote.tsx';
import { AgentGauges } from './AgentGauges.tsx';
import { BalancePanel } from './BalancePanel.tsx';
import { ConnectionsPanel } from './ConnectionsPanel.tsx';
import { AgentState } from './AgentState.tsx';
import { FreezeAgent } from './FreezeAgent.tsx';
import { PolicyEditor } from './PolicyEditor.tsx';
import { RenameAgent } from './RenameAgent.tsx';
import { SpendsTable } from './SpendsTable.tsx';

/** The rate gauge falls with time alone; no push tells of it. */
const REFRESH_MS = 5_000;

export function AgentPage({ id }: { readonly id: string }) {
  const query = useRead('agents.get', { id }, { every: REFRESH_MS });
  const crumbs = (
    <Link to="/agents" className="hover:text-ink hover:underline">
      Agents
    </Link>
  );
  if (!query.data)
    return (
      <Page title="Agent" crumbs={crumbs}>
        <Panel>
          <QueryView query={query} what="this agent" skeleton={8}>
            {() => null}
          </QueryView>
        </Panel>
      </Page>
    );
  const { agent } = query.data;
  return (
    <Page
      crumbs={crumbs}
      title={
        <span className="flex min-w-0 items-center gap-3">
          <span className="truncate" title={agent.name}>
            <FencedInline text={agent.name} />
          </span>
          <AgentState agent={agent} withWaiting={false} />
          {agent.waiting > 0 && (
            <Link to="/approvals" className="flex">
              <StatusChip tone="warn">{agent.waiting} waiting for you</StatusChip>
            </Link>
          )}
        </span>
      }
      lead={
        <>
          {agent.purpose === '' ? 'No purpose given' : <FencedInline text={agent.purpose} />} · draws on{' '}
          {agent.nodeName} ({agent.draw}) ·{' '}
          {agent.lastSeenAt === null ? (
            'never seen'
          ) : (
            <>
              seen <Relative at={agent.lastSeenAt} />
            </>
          )}
        </>
      }
      aside={
        <>
          <RenameAgent agent={agent} />
          <Link
            to="/timeline"
            search={{ agent: agent.id }}
            className="inline-flex h-8 items-center rounded-lg border border-line-strong bg-raised px-3 text-sm font-medium hover:border-faint"
          >
            Its timeline
          </Link>
          <FreezeAgent agent={agent} />
        </>
      }
    >
      <ReconcilingNote agent={agent.id} />
      {agent.state === 'frozen' && (
        <p className="rounded-lg border border-danger/60 bg-danger/8 px-3.5 py-2.5 text-sm text-danger">
          Frozen: every request is refused.
          {agent.frozenReason !== null && ` Reason: ${agent.frozenReason}`}
        </p>
      )}
      <QueryView query={query} what="this agent">
        {(detail) => (
          <>
            <AgentGauges
              detail={detail}
              staleSince={query.error ? Math.floor(query.dataUpdatedAt / 1_000) : undefined}
            />
            <Parts detail={detail} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

const PARTS = ['payments', 'limits', 'connections', 'balance'] as const;
type Part = (typeof PARTS)[number];

function Parts({ detail }: { readonly detail: Value<'agents.get'> }) {
  const { search, change } = useAddress();
  const part = PARTS.find((each) => each === search['part']) ?? 'payments';
  // What is found and how it is sorted belongs to the table one leaves.
  const setPart = (next: Part): void =>
    void change(
      { part: next === 'payments' ? undefined : next, q: undefined, sort: undefined, at: undefined },
      'push',
    );
  return (
    <Tabs
      label="Parts of this agent"
      value={part}
      onValue={setPart}
      tabs={[
        { value: 'payments', label: 'Payments', content: <SpendsTable agentId={detail.agent.id} /> },
        {
          value: 'limits',
          label: 'Limits',
          keep: true,
          content: <PolicyEditor {...detail} shown={part === 'limits'} />,
        },
        {
          value: 'connections',
          label: 'Connections',
          count: detail.connections.filter((connection) => connection.revokedAt === null).length,
          content: <ConnectionsPanel {...detail} />,
        },
        { value: 'balance', label: 'Balance', content: <BalancePanel {...detail} /> },
      ]}
    />
  );
}
