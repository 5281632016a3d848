// Wire values shared by many calls: amounts, ids, times, names. Bounds are here so that no call forgets one.
import { z } from 'zod';
import { MAX_MSAT, type MsatText } from '../domain/money.ts';
import { RULES, type RuleResult } from '../domain/decision.ts';
import { SPEND_STATES } from '../domain/spend.ts';

export const amount = z
  .string()
  .max(19, { abort: true })
  // Without abort the next check is still asked, and BigInt throws on what is no number.
  .regex(/^(0|[1-9]\d*)$/, { abort: true })
  .refine((digits) => BigInt(digits) <= MAX_MSAT)
  .transform((digits) => digits as MsatText);

export const unixTime = z.number().int().min(0).max(253_402_300_799);
export const id = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/);
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
export const nodeKey = z.string().regex(/^0[23][0-9a-f]{64}$/);
export const name = z.string().trim().min(1).max(200);
export const reason = z.string().trim().min(1).max(1_000);
export const optionalReason = z.string().trim().max(1_000);
export const passphrase = z.string().min(1).max(1_024);
export const count = z.number().int().min(0);

export const ruleResult = z.strictObject({
  rule: z.enum(RULES),
  verdict: z.enum(['allow', 'hold', 'refuse']),
  unit: z.enum(['msat', 'count', 'none']),
  measured: z.string().nullable(),
  limit: z.string().nullable(),
  note: z.string(),
}) satisfies z.ZodType<RuleResult>;

export const spendState = z.enum(SPEND_STATES);

const brokenVerdict = z.enum(['hold', 'refuse']);

/** A policy on the wire: amounts as msat text. `electron/agents/policy-text.ts` turns it into `Policy`. */
export const policyText = z.strictObject({
  maxSingleTx: amount,
  maxDailySpend: amount,
  maxHotBalance: amount,
  maxFee: z.strictObject({ msat: amount, ppm: z.number().int().min(0).max(1_000_000) }),
  rate: z.strictObject({
    perMinute: z.number().int().min(1).max(100_000),
    perHour: z.number().int().min(1).max(1_000_000),
  }),
  maxInFlight: z.strictObject({ msat: amount, count: z.number().int().min(1).max(10_000) }),
  allowlist: z.array(nodeKey).max(1_000).nullable(),
  firstTime: z.enum(['allow', 'hold']),
  activeHours: z
    .strictObject({
      fromMinute: z.number().int().min(0).max(1_439),
      toMinute: z.number().int().min(0).max(1_440),
    })
    .nullable(),
  expiresAt: unixTime.nullable(),
  whenBroken: z.strictObject({
    single: brokenVerdict,
    daily: brokenVerdict,
    fleet: brokenVerdict,
    schedule: brokenVerdict,
  }),
});
export type PolicyText = z.output<typeof policyText>;

/** Used against a limit: settled plus reserved, with the moment all of it has rolled off. */
export const usage = z.strictObject({
  usedMsat: amount,
  reservedMsat: amount,
  /** null: no limit. */
  limitMsat: amount.nullable(),
  /** Unix seconds after which nothing of today's use counts any more; null when nothing counts. */
  clearsAt: unixTime.nullable(),
});

/** One payment in a list. */
export const spendRow = z.strictObject({
  id,
  agentId: id,
  agentName: z.string(),
  state: spendState,
  amountMsat: amount,
  feeLimitMsat: amount,
  /** Real fee, once settled. */
  feeMsat: amount.nullable(),
  destination: z.string(),
  /** The operator's own label of the destination, null when there is none. */
  destinationLabel: z.string().nullable(),
  paymentHash: hex32,
  code: z.string().nullable(),
  approvedByHand: z.boolean(),
  askedAt: unixTime,
  endedAt: unixTime.nullable(),
});
