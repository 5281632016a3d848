// Course: how the money of one payment goes through the limits: when it is reserved, how and when it ends, from when it rolls off.
// The course it took, and the one it would take under another verdict. Rules: docs/gate.md, sections 1 and 4. Pure.
import type { Verdict } from '../../shared/domain/decision.ts';
import type { Msat } from '../../shared/domain/money.ts';
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import type { PastSpend } from './past-spend.ts';
import { HOLD_SECONDS } from './waiting.ts';

export type Course = {
  readonly amount: Msat;
  readonly feeLimit: Msat;
  readonly reservedAt: number;
  /** Infinity: still in flight. */
  readonly endedAt: number;
  /** null: nothing left in the end. */
  readonly fee: Msat | null;
  /** The window goes by this when it settled. */
  readonly countedAt: number;
};

/** What one course adds to the agent's figures from `at` on. */
export type Step = {
  readonly at: number;
  readonly outflow: bigint;
  readonly reserved: bigint;
  readonly inFlight: number;
};

/** The first second in which a payment counted at `countedAt` no longer counts. Both ends of a window are counted. */
const rolledOffAt = (countedAt: number): number => countedAt + WINDOW_SECONDS + 1;

export function stepsOf({ amount, feeLimit, reservedAt, endedAt, fee, countedAt }: Course): readonly Step[] {
  const held = amount + feeLimit;
  const out: Step = { at: reservedAt, outflow: held, reserved: held, inFlight: 1 };
  if (endedAt === Number.POSITIVE_INFINITY) return [out];
  const left = fee === null ? 0n : amount + fee;
  const end: Step = { at: endedAt, outflow: left - held, reserved: -held, inFlight: -1 };
  if (fee === null) return [out, end];
  return [out, end, { at: rolledOffAt(countedAt), outflow: -left, reserved: 0n, inFlight: 0 }];
}

/** Amount and fee of what left, amount and fee limit of what is still in flight. */
export const outflowOf = ({ amount, feeLimit, endedAt, fee }: Course): bigint =>
  endedAt === Number.POSITIVE_INFINITY ? amount + feeLimit : fee === null ? 0n : amount + fee;

/** null: it never left. */
export function courseTaken(past: PastSpend): Course | null {
  const { amount, feeLimit, reservedAt, endedAt, countedAt } = past;
  if (reservedAt === null) return null;
  return {
    amount,
    feeLimit,
    reservedAt,
    endedAt: endedAt ?? Number.POSITIVE_INFINITY,
    fee: past.state === 'settled' ? past.fee : null,
    countedAt: countedAt ?? reservedAt,
  };
}

/**
 * The course under another verdict and fee limit; null: it would not have left. A payment that was sent goes as it went, only sooner
 * when nobody had to be waited for; one that never was is taken to settle at once at its whole fee limit; one that needed more in
 * fees than it may now fails where it settled. What would be held leaves only if a person approved exactly this payment then.
 */
export function courseUnder(verdict: Verdict, feeLimit: Msat, past: PastSpend): Course | null {
  const taken = courseTaken(past);
  if (verdict === 'refuse' || (verdict === 'hold' && !(taken && past.byHand))) return null;
  const { amount, askedAt } = past;
  if (!taken)
    return { amount, feeLimit, reservedAt: askedAt, endedAt: askedAt, fee: feeLimit, countedAt: askedAt };
  const sooner = verdict === 'allow' ? taken.reservedAt - askedAt : 0;
  return {
    amount,
    feeLimit,
    reservedAt: taken.reservedAt - sooner,
    endedAt: taken.endedAt - sooner,
    fee: taken.fee !== null && taken.fee > feeLimit && feeLimit < past.feeLimit ? null : taken.fee,
    countedAt: taken.countedAt - sooner,
  };
}

export const sameCourse = (a: Course | null, b: Course | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.feeLimit === b.feeLimit &&
    a.reservedAt === b.reservedAt &&
    a.endedAt === b.endedAt &&
    a.fee === b.fee &&
    a.countedAt === b.countedAt);

/** When a payment stops waiting for a person, as it did; null: it did not wait. Infinity: it still does. */
export const waitedUntil = ({ holdExpiresAt, reservedAt, endedAt }: PastSpend): number | null =>
  holdExpiresAt === null ? null : (reservedAt ?? endedAt ?? Number.POSITIVE_INFINITY);

/** The same under another verdict. Nobody is taken to decide about what did not wait then: it expires. */
export function waitsUntilUnder(verdict: Verdict, past: PastSpend): number | null {
  if (verdict !== 'hold') return null;
  return waitedUntil(past) ?? Math.min(past.invoiceExpiresAt, past.askedAt + HOLD_SECONDS);
}
