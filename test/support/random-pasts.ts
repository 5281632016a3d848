// Random pasts of an agent, as a gate under a given policy would have made them: bursts, repeats, held and lost payments, people.
import fc from 'fast-check';
import type { Measured } from '../../electron/gate/measured.ts';
import type { PastSpend } from '../../electron/gate/past-spend.ts';
import { feeLimitFor } from '../../electron/gate/rules/amounts.ts';
import type { RuleResult } from '../../shared/domain/decision.ts';
import type { NodeKey, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import type { SpendState } from '../../shared/domain/spend.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { counts, keys, naive, TWIN, type Line } from './naive-replay.ts';

const DAY = 86_400;
export const NOW = 1_780_000_000;

const FROZEN: RuleResult = {
  rule: 'agent-frozen',
  verdict: 'refuse',
  unit: 'none',
  measured: null,
  limit: null,
  note: '',
};

const sat = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => sats(BigInt(n)));

export const policies: fc.Arbitrary<Policy> = fc.record({
  maxSingleTx: sat(20, 120),
  maxDailySpend: sat(60, 500),
  maxHotBalance: sat(1, 1_000),
  maxFee: fc.record({ msat: sat(0, 20), ppm: fc.constantFrom(0, 10_000, 200_000) }),
  rate: fc.record({ perMinute: fc.integer({ min: 1, max: 4 }), perHour: fc.integer({ min: 3, max: 20 }) }),
  maxInFlight: fc.record({ msat: sat(50, 400), count: fc.integer({ min: 1, max: 4 }) }),
  allowlist: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.subarray([...keys]) },
  ),
  firstTime: fc.constantFrom('allow', 'hold'),
  activeHours: fc.constantFrom(null, { fromMinute: 480, toMinute: 1_200 }),
  expiresAt: fc.constantFrom(null, unixSeconds(NOW + 3 * DAY)),
  whenBroken: fc.record({
    single: fc.constantFrom('hold', 'refuse'),
    daily: fc.constantFrom('hold', 'refuse'),
    fleet: fc.constantFrom('hold', 'refuse'),
    schedule: fc.constantFrom('hold', 'refuse'),
  }),
});

/** One request before it is judged, and what chance will make of it. */
export type Wish = {
  readonly gap: number;
  readonly amount: Msat;
  readonly to: NodeKey;
  readonly again: boolean;
  readonly maxFee: Msat | null;
  readonly others: Msat;
  readonly fleetLimit: Msat | null;
  readonly frozen: boolean;
  readonly flight: number | null;
  readonly settles: boolean;
  readonly feeShare: number;
  readonly person: 'approves' | 'denies' | 'sleeps';
  readonly thinks: number;
};

export const wishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    gap: fc.oneof(fc.constantFrom(0, 0, 1, 30, DAY, DAY - 1), fc.integer({ min: 0, max: 20_000 })),
    amount: sat(1, 130),
    to: fc.constantFrom(...keys, TWIN),
    again: fc.boolean(),
    maxFee: fc.option(sat(0, 10), { freq: 3 }),
    others: sat(0, 50),
    fleetLimit: fc.option(sat(100, 600), { freq: 2 }),
    frozen: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    flight: fc.constantFrom(0, 0, 0, 7, 4_000, 100_000, null),
    settles: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    feeShare: fc.integer({ min: 0, max: 4 }),
    person: fc.constantFrom('approves', 'denies', 'sleeps'),
    thinks: fc.constantFrom(0, 3, 900, 40_000),
  }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

const hasPaid = (lines: readonly Line[], destination: NodeKey, now: number): boolean =>
  lines.some(
    ({ run, past }) => past.destination === destination && run !== null && run.left !== null && run.to <= now,
  );

