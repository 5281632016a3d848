// The theorem the product is named for: in no interval of 24 hours does more leave than the limit allows and a person approved. Proved twice:
// step by step for any number of payments, and for four payments with nothing summed up beforehand. Read docs/proofs.md.
import { describe, expect, it } from 'vitest';
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import {
  asked,
  invariant,
  KEYS,
  nonNegative,
  oneReserved,
  rest,
  scene,
  STEPS,
  type Scene,
} from './outflow-model.ts';
import { allows, anyWorld, approvalPasses, costOf, RULE_MODELS, type World } from './rules-model.ts';
import { solverForTests, type Bit, type Num, type Verdict } from './solver.ts';
import { counts, stampOf } from './windows-model.ts';

const use = solverForTests();
const PROVED = { kind: 'proved' };
const REFUTED = { kind: 'refuted' };

const holdsAfter = (all: Scene, step: Bit): Promise<Verdict> =>
  all.solver.prove([invariant(all, all.before), step], invariant(all, all.after));

describe('what policy allows never passes the limit in any 24 hours', () => {
  it('begins true: nothing is reserved, nothing is used', async () => {
    const all = scene(use());
    const { solver, before, limit } = all;
    const empty = solver.and(
      ...KEYS.map((key) => before[key].eq(solver.value(0))),
      limit.ge(solver.value(0)),
    );
    expect(await solver.prove([empty], invariant(all, before))).toEqual(PROVED);
  });

  it.each(Object.entries(STEPS))('stays true when %s', async (_what, step) => {
    const all = scene(use());
    expect(await holdsAfter(all, step(all))).toEqual(PROVED);
    // A step that could never be taken would prove anything.
    expect(await all.solver.possible([invariant(all, all.before), step(all)])).toBe(true);
  });

  it('together with what a person approved, is all that left in the interval', async () => {
    const all = scene(use());
    const { solver, before, limit } = all;
    const [byHand, approved] = [solver.num('left by hand'), solver.num('approved by hand')];
    const total = solver.sum(before.trulyBooked, before.trulyReserved, byHand);
    const claim = total.le(limit.add(approved));
    expect(await solver.prove([invariant(all, before), byHand.le(approved)], claim)).toEqual(PROVED);
  });

  it('keeps a payment in the window until the interval it left in is over', async () => {
    const solver = use();
    const [reservedAt, leftAt, bookedAt, now, from] = ['reserved', 'left', 'booked', 'now', 'from'].map(
      (name) => solver.num(name),
    ) as [Num, Num, Num, Num, Num];
    const times = solver.and(reservedAt.le(leftAt), leftAt.le(bookedAt), bookedAt.le(now));
    const inside = solver.and(leftAt.ge(from), now.le(from.add(solver.value(WINDOW_SECONDS))));
    const stamped = counts(solver, stampOf(solver, reservedAt, bookedAt), now);
    expect(await solver.prove([times, inside], stamped)).toEqual(PROVED);
    // Wrong: the first second of the day left out.
    const exclusive = stampOf(solver, reservedAt, bookedAt).gt(now.sub(solver.value(WINDOW_SECONDS)));
    expect(await solver.prove([times, inside], exclusive)).toMatchObject(REFUTED);
    // Wrong: stamped when it was reserved, though it was held for hours.
    expect(await solver.prove([times, inside], counts(solver, reservedAt, now))).toMatchObject(REFUTED);
    // Wrong: a calendar day.
    const day = (at: Num): Num => at.div(solver.value(WINDOW_SECONDS));
    expect(await solver.prove([times, inside, from.ge(0)], day(bookedAt).eq(day(now)))).toMatchObject(
      REFUTED,
    );
    // Wrong: a clock that may be set back between leaving and booking.
    const setBack = solver.and(reservedAt.le(leftAt), bookedAt.le(now));
    expect(await solver.prove([setBack, inside], stamped)).toMatchObject(REFUTED);
  });
});

