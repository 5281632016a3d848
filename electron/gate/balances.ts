// Balances: what an agent may spend. Allotted: its booked sub-balance less what is reserved. Dedicated: what the node can spend,
// less what is reserved there and what is promised to its allotted agents. Rule: docs/gate.md, section 2.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { msat, msatText, saturatingSub, ZERO_MSAT, type Msat } from '../../shared/domain/money.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { Agent, AgentRegistry } from '../agents/agent.ts';
import type { LightningNode } from '../lightning/lightning-node.ts';
import { IN_FLIGHT } from '../store/in-flight.ts';
import type { Gate } from './gate.ts';
import type { Ledger } from './ledger.ts';

export type Balances = Pick<Gate, 'credit' | 'debit' | 'spendable'> & {
  /** Moves the booked balance inside the caller's transaction; `delta` in msat, either sign. */
  readonly book: (agentId: AgentId, delta: bigint) => void;
  /** Everything allotted on a node less what is reserved there, and what the node says it can spend; null when unknown. */
  readonly coverage: (nodeId: NodeId) => { readonly allotted: Msat; readonly spendable: Msat | null };
};

type SumRow = { sum_msat: bigint | null };

export function createBalances(
  ledger: Ledger,
  registry: AgentRegistry,
  nodeOf: (id: NodeId) => LightningNode | undefined,
): Balances {
  const { database, audit, clock, windows } = ledger;
  const book = database.prepare('UPDATE agents SET booked_msat = booked_msat + ? WHERE id = ?');
  const move = database.prepare(
    'INSERT INTO balance_moves (agent_id, kind, amount_msat, reason, at) VALUES (?, ?, ?, ?, ?)',
  );
  const allotted = database.prepare<SumRow>(
    `SELECT sum(booked_msat) AS sum_msat FROM agents WHERE node_id = ? AND draw = 'allotted'`,
  );
  const reservedOnNode = database.prepare<SumRow>(
    `SELECT sum(s.amount_msat + s.fee_limit_msat) AS sum_msat FROM spends s JOIN agents a ON a.id = s.agent_id
     WHERE s.node_id = ? AND a.draw = ? AND s.${IN_FLIGHT}`,
  );

  const floored = (value: bigint): Msat => (value > 0n ? msat(value) : ZERO_MSAT);
  const nodeSpendable = (id: NodeId): Msat | null => {
    const state = nodeOf(id)?.state();
    return state?.kind === 'ready' ? state.balance.spendable : null;
  };
  const reserved = (agentId: AgentId): Msat => windows.agentUsage(agentId, clock.now()).reserved;

  const coverage = (nodeId: NodeId): { allotted: Msat; spendable: Msat | null } => ({
    allotted: floored(
      (allotted.get(nodeId)?.sum_msat ?? 0n) - (reservedOnNode.get(nodeId, 'allotted')?.sum_msat ?? 0n),
    ),
    spendable: nodeSpendable(nodeId),
  });

  const spendableOf = (agent: Agent): Msat => {
    if (agent.draw === 'allotted') return floored(agent.booked - reserved(agent.id));
    const { allotted: promised, spendable } = coverage(agent.nodeId);
    // The node takes a dispatched HTLC off its own figure only when asked again, so reservations are taken off here too.
    const taken = promised + (reservedOnNode.get(agent.nodeId, 'dedicated')?.sum_msat ?? 0n);
    return spendable === null ? ZERO_MSAT : floored(spendable - taken);
  };

  const record = (
    agent: Agent,
    kind: 'credit' | 'debit',
    amount: Msat,
    reason: string,
    actor: AuditActor,
    alongside: (() => void) | undefined,
  ): Msat =>
    ledger.write(() => {
      const at = clock.now();
      move.run(agent.id, kind, amount, reason, at);
      book.run(kind === 'credit' ? amount : 0n - amount, agent.id);
      const verb = kind === 'credit' ? 'credited' : 'debited';
      audit.append(at, {
        level: 'info',
        category: 'agent',
        action: kind,
        actor,
        outcome: 'succeeded',
        agentId: agent.id,
        correlation: null,
        summary: `${agent.name}: allotment ${verb} by ${satsText(amount)}`,
        body: { amountMsat: msatText(amount), reason },
      });
      database.touch('agents', 'fleet', 'nodes');
      alongside?.();
      const after = registry.get(agent.id);
      return after ? spendableOf(after) : ZERO_MSAT;
    });

  const allottedAgent = (id: AgentId): Result<Agent, 'unknown_agent' | 'not_allotted'> => {
    const agent = registry.get(id);
    if (!agent) return refuse('unknown_agent', 'There is no such agent.');
    if (agent.draw !== 'allotted')
      return refuse(
        'not_allotted',
        `${agent.name} draws on its node’s own balance: there is no allotment to change.`,
      );
    return ok(agent);
  };

  return {
    coverage,
    book: (agentId, delta) => void book.run(delta, agentId),
    spendable: (agentId) => {
      const agent = registry.get(agentId);
      return agent ? spendableOf(agent) : ZERO_MSAT;
    },
    credit: (
      id,
      amount,
      reason,
      actor,
      alongside,
    ): Result<Msat, 'unknown_agent' | 'not_allotted' | 'more_than_node_has'> => {
      const agent = allottedAgent(id);
      if (!agent.ok) return agent;
      const { allotted: before, spendable } = coverage(agent.value.nodeId);
      if (spendable === null || before + amount > spendable)
        return refuse(
          'more_than_node_has',
          spendable === null
            ? 'The node does not answer, so it is not known what it can cover. Nothing was credited; try again when it is back.'
            : `The node can spend ${satsText(spendable)} and ${satsText(before)} of it is allotted. Nothing was credited; at most ${satsText(saturatingSub(spendable, before))} can be.`,
        );
      return ok(record(agent.value, 'credit', amount, reason, actor, alongside));
    },
    debit: (
      id,
      amount,
      reason,
      actor,
      alongside,
    ): Result<Msat, 'unknown_agent' | 'not_allotted' | 'more_than_balance'> => {
      const agent = allottedAgent(id);
      if (!agent.ok) return agent;
      const free = spendableOf(agent.value);
      if (amount > free)
        return refuse(
          'more_than_balance',
          `${agent.value.name} has ${satsText(free)} that is not reserved. Nothing was debited.`,
        );
      return ok(record(agent.value, 'debit', amount, reason, actor, alongside));
    },
  };
}