/** A past as a gate under `policy` would have made it of these wishes. */
export function lived(policy: Policy, wished: readonly Wish[]): readonly Line[] {
  const lines: Line[] = [];
  let now = NOW;
  wished.forEach((wish, index) => {
    now += wish.gap;
    const askedAt = unixSeconds(now);
    const last = lines.at(-1);
    const before = lines.map(({ past }) => past.askedAt).concat(askedAt);
    const sums = lines.map(({ run }) => counts(run, now));
    const measured: Measured = {
      maxFee: wish.maxFee,
      used: msat(sums.reduce((sum, next) => sum + next.used, 0n)),
      reserved: msat(sums.reduce((sum, next) => sum + next.reserved, 0n)),
      inFlight: sums.reduce((sum, next) => sum + next.count, 0),
      others: wish.others,
      fleetLimit: wish.fleetLimit,
      lastMinute: before.filter((at) => at > now - 60).length,
      lastHour: before.filter((at) => at > now - 3_600).length,
      spendable: sats(100_000n),
      paidBefore: hasPaid(lines, wish.to, now),
      known: false,
      imitates: null,
    };
    const again = wish.again && last ? last.past : undefined;
    const feeLimit = feeLimitFor(policy, again?.amount ?? wish.amount, wish.maxFee);
    const draft: PastSpend = {
      id: `s${index}` as SpendId,
      paymentHash: (again?.paymentHash ?? index.toString(16).padStart(64, '0')) as PaymentHash,
      destination: again?.destination ?? wish.to,
      amount: again?.amount ?? wish.amount,
      feeLimit,
      fee: null,
      state: 'refused',
      byHand: false,
      askedAt,
      invoiceExpiresAt: unixSeconds(now + 50_000),
      holdExpiresAt: null,
      reservedAt: null,
      endedAt: null,
      countedAt: null,
      verdict: 'refuse',
      crowded: false,
      measured: again ? { ...measured, paidBefore: hasPaid(lines, again.destination, now) } : measured,
      world: wish.frozen ? [FROZEN] : [],
    };
    const judged = naive(policy, lines, draft);
    // Answered out of the ledger: no payment of its own was ever written down.
    if (judged.repeats) return;
    lines.push({ ...judged, ...ended(judged, wish, feeLimit) });
  });
  return lines;
}

function ended(line: Line, wish: Wish, feeLimit: Msat): Pick<Line, 'past' | 'run' | 'waits'> {
  const { past, verdict } = line;
  const asked = past.askedAt;
  const holdExpiresAt = verdict === 'hold' ? unixSeconds(Math.min(past.invoiceExpiresAt, asked + DAY)) : null;
  const told = { ...past, verdict, holdExpiresAt };
  if (verdict === 'refuse') return { past: { ...told, endedAt: null }, run: null, waits: null };
  const decidedAt = unixSeconds(asked + wish.thinks);
  if (verdict === 'hold' && wish.person !== 'approves') {
    const state: SpendState = wish.person === 'denies' ? 'denied' : 'expired';
    const endedAt = state === 'denied' ? decidedAt : (holdExpiresAt ?? decidedAt);
    return { past: { ...told, state, endedAt }, run: null, waits: endedAt };
  }
  const reservedAt = verdict === 'hold' ? decidedAt : asked;
  const endedAt = wish.flight === null ? null : unixSeconds(reservedAt + wish.flight);
  const fee = endedAt !== null && wish.settles ? msat((feeLimit * BigInt(wish.feeShare)) / 4n) : null;
  return {
    past: {
      ...told,
      byHand: verdict === 'hold',
      state: endedAt === null ? 'dispatched' : fee === null ? 'failed' : 'settled',
      reservedAt,
      endedAt,
      fee,
      countedAt: fee === null ? null : endedAt,
    },
    run: {
      from: reservedAt,
      to: endedAt ?? Number.POSITIVE_INFINITY,
      held: past.amount + feeLimit,
      left: fee === null ? null : past.amount + fee,
    },
    waits: verdict === 'hold' ? reservedAt : null,
  };
}

/** A small payment that settles at once. */
export const PLAIN_WISH: Wish = {
  gap: 0,
  amount: sats(1n),
  to: keys[0] as NodeKey,
  again: false,
  maxFee: null,
  others: sats(0n),
  fleetLimit: null,
  frozen: false,
  flight: 0,
  settles: true,
  feeShare: 0,
  person: 'sleeps',
  thinks: 0,
};
