// Theorems about one decision: what allowing implies, that verdicts are ordered, that tightening never loosens, what an approval waives,
// and that no sum leaves its range. Each has a wrong rule beside it that the same proof refutes. Read docs/proofs.md.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../shared/domain/decision.ts';
import { MAX_MSAT } from '../../shared/domain/money.ts';
import {
  allows,
  anyWorld,
  approvalPasses,
  costOf,
  feeCeiling,
  partsPerMillion,
  RULE_MODELS,
  verdictOf,
  withinBounds,
  type World,
} from './rules-model.ts';
import { solverForTests, type Bit, type Num, type Solver } from './solver.ts';

const use = solverForTests();
const PROVED = { kind: 'proved' };
const REFUTED = { kind: 'refuted' };

/** The limits of section 3 of docs/gate.md, as one claim about a payment. */
const insideEveryLimit = (solver: Solver, world: World): Bit => {
  const { policy, facts, ask } = world;
  const cost = costOf(world);
  const { and, or, not, value } = solver;
  return and(
    cost.le(policy.single),
    facts.agentOutflow.add(cost).le(policy.daily),
    or(not(facts.fleetLimited), facts.fleetOutflow.add(cost).le(facts.fleetLimit)),
    facts.inFlightMsat.add(cost).le(policy.inFlightMsat),
    facts.inFlightCount.lt(policy.inFlightCount),
    cost.le(facts.spendable),
    ask.feeLimit.le(policy.feeMsat),
    ask.amount.ge(value(1)),
    not(facts.agentFrozen),
    not(facts.fleetFrozen),
    not(facts.closed),
    not(facts.lookalike),
    not(facts.ownDestination),
  );
};

describe('allowing', () => {
  it('implies every limit, inclusive, with the fee limit counted', async () => {
    const solver = use();
    const world = anyWorld(solver);
    expect(await solver.prove([allows(solver, world)], insideEveryLimit(solver, world))).toEqual(PROVED);
    expect(await solver.possible([withinBounds(solver, world, MAX_MSAT), allows(solver, world)])).toBe(true);
  });

  it('of exactly the limit is possible, of one msat more is not', async () => {
    const solver = use();
    const world = anyWorld(solver);
    const after = world.facts.agentOutflow.add(costOf(world));
    const fits = withinBounds(solver, world, MAX_MSAT);
    expect(await solver.possible([fits, allows(solver, world), after.eq(world.policy.daily)])).toBe(true);
    expect(
      await solver.possible([fits, allows(solver, world), after.eq(world.policy.daily.add(solver.value(1)))]),
    ).toBe(false);
  });

  it.each([
    ['that leaves the fee out', (w: World) => w.facts.agentOutflow.add(w.ask.amount).le(w.policy.daily)],
    ['that leaves out what went before', (w: World) => costOf(w).le(w.policy.daily)],
    [
      'that is one msat too generous',
      (w: World) => w.facts.agentOutflow.add(costOf(w)).le(w.policy.daily.add(1)),
    ],
  ])('is refuted for a daily rule %s', async (_what, wrong) => {
    const solver = use();
    const world = anyWorld(solver);
    const hypotheses = [
      withinBounds(solver, world, MAX_MSAT),
      wrong(world),
      ...RULES.filter((name) => name !== 'daily').map((name) =>
        solver.not(RULE_MODELS[name](solver, world).broken),
      ),
    ];
    expect(await solver.prove(hypotheses, insideEveryLimit(solver, world))).toMatchObject(REFUTED);
  });
});

