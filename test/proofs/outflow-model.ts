// The history of what is let out, as formulas: the sums that stand for any number of payments, what holds of them at every moment, and the
// steps by which the gate and the node move them.
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { allows, anyWorld, approvalPasses, costOf, type World } from './rules-model.ts';
import type { Bit, Num, Solver } from './solver.ts';

/**
 * Everything that has been let out, in sums: what policy allowed and what a person approved, each reserved or booked. `truly` is what
 * the node sent within the interval that begins at `from`; the ledger does not know it, the theorem is about it.
 */
export type State = {
  readonly now: Num;
  readonly reserved: Num;
  readonly used: Num;
  readonly reservedByHand: Num;
  readonly usedByHand: Num;
  /** Booked and stamped within the interval. */
  readonly stampedInside: Num;
  /** Sent within the interval: of what is booked, and of what is still reserved. */
  readonly trulyBooked: Num;
  readonly trulyReserved: Num;
};

export type Scene = {
  readonly solver: Solver;
  readonly before: State;
  readonly after: State;
  readonly limit: Num;
  readonly from: Num;
  readonly until: Num;
};

export const KEYS = [
  'reserved',
  'used',
  'reservedByHand',
  'usedByHand',
  'stampedInside',
  'trulyBooked',
  'trulyReserved',
] as const;

export function scene(solver: Solver): Scene {
  const state = (name: string): State => ({
    now: solver.num(`${name} now`),
    ...(Object.fromEntries(KEYS.map((key) => [key, solver.num(`${name} ${key}`)])) as Record<
      (typeof KEYS)[number],
      Num
    >),
  });
  const from = solver.num('from');
  return {
    solver,
    before: state('before'),
    after: state('after'),
    limit: solver.num('limit'),
    from,
    until: from.add(solver.value(WINDOW_SECONDS)),
  };
}

/** What holds at every moment. The last two lines are the theorem; the others carry it from step to step. */
export function invariant({ solver, limit, from, until }: Scene, state: State): Bit {
  const { and, implies, value } = solver;
  return and(
    ...KEYS.map((key) => state[key].ge(value(0))),
    state.used.add(state.reserved).le(limit),
    state.trulyReserved.le(state.reserved),
    implies(state.trulyReserved.gt(value(0)), state.now.ge(from)),
    implies(state.now.le(until), state.stampedInside.le(state.used)),
    implies(state.now.le(until), state.trulyBooked.le(state.stampedInside)),
    state.trulyBooked.add(state.trulyReserved).le(limit),
  );
}

/** All sums but those named stay as they were, and so does the time. */
export const rest = ({ solver, before, after }: Scene, ...moved: readonly (keyof State)[]): Bit =>
  solver.and(
    ...([...KEYS, 'now'] as const)
      .filter((key) => !moved.includes(key))
      .map((key) => after[key].eq(before[key])),
  );

/** One payment out of those that are reserved: its cost, what of it left within the interval, and what remains of the sums without it. */
export function oneReserved({ solver, before }: Scene) {
  const [cost, left, otherReserved, otherLeft] = ['cost', 'left', 'other reserved', 'other left'].map(
    (name) => solver.num(name),
  ) as [Num, Num, Num, Num];
  const { and, value, implies } = solver;
  const isThere = and(
    ...[cost, left, otherReserved, otherLeft].map((one) => one.ge(value(0))),
    before.reserved.eq(cost.add(otherReserved)),
    before.trulyReserved.eq(left.add(otherLeft)),
    left.le(cost),
    otherLeft.le(otherReserved),
    implies(otherLeft.gt(value(0)), before.now.ge(value(0))),
  );
  return { cost, left, otherReserved, otherLeft, isThere };
}

/** The world the rules are asked about: what went before is what both sums hold, policy's and a person's. */
export function asked(scene: Scene): World {
  const { solver, before, limit } = scene;
  const world = anyWorld(solver, 'asked ');
  const { reserved, used, reservedByHand, usedByHand } = before;
  return {
    ...world,
    policy: { ...world.policy, daily: limit },
    facts: { ...world.facts, agentOutflow: solver.sum(reserved, used, reservedByHand, usedByHand) },
  };
}

export const nonNegative = (solver: Solver, world: World): Bit =>
  solver.and(world.ask.amount.ge(solver.value(0)), world.ask.feeLimit.ge(solver.value(0)));

/** What the gate and the node do. Each is what must be true of the sums before and after. */
export const STEPS: Readonly<Record<string, (scene: Scene) => Bit>> = {
  'time passes, and what is old enough is no longer counted': (all) => {
    const { solver, before, after, until } = all;
    return solver.and(
      rest(all, 'now', 'used', 'usedByHand'),
      after.now.ge(before.now),
      after.used.le(before.used),
      after.used.ge(solver.value(0)),
      after.usedByHand.le(before.usedByHand),
      after.usedByHand.ge(solver.value(0)),
      // Proved below, payment by payment: until the interval is over, nothing stamped inside it drops out of the window.
      solver.implies(after.now.le(until), after.used.ge(before.stampedInside)),
    );
  },
  'policy allows a payment, and it is reserved': (all) => {
    const world = asked(all);
    return all.solver.and(
      nonNegative(all.solver, world),
      allows(all.solver, world),
      rest(all, 'reserved'),
      all.after.reserved.eq(all.before.reserved.add(costOf(world))),
    );
  },
  'a person approves a payment, and it is reserved': (all) => {
    const now = asked(all);
    const then = anyWorld(all.solver, 'shown ');
    return all.solver.and(
      nonNegative(all.solver, now),
      approvalPasses(all.solver, then, now),
      rest(all, 'reservedByHand'),
      all.after.reservedByHand.eq(all.before.reservedByHand.add(costOf(now))),
    );
  },
  'a reserved payment leaves the node, within its amount and fee limit': (all) => {
    const { solver, before, after, from, until } = all;
    const { cost, left, otherLeft, isThere } = oneReserved(all);
    const sent = solver.num('sent');
    const isInside = solver.and(before.now.ge(from), before.now.le(until));
    return solver.and(
      isThere,
      left.eq(solver.value(0)),
      sent.ge(solver.value(0)),
      sent.le(cost),
      rest(all, 'trulyReserved'),
      after.trulyReserved.eq(otherLeft.add(solver.choose(isInside, sent, solver.value(0)))),
    );
  },
  'a payment is booked as settled, with the fee it really cost': (all) => {
    const { solver, before, after, from } = all;
    const { cost, left, otherReserved, otherLeft, isThere } = oneReserved(all);
    const paid = solver.num('paid');
    return solver.and(
      isThere,
      paid.le(cost),
      left.le(paid),
      rest(all, 'reserved', 'used', 'stampedInside', 'trulyBooked', 'trulyReserved'),
      after.reserved.eq(otherReserved),
      after.trulyReserved.eq(otherLeft),
      after.used.eq(before.used.add(paid)),
      after.stampedInside.eq(
        before.stampedInside.add(solver.choose(before.now.ge(from), paid, solver.value(0))),
      ),
      after.trulyBooked.eq(before.trulyBooked.add(left)),
    );
  },
  'the node names a payment failed, of which nothing left': (all) => {
    const { solver, after } = all;
    const { left, otherReserved, otherLeft, isThere } = oneReserved(all);
    return solver.and(
      isThere,
      left.eq(solver.value(0)),
      rest(all, 'reserved', 'trulyReserved'),
      after.reserved.eq(otherReserved),
      after.trulyReserved.eq(otherLeft),
    );
  },
  'the process dies and comes back, or an outcome becomes unknown: nothing moves': (all) => rest(all),
};
