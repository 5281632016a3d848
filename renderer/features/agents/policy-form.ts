// Policy form: a policy as the text a person types, and back, exactly. Amounts in sats with up to three decimals, times in UTC. Pure.
import type { PolicyText } from '../../../shared/contract/values.ts';
import { isNodeKey } from '../../../shared/domain/ids.ts';
import { MAX_MSAT, parseMsat, type Msat, type MsatText } from '../../../shared/domain/money.ts';
import { policyWarnings, type Policy, type PolicyWarning } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { groupDigits } from '../../ui/format.ts';

export type PolicyForm = {
  /** Sats. */
  readonly maxSingleTx: string;
  readonly maxDailySpend: string;
  readonly maxHotBalance: string;
  readonly feeSats: string;
  readonly feePpm: string;
  readonly perMinute: string;
  readonly perHour: string;
  readonly inFlightSats: string;
  readonly inFlightCount: string;
  readonly allowlistOn: boolean;
  /** Node keys, one to a line. */
  readonly allowlist: string;
  readonly firstTime: 'allow' | 'hold';
  readonly hoursOn: boolean;
  /** HH:MM, UTC. */
  readonly hoursFrom: string;
  readonly hoursTo: string;
  readonly expiryOn: boolean;
  /** YYYY-MM-DDTHH:MM, UTC, as a datetime-local input gives it. */
  readonly expiry: string;
  readonly whenSingle: 'hold' | 'refuse';
  readonly whenDaily: 'hold' | 'refuse';
  readonly whenFleet: 'hold' | 'refuse';
  readonly whenSchedule: 'hold' | 'refuse';
};
export type PolicyFormField = keyof PolicyForm;
export type PolicyFormErrors = { readonly [field in PolicyFormField]?: string };

