// Agents as lists and pages show them. A list of 1,000 agents costs a handful of queries, not a handful per agent.
import type { z } from 'zod';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import type { agentCalls, connectionRow } from '../../../shared/contract/agents.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { addMsat, msat, msatText, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { Agent, AgentRegistry, Connection, ConnectionRegistry } from '../../agents/agent.ts';
import { toPolicyText } from '../../agents/policy-text.ts';
import type { Gate } from '../../gate/gate.ts';
import type { Windows, WindowUse } from '../../gate/windows.ts';
import type { LightningNode } from '../../lightning/lightning-node.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import type { Database } from '../../store/database.ts';
import { HELD } from '../../store/in-flight.ts';
import { usageRow } from './usage.ts';

export type AgentPage = z.input<(typeof agentCalls)['agents.get']['result']>;
type ConnectionRow = z.input<typeof connectionRow>;

export type AgentReaderParts = {
  readonly database: Database;
  readonly registry: AgentRegistry;
  readonly connections: ConnectionRegistry;
  readonly windows: Windows;
  readonly gate: Pick<Gate, 'spendable'>;
  readonly nodeOf: (id: NodeId) => LightningNode | undefined;
  readonly now: () => UnixSeconds;
};

export type AgentReader = {
  readonly list: () => AgentRow[];
  readonly page: (id: AgentId) => AgentPage | undefined;
};

const MOVES_SHOWN = 100;

export function createAgentReader(parts: AgentReaderParts): AgentReader {
  const { database, registry, connections, windows, gate, nodeOf, now } = parts;
  const waiting = database.prepare<{ agent_id: string; count: number }>(
    `SELECT agent_id, count(*) AS count FROM spends INDEXED BY spends_waiting
     WHERE ${HELD} GROUP BY agent_id`,
  );
  const seen = database.prepare<{ agent_id: string; at: number | null }>(
    'SELECT agent_id, max(last_seen_at) AS at FROM connections GROUP BY agent_id',
  );
  const nodeNames = database.prepare<{ id: string; name: string }>('SELECT id, name FROM nodes');

  const balanceOf = (agent: Agent, use: WindowUse | undefined): Msat | null => {
    if (agent.draw === 'dedicated')
      return nodeOf(agent.nodeId)?.state().kind === 'ready' ? gate.spendable(agent.id) : null;
    const free = agent.booked - (use?.reserved ?? 0n);
    return free > 0n ? msat(free) : ZERO_MSAT;
  };

  const rows = (agents: readonly Agent[], uses: ReadonlyMap<AgentId, WindowUse>): AgentRow[] => {
    const waitingOf = new Map(waiting.all().map((row) => [row.agent_id, row.count]));
    const seenOf = new Map(seen.all().map((row) => [row.agent_id, row.at]));
    const nameOf = new Map(nodeNames.all().map((row) => [row.id, row.name]));
    return agents.map((agent) => {
      const policy = registry.policyAt(agent.id, agent.policyVersion);
      if (!policy) throw new Error(`no policy of agent ${agent.id}`);
      const use = uses.get(agent.id);
      const balance = balanceOf(agent, use);
      return {
        id: agent.id,
        name: agent.name,
        purpose: agent.purpose,
        state: agent.frozen ? 'frozen' : 'active',
        frozenReason: agent.frozen?.reason ?? null,
        nodeId: agent.nodeId,
        nodeName: nameOf.get(agent.nodeId) ?? '',
        draw: agent.draw,
        balanceMsat: balance === null ? null : msatText(balance),
        hotCeilingMsat: msatText(policy.maxHotBalance),
        daily: usageRow(use, policy.maxDailySpend) as AgentRow['daily'],
        waiting: waitingOf.get(agent.id) ?? 0,
        lastSeenAt: seenOf.get(agent.id) ?? null,
      };
    });
  };

  return {
    list: () => rows(registry.list(), windows.allUsage(now())),
    page: (id) => {
      const agent = registry.get(id);
      if (!agent) return undefined;
      const use = windows.agentUsage(id, now());
      const [row] = rows([agent], new Map([[id, use]]));
      if (!row) return undefined;
      const { policy, version, setAt } = registry.policy(id);
      const rate = windows.rate(id, now());
      return {
        agent: row,
        policy: toPolicyText(policy),
        policyVersion: version,
        policySetAt: setAt,
        inFlight: {
          usedMsat: msatText(use.reserved),
          count: use.inFlight,
          limitMsat: msatText(policy.maxInFlight.msat),
          limitCount: policy.maxInFlight.count,
        },
        rate: { ...rate, perMinute: policy.rate.perMinute, perHour: policy.rate.perHour },
        largestSingleMsat: msatText(windows.largestSingle(id, now())),
        connections: connections.ofAgent(id).map(toConnectionRow),
        moves: registry.moves(id, MOVES_SHOWN).map((move) => ({
          kind: move.kind,
          amountMsat: msatText(move.amount),
          reason: move.reason,
          at: move.at,
        })),
      };
    },
  };
}

const toConnectionRow = (connection: Connection): ConnectionRow => ({
  id: connection.id,
  label: connection.label,
  clientKey: connection.clientKey,
  methods: [...connection.methods],
  relays: [...connection.relays],
  createdAt: connection.createdAt,
  expiresAt: connection.expiresAt,
  revokedAt: connection.revokedAt,
  lastSeenAt: connection.lastSeenAt,
});

/** What could be lost at once: every allotment, and what dedicated agents reach on their own nodes. */
export function hotTotal(agents: readonly Agent[], rows: readonly AgentRow[]): Msat {
  const dedicated = new Map<string, Msat>();
  let allotted = 0n;
  agents.forEach((agent, index) => {
    if (agent.draw === 'allotted') allotted += agent.booked > 0n ? agent.booked : 0n;
    // Two agents on one node reach the same money.
    else dedicated.set(agent.nodeId, msat(BigInt(rows[index]?.balanceMsat ?? '0')));
  });
  return addMsat(allotted, ...dedicated.values());
}
