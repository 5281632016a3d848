// The formulas held to the code: thousands of concrete policies, worlds and requests, most of them at a boundary, judged by `decide`, by
// `notWaived`, by the fee rule and by the database's own window sums on one side, and by the formulas on the other. They must agree on all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, notWaived } from '../../electron/gate/decide.ts';
import { feeCeiling } from '../../electron/gate/rules/amounts.ts';
import type { Ask, Facts } from '../../electron/gate/rules/facts.ts';
import { createWindows } from '../../electron/gate/windows.ts';
import { RULES } from '../../shared/domain/decision.ts';
import type { NodeKey } from '../../shared/domain/ids.ts';
import { MAX_MSAT, msat } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { unixSeconds, WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { createGateBench, PLAIN_POLICY } from '../support/gate-bench.ts';
import {
  approvalPasses,
  feeCeiling as ceilingFormula,
  RULE_MODELS,
  verdictOf,
  type World,
} from './rules-model.ts';
import { solverForTests, type Bit, type Solver } from './solver.ts';
import { reservedOf, usedOf, type RowTerms } from './windows-model.ts';

const use = solverForTests();
const SEED = 20_261_124;
const KEY = `02${'ab'.repeat(32)}` as NodeKey;
const OTHER = `03${'cd'.repeat(32)}` as NodeKey;
const VERDICTS = ['allow', 'hold', 'refuse'] as const;

type Judged = { readonly policy: Policy; readonly facts: Facts; readonly ask: Ask; readonly now: number };

const money = fc.oneof(
  fc.bigInt({ min: 0n, max: 3_000_000n }),
  fc.bigInt({ min: 0n, max: MAX_MSAT }),
  fc.constantFrom(0n, 1n, MAX_MSAT - 1n, MAX_MSAT),
);
/** Added to what a rule measures, this makes a limit that is just kept, just broken, or far away. */
const offset = fc.oneof(fc.constantFrom(-1n, 0n, 1n), fc.bigInt({ min: -1_000_000n, max: 1_000_000n }));
const clamp = (value: bigint) => msat(value < 0n ? 0n : value > MAX_MSAT ? MAX_MSAT : value);

const judged: fc.Arbitrary<Judged> = fc
  .record({
    amount: money,
    feeLimit: fc.oneof(fc.constant(0n), money),
    agentOutflow: money,
    fleetOutflow: money,
    inFlight: money,
    offsets: fc.array(offset, { minLength: 6, maxLength: 6 }),
    feeMsat: money,
    ppm: fc.oneof(fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom(0, 1, 10_000, 1_000_000)),
    counts: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 6 }),
    now: fc.integer({ min: 1_800_000_000, max: 1_800_000_000 + 200_000 }),
    hours: fc.option(fc.tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_440 }))),
    ends: fc.option(fc.integer({ min: -1, max: 1 })),
    expires: fc.option(fc.integer({ min: -1, max: 2 })),
    allowlist: fc.constantFrom<readonly string[] | null>(null, null, [KEY], [OTHER], []),
    destination: fc.constantFrom(KEY, KEY, KEY, OTHER, null),
    network: fc.constantFrom('regtest' as const, 'regtest' as const, 'mainnet' as const, null),
    nodeNetwork: fc.constantFrom('regtest' as const, 'regtest' as const, 'mainnet' as const, null),
    verdicts: fc.array(fc.constantFrom('hold' as const, 'refuse' as const), { minLength: 4, maxLength: 4 }),
    firstTime: fc.constantFrom('allow' as const, 'hold' as const),
    fleetLimited: fc.boolean(),
    flags: fc.array(fc.nat({ max: 5 }), { minLength: 5, maxLength: 5 }),
  })
  .map((raw) => {
    const cost = raw.amount + raw.feeLimit;
    const near = (measured: bigint, index: number) => clamp(measured + (raw.offsets[index] ?? 0n));
    const count = (index: number): number => raw.counts[index] ?? 0;
    const isRare = (index: number): boolean => raw.flags[index] === 0;
    const verdict = (index: number) => raw.verdicts[index] ?? 'hold';
    return {
      now: raw.now,
      policy: {
        ...PLAIN_POLICY,
        maxSingleTx: near(cost, 0),
        maxDailySpend: near(raw.agentOutflow + cost, 1),
        maxFee: { msat: msat(raw.feeMsat), ppm: raw.ppm },
        rate: { perMinute: count(0), perHour: count(1) },
        maxInFlight: { msat: near(raw.inFlight + cost, 2), count: count(2) },
        allowlist: raw.allowlist,
        firstTime: raw.firstTime,
        activeHours: raw.hours && { fromMinute: raw.hours[0], toMinute: raw.hours[1] },
        expiresAt: raw.ends === null ? null : unixSeconds(raw.now + raw.ends),
        whenBroken: { single: verdict(0), daily: verdict(1), fleet: verdict(2), schedule: verdict(3) },
      },
      facts: {
        network: raw.nodeNetwork,
        ownNodes: new Set(isRare(0) ? [KEY] : []),
        agentOutflow: msat(raw.agentOutflow),
        fleetOutflow: msat(raw.fleetOutflow),
        fleetLimit: raw.fleetLimited ? near(raw.fleetOutflow + cost, 3) : null,
        inFlight: { msat: msat(raw.inFlight), count: count(3) },
        rate: { lastMinute: count(4), lastHour: count(5) },
        spendable: near(cost, 4),
        paidBefore: !isRare(1),
        lookalikeOf: isRare(2) ? OTHER : null,
        agentFrozen: isRare(3),
        fleetFrozen: isRare(4),
        closed: count(0) === 4 ? ['reconciling'] : [],
      },
      ask: {
        amount: msat(raw.amount),
        feeLimit: msat(raw.feeLimit),
        destination: raw.destination,
        network: raw.network,
        invoiceExpiresAt: raw.expires === null ? null : unixSeconds(raw.now + raw.expires),
      },
    };
  });

