// Policy as text: the wire and storage form of a policy (amounts as decimal msat), its exact inverse, and the form the audit log keeps.
import { policyText, type PolicyText } from '../../shared/contract/values.ts';
import type { AuditBody } from '../../shared/domain/audit-entry.ts';
import { msat, msatText, type MsatText } from '../../shared/domain/money.ts';
import type { Policy, PolicyField } from '../../shared/domain/policy.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

const amount = (text: MsatText) => msat(BigInt(text));

export function toPolicy(text: PolicyText): Policy {
  return {
    maxSingleTx: amount(text.maxSingleTx),
    maxDailySpend: amount(text.maxDailySpend),
    maxHotBalance: amount(text.maxHotBalance),
    maxFee: { msat: amount(text.maxFee.msat), ppm: text.maxFee.ppm },
    rate: { perMinute: text.rate.perMinute, perHour: text.rate.perHour },
    maxInFlight: { msat: amount(text.maxInFlight.msat), count: text.maxInFlight.count },
    allowlist: text.allowlist === null ? null : [...text.allowlist],
    firstTime: text.firstTime,
    activeHours: text.activeHours === null ? null : { ...text.activeHours },
    expiresAt: text.expiresAt === null ? null : unixSeconds(text.expiresAt),
    whenBroken: { ...text.whenBroken },
  };
}

export function toPolicyText(policy: Policy): PolicyText {
  return {
    maxSingleTx: msatText(policy.maxSingleTx),
    maxDailySpend: msatText(policy.maxDailySpend),
    maxHotBalance: msatText(policy.maxHotBalance),
    maxFee: { msat: msatText(policy.maxFee.msat), ppm: policy.maxFee.ppm },
    rate: { perMinute: policy.rate.perMinute, perHour: policy.rate.perHour },
    maxInFlight: { msat: msatText(policy.maxInFlight.msat), count: policy.maxInFlight.count },
    allowlist: policy.allowlist === null ? null : [...policy.allowlist],
    firstTime: policy.firstTime,
    activeHours: policy.activeHours === null ? null : { ...policy.activeHours },
    expiresAt: policy.expiresAt,
    whenBroken: { ...policy.whenBroken },
  };
}

/**
 * Reads a stored body. Throws when it does not fit the contract: a policy that cannot be read must close the gate for its
 * agent and never be taken as "no limits".
 */
export const readPolicy = (body: string): Policy => toPolicy(policyText.parse(JSON.parse(body)));

export const writePolicy = (policy: Policy): string => JSON.stringify(policyText.parse(toPolicyText(policy)));

/** The audit log names every amount by a key that ends in `Msat`. */
export function policyForAudit(policy: Policy): AuditBody {
  const text = toPolicyText(policy);
  return {
    maxSingleTxMsat: text.maxSingleTx,
    maxDailySpendMsat: text.maxDailySpend,
    maxHotBalanceMsat: text.maxHotBalance,
    maxFeeMsat: text.maxFee.msat,
    maxFeePpm: text.maxFee.ppm,
    requestsPerMinute: text.rate.perMinute,
    requestsPerHour: text.rate.perHour,
    maxInFlightMsat: text.maxInFlight.msat,
    maxInFlightCount: text.maxInFlight.count,
    allowlist: text.allowlist,
    firstTime: text.firstTime,
    activeHours: text.activeHours,
    expiresAt: text.expiresAt,
    whenBroken: text.whenBroken,
  };
}

const FIELD_WORDS: Readonly<Record<PolicyField, string>> = {
  maxSingleTx: 'single payment',
  maxDailySpend: 'daily outflow',
  maxHotBalance: 'hot ceiling',
  maxFee: 'fee ceiling',
  rate: 'request rate',
  maxInFlight: 'in flight',
  allowlist: 'allowlist',
  firstTime: 'first payment to a destination',
  activeHours: 'active hours',
  expiresAt: 'expiry',
  whenBroken: 'what a broken limit does',
};

/** The fields in which two policies differ, in words, for one line of the log. */
export function changedFields(before: Policy, after: Policy): readonly string[] {
  const [a, b] = [toPolicyText(before), toPolicyText(after)];
  return (Object.keys(FIELD_WORDS) as PolicyField[])
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
    .map((field) => FIELD_WORDS[field]);
}