/** Msat text as sats without loss: "1234567" → "1,234.567". */
export function satsExactly(msat: string): string {
  const amount = BigInt(msat);
  const rest = (amount % 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  return groupDigits(amount / 1_000n) + (rest === '' ? '' : `.${rest}`);
}

/** Sats as typed (grouped by commas, spaces or apostrophes) as msat text; undefined when it is no amount. */
export function satsRead(text: string): MsatText | undefined {
  const typed = text.trim().replace(/[,\s\u00a0\u202f'’_]/g, '');
  const parts = /^(\d{1,16})(?:\.(\d{1,3}))?$/.exec(typed);
  if (!parts) return undefined;
  const amount = BigInt(parts[1] ?? '0') * 1_000n + BigInt((parts[2] ?? '').padEnd(3, '0') || '0');
  return amount > MAX_MSAT ? undefined : (amount.toString() as MsatText);
}

const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** "08:30" → 510; "24:00" → 1440; undefined for anything else. */
function minuteOf(clock: string): number | undefined {
  const parts = /^(\d{2}):(\d{2})$/.exec(clock.trim());
  if (!parts) return undefined;
  const hour = Number(parts[1]);
  const minute = Number(parts[2]);
  if (hour === 24 && minute === 0) return 1_440;
  return hour > 23 || minute > 59 ? undefined : hour * 60 + minute;
}

const LATEST = 253_402_300_799;

/** A policy as the form shows it. */
export function policyForm(policy: PolicyText): PolicyForm {
  return {
    maxSingleTx: satsExactly(policy.maxSingleTx),
    maxDailySpend: satsExactly(policy.maxDailySpend),
    maxHotBalance: satsExactly(policy.maxHotBalance),
    feeSats: satsExactly(policy.maxFee.msat),
    feePpm: groupDigits(policy.maxFee.ppm),
    perMinute: groupDigits(policy.rate.perMinute),
    perHour: groupDigits(policy.rate.perHour),
    inFlightSats: satsExactly(policy.maxInFlight.msat),
    inFlightCount: groupDigits(policy.maxInFlight.count),
    allowlistOn: policy.allowlist !== null,
    allowlist: (policy.allowlist ?? []).join('\n'),
    firstTime: policy.firstTime,
    hoursOn: policy.activeHours !== null,
    hoursFrom: clockOf(policy.activeHours?.fromMinute ?? 480),
    hoursTo: clockOf(policy.activeHours?.toMinute ?? 1_080),
    expiryOn: policy.expiresAt !== null,
    // Seconds are kept: without them an untouched form would end the policy up to 59 s sooner.
    expiry:
      policy.expiresAt === null
        ? ''
        : new Date(policy.expiresAt * 1_000).toISOString().slice(0, policy.expiresAt % 60 === 0 ? 16 : 19),
    whenSingle: policy.whenBroken.single,
    whenDaily: policy.whenBroken.daily,
    whenFleet: policy.whenBroken.fleet,
    whenSchedule: policy.whenBroken.schedule,
  };
}

/** The keys of an allowlist field, lower-cased, without empty lines and repetitions. */
export const allowlistLines = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .map((line) => line.trim().toLowerCase())
      .filter((line) => line !== ''),
  ),
];

export type ReadPolicy =
  | { readonly ok: true; readonly policy: PolicyText }
  | { readonly ok: false; readonly errors: PolicyFormErrors };

/** Reads the form; every field that is wrong is named at once. */
export function readPolicyForm(form: PolicyForm): ReadPolicy {
  const errors: { [field in PolicyFormField]?: string } = {};
  const amount = (field: 'maxSingleTx' | 'maxDailySpend' | 'maxHotBalance' | 'feeSats' | 'inFlightSats') => {
    const msat = satsRead(form[field]);
    if (msat === undefined) errors[field] = 'An amount in sats, such as 100,000.';
    return msat ?? ('0' as MsatText);
  };
  const count = (
    field: 'feePpm' | 'perMinute' | 'perHour' | 'inFlightCount',
    least: number,
    most: number,
  ): number => {
    const digits = form[field].trim().replace(/[,\s\u00a0\u202f'’_]/g, '');
    const value = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
    if (value >= least && value <= most) return value;
    errors[field] = `A whole number from ${groupDigits(least)} to ${groupDigits(most)}.`;
    return least;
  };
  const allowlist = form.allowlistOn ? allowlistLines(form.allowlist) : null;
  const strange = allowlist?.find((line) => !isNodeKey(line));
  if (strange !== undefined)
    errors.allowlist = `“${strange.slice(0, 24)}${strange.length > 24 ? '…' : ''}” is not a node key: 66 hex digits, beginning with 02 or 03.`;
  else if (allowlist && allowlist.length > 1_000) errors.allowlist = 'At most 1,000 keys.';

  const fromMinute = minuteOf(form.hoursFrom);
  const toMinute = minuteOf(form.hoursTo);
  if (form.hoursOn) {
    if (fromMinute === undefined || fromMinute === 1_440) errors.hoursFrom = 'A time such as 08:00.';
    if (toMinute === undefined) errors.hoursTo = 'A time such as 18:00; 24:00 is the end of the day.';
    else if (toMinute === fromMinute)
      errors.hoursTo = 'The same as the beginning: the agent could never pay.';
  }
  const ends = Date.parse(`${form.expiry}Z`) / 1_000;
  if (form.expiryOn && !(Number.isFinite(ends) && ends >= 0 && ends <= LATEST))
    errors.expiry = 'A day and time, in UTC.';

  const policy: PolicyText = {
    maxSingleTx: amount('maxSingleTx'),
    maxDailySpend: amount('maxDailySpend'),
    maxHotBalance: amount('maxHotBalance'),
    maxFee: { msat: amount('feeSats'), ppm: count('feePpm', 0, 1_000_000) },
    rate: { perMinute: count('perMinute', 1, 100_000), perHour: count('perHour', 1, 1_000_000) },
    maxInFlight: { msat: amount('inFlightSats'), count: count('inFlightCount', 1, 10_000) },
    allowlist: allowlist === null ? null : [...allowlist],
    firstTime: form.firstTime,
    activeHours: form.hoursOn ? { fromMinute: fromMinute ?? 0, toMinute: toMinute ?? 0 } : null,
    expiresAt: form.expiryOn ? Math.floor(ends) : null,
    whenBroken: {
      single: form.whenSingle,
      daily: form.whenDaily,
      fleet: form.whenFleet,
      schedule: form.whenSchedule,
    },
  };
  return Object.keys(errors).length === 0 ? { ok: true, policy } : { ok: false, errors };
}

const toMsat = (text: string): Msat => parseMsat(text) ?? (0n as Msat);

/** Contradictions within a policy, by the same rules as in the core. */
export function warningsOf(policy: PolicyText): readonly PolicyWarning[] {
  const inside: Policy = {
    ...policy,
    maxSingleTx: toMsat(policy.maxSingleTx),
    maxDailySpend: toMsat(policy.maxDailySpend),
    maxHotBalance: toMsat(policy.maxHotBalance),
    maxFee: { msat: toMsat(policy.maxFee.msat), ppm: policy.maxFee.ppm },
    maxInFlight: { msat: toMsat(policy.maxInFlight.msat), count: policy.maxInFlight.count },
    expiresAt: policy.expiresAt === null ? null : unixSeconds(policy.expiresAt),
  };
  return policyWarnings(inside);
}

/** A policy of the domain (a preset) as it travels. */
export function policyToText(policy: Policy): PolicyText {
  const text = (amount: Msat): MsatText => amount.toString() as MsatText;
  return {
    ...policy,
    maxSingleTx: text(policy.maxSingleTx),
    maxDailySpend: text(policy.maxDailySpend),
    maxHotBalance: text(policy.maxHotBalance),
    maxFee: { msat: text(policy.maxFee.msat), ppm: policy.maxFee.ppm },
    maxInFlight: { msat: text(policy.maxInFlight.msat), count: policy.maxInFlight.count },
    allowlist: policy.allowlist === null ? null : [...policy.allowlist],
  };
}

/**
 * Somebody else stored a newer policy while this form was being filled in: fields touched here keep what was typed, all others
 * take the newer value.
 */
export function rebaseForm(base: PolicyForm, mine: PolicyForm, theirs: PolicyForm): PolicyForm {
  const merged: Record<string, string | boolean> = { ...theirs };
  for (const field of Object.keys(mine) as PolicyFormField[])
    if (mine[field] !== base[field]) merged[field] = mine[field];
  return merged as PolicyForm;
}

/** Whether two forms read the same. */
export const sameForm = (a: PolicyForm, b: PolicyForm): boolean =>
  (Object.keys(a) as PolicyFormField[]).every((field) => a[field] === b[field]);
