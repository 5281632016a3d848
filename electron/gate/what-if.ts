// What if: the requests of an agent's past judged anew by another policy, in their order, each with the consequences of those before:
// what would not have been paid does not count later, what would have been does. The same rules and the same windows as the gate's.
// Pure. What is taken as it was: when the agent asked, what others spent, the balance, freezes, closed gates, approvals by hand.
import type { Decision, RuleName, RuleResult, Verdict } from '../../shared/domain/decision.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import { msat, ZERO_MSAT, type Msat } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { createAgenda } from './agenda.ts';
import {
  courseTaken,
  courseUnder,
  sameCourse,
  stepsOf,
  waitedUntil,
  waitsUntilUnder,
  type Course,
  type Step,
} from './course.ts';
import { conclude, decide } from './decide.ts';
import type { PastSpend } from './past-spend.ts';
import { feeLimitFor } from './rules/amounts.ts';
import { imitated } from './rules/destinations.ts';
import type { Ask, Facts } from './rules/facts.ts';
import { MAX_WAITING_PER_AGENT } from './waiting.ts';

/** Rules that read nothing of the policy and nothing a policy could have changed: taken as they were found. */
export const WORLD_RULES: ReadonlySet<RuleName> = new Set<RuleName>([
  'destination',
  'agent-frozen',
  'fleet-frozen',
  'gate',
]);

export type Replayed = {
  readonly past: PastSpend;
  readonly verdict: Verdict;
  /** The rules that would break; none for a repetition, which is not judged. */
  readonly broken: readonly RuleResult[];
  readonly feeLimit: Msat;
  /** An earlier payment of the same hash would have been paid or be waiting: the agent hears of that one. */
  readonly repeats: SpendId | null;
  /** How it would have gone; null: it would not have left. */
  readonly course: Course | null;
};

export type WhatIfSetting = {
  /** Until when each payment asked for before the history waited; Infinity: it still does. */
  readonly waitingBefore: readonly number[];
};

/** Of one destination: times paid as it was, of those no longer, and times paid that it was not. */
type Paid = { before: boolean; settled: number; lost: number; gained: number };

/** What changes at a moment: the figures by which the replay differs from the past, or what is known of one destination. */
type Shift =
  | { readonly kind: 'money'; readonly by: Step; readonly undone: boolean }
  | { readonly kind: 'paid'; readonly to: Paid; readonly how: 'settled' | 'lost' | 'gained' }
  | { readonly kind: 'waited'; readonly when: 'before' | 'now' };

