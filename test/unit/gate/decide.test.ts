// The rules as properties: what must hold for every policy, every state of the world and every request.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, notWaived } from '../../../electron/gate/decide.ts';
import { feeCeiling, feeLimitFor } from '../../../electron/gate/rules/amounts.ts';
import { looksAlike } from '../../../electron/gate/rules/destinations.ts';
import type { Ask, Facts } from '../../../electron/gate/rules/facts.ts';
import { DECISION_CODES, RULES } from '../../../shared/domain/decision.ts';
import type { NodeKey } from '../../../shared/domain/ids.ts';
import { MAX_MSAT, msat, type Msat } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { PLAIN_POLICY } from '../../support/gate-bench.ts';

const KEY = `02${'ab'.repeat(32)}` as NodeKey;
const OWN = `03${'cd'.repeat(32)}` as NodeKey;
const NOW = unixSeconds(1_800_000_000);

const amount = fc.bigInt({ min: 0n, max: 3_000_000n }).map((value) => msat(value));
const verdict = fc.constantFrom('hold' as const, 'refuse' as const);
const policyOf = fc.record({
  maxSingleTx: amount,
  maxDailySpend: amount,
  maxHotBalance: amount,
  maxFee: fc.record({ msat: amount, ppm: fc.integer({ min: 0, max: 1_000_000 }) }),
  rate: fc.record({ perMinute: fc.integer({ min: 1, max: 5 }), perHour: fc.integer({ min: 1, max: 9 }) }),
  maxInFlight: fc.record({ msat: amount, count: fc.integer({ min: 1, max: 3 }) }),
  allowlist: fc.constantFrom<readonly string[] | null>(null, [KEY], []),
  firstTime: fc.constantFrom('allow' as const, 'hold' as const),
  activeHours: fc.oneof(
    fc.constant(null),
    fc.record({
      fromMinute: fc.integer({ min: 0, max: 1_439 }),
      toMinute: fc.integer({ min: 0, max: 1_440 }),
    }),
  ),
  expiresAt: fc.constantFrom(null, unixSeconds(NOW - 1), NOW, unixSeconds(NOW + 1)),
  whenBroken: fc.record({ single: verdict, daily: verdict, fleet: verdict, schedule: verdict }),
}) satisfies fc.Arbitrary<Policy>;
const factsOf = fc.record({
  network: fc.constantFrom('regtest' as const, 'mainnet' as const, null),
  ownNodes: fc.constant(new Set<string>([OWN])),
  agentOutflow: amount,
  fleetOutflow: amount,
  fleetLimit: fc.option(amount),
  inFlight: fc.record({ msat: amount, count: fc.integer({ min: 0, max: 4 }) }),
  rate: fc.record({ lastMinute: fc.integer({ min: 1, max: 7 }), lastHour: fc.integer({ min: 1, max: 12 }) }),
  spendable: amount,
  paidBefore: fc.boolean(),
  lookalikeOf: fc.constantFrom(null, KEY),
  agentFrozen: fc.boolean(),
  fleetFrozen: fc.boolean(),
  closed: fc.constantFrom([], ['reconciling' as const]),
}) satisfies fc.Arbitrary<Facts>;
const askOf = fc.record({
  amount,
  feeLimit: amount,
  destination: fc.constantFrom(KEY, OWN, null),
  network: fc.constant('regtest' as const),
  invoiceExpiresAt: fc.constantFrom(unixSeconds(NOW - 1), NOW, unixSeconds(NOW + 100)),
}) satisfies fc.Arbitrary<Ask>;

/** A world in which nothing is wrong, for tests of one rule. */
const calm: Facts = {
  network: 'regtest',
  ownNodes: new Set([OWN]),
  agentOutflow: msat(0n),
  fleetOutflow: msat(0n),
  fleetLimit: null,
  inFlight: { msat: msat(0n), count: 0 },
  rate: { lastMinute: 1, lastHour: 1 },
  spendable: MAX_MSAT,
  paidBefore: true,
  lookalikeOf: null,
  agentFrozen: false,
  fleetFrozen: false,
  closed: [],
};
const ask = (value: bigint, more: Partial<Ask> = {}): Ask => ({
  amount: msat(value),
  feeLimit: msat(0n),
  destination: KEY,
  network: 'regtest',
  invoiceExpiresAt: unixSeconds(NOW + 100),
  ...more,
});