describe('the verdict', () => {
  it('is one of three, refuses if any rule refuses, and allows only if none is broken', async () => {
    const solver = use();
    const { and, or, not, implies, value } = solver;
    const world = anyWorld(solver);
    const verdict = verdictOf(solver, world);
    const rules = RULES.map((name) => RULE_MODELS[name](solver, world));
    const isAny = or(...[0, 1, 2].map((one) => verdict.eq(value(one))));
    const refuses = or(...rules.map((rule) => and(rule.broken, rule.refuses)));
    const holds = or(...rules.map((rule) => rule.broken));
    const claim = and(
      isAny,
      refuses.eq(verdict.eq(value(2))),
      implies(and(holds, not(refuses)), verdict.eq(value(1))),
      not(holds).eq(verdict.eq(value(0))),
    );
    expect(await solver.prove([], claim)).toEqual(PROVED);
    // The first broken rule in the guide's order must not decide alone: a hold before a refusal would win.
    const first = rules.reduceRight<Num>(
      (rest, rule) => solver.choose(rule.broken, solver.choose(rule.refuses, value(2), value(1)), rest),
      value(0),
    );
    expect(await solver.prove([refuses], first.eq(value(2)))).toMatchObject(REFUTED);
  });

  it('never gets milder when more was spent, more is out, less is there, or something is frozen or closed', async () => {
    const solver = use();
    const { implies } = solver;
    const world = anyWorld(solver);
    const { facts } = world;
    const worse = anyWorld(solver, 'worse ').facts;
    const later: World = {
      ...world,
      facts: {
        ...worse,
        fleetLimited: facts.fleetLimited,
        fleetLimit: facts.fleetLimit,
        paidBefore: facts.paidBefore,
      },
    };
    const hypotheses = [
      worse.agentOutflow.ge(facts.agentOutflow),
      worse.fleetOutflow.ge(facts.fleetOutflow),
      worse.inFlightMsat.ge(facts.inFlightMsat),
      worse.inFlightCount.ge(facts.inFlightCount),
      worse.lastMinute.ge(facts.lastMinute),
      worse.lastHour.ge(facts.lastHour),
      worse.spendable.le(facts.spendable),
      ...(['lookalike', 'agentFrozen', 'fleetFrozen', 'closed', 'ownDestination'] as const).map((name) =>
        implies(facts[name], worse[name]),
      ),
      ...(['nodeKnown', 'sameNetwork'] as const).map((name) => implies(worse[name], facts[name])),
    ];
    expect(await solver.prove(hypotheses, verdictOf(solver, later).ge(verdictOf(solver, world)))).toEqual(
      PROVED,
    );
    expect(
      await solver.prove(hypotheses.slice(1), verdictOf(solver, later).ge(verdictOf(solver, world))),
    ).toMatchObject(REFUTED);
  });
});

/** `next` is nowhere milder than `policy`: every limit at most as large, every switch at least as strict, hours inside the old ones. */
function tighter({ and, or, not, implies, value }: Solver, old: World, next: World): readonly Bit[] {
  const [a, b] = [old.policy, next.policy];
  const limits = [
    'single',
    'daily',
    'feeMsat',
    'perMinute',
    'perHour',
    'inFlightMsat',
    'inFlightCount',
  ] as const;
  const hours = and(
    b.hoursOn,
    a.fromMinute.le(a.toMinute),
    b.fromMinute.le(b.toMinute),
    b.fromMinute.ge(a.fromMinute),
    b.toMinute.le(a.toMinute),
  );
  return [
    ...limits.map((name) => b[name].le(a[name])),
    b.feePpm.eq(a.feePpm),
    b.feePpm.ge(value(0)),
    implies(a.allowlistOn, b.allowlistOn),
    implies(and(b.allowlistOn, b.listed), or(not(a.allowlistOn), a.listed)),
    implies(a.firstTimeHolds, b.firstTimeHolds),
    or(not(a.hoursOn), hours),
    or(not(a.ends), and(b.ends, b.endsAt.le(a.endsAt))),
    ...(['single', 'daily', 'fleet', 'schedule'] as const).map((name) =>
      implies(a.refuses[name], b.refuses[name]),
    ),
    implies(
      old.facts.fleetLimited,
      and(next.facts.fleetLimited, next.facts.fleetLimit.le(old.facts.fleetLimit)),
    ),
  ];
}