/** Mistakes other wallets made, as steps. The same proof must find each of them out. */
const WRONG: Readonly<Record<string, (scene: Scene) => Bit>> = {
  'a time-out is taken for a failure': (all) => {
    const { otherReserved, otherLeft, isThere, left } = oneReserved(all);
    return all.solver.and(
      isThere,
      rest(all, 'reserved', 'trulyReserved', 'trulyBooked'),
      all.after.reserved.eq(otherReserved),
      all.after.trulyReserved.eq(otherLeft),
      all.after.trulyBooked.eq(all.before.trulyBooked.add(left)),
    );
  },
  'the fee is not reserved': (all) => {
    const world = asked(all);
    const { solver } = all;
    const feeless: World = { ...world, ask: { ...world.ask, feeLimit: solver.value(0) } };
    return solver.and(
      nonNegative(solver, world),
      allows(solver, feeless),
      rest(all, 'reserved'),
      all.after.reserved.eq(all.before.reserved.add(costOf(world))),
    );
  },
  'only what is settled is looked at': (all) => {
    const world = asked(all);
    const { solver, before } = all;
    const blind: World = { ...world, facts: { ...world.facts, agentOutflow: before.used } };
    return solver.and(
      nonNegative(solver, world),
      allows(solver, blind),
      rest(all, 'reserved'),
      all.after.reserved.eq(before.reserved.add(costOf(world))),
    );
  },
  'two requests are checked before either is reserved': (all) => {
    const world = asked(all);
    const cost = costOf(world);
    return all.solver.and(
      nonNegative(all.solver, world),
      allows(all.solver, world),
      rest(all, 'reserved'),
      all.after.reserved.eq(all.before.reserved.add(cost).add(cost)),
    );
  },
  'incoming money is taken off': (all) => {
    const refund = all.solver.num('refund');
    return all.solver.and(
      refund.gt(all.solver.value(0)),
      refund.le(all.before.used),
      rest(all, 'used'),
      all.after.used.eq(all.before.used.sub(refund)),
    );
  },
  'the window is emptied at midnight, or by a clock set forward': (all) =>
    all.solver.and(
      rest(all, 'used', 'now'),
      all.after.now.ge(all.before.now),
      all.after.used.eq(all.solver.value(0)),
    ),
  'the node pays more than its fee limit': (all) => {
    const { cost, left, otherLeft, isThere } = oneReserved(all);
    const { solver, before, after, from, until } = all;
    return solver.and(
      isThere,
      left.eq(solver.value(0)),
      before.now.ge(from),
      before.now.le(until),
      rest(all, 'trulyReserved'),
      after.trulyReserved.eq(otherLeft.add(cost).add(solver.value(1))),
    );
  },
};

describe('the proof finds out', () => {
  it.each(Object.entries(WRONG))('that %s', async (_what, step) => {
    const all = scene(use());
    const verdict = await holdsAfter(all, step(all));
    expect(verdict).toMatchObject(REFUTED);
    if (verdict.kind === 'refuted') expect(verdict.values.size).toBeGreaterThan(0);
  });
});

describe('the same for the fleet and for what is out', () => {
  it('the fleet’s outflow stays within its limit, whatever the agents’ limits are and whatever its nodes pay by themselves', async () => {
    const solver = use();
    const { value, and } = solver;
    const [ours, foreign] = [solver.num('ours'), solver.num('foreign')];
    const any = anyWorld(solver);
    const world: World = { ...any, facts: { ...any.facts, fleetOutflow: ours.add(foreign) } };
    const start = and(
      ours.ge(value(0)),
      foreign.ge(value(0)),
      nonNegative(solver, world),
      world.facts.fleetLimited,
    );
    const after = ours.add(costOf(world)).add(foreign);
    expect(await solver.prove([start, allows(solver, world)], after.le(world.facts.fleetLimit))).toEqual(
      PROVED,
    );
    const blind: World = { ...world, facts: { ...world.facts, fleetOutflow: ours } };
    expect(
      await solver.prove([start, allows(solver, blind)], after.le(world.facts.fleetLimit)),
    ).toMatchObject(REFUTED);
  });

  it('what is in flight never passes its cap in sum or number, approved by hand or not', async () => {
    const solver = use();
    const { value, and, or } = solver;
    const world = anyWorld(solver);
    const { facts, policy } = world;
    const inside = and(
      facts.inFlightMsat.le(policy.inFlightMsat),
      facts.inFlightCount.le(policy.inFlightCount),
    );
    const after = and(
      facts.inFlightMsat.add(costOf(world)).le(policy.inFlightMsat),
      facts.inFlightCount.add(value(1)).le(policy.inFlightCount),
    );
    const letOut = or(allows(solver, world), approvalPasses(solver, anyWorld(solver, 'then '), world));
    expect(await solver.prove([inside, letOut], after)).toEqual(PROVED);
    const others = and(
      ...(['daily', 'single', 'balance', 'fleet'] as const).map((name) =>
        solver.not(RULE_MODELS[name](solver, world).broken),
      ),
    );
    expect(await solver.prove([inside, others], after)).toMatchObject(REFUTED);
  });
});