/** Nothing refuses; what is broken holds: the worlds in which an approval means something. */
const calm = ({ policy, facts, ask, now }: Judged): Judged => ({
  now,
  policy: {
    ...policy,
    maxFee: { msat: MAX_MSAT, ppm: 1_000_000 },
    rate: { perMinute: 9, perHour: 9 },
    maxInFlight: { msat: MAX_MSAT, count: 9 },
    allowlist: null,
    whenBroken: { single: 'hold', daily: 'hold', fleet: 'hold', schedule: 'hold' },
  },
  facts: {
    ...facts,
    network: 'regtest',
    ownNodes: new Set(),
    inFlight: { msat: msat(0n), count: 0 },
    spendable: MAX_MSAT,
    lookalikeOf: null,
    agentFrozen: false,
    fleetFrozen: false,
    closed: [],
  },
  ask: {
    ...ask,
    amount: msat((ask.amount % 1_000_000n) + 20_000n),
    feeLimit: msat(ask.feeLimit % 10_000n),
    destination: KEY,
    network: 'regtest',
    invoiceExpiresAt: null,
  },
});

/** The same policy, facts and request, as constants of the formulas. */
function worldOf(solver: Solver, { policy, facts, ask, now }: Judged): World {
  const v = solver.value;
  const b = (is: boolean): Bit => solver.z3.Bool.val(is);
  const refuses = (name: keyof Policy['whenBroken']): Bit => b(policy.whenBroken[name] === 'refuse');
  return {
    now: v(now),
    policy: {
      single: v(policy.maxSingleTx),
      daily: v(policy.maxDailySpend),
      feeMsat: v(policy.maxFee.msat),
      feePpm: v(policy.maxFee.ppm),
      perMinute: v(policy.rate.perMinute),
      perHour: v(policy.rate.perHour),
      inFlightMsat: v(policy.maxInFlight.msat),
      inFlightCount: v(policy.maxInFlight.count),
      allowlistOn: b(policy.allowlist !== null),
      listed: b(ask.destination !== null && (policy.allowlist?.includes(ask.destination) ?? false)),
      firstTimeHolds: b(policy.firstTime === 'hold'),
      hoursOn: b(policy.activeHours !== null),
      fromMinute: v(policy.activeHours?.fromMinute ?? 0),
      toMinute: v(policy.activeHours?.toMinute ?? 0),
      ends: b(policy.expiresAt !== null),
      endsAt: v(policy.expiresAt ?? 0),
      refuses: {
        single: refuses('single'),
        daily: refuses('daily'),
        fleet: refuses('fleet'),
        schedule: refuses('schedule'),
      },
    },
    facts: {
      nodeKnown: b(facts.network !== null),
      sameNetwork: b(facts.network === ask.network),
      ownDestination: b(ask.destination !== null && facts.ownNodes.has(ask.destination)),
      agentOutflow: v(facts.agentOutflow),
      fleetOutflow: v(facts.fleetOutflow),
      fleetLimited: b(facts.fleetLimit !== null),
      fleetLimit: v(facts.fleetLimit ?? 0),
      inFlightMsat: v(facts.inFlight.msat),
      inFlightCount: v(facts.inFlight.count),
      lastMinute: v(facts.rate.lastMinute),
      lastHour: v(facts.rate.lastHour),
      spendable: v(facts.spendable),
      paidBefore: b(facts.paidBefore),
      lookalike: b(facts.lookalikeOf !== null),
      agentFrozen: b(facts.agentFrozen),
      fleetFrozen: b(facts.fleetFrozen),
      closed: b(facts.closed.length > 0),
    },
    ask: {
      amount: v(ask.amount),
      feeLimit: v(ask.feeLimit),
      readable: b(ask.destination !== null && ask.network !== null),
      expires: b(ask.invoiceExpiresAt !== null),
      expiresAt: v(ask.invoiceExpiresAt ?? 0),
    },
  };
}

