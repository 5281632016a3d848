// Judge: gathers the facts of one request inside the caller's transaction and lets the rules decide.
import type { Decision } from '../../shared/domain/decision.ts';
import { addMsat, type Msat } from '../../shared/domain/money.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Agent, AgentRegistry, FreezeSwitch } from '../agents/agent.ts';
import type { Invoice } from '../lightning/invoice.ts';
import type { Balances } from './balances.ts';
import { decide } from './decide.ts';
import type { KnownDestinations } from './known-destinations.ts';
import type { Ledger } from './ledger.ts';
import { feeLimitFor } from './rules/amounts.ts';
import type { Ask, Facts } from './rules/facts.ts';

export type Judgement = {
  readonly decision: Decision;
  readonly policyVersion: number;
  readonly amount: Msat;
  readonly feeLimit: Msat;
};

export type Judge = {
  /** `invoice` null: it could not be read. `counted`: the request itself is not yet among the counted requests. */
  readonly judge: (
    agent: Agent,
    payment: {
      readonly invoice: Invoice | null;
      readonly amount: Msat;
      readonly maxFee: Msat | null;
      readonly feeLimit?: Msat;
    },
    now: UnixSeconds,
    counted: 'new request' | 'approval',
  ) => Judgement;
};

export type JudgeParts = {
  readonly ledger: Ledger;
  readonly registry: AgentRegistry;
  readonly freeze: FreezeSwitch;
  readonly balances: Balances;
  readonly known: KnownDestinations;
};

export function createJudge({ ledger, registry, freeze, balances, known }: JudgeParts): Judge {
  // From the ledger, not from the connections: a node that is down is still our own.
  const nodes = ledger.database.prepare<{ id: string; public_key: string; network: string }>(
    'SELECT id, public_key, network FROM nodes WHERE removed_at IS NULL',
  );

  return {
    judge: (agent, { invoice, amount, maxFee, feeLimit: fixedFeeLimit }, now, counted) => {
      const { policy, version } = registry.policy(agent.id);
      const own = ledger.windows.agentUsage(agent.id, now);
      const fleet = ledger.windows.fleetUsage(now);
      const rate = ledger.windows.rate(agent.id, now);
      const extra = counted === 'new request' ? 1 : 0;
      const fleetNodes = nodes.all();
      const ownNode = fleetNodes.find((node) => node.id === agent.nodeId);
      const feeLimit = fixedFeeLimit ?? feeLimitFor(policy, amount, maxFee);
      const facts: Facts = {
        network: (ownNode?.network as Network | undefined) ?? null,
        ownNodes: new Set(fleetNodes.map((node) => node.public_key)),
        agentOutflow: addMsat(own.used, own.reserved),
        fleetOutflow: addMsat(fleet.used, fleet.reserved),
        fleetLimit: registry.fleetPolicy().policy.maxFleetDailySpend,
        inFlight: { msat: own.reserved, count: own.inFlight },
        rate: { lastMinute: rate.lastMinute + extra, lastHour: rate.lastHour + extra },
        spendable: balances.spendable(agent.id),
        paidBefore: invoice !== null && known.paidBefore(agent.id, invoice.destination),
        lookalikeOf: invoice === null ? null : known.lookalikeOf(invoice.destination, policy.allowlist),
        agentFrozen: agent.frozen !== null,
        fleetFrozen: freeze.fleet() !== null,
        closed: ledger.doubts.stopping(agent.nodeId),
      };
      const ask: Ask = {
        amount,
        feeLimit,
        destination: invoice?.destination ?? null,
        network: invoice?.network ?? null,
        invoiceExpiresAt: invoice?.expiresAt ?? null,
      };
      return { decision: decide(policy, facts, ask, now), policyVersion: version, amount, feeLimit };
    },
  };
}
