// Judge: gathers the facts of one request inside the caller's transaction and lets the rules decide; a payment that waited for a
// person is judged again with the fee limit it was shown with. Rule: docs/gate.md, section 6.
import type { Decision, RuleResult } from '../../shared/domain/decision.ts';
import { saturatingSub, saturatingSum, type Msat } from '../../shared/domain/money.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Agent, AgentRegistry, FreezeSwitch, PolicyRecord } from '../agents/agent.ts';
import { parseInvoice, type Invoice } from '../lightning/invoice.ts';
import type { Balances } from './balances.ts';
import { decide, notWaived } from './decide.ts';
import type { KnownDestinations } from './known-destinations.ts';
import type { Ledger } from './ledger.ts';
import type { Measured } from './measured.ts';
import { feeLimitFor } from './rules/amounts.ts';
import { imitated, type Resemblance } from './rules/destinations.ts';
import type { Ask, Facts } from './rules/facts.ts';
import { heldBy, type Spend } from './spend.ts';
import type { Rate } from './windows.ts';

export type Judgement = {
  readonly decision: Decision;
  readonly policyVersion: number;
  readonly feeLimit: Msat;
  /** To be kept with the spend: another policy can be asked about the same moment. */
  readonly measured: Measured;
};

export type Judge = {
  /** `rate`: the agent's requests, the one in question among them. */
  readonly judge: (
    agent: Agent,
    payment: { readonly invoice: Invoice; readonly amount: Msat; readonly maxFee: Msat | null },
    rate: Rate,
    now: UnixSeconds,
  ) => Judgement;
  /** The rules that break now and that an approval of this spend does not waive; none: it may be paid. */
  readonly stillBroken: (agent: Agent, spend: Spend, rate: Rate, now: UnixSeconds) => readonly RuleResult[];
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

  /** `invoice` null: it could not be read. */
  const decideOn = (
    agent: Agent,
    { policy }: PolicyRecord,
    payment: { readonly invoice: Invoice | null; readonly amount: Msat; readonly feeLimit: Msat },
    rate: Rate,
    now: UnixSeconds,
  ): { readonly decision: Decision; readonly measured: Omit<Measured, 'maxFee'> } => {
    const { invoice, amount, feeLimit } = payment;
    const own = ledger.windows.agentUsage(agent.id, now);
    const fleet = ledger.windows.fleetUsage(now);
    const fleetNodes = nodes.all();
    const ownNode = fleetNodes.find((node) => node.id === agent.nodeId);
    const resemblance = invoice === null ? UNSEEN : known.resemblance(invoice.destination);
    const facts: Facts = {
      network: (ownNode?.network as Network | undefined) ?? null,
      ownNodes: new Set(fleetNodes.map((node) => node.public_key)),
      agentOutflow: saturatingSum(own.used, own.reserved),
      fleetOutflow: saturatingSum(fleet.used, fleet.reserved),
      fleetLimit: registry.fleetPolicy().policy.maxFleetDailySpend,
      inFlight: { msat: own.reserved, count: own.inFlight },
      rate,
      spendable: balances.spendable(agent.id),
      paidBefore: invoice !== null && known.paidBefore(agent.id, invoice.destination),
      lookalikeOf: invoice === null ? null : imitated(invoice.destination, resemblance, policy.allowlist),
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
    const { agentOutflow, fleetOutflow, fleetLimit, spendable, paidBefore } = facts;
    return {
      decision: decide(policy, facts, ask, now),
      measured: {
        used: own.used,
        reserved: own.reserved,
        inFlight: own.inFlight,
        others: saturatingSub(fleetOutflow, agentOutflow),
        fleetLimit,
        ...rate,
        spendable,
        paidBefore,
        ...resemblance,
      },
    };
  };

  return {
    judge: (agent, { invoice, amount, maxFee }, rate, now) => {
      const current = registry.policy(agent.id);
      const feeLimit = feeLimitFor(current.policy, amount, maxFee);
      const { decision, measured } = decideOn(agent, current, { invoice, amount, feeLimit }, rate, now);
      return { decision, policyVersion: current.version, feeLimit, measured: { maxFee, ...measured } };
    },
    stillBroken: (agent, spend, rate, now) => {
      const { amount, feeLimit } = spend;
      const read = parseInvoice(spend.invoice);
      const invoice = read.ok ? read.value : null;
      const current = registry.policy(agent.id);
      const { decision } = decideOn(agent, current, { invoice, amount, feeLimit }, rate, now);
      return notWaived(decision, heldBy(spend));
    },
  };
}

const UNSEEN: Resemblance = { known: false, imitates: null };