describe('decide', () => {
  it('allows exactly when an independent reading of the policy finds nothing broken', () => {
    fc.assert(
      fc.property(policyOf, factsOf, askOf, (policy, facts, asked) => {
        const cost = asked.amount + asked.feeLimit;
        const minute = Math.floor(NOW / 60) % 1_440;
        const hours = policy.activeHours;
        const awake =
          hours === null ||
          (hours.fromMinute <= hours.toMinute
            ? minute >= hours.fromMinute && minute < hours.toMinute
            : !(minute >= hours.toMinute && minute < hours.fromMinute));
        const fine =
          cost <= policy.maxSingleTx &&
          facts.agentOutflow + cost <= policy.maxDailySpend &&
          (facts.fleetLimit === null || facts.fleetOutflow + cost <= facts.fleetLimit) &&
          facts.network === 'regtest' &&
          asked.destination === KEY &&
          asked.amount > 0n &&
          asked.invoiceExpiresAt > NOW &&
          (policy.allowlist === null || policy.allowlist.includes(KEY)) &&
          facts.lookalikeOf === null &&
          (facts.paidBefore || policy.firstTime === 'allow') &&
          asked.feeLimit <= feeCeiling(policy, asked.amount) &&
          facts.rate.lastMinute <= policy.rate.perMinute &&
          facts.rate.lastHour <= policy.rate.perHour &&
          facts.inFlight.msat + cost <= policy.maxInFlight.msat &&
          facts.inFlight.count < policy.maxInFlight.count &&
          awake &&
          (policy.expiresAt === null || policy.expiresAt > NOW) &&
          !facts.agentFrozen &&
          !facts.fleetFrozen &&
          facts.closed.length === 0 &&
          cost <= facts.spendable;
        expect(decide(policy, facts, asked, NOW).verdict === 'allow').toBe(fine);
      }),
      { numRuns: 3_000 },
    );
  });

  it('shows every rule, refuses before it holds, and names the first broken rule in the guide’s order', () => {
    fc.assert(
      fc.property(policyOf, factsOf, askOf, (policy, facts, asked) => {
        const decision = decide(policy, facts, asked, NOW);
        const broken = decision.rules.filter((rule) => rule.verdict !== 'allow');
        expect(decision.rules.map((rule) => rule.rule)).toEqual(RULES);
        expect(decision.verdict).toBe(
          broken.some((rule) => rule.verdict === 'refuse') ? 'refuse' : broken.length > 0 ? 'hold' : 'allow',
        );
        expect(decision.code).toBe(broken[0] ? DECISION_CODES[broken[0].rule] : null);
      }),
    );
  });

  it('never lets an approval waive what refuses, or what did not hold', () => {
    fc.assert(
      fc.property(policyOf, factsOf, askOf, fc.subarray([...RULES]), (policy, facts, asked, heldBy) => {
        const decision = decide(policy, facts, asked, NOW);
        const heldThen = decision.rules.filter((rule) => heldBy.includes(rule.rule));
        const left = notWaived(decision, heldThen).map((rule) => rule.rule);
        for (const rule of decision.rules) {
          if (rule.verdict === 'refuse') expect(left).toContain(rule.rule);
          if (rule.verdict === 'hold') expect(left.includes(rule.rule)).toBe(!heldBy.includes(rule.rule));
        }
      }),
    );
  });

  it('only gets stricter as more has been spent', () => {
    const strength = { allow: 0, hold: 1, refuse: 2 };
    fc.assert(
      fc.property(policyOf, factsOf, askOf, amount, (policy, facts, asked, more) => {
        const before = decide(policy, facts, asked, NOW);
        const after = decide(policy, { ...facts, agentOutflow: msat(facts.agentOutflow + more) }, asked, NOW);
        expect(strength[after.verdict]).toBeGreaterThanOrEqual(strength[before.verdict]);
      }),
    );
  });
});

describe('limits', () => {
  const rows: readonly (readonly [string, Partial<Policy>, Partial<Facts>, bigint, string])[] = [
    ['single', { maxSingleTx: msat(5_000n) }, {}, 5_000n, 'exceeds_single_tx_limit'],
    ['daily', { maxDailySpend: msat(9_000n) }, { agentOutflow: msat(4_000n) }, 5_000n, 'exceeds_daily_limit'],
    ['fleet', {}, { fleetLimit: msat(9_000n), fleetOutflow: msat(4_000n) }, 5_000n, 'exceeds_fleet_limit'],
    [
      'in flight',
      { maxInFlight: { msat: msat(9_000n), count: 9 } },
      { inFlight: { msat: msat(4_000n), count: 1 } },
      5_000n,
      'too_much_in_flight',
    ],
    ['balance', {}, { spendable: msat(5_000n) }, 5_000n, 'insufficient_balance'],
  ];
  it.each(rows)(
    'of %s lets exactly the limit pass and one msat more not',
    (_name, policy, facts, exact, code) => {
      const judge = (value: bigint) =>
        decide({ ...PLAIN_POLICY, ...policy }, { ...calm, ...facts }, ask(value), NOW);
      expect(judge(exact).verdict).toBe('allow');
      expect(judge(exact + 1n)).toMatchObject({ code });
      expect(judge(exact + 1n).verdict).not.toBe('allow');
    },
  );

  it('let the fee limit of the whole bitcoin supply be computed exactly', () => {
    const policy = { ...PLAIN_POLICY, maxFee: { msat: MAX_MSAT, ppm: 999_999 } };
    expect(feeCeiling(policy, MAX_MSAT)).toBe((MAX_MSAT * 999_999n) / 1_000_000n);
  });

  it('never hand the node a larger fee limit than the policy or the agent allows', () => {
    fc.assert(
      fc.property(policyOf, amount, fc.option(amount), (policy, value, asked) => {
        const limit: Msat = feeLimitFor(policy, value, asked);
        expect(limit <= policy.maxFee.msat).toBe(true);
        if (asked !== null) expect(limit <= asked).toBe(true);
      }),
    );
  });
});

describe('look-alikes', () => {
  const known = `02aabbcc${'1'.repeat(50)}99887766`;
  it.each([
    ['the same key', known, false],
    ['same ends, another middle', `02aabbcc${'2'.repeat(50)}99887766`, true],
    ['one character of the beginning differs', `02aabbcd${'2'.repeat(50)}99887766`, false],
    ['one character of the end differs', `02aabbcc${'2'.repeat(50)}99887765`, false],
    ['another length', `02aabbcc${'2'.repeat(49)}99887766`, false],
  ])('%s', (_what, candidate, expected) => {
    expect(looksAlike(candidate, known)).toBe(expected);
  });
});
