// Calls about agents: registry, limits, balances, connections, freeze.
import { z } from 'zod';
import { NWC_METHODS } from '../domain/nwc.ts';
import { call, done, none } from './call.ts';
import {
  amount,
  count,
  id,
  name,
  policyText,
  reason,
  ruleResult,
  spendRow,
  unixTime,
  usage,
} from './values.ts';

const draw = z.enum(['allotted', 'dedicated']);
const method = z.enum(NWC_METHODS);

export const agentRow = z.strictObject({
  id,
  name: z.string(),
  purpose: z.string(),
  state: z.enum(['active', 'frozen']),
  frozenReason: z.string().nullable(),
  nodeId: id,
  nodeName: z.string(),
  draw,
  /** What the agent may spend now; null when the node's own balance is not known. */
  balanceMsat: amount.nullable(),
  hotCeilingMsat: amount,
  daily: usage,
  waiting: count,
  lastSeenAt: unixTime.nullable(),
});
export type AgentRow = z.output<typeof agentRow>;

export const connectionRow = z.strictObject({
  id,
  label: z.string(),
  clientKey: z.string(),
  methods: z.array(method),
  relays: z.array(z.string()),
  createdAt: unixTime,
  expiresAt: unixTime.nullable(),
  revokedAt: unixTime.nullable(),
  lastSeenAt: unixTime.nullable(),
});

const balanceMove = z.strictObject({
  kind: z.enum(['credit', 'debit', 'received']),
  amountMsat: amount,
  reason: z.string(),
  at: unixTime,
});

const verdict = z.enum(['allow', 'hold', 'refuse']);
const verdictCounts = z.strictObject({ allow: count, hold: count, refuse: count });

/** One payment of the past under another policy. */
export const whatIfRow = z.strictObject({
  spend: spendRow,
  /** What was decided, and what would be. */
  before: verdict,
  after: verdict,
  /** The rules that would break; none when it would not be judged at all. */
  broken: z.array(ruleResult),
  /** The fee limit the node would be given. */
  feeLimitMsat: amount,
  /**
   * What would become of the money: `leaves`, `stays` with the agent, `fails` for want of the fee it took; `repeats` an earlier payment
   * of the same hash, which would have answered for it.
   */
  money: z.enum(['leaves', 'stays', 'fails', 'repeats']),
});
export type WhatIfRow = z.output<typeof whatIfRow>;