/** All claims are about constants: together they are true, or the first that is not is named. */
async function expectAll(
  solver: Solver,
  claims: readonly { readonly claim: Bit; readonly about: () => string }[],
): Promise<void> {
  for (let at = 0; at < claims.length; at += 250) {
    const batch = claims.slice(at, at + 250);
    const together = await solver.prove([], solver.and(...batch.map(({ claim }) => claim)));
    if (together.kind === 'proved') continue;
    for (const { claim, about } of batch)
      if ((await solver.prove([], claim)).kind !== 'proved')
        expect.fail(`formula and code differ: ${about()}`);
  }
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? `${inner}` : inner instanceof Set ? [...inner] : inner,
  );
const decideOf = ({ policy, facts, ask, now }: Judged) => decide(policy, facts, ask, unixSeconds(now));

describe('the formulas say what the code says', { timeout: 240_000 }, () => {
  it('of every rule and of the verdict, for 1,500 requests', async () => {
    const solver = use();
    const samples = fc.sample(judged, { numRuns: 1_500, seed: SEED });
    const seen = new Map<string, number>();
    const claims = samples.map((sample) => {
      const world = worldOf(solver, sample);
      const decision = decideOf(sample);
      const rules = decision.rules.map(({ rule, verdict }) => {
        const { broken, refuses } = RULE_MODELS[rule](solver, world);
        const name = `${rule} ${verdict}`;
        seen.set(name, (seen.get(name) ?? 0) + 1);
        return verdict === 'allow'
          ? solver.not(broken)
          : solver.and(broken, verdict === 'refuse' ? refuses : solver.not(refuses));
      });
      const verdict = verdictOf(solver, world).eq(solver.value(VERDICTS.indexOf(decision.verdict)));
      return { claim: solver.and(...rules, verdict), about: () => show({ sample, decision }) };
    });
    await expectAll(solver, claims);
    // Both sides of every rule occurred, or agreeing would mean little.
    for (const rule of RULES) {
      expect(seen.get(`${rule} allow`) ?? 0).toBeGreaterThan(20);
      expect((seen.get(`${rule} hold`) ?? 0) + (seen.get(`${rule} refuse`) ?? 0)).toBeGreaterThan(20);
    }
  });

  it('of what an approval waives, for 1,000 pairs of then and now', async () => {
    const solver = use();
    const pair = fc.tuple(
      judged,
      judged,
      fc.subarray(['policy', 'facts', 'now'] as const),
      fc.nat({ max: 3 }),
    );
    const outcomes = { passes: 0, stays: 0 };
    const claims = fc.sample(pair, { numRuns: 1_000, seed: SEED }).map(([first, second, changed, wild]) => {
      const [then, other] = wild === 0 ? [first, second] : [calm(first), calm(second)];
      // The payment is the same; of the world around it only some changed.
      const now = Object.assign({ ...then }, ...changed.map((part) => ({ [part]: other[part] }))) as Judged;
      const held = decideOf(then).rules.filter((rule) => rule.verdict === 'hold');
      const passes = notWaived(decideOf(now), held).length === 0;
      outcomes[passes ? 'passes' : 'stays'] += 1;
      const formula = approvalPasses(solver, worldOf(solver, then), worldOf(solver, now));
      return {
        claim: passes ? formula : solver.not(formula),
        about: () => show({ before: then, after: now, passes }),
      };
    });
    await expectAll(solver, claims);
    expect(outcomes.passes).toBeGreaterThan(100);
    expect(outcomes.stays).toBeGreaterThan(100);
  });

  it('of the fee ceiling, for 1,000 amounts and shares', async () => {
    const solver = use();
    const asked = fc.tuple(money, money, fc.integer({ min: 0, max: 1_000_000 }));
    const claims = fc.sample(asked, { numRuns: 1_000, seed: SEED }).map(([amount, cap, ppm]) => {
      const policy = { ...PLAIN_POLICY, maxFee: { msat: msat(cap), ppm } };
      const terms = { feeMsat: solver.value(cap), feePpm: solver.value(ppm) };
      const formula = ceilingFormula(solver, terms, solver.value(amount));
      return {
        claim: formula.eq(solver.value(feeCeiling(policy, msat(amount)))),
        about: () => show({ amount, cap, ppm }),
      };
    });
    await expectAll(solver, claims);
  });

  it('of the window’s sums, for 400 ledgers at their boundaries', async () => {
    const solver = use();
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    const windows = createWindows(bench.database);
    const insert = bench.database.prepare(
      `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, attempt, invoice, destination, amount_msat,
         fee_limit_msat, fee_msat, purpose, description, policy_version, rules, invoice_expires_at, asked_at, counted_at)
       VALUES (?, ?, ?, 'node1', 'pay', ?, ?, 1, '', '', ?, ?, ?, '', '', 1, '[]', 0, ?, ?)`,
    );
    const row = fc.record({
      state: fc.constantFrom(
        'settled',
        'settled',
        'reserved',
        'dispatched',
        'unknown',
        'failed',
        'held',
        'denied',
      ),
      amount: fc.bigInt({ min: 0n, max: 10n ** 15n }),
      feeLimit: fc.bigInt({ min: 0n, max: 9_999n }),
      fee: fc.bigInt({ min: 0n, max: 9_999n }),
      age: fc.oneof(
        fc.constantFrom(0, WINDOW_SECONDS - 1, WINDOW_SECONDS, WINDOW_SECONDS + 1),
        fc.integer({ min: WINDOW_SECONDS - 1_200, max: WINDOW_SECONDS + 1_200 }),
        fc.integer({ min: 0, max: 2 * WINDOW_SECONDS }),
      ),
    });
    let serial = 0;
    // The database keeps sums of ten minutes: now falls anywhere in one, and ages on and beside its edges.
    const now = fc.integer({ min: 1_800_000_000, max: 1_800_001_200 }).map(unixSeconds);
    const ledgers = fc.sample(fc.tuple(now, fc.array(row, { maxLength: 8 })), { numRuns: 400, seed: SEED });
    const claims = ledgers.map(([NOW, ledger]) => {
      bench.database.transaction(() => {
        bench.database.prepare('DELETE FROM spends').run();
        for (const { state, amount, feeLimit, fee, age } of ledger) {
          const id = `s${(serial += 1)}`;
          insert.run(
            id,
            agent.id,
            agent.connectionId,
            state,
            id,
            amount,
            feeLimit,
            fee,
            NOW - age,
            NOW - age,
          );
        }
      });
      const rows = ledger.map((one): RowTerms => ({
        settled: solver.z3.Bool.val(one.state === 'settled'),
        inFlight: solver.z3.Bool.val(['reserved', 'dispatched', 'unknown'].includes(one.state)),
        amount: solver.value(one.amount),
        feeLimit: solver.value(one.feeLimit),
        fee: solver.value(one.fee),
        countedAt: solver.value(NOW - one.age),
      }));
      const { used, reserved } = windows.agentUsage(agent.id, NOW);
      const fleet = windows.fleetUsage(NOW);
      const [usedFormula, reservedFormula] = [
        usedOf(solver, rows, solver.value(NOW)),
        reservedOf(solver, rows),
      ];
      return {
        claim: solver.and(
          ...[used, fleet.used].map((sum) => usedFormula.eq(solver.value(sum))),
          ...[reserved, fleet.reserved].map((sum) => reservedFormula.eq(solver.value(sum))),
        ),
        about: () => show({ ledger, used, reserved }),
      };
    });
    await expectAll(solver, claims);
  });

  it('and a formula with a planted fault is found to differ', async () => {
    const solver = use();
    const samples = fc.sample(judged, { numRuns: 300, seed: SEED });
    const claims = samples.map((sample) => {
      const world = worldOf(solver, sample);
      const wrong = world.facts.agentOutflow.add(world.ask.amount).gt(world.policy.daily);
      const isBroken = decideOf(sample).rules.some(
        (rule) => rule.rule === 'daily' && rule.verdict !== 'allow',
      );
      return { claim: isBroken ? wrong : solver.not(wrong), about: () => 'planted' };
    });
    await expect(expectAll(solver, claims)).rejects.toThrow('formula and code differ: planted');
  });
});