describe('a tightened policy', () => {
  const both = (solver: Solver): readonly [World, World] => {
    const old = anyWorld(solver);
    const changed = anyWorld(solver, 'next ');
    const { fleetLimited, fleetLimit } = changed.facts;
    return [old, { ...old, policy: changed.policy, facts: { ...old.facts, fleetLimited, fleetLimit } }];
  };

  it('never gives a milder verdict on the same payment', async () => {
    const solver = use();
    const [old, next] = both(solver);
    const claim = verdictOf(solver, next).ge(verdictOf(solver, old));
    expect(await solver.prove(tighter(solver, old, next), claim)).toEqual(PROVED);
  });

  it('with a smaller share for fees never gives a milder verdict on the same payment either', async () => {
    const solver = use();
    const { value, and } = solver;
    const [amount, ppm, less, cap] = ['amount', 'ppm', 'less', 'cap'].map((name) => solver.num(name)) as [
      Num,
      Num,
      Num,
      Num,
    ];
    // In steps, because products of two unknowns are the solver's weak side: the product shrinks, so does its share, so does the ceiling.
    const isLess = and(amount.ge(value(0)), less.ge(value(0)), less.le(ppm));
    expect(await solver.prove([isLess], amount.mul(less).le(amount.mul(ppm)))).toEqual(PROVED);
    const [x, y] = [solver.num('x'), solver.num('y')];
    const share = (of: Num): Num => of.add(value(999_999)).div(value(1_000_000));
    expect(await solver.prove([x.le(y)], share(x).le(share(y)))).toEqual(PROVED);
    const ceiling = (of: Num): Num => solver.min(cap, solver.max(of, value(10_000)));
    expect(await solver.prove([x.le(y)], ceiling(x).le(ceiling(y)))).toEqual(PROVED);
  });

  it('that lowers the fee may let a payment through whose fee limit it lowered: then it costs less, and is inside the new limits', async () => {
    const solver = use();
    const [old, next] = both(solver);
    const { feeMsat, feePpm } = next.policy;
    const oldLimit = feeCeiling(solver, old.policy, old.ask.amount);
    const newLimit = feeCeiling(solver, { feeMsat, feePpm }, old.ask.amount);
    const before: World = { ...old, ask: { ...old.ask, feeLimit: oldLimit } };
    const after: World = { ...next, ask: { ...old.ask, feeLimit: newLimit } };
    const hypotheses = [
      withinBounds(solver, old, MAX_MSAT),
      ...tighter(solver, old, next),
      old.policy.feePpm.eq(solver.value(0)),
    ];
    const milder = verdictOf(solver, after).lt(verdictOf(solver, before));
    expect(await solver.possible([...hypotheses, milder])).toBe(true);
    expect(await solver.prove([...hypotheses, milder], costOf(after).le(costOf(before)))).toEqual(PROVED);
    expect(
      await solver.prove([...hypotheses, allows(solver, after)], insideEveryLimit(solver, after)),
    ).toEqual(PROVED);
  });

  it.each(['single', 'daily', 'inFlightMsat', 'perMinute'] as const)(
    'is refuted as soon as %s is raised',
    async (name) => {
      const solver = use();
      const [old, next] = both(solver);
      const hypotheses = tighter(solver, old, next).map((claim, index) =>
        index === ['single', 'daily', 'feeMsat', 'perMinute', 'perHour', 'inFlightMsat'].indexOf(name)
          ? next.policy[name].eq(old.policy[name].add(1))
          : claim,
      );
      const claim = verdictOf(solver, next).ge(verdictOf(solver, old));
      expect(await solver.prove(hypotheses, claim)).toMatchObject(REFUTED);
    },
  );
});