export const agentCalls = {
  'agents.list': call('read', none, z.strictObject({ agents: z.array(agentRow) })),
  'agents.get': call(
    'read',
    z.strictObject({ id }),
    z.strictObject({
      agent: agentRow,
      policy: policyText,
      policyVersion: z.number().int().min(1),
      policySetAt: unixTime,
      inFlight: z.strictObject({ usedMsat: amount, count, limitMsat: amount, limitCount: count }),
      rate: z.strictObject({ lastMinute: count, perMinute: count, lastHour: count, perHour: count }),
      /** Largest single payment in the window, for the gauge of the single limit. */
      largestSingleMsat: amount,
      connections: z.array(connectionRow),
      moves: z.array(balanceMove),
    }),
  ),
  'agents.spends': call(
    'read',
    z.strictObject({ id, limit: z.number().int().min(1).max(200) }),
    z.strictObject({ spends: z.array(spendRow) }),
  ),
  /**
   * The agent's last 30 days judged anew by `policy`, each payment with the consequences of those before. What is taken as it was: when
   * the agent asked and for what, the spending of others, its balance, freezes, closed gates, and what a person approved.
   */
  'agents.whatIf': call(
    'read',
    z.strictObject({
      id,
      policy: policyText,
      which: z.enum(['changed', 'allow', 'hold', 'refuse', 'all']),
      limit: z.number().int().min(1).max(200),
    }),
    z.strictObject({
      from: unixTime,
      payments: count,
      before: verdictCounts,
      after: verdictCounts,
      changed: count,
      /** What left, and what would have: amounts and fees, fee limits where nothing is known better. */
      outflowBeforeMsat: amount,
      outflowAfterMsat: amount,
      /** How many there are of `which`; `rows` are the newest of them. */
      found: count,
      rows: z.array(whatIfRow).max(200),
    }),
    { maxBytes: 131_072 },
  ),
  'agents.create': call(
    'human',
    z.strictObject({
      name,
      purpose: z.string().trim().max(1_000),
      nodeId: id,
      draw,
      policy: policyText,
      allotmentMsat: amount,
    }),
    z.strictObject({ id }),
    { maxBytes: 131_072 },
  ),
  'agents.rename': call('human', z.strictObject({ id, name, purpose: z.string().trim().max(1_000) }), done),
  /** Refused with `changed_meanwhile` when `expectedVersion` is not the current one. */
  'agents.setPolicy': call(
    'human',
    z.strictObject({ id, expectedVersion: z.number().int().min(1), policy: policyText, reason }),
    z.strictObject({ version: z.number().int().min(1) }),
    { maxBytes: 131_072 },
  ),
  'agents.freeze': call('act', z.strictObject({ id, reason }), z.strictObject({ inFlight: count })),
  'agents.unfreeze': call('human', z.strictObject({ id, reason }), done),
  'agents.credit': call(
    'human',
    z.strictObject({ id, amountMsat: amount, reason }),
    z.strictObject({ balanceMsat: amount }),
  ),
  'agents.debit': call(
    'human',
    z.strictObject({ id, amountMsat: amount, reason }),
    z.strictObject({ balanceMsat: amount }),
  ),
  /**
   * Makes a connection. The URI is a bearer right to spend within the agent's limits: it is in this one answer and nowhere else,
   * the core keeps only its public key.
   */
  'connections.create': call(
    'human',
    z.strictObject({
      agentId: id,
      label: name,
      methods: z.array(method).min(1).max(NWC_METHODS.length),
      expiresAt: unixTime.nullable(),
    }),
    z.strictObject({ id, uri: z.string() }),
  ),
  'connections.revoke': call('act', z.strictObject({ id, reason }), done),

  'fleet.overview': call(
    'read',
    none,
    z.strictObject({
      hotMsat: amount,
      hotCeilingMsat: amount,
      /** Cold accounts: what counts as paid, and what was paid and does not count yet. */
      cold: z.strictObject({ accounts: count, confirmedMsat: amount, pendingMsat: amount }),
      agents: count,
      agentsFrozen: count,
      inFlight: z.strictObject({ msat: amount, count, oldestAt: unixTime.nullable() }),
      outflow: usage,
      waiting: z.strictObject({ msat: amount, count, firstExpiresAt: unixTime.nullable() }),
      nearest: z.array(z.strictObject({ agentId: id, agentName: z.string(), daily: usage })).max(5),
      alerts: z
        .array(
          z.strictObject({
            seq: count,
            at: unixTime,
            level: z.enum(['warning', 'error', 'critical']),
            action: z.string(),
            summary: z.string(),
            agentId: id.nullable(),
            /** Older ones of the same agent, action and code in the last seven days. */
            more: count,
          }),
        )
        .max(20),
    }),
  ),
  'fleet.outflow': call(
    'read',
    z.strictObject({ range: z.enum(['24h', '7d', '30d']) }),
    z.strictObject({
      /** Seconds each bucket covers. */
      bucketSeconds: count,
      buckets: z.array(z.strictObject({ at: unixTime, byPolicyMsat: amount, byHandMsat: amount })).max(1_000),
    }),
  ),
  'fleet.policy': call(
    'read',
    none,
    z.strictObject({
      version: count,
      maxFleetDailySpend: amount.nullable(),
      /** Above this an approval by hand is signed on the enrolled Ledger; null: never. */
      attestAbove: amount.nullable(),
      /** Fingerprint of the Ledger that signs; null: none is enrolled, and nothing above can be approved. */
      approver: z.string().nullable(),
      /** That approvals up to `attestAbove` (null: all) go without the Ledger is signed, and counts until then. */
      loosening: z.strictObject({ attestAbove: amount.nullable(), signedUntil: unixTime }).nullable(),
    }),
  ),
  /** Has the enrolled Ledger sign that approvals up to more than now go without it. Begins an operation of the treasury; changes nothing. */
  'fleet.attestPolicy': call(
    'human',
    z.strictObject({
      expectedVersion: count,
      attestAbove: amount.nullable(),
      deviceId: z.string().max(500).nullable(),
    }),
    z.strictObject({ operation: id }),
  ),
  /** Letting more approvals go without the Ledger needs its signature, see `fleet.attestPolicy`. */
  'fleet.setPolicy': call(
    'human',
    z.strictObject({
      expectedVersion: count,
      maxFleetDailySpend: amount.nullable(),
      /** Left out: stays as it is. */
      attestAbove: amount.nullable().optional(),
      reason,
    }),
    z.strictObject({ version: count }),
  ),
} as const;
