// Policy: the limits of one agent over the fleet's, as data. Rules and defaults: docs/gate.md, section 3.
import { sats, type Msat } from './money.ts';
import type { UnixSeconds } from './time.ts';

/** What a broken rule does. `allow` is never a consequence of breaking. */
export type BrokenVerdict = 'hold' | 'refuse';

/** Minutes of the UTC day, `from` inclusive, `to` exclusive; `from > to` wraps over midnight. */
export type ActiveHours = { readonly fromMinute: number; readonly toMinute: number };

export type Policy = {
  /** Largest single payment, amount plus fee limit. Inclusive: exactly this passes. */
  readonly maxSingleTx: Msat;
  /** Largest outflow, principal plus fees, in any rolling 24 h. Inclusive. */
  readonly maxDailySpend: Msat;
  /** Hot balance above which the operator is alerted; refuses nothing. */
  readonly maxHotBalance: Msat;
  /** The fee limit given to the node: the smaller of `msat` and the larger of `ppm` of the amount and 10 sat. */
  readonly maxFee: { readonly msat: Msat; readonly ppm: number };
  /** Pay requests in the last 60 s and 3,600 s, refused ones included, this one included. */
  readonly rate: { readonly perMinute: number; readonly perHour: number };
  readonly maxInFlight: { readonly msat: Msat; readonly count: number };
  /** Node keys that may be paid; null is "any". An empty list pays nobody. */
  readonly allowlist: readonly string[] | null;
  readonly firstTime: 'allow' | 'hold';
  /** null is "always". */
  readonly activeHours: ActiveHours | null;
  /** The policy gives nothing after this moment; null is "no end". */
  readonly expiresAt: UnixSeconds | null;
  readonly whenBroken: {
    readonly single: BrokenVerdict;
    readonly daily: BrokenVerdict;
    readonly fleet: BrokenVerdict;
    readonly schedule: BrokenVerdict;
  };
};

/** Limits over all agents together. */
export type FleetPolicy = {
  /** null is "no fleet limit". */
  readonly maxFleetDailySpend: Msat | null;
  /** An approval by hand of more than this, principal and fee limit, is signed on the operator's Ledger. null is "never". */
  readonly attestAbove: Msat | null;
};

/** Below this an agent's fee limit does not fall, or small payments could never route (10 sat, as in common NWC wallets). */
export const SMALLEST_FEE_CEILING = sats(10n);

const STARTER: Policy = {
  maxSingleTx: sats(100_000n),
  maxDailySpend: sats(500_000n),
  maxHotBalance: sats(1_000_000n),
  maxFee: { msat: sats(1_000n), ppm: 10_000 },
  rate: { perMinute: 30, perHour: 600 },
  maxInFlight: { msat: sats(500_000n), count: 8 },
  allowlist: null,
  firstTime: 'allow',
  activeHours: null,
  expiresAt: null,
  whenBroken: { single: 'hold', daily: 'hold', fleet: 'hold', schedule: 'hold' },
};

export type PolicyPreset = {
  readonly id: 'starter' | 'guide';
  readonly name: string;
  readonly origin: string;
  readonly policy: Policy;
};

export const POLICY_PRESETS: readonly PolicyPreset[] = [
  { id: 'starter', name: 'Starter limits', origin: 'Ours; none contradicts another', policy: STARTER },
  {
    id: 'guide',
    name: 'Guide example',
    origin: 'The sample agent of “Security for Agents”; its limits contradict its hot ceiling',
    policy: {
      ...STARTER,
      maxSingleTx: sats(5_000_000n),
      maxDailySpend: sats(10_000_000n),
      maxHotBalance: sats(1_000_000n),
      maxFee: { msat: sats(50_000n), ppm: 10_000 },
      maxInFlight: { msat: sats(10_000_000n), count: 8 },
    },
  },
];

export type PolicyField = keyof Policy;
export type PolicyWarning = { readonly field: PolicyField; readonly sentence: string };

/** Contradictions worth a warning at editing; nothing here forbids saving. Source: docs/gate.md 3, guide section 13 A5. */
export function policyWarnings(policy: Policy): readonly PolicyWarning[] {
  const found: PolicyWarning[] = [];
  const warn = (field: PolicyField, sentence: string): void => void found.push({ field, sentence });
  if (policy.maxSingleTx > policy.maxDailySpend)
    warn(
      'maxSingleTx',
      'One payment may be larger than the whole day allows: the single limit can never be used up.',
    );
  if (policy.maxSingleTx > policy.maxHotBalance)
    warn(
      'maxSingleTx',
      'One payment may be larger than the agent should ever hold: the hot ceiling does not limit the loss.',
    );
  if (policy.maxDailySpend > policy.maxHotBalance)
    warn(
      'maxDailySpend',
      'A day’s spending is larger than the hot ceiling: the agent needs refilling during the day.',
    );
  if (policy.maxInFlight.msat < policy.maxSingleTx)
    warn(
      'maxInFlight',
      'Less may be in flight than one payment needs: payments near the single limit will be refused.',
    );
  if (policy.maxFee.msat > policy.maxSingleTx)
    warn('maxFee', 'The fee alone may be larger than the largest payment.');
  if (policy.allowlist?.length === 0)
    warn('allowlist', 'The allowlist is on and empty: every payment is refused.');
  if (policy.rate.perHour < policy.rate.perMinute)
    warn('rate', 'The hourly rate is below the rate per minute: the rate per minute can never be reached.');
  if (policy.maxSingleTx === 0n) warn('maxSingleTx', 'The single limit is zero: every payment is held.');
  return found;
}