describe('an approval', () => {
  const NEVER_WAIVED = RULES.filter(
    (name) => !['single', 'daily', 'fleet', 'first-time', 'schedule'].includes(name),
  );

  it('passes only when nothing refuses, and every rule that holds now held it then', async () => {
    const solver = use();
    const { and, or, not, implies } = solver;
    const [then, now] = [anyWorld(solver, 'then '), anyWorld(solver, 'now ')];
    const claim = and(
      ...RULES.map((name) => {
        const before = RULE_MODELS[name](solver, then);
        const after = RULE_MODELS[name](solver, now);
        return and(
          not(and(after.broken, after.refuses)),
          or(not(after.broken), and(before.broken, not(before.refuses))),
        );
      }),
      ...NEVER_WAIVED.map((name) => not(RULE_MODELS[name](solver, now).broken)),
      implies(
        RULE_MODELS.fleet(solver, now).broken,
        and(then.facts.fleetLimited, now.facts.fleetLimit.ge(then.facts.fleetLimit)),
      ),
    );
    expect(await solver.prove([approvalPasses(solver, then, now)], claim)).toEqual(PROVED);
  });

  it('never lets more be in flight, or be paid, than there is room and balance for', async () => {
    const solver = use();
    const [then, now] = [anyWorld(solver, 'then '), anyWorld(solver, 'now ')];
    const cost = costOf(now);
    const claim = solver.and(
      now.facts.inFlightMsat.add(cost).le(now.policy.inFlightMsat),
      now.facts.inFlightCount.lt(now.policy.inFlightCount),
      cost.le(now.facts.spendable),
      now.ask.feeLimit.le(now.policy.feeMsat),
    );
    expect(await solver.prove([approvalPasses(solver, then, now)], claim)).toEqual(PROVED);
  });

  it('is refuted for an approval that waives whatever holds, or whatever is broken', async () => {
    const solver = use();
    const { and, or, not } = solver;
    const [then, now] = [anyWorld(solver, 'then '), anyWorld(solver, 'now ')];
    const rules = RULES.map((name) => ({
      name,
      before: RULE_MODELS[name](solver, then),
      after: RULE_MODELS[name](solver, now),
    }));
    const waivesHolds = and(...rules.map(({ after }) => not(and(after.broken, after.refuses))));
    const stays = and(...rules.map(({ before, after }) => or(not(after.broken), before.broken)));
    expect(await solver.prove([waivesHolds], stays)).toMatchObject(REFUTED);
    const kept = and(...NEVER_WAIVED.map((name) => not(RULE_MODELS[name](solver, now).broken)));
    expect(await solver.prove([stays], kept)).toMatchObject(REFUTED);
  });
});

describe('sums', () => {
  const INT64 = 2n ** 63n - 1n;

  it('of any decision stay inside 64 bits, though nothing in the code depends on it', async () => {
    const solver = use();
    const { and, value } = solver;
    const world = anyWorld(solver);
    const fits = (number: Num): Bit => and(number.ge(value(0)), number.le(value(INT64)));
    const { facts } = world;
    const cost = costOf(world);
    const sums = [
      cost,
      facts.agentOutflow.add(cost),
      facts.fleetOutflow.add(cost),
      facts.inFlightMsat.add(cost),
    ];
    expect(await solver.prove([withinBounds(solver, world, MAX_MSAT)], and(...sums.map(fits)))).toEqual(
      PROVED,
    );
    expect(
      await solver.prove([withinBounds(solver, world, MAX_MSAT * 2n)], and(...sums.map(fits))),
    ).toMatchObject(REFUTED);
    expect(
      await solver.prove([withinBounds(solver, world, MAX_MSAT)], cost.le(value(Number.MAX_SAFE_INTEGER))),
    ).toMatchObject(REFUTED);
  });

  it('of fees: the ceiling is never above the amount’s whole or ten sats, nor above the policy’s figure', async () => {
    const solver = use();
    const { and, value } = solver;
    const world = anyWorld(solver);
    const { amount } = world.ask;
    const share = partsPerMillion(solver, amount, world.policy.feePpm);
    const bounds = withinBounds(solver, world, MAX_MSAT);
    expect(await solver.prove([bounds], and(share.ge(value(0)), share.le(amount)))).toEqual(PROVED);
    const ceiling = feeCeiling(solver, world.policy, amount);
    expect(await solver.prove([bounds], and(ceiling.ge(value(0)), ceiling.le(world.policy.feeMsat)))).toEqual(
      PROVED,
    );
    // With more than a million parts the share could pass all bitcoin, where the code would throw.
    const wild = solver.num('wild');
    expect(
      await solver.prove(
        [bounds, wild.ge(value(0)), wild.le(value(2_000_000))],
        partsPerMillion(solver, amount, wild).le(value(MAX_MSAT)),
      ),
    ).toMatchObject(REFUTED);
  });
});