/** `history` in the order in which it was judged. What ended in the second of a request is taken to have ended before it. */
export function whatIf(
  policy: Policy,
  history: readonly PastSpend[],
  { waitingBefore }: WhatIfSetting,
): readonly Replayed[] {
  const agenda = createAgenda<Shift>();
  /** What there is more of than there was. */
  const more = { outflow: 0n, reserved: 0n, inFlight: 0 };
  const waiting = { before: waitingBefore.length, now: waitingBefore.length };
  for (const until of waitingBefore) {
    agenda.add(until, BEFORE_WAITED);
    agenda.add(until, NOW_WAITED);
  }
  const paid = new Map<string, Paid>();
  const latest = new Map<string, Replayed>();

  const paidOf = (destination: string): Paid => {
    const found = paid.get(destination) ?? { before: false, settled: 0, lost: 0, gained: 0 };
    paid.set(destination, found);
    return found;
  };

  const paidBefore = ({ destination, measured }: PastSpend): boolean => {
    const known = paidOf(destination);
    // Nothing of this history explains it, so it was paid before.
    if (measured.paidBefore && known.settled === 0) known.before = true;
    const stillPaid = known.before || known.lost < known.settled;
    return known.gained > 0 || (measured.paidBefore && stillPaid);
  };

  const factsOf = (past: PastSpend): Facts => {
    const { measured } = past;
    const reserved = floored(measured.reserved + more.reserved);
    const agentOutflow = floored(measured.used + measured.reserved + more.outflow);
    return {
      // Stands in for the world's rules, which are taken as they were found.
      network: 'mainnet',
      ownNodes: NOBODY,
      agentFrozen: false,
      fleetFrozen: false,
      closed: [],
      agentOutflow,
      fleetOutflow: msat(measured.others + agentOutflow),
      fleetLimit: measured.fleetLimit,
      inFlight: { msat: reserved, count: Math.max(0, measured.inFlight + more.inFlight) },
      rate: { lastMinute: measured.lastMinute, lastHour: measured.lastHour },
      spendable: measured.spendable,
      paidBefore: paidBefore(past),
      lookalikeOf: imitated(past.destination, measured, policy.allowlist),
    };
  };

  const judge = (past: PastSpend, feeLimit: Msat): Decision => {
    const ask: Ask = {
      amount: past.amount,
      feeLimit,
      destination: past.destination,
      network: 'mainnet',
      invoiceExpiresAt: null,
    };
    const decision = decide(policy, factsOf(past), ask, past.askedAt);
    if (past.world.length === 0) return decision;
    return conclude(
      decision.rules.map((rule) => past.world.find((found) => found.rule === rule.rule) ?? rule),
    );
  };

  /** As the queue was, where it is as long as it was; else as it would have been. */
  const isCrowded = (past: PastSpend): boolean =>
    waiting.now === waiting.before && (past.verdict === 'hold' || past.crowded)
      ? past.crowded
      : waiting.now >= MAX_WAITING_PER_AGENT;

  const apply = (shift: Shift): void => {
    switch (shift.kind) {
      case 'money': {
        const { outflow, reserved, inFlight } = shift.by;
        more.outflow += shift.undone ? -outflow : outflow;
        more.reserved += shift.undone ? -reserved : reserved;
        more.inFlight += shift.undone ? -inFlight : inFlight;
        return;
      }
      case 'paid':
        shift.to[shift.how] += 1;
        return;
      case 'waited':
        waiting[shift.when] -= 1;
    }
  };

  const wait = (then: number | null, now: number | null): void => {
    if (then !== null) {
      waiting.before += 1;
      agenda.add(then, BEFORE_WAITED);
    }
    if (now !== null) {
      waiting.now += 1;
      agenda.add(now, NOW_WAITED);
    }
  };

  /** What the agent's later requests will find different from what they found. */
  const follow = (past: PastSpend, course: Course | null): void => {
    const taken = courseTaken(past);
    const changed = !sameCourse(taken, course);
    // Who was paid before matters to one rule alone.
    if (policy.firstTime === 'hold') {
      const to = paidOf(past.destination);
      if (hasSettled(taken)) {
        agenda.add(taken.endedAt, { kind: 'paid', to, how: 'settled' });
        if (changed) agenda.add(taken.endedAt, { kind: 'paid', to, how: 'lost' });
      }
      if (changed && hasSettled(course)) agenda.add(course.endedAt, { kind: 'paid', to, how: 'gained' });
    }
    if (!changed) return;
    if (taken) for (const by of stepsOf(taken)) agenda.add(by.at, { kind: 'money', by, undone: true });
    if (course) for (const by of stepsOf(course)) agenda.add(by.at, { kind: 'money', by, undone: false });
  };

  return history.map((past) => {
    for (let shift = agenda.due(past.askedAt); shift; shift = agenda.due(past.askedAt)) apply(shift);
    const earlier = latest.get(past.paymentHash);
    const standing = earlier && standingAt(earlier, past.askedAt);
    const feeLimit = feeLimitFor(policy, past.amount, past.measured.maxFee);
    if (earlier && standing) {
      follow(past, null);
      wait(waitedUntil(past), null);
      return {
        past,
        verdict: standing,
        broken: NOTHING,
        feeLimit,
        repeats: earlier.past.id,
        course: null,
      };
    }
    const decision = judge(past, feeLimit);
    const verdict = decision.verdict === 'hold' && isCrowded(past) ? 'refuse' : decision.verdict;
    const course = courseUnder(verdict, feeLimit, past);
    follow(past, course);
    wait(waitedUntil(past), waitsUntilUnder(verdict, past));
    const broken =
      decision.code === null ? NOTHING : decision.rules.filter((rule) => rule.verdict !== 'allow');
    const replayed: Replayed = { past, verdict, broken, feeLimit, repeats: null, course };
    latest.set(past.paymentHash, replayed);
    return replayed;
  });
}

/** An approval in the very second of a request is taken to come before it; where it came after, there was less to take off. */
const floored = (amount: bigint): Msat => (amount > 0n ? msat(amount) : ZERO_MSAT);

const BEFORE_WAITED: Shift = { kind: 'waited', when: 'before' };
const NOW_WAITED: Shift = { kind: 'waited', when: 'now' };
const hasSettled = (course: Course | null): course is Course => course !== null && course.fee !== null;

const NOTHING: readonly RuleResult[] = [];
const NOBODY: ReadonlySet<string> = new Set();

/** What a request for the same payment would have heard of this one: paid or on its way, waiting, denied; null: it is judged anew. */
function standingAt({ past, verdict, course }: Replayed, now: number): Verdict | null {
  if (verdict === 'refuse') return null;
  if (course && (course.reservedAt <= now || verdict === 'allow'))
    return course.fee !== null || now < course.endedAt ? 'allow' : null;
  if (now < (waitsUntilUnder(verdict, past) ?? 0)) return 'hold';
  return past.state === 'denied' ? 'refuse' : null;
}
