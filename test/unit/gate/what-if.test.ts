// What if: the policy that was in force gives back what was decided, another one what an independent, naive replay of every pair says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Course } from '../../../electron/gate/course.ts';
import type { Measured } from '../../../electron/gate/measured.ts';
import type { PastSpend } from '../../../electron/gate/past-spend.ts';
import { decide, conclude } from '../../../electron/gate/decide.ts';
import { feeLimitFor } from '../../../electron/gate/rules/amounts.ts';
import { createWhatIfHistory } from '../../../electron/gate/what-if-history.ts';
import { whatIf, type Replayed } from '../../../electron/gate/what-if.ts';
import type { RuleResult, Verdict } from '../../../shared/domain/decision.ts';
import type { NodeKey, PaymentHash, SpendId } from '../../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import type { SpendState } from '../../../shared/domain/spend.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createGateBench, PLAIN_POLICY, OPERATOR } from '../../support/gate-bench.ts';

const DAY = 86_400;
const NOW = 1_780_000_000;
const keys = ['a', 'b', 'c'].map((letter) => `02${letter.repeat(64)}` as NodeKey);
/** Same ends as the first, another middle. */
const TWIN = `02${'a'.repeat(30)}9999${'a'.repeat(30)}` as NodeKey;

const sat = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => sats(BigInt(n)));
const policies: fc.Arbitrary<Policy> = fc.record({
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
type Wish = {
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

const wishes = fc.array(
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

/** How a payment goes: reserved, ended (∞: never), settled with this fee (null: not), counted from. */
type Run = {
  readonly from: number;
  readonly to: number;
  readonly held: bigint;
  readonly left: bigint | null;
};

/** What counts at `now` of one run, by the words of docs/gate.md: in flight with its fee limit, or settled in the last 24 h. */
const counts = (run: Run | null, now: number) => {
  if (!run || run.from > now) return { used: 0n, reserved: 0n, count: 0 };
  if (now < run.to) return { used: 0n, reserved: run.held, count: 1 };
  return { used: run.left !== null && run.to >= now - DAY ? run.left : 0n, reserved: 0n, count: 0 };
};

type Line = {
  readonly past: PastSpend;
  readonly verdict: Verdict;
  readonly run: Run | null;
  readonly waits: number | null;
  readonly repeats: boolean;
};

const FROZEN: RuleResult = {
  rule: 'agent-frozen',
  verdict: 'refuse',
  unit: 'none',
  measured: null,
  limit: null,
  note: '',
};

/** Judges `past` after `lines`, by looking at every line before it. `measured` null: what it would have met. */
function naive(policy: Policy, lines: readonly Line[], past: PastSpend): Line {
  const now = past.askedAt;
  const known = lines.filter(
    ({ past: other }) => other.paymentHash === past.paymentHash && !isRepeat(other, lines),
  );
  const last = known.at(-1);
  if (last) {
    const isLive = last.run !== null && last.run.from <= now && (now < last.run.to || last.run.left !== null);
    const waits = last.waits !== null && now < last.waits;
    if (isLive || waits || (last.waits !== null && last.verdict === 'hold' && last.past.state === 'denied'))
      return {
        past,
        verdict: isLive ? 'allow' : waits ? 'hold' : 'refuse',
        run: null,
        waits: null,
        repeats: true,
      };
  }
  const sums = lines.map(({ run }) => counts(run, now));
  const used = sums.reduce((sum, next) => sum + next.used, 0n);
  const reserved = sums.reduce((sum, next) => sum + next.reserved, 0n);
  const feeLimit = feeLimitFor(policy, past.amount, past.measured.maxFee);
  const found = decide(
    policy,
    {
      network: 'mainnet',
      ownNodes: new Set(),
      agentOutflow: msat(used + reserved),
      fleetOutflow: msat(used + reserved + past.measured.others),
      fleetLimit: past.measured.fleetLimit,
      inFlight: { msat: msat(reserved), count: sums.reduce((sum, next) => sum + next.count, 0) },
      rate: past.measured,
      spendable: past.measured.spendable,
      paidBefore: lines.some(
        ({ run, past: other }) =>
          other.destination === past.destination && run !== null && run.left !== null && run.to <= now,
      ),
      lookalikeOf:
        past.measured.known || policy.allowlist?.includes(past.destination)
          ? null
          : (past.measured.imitates ??
            (past.destination === TWIN && policy.allowlist?.includes(keys[0] as string)
              ? (keys[0] as string)
              : past.destination === keys[0] && policy.allowlist?.includes(TWIN)
                ? TWIN
                : null)),
      agentFrozen: past.world.length > 0,
      fleetFrozen: false,
      closed: [],
    },
    {
      amount: past.amount,
      feeLimit,
      destination: past.destination,
      network: 'mainnet',
      invoiceExpiresAt: null,
    },
    now,
  );
  const queue = lines.filter(({ waits }) => waits !== null && waits > now).length;
  const verdict = found.verdict === 'hold' && queue >= 20 ? 'refuse' : conclude(found.rules).verdict;
  return { past, verdict, repeats: false, ...fate(verdict, feeLimit, past) };
}

const isRepeat = (spend: PastSpend, lines: readonly Line[]): boolean =>
  lines.find(({ past }) => past === spend)?.repeats === true;

/** What becomes of a payment under a verdict: the sentences of the screen, in code. */
function fate(verdict: Verdict, feeLimit: Msat, past: PastSpend): Pick<Line, 'run' | 'waits'> {
  const waits =
    verdict !== 'hold'
      ? null
      : past.holdExpiresAt === null
        ? Math.min(past.invoiceExpiresAt, past.askedAt + DAY)
        : (past.reservedAt ?? past.endedAt ?? Number.POSITIVE_INFINITY);
  const held = past.amount + feeLimit;
  if (verdict === 'refuse') return { waits, run: null };
  if (past.reservedAt === null)
    return {
      waits,
      run: verdict === 'hold' ? null : { from: past.askedAt, to: past.askedAt, held, left: held },
    };
  if (verdict === 'hold' && !past.byHand) return { waits, run: null };
  const sooner = verdict === 'allow' ? past.reservedAt - past.askedAt : 0;
  const settled = past.fee !== null && past.fee <= feeLimit;
  return {
    waits,
    run: {
      from: past.reservedAt - sooner,
      to: past.endedAt === null ? Number.POSITIVE_INFINITY : past.endedAt - sooner,
      held,
      left: settled && past.fee !== null ? past.amount + past.fee : null,
    },
  };
}

const hasPaid = (lines: readonly Line[], destination: NodeKey, now: number): boolean =>
  lines.some(
    ({ run, past }) => past.destination === destination && run !== null && run.left !== null && run.to <= now,
  );

/** A past as a gate under `policy` would have made it of these wishes. */
function lived(policy: Policy, wished: readonly Wish[]): readonly Line[] {
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

const leftOf = ({ amount, fee }: Course): bigint | null => (fee === null ? null : amount + fee);
const NO_QUEUE = { waitingBefore: [] };
const verdicts = (replayed: readonly Replayed[]): readonly Verdict[] => replayed.map((line) => line.verdict);

describe('what if', () => {
  it('gives back what was decided when the policy is the one that was in force', () => {
    fc.assert(
      fc.property(policies, wishes, (policy, wished) => {
        const lines = lived(policy, wished);
        const replayed = whatIf(
          policy,
          lines.map((line) => line.past),
          NO_QUEUE,
        );
        expect(verdicts(replayed)).toEqual(lines.map((line) => line.verdict));
      }),
      { numRuns: 500 },
    );
  });

  it('says of any other policy what a naive replay of every pair of payments says', () => {
    fc.assert(
      fc.property(policies, policies, wishes, (inForce, edited, wished) => {
        const past = lived(inForce, wished).map((line) => line.past);
        const expected: Line[] = [];
        for (const spend of past) expected.push(naive(edited, expected, spend));
        const replayed = whatIf(edited, past, NO_QUEUE);
        expect(replayed.map(({ verdict, repeats }) => [verdict, repeats !== null])).toEqual(
          expected.map(({ verdict, repeats }) => [verdict, repeats]),
        );
        expect(
          replayed.map(({ course }) => course && [course.reservedAt, course.endedAt, leftOf(course)]),
        ).toEqual(expected.map(({ run }) => run && [run.from, run.to, run.left]));
      }),
      { numRuns: 1_500 },
    );
  });

  it('refuses what would be one too many waiting for a person', () => {
    const strict: Policy = { ...PLAIN_POLICY, maxSingleTx: sats(0n), rate: { perMinute: 99, perHour: 99 } };
    const asked = Array.from({ length: 22 }, (): Wish => ({ ...PLAIN_WISH, gap: 1 }));
    const past = lived({ ...PLAIN_POLICY, rate: { perMinute: 99, perHour: 99 } }, asked).map(
      (line) => line.past,
    );
    expect(verdicts(whatIf(strict, past, NO_QUEUE)).slice(18)).toEqual(['hold', 'hold', 'refuse', 'refuse']);
    expect(verdicts(whatIf(strict, past, { waitingBefore: [NOW + 21] })).slice(18)).toEqual([
      'hold',
      'refuse',
      'hold',
      'refuse',
    ]);
  });
});

/** Requests as an agent makes them: bursts and pauses, small and large, sometimes the same invoice once more. */
const SCRIPT = Array.from({ length: 60 }, (_, index) => ({
  pause: [0, 5, 40, 1_200, 9_000, 30_000][(index * 7) % 6] ?? 0,
  amount: BigInt([1, 40, 95, 120, 15, 300][(index * 5) % 6] ?? 1) * 1_000_000n,
  again: index % 11 === 10,
  fails: index % 7 === 3,
}));

async function live(policy: Policy, person: 'approves' | 'sleeps') {
  const bench = createGateBench({ allotment: sats(9_000_000n) });
  await bench.start();
  const agent = bench.addAgent('A', policy);
  let last = '';
  for (const [index, step] of SCRIPT.entries()) {
    bench.clock.advance(step.pause);
    await bench.settle();
    const invoice = bench.invoice({ seed: `what if ${index}`, msat: step.amount, expirySeconds: 40_000 });
    bench.node.script(invoice.paymentHash, step.fails ? { kind: 'fail' } : { kind: 'settle', fee: msat(0n) });
    if (!step.again) last = invoice.text;
    await bench.pay(bench.request(agent, last, { askedBy: 'pay' }));
    const held = bench.database.prepare(`SELECT id FROM spends WHERE state = 'held'`).get();
    if (person === 'approves' && held && index % 3 === 0) {
      const id = held['id'] as SpendId;
      bench.gate.approve(id, bench.shown(id), 'looks right', OPERATOR);
      await bench.settle();
    }
  }
  const history = createWhatIfHistory(bench.database)(agent.id, unixSeconds(bench.clock.now()));
  return { bench, history };
}

const TIGHT: Policy = {
  ...PLAIN_POLICY,
  maxSingleTx: sats(100_000n),
  maxDailySpend: sats(250_000n),
  rate: { perMinute: 3, perHour: 8 },
  firstTime: 'hold',
};

describe('what if, over the ledger of a gate', () => {
  it('gives back every decision the gate made, whatever a person did meanwhile', async () => {
    const { history } = await live(TIGHT, 'approves');
    const then = history.spends.map((past) => past.verdict);
    expect(new Set(then)).toEqual(new Set(['allow', 'hold', 'refuse']));
    expect(verdicts(whatIf(TIGHT, history.spends, history.setting))).toEqual(then);
  });

  it('foretells what a gate with the other policy decides of the same requests', async () => {
    const wide: Policy = {
      ...PLAIN_POLICY,
      maxSingleTx: sats(400_000n),
      rate: { perMinute: 99, perHour: 999 },
    };
    const past = await live(wide, 'sleeps');
    const told = whatIf(TIGHT, past.history.spends, past.history.setting);
    const truly = await live(TIGHT, 'sleeps');
    const outcome = new Map(
      truly.history.spends.map((spend) => [`${spend.askedAt} ${spend.amount}`, spend.verdict]),
    );
    expect(told.length).toBeGreaterThan(40);
    for (const { past: spend, verdict } of told)
      expect([spend.askedAt, outcome.get(`${spend.askedAt} ${spend.amount}`)]).toEqual([
        spend.askedAt,
        verdict,
      ]);
  });
});

const PLAIN_WISH: Wish = {
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
