// The rules as formulas. One formula per rule of the table, and the compiler sees to it that none is missing; that each says what the
// code says is checked by differential.test.ts. Limits and sums are unbounded integers here, as bigint is in the code.
import { RULES, type RuleName } from '../../shared/domain/decision.ts';
import { SMALLEST_FEE_CEILING } from '../../shared/domain/policy.ts';
import type { Bit, Num, Solver } from './solver.ts';

export type PolicyTerms = {
  readonly single: Num;
  readonly daily: Num;
  readonly feeMsat: Num;
  readonly feePpm: Num;
  readonly perMinute: Num;
  readonly perHour: Num;
  readonly inFlightMsat: Num;
  readonly inFlightCount: Num;
  readonly allowlistOn: Bit;
  /** The destination of this request could be read and is on it. */
  readonly listed: Bit;
  readonly firstTimeHolds: Bit;
  readonly hoursOn: Bit;
  readonly fromMinute: Num;
  readonly toMinute: Num;
  readonly ends: Bit;
  readonly endsAt: Num;
  /** What breaking means: true refuses, false holds. */
  readonly refuses: {
    readonly single: Bit;
    readonly daily: Bit;
    readonly fleet: Bit;
    readonly schedule: Bit;
  };
};

export type FactTerms = {
  readonly nodeKnown: Bit;
  readonly sameNetwork: Bit;
  readonly ownDestination: Bit;
  readonly agentOutflow: Num;
  readonly fleetOutflow: Num;
  readonly fleetLimited: Bit;
  readonly fleetLimit: Num;
  readonly inFlightMsat: Num;
  readonly inFlightCount: Num;
  readonly lastMinute: Num;
  readonly lastHour: Num;
  readonly spendable: Num;
  readonly paidBefore: Bit;
  readonly lookalike: Bit;
  readonly agentFrozen: Bit;
  readonly fleetFrozen: Bit;
  readonly closed: Bit;
};

export type AskTerms = {
  readonly amount: Num;
  readonly feeLimit: Num;
  /** Destination and network could be read. */
  readonly readable: Bit;
  readonly expires: Bit;
  readonly expiresAt: Num;
};

export type World = {
  readonly policy: PolicyTerms;
  readonly facts: FactTerms;
  readonly ask: AskTerms;
  readonly now: Num;
};

/** `refuses`: what breaking it does. `limit`: the figure a person is shown; null for a rule without one. */
export type RuleTerms = {
  readonly broken: Bit;
  readonly refuses: Bit;
  readonly limit: Num | null;
};

/** Variables that stand for any world at all. */
export function anyWorld({ num, bit }: Solver, prefix = ''): World {
  const n = (name: string): Num => num(prefix + name);
  const b = (name: string): Bit => bit(prefix + name);
  return {
    policy: {
      single: n('single'),
      daily: n('daily'),
      feeMsat: n('feeMsat'),
      feePpm: n('feePpm'),
      perMinute: n('perMinute'),
      perHour: n('perHour'),
      inFlightMsat: n('maxInFlight'),
      inFlightCount: n('maxInFlightCount'),
      allowlistOn: b('allowlistOn'),
      listed: b('listed'),
      firstTimeHolds: b('firstTimeHolds'),
      hoursOn: b('hoursOn'),
      fromMinute: n('fromMinute'),
      toMinute: n('toMinute'),
      ends: b('ends'),
      endsAt: n('endsAt'),
      refuses: {
        single: b('singleRefuses'),
        daily: b('dailyRefuses'),
        fleet: b('fleetRefuses'),
        schedule: b('scheduleRefuses'),
      },
    },
    facts: {
      nodeKnown: b('nodeKnown'),
      sameNetwork: b('sameNetwork'),
      ownDestination: b('ownDestination'),
      agentOutflow: n('agentOutflow'),
      fleetOutflow: n('fleetOutflow'),
      fleetLimited: b('fleetLimited'),
      fleetLimit: n('fleetLimit'),
      inFlightMsat: n('inFlight'),
      inFlightCount: n('inFlightCount'),
      lastMinute: n('lastMinute'),
      lastHour: n('lastHour'),
      spendable: n('spendable'),
      paidBefore: b('paidBefore'),
      lookalike: b('lookalike'),
      agentFrozen: b('agentFrozen'),
      fleetFrozen: b('fleetFrozen'),
      closed: b('closed'),
    },
    ask: {
      amount: n('amount'),
      feeLimit: n('feeLimit'),
      readable: b('readable'),
      expires: b('expires'),
      expiresAt: n('expiresAt'),
    },
    now: n('now'),
  };
}

export const costOf = ({ ask }: Pick<World, 'ask'>): Num => ask.amount.add(ask.feeLimit);

/** `amount × ppm / 1,000,000`, rounded up. */
export const partsPerMillion = ({ value }: Solver, amount: Num, ppm: Num): Num =>
  amount.mul(ppm).add(value(999_999)).div(value(1_000_000));

export const feeCeiling = (
  solver: Solver,
  policy: Pick<PolicyTerms, 'feeMsat' | 'feePpm'>,
  amount: Num,
): Num =>
  solver.min(
    policy.feeMsat,
    solver.max(partsPerMillion(solver, amount, policy.feePpm), solver.value(SMALLEST_FEE_CEILING)),
  );

type RuleModel = (solver: Solver, world: World) => RuleTerms;

const always =
  (holds: (solver: Solver, world: World) => Bit): RuleModel =>
  (solver, world) => ({
    broken: solver.not(holds(solver, world)),
    refuses: solver.z3.Bool.val(true),
    limit: null,
  });

export const RULE_MODELS: Readonly<Record<RuleName, RuleModel>> = {
  single: (_solver, world) => ({
    broken: costOf(world).gt(world.policy.single),
    refuses: world.policy.refuses.single,
    limit: world.policy.single,
  }),
  daily: (_solver, world) => ({
    broken: world.facts.agentOutflow.add(costOf(world)).gt(world.policy.daily),
    refuses: world.policy.refuses.daily,
    limit: world.policy.daily,
  }),
  destination: always(({ and, or, not, value }, { ask, facts, now }) =>
    and(
      ask.readable,
      facts.nodeKnown,
      facts.sameNetwork,
      not(facts.ownDestination),
      ask.amount.gt(value(0)),
      or(not(ask.expires), ask.expiresAt.gt(now)),
    ),
  ),
  fleet: ({ and }, world) => ({
    broken: and(
      world.facts.fleetLimited,
      world.facts.fleetOutflow.add(costOf(world)).gt(world.facts.fleetLimit),
    ),
    refuses: world.policy.refuses.fleet,
    limit: world.facts.fleetLimit,
  }),
  allowlist: always(({ or, not }, { policy }) => or(not(policy.allowlistOn), policy.listed)),
  lookalike: always(({ not }, { facts }) => not(facts.lookalike)),
  'first-time': ({ and, not, z3 }, { facts, policy }) => ({
    broken: and(policy.firstTimeHolds, not(facts.paidBefore)),
    refuses: z3.Bool.val(false),
    limit: null,
  }),
  fee: always((solver, { ask, policy }) => ask.feeLimit.le(feeCeiling(solver, policy, ask.amount))),
  rate: always(({ and }, { facts, policy }) =>
    and(facts.lastMinute.le(policy.perMinute), facts.lastHour.le(policy.perHour)),
  ),
  'in-flight': always(({ and, value }, world) =>
    and(
      world.facts.inFlightMsat.add(costOf(world)).le(world.policy.inFlightMsat),
      world.facts.inFlightCount.add(value(1)).le(world.policy.inFlightCount),
    ),
  ),
  schedule: (solver, world) => ({
    broken: solver.not(awake(solver, world)),
    refuses: world.policy.refuses.schedule,
    limit: null,
  }),
  'agent-frozen': always(({ not }, { facts }) => not(facts.agentFrozen)),
  'fleet-frozen': always(({ not }, { facts }) => not(facts.fleetFrozen)),
  gate: always(({ not }, { facts }) => not(facts.closed)),
  balance: always((_solver, world) => costOf(world).le(world.facts.spendable)),
};

function awake({ and, or, not, value }: Solver, { policy, now }: World): Bit {
  const minute = now.div(value(60)).mod(value(1_440));
  const { fromMinute: from, toMinute: to } = policy;
  const inside = or(
    and(from.le(to), minute.ge(from), minute.lt(to)),
    and(from.gt(to), or(minute.ge(from), minute.lt(to))),
  );
  return and(or(not(policy.ends), now.lt(policy.endsAt)), or(not(policy.hoursOn), inside));
}

/** 0 allow, 1 hold, 2 refuse. */
export function verdictOf(solver: Solver, world: World): Num {
  const rules = RULES.map((name) => RULE_MODELS[name](solver, world));
  const { and, or, value, choose } = solver;
  return choose(
    or(...rules.map((rule) => and(rule.broken, rule.refuses))),
    value(2),
    choose(or(...rules.map((rule) => rule.broken)), value(1), value(0)),
  );
}

export const allows = (solver: Solver, world: World): Bit => verdictOf(solver, world).eq(solver.value(0));

/** Whether an approval lets through what was judged `then` and is judged again `now`: nothing is left that it does not waive. */
export function approvalPasses(solver: Solver, then: World, now: World): Bit {
  const { and, or, not } = solver;
  return and(
    ...RULES.map((name) => {
      const before = RULE_MODELS[name](solver, then);
      const after = RULE_MODELS[name](solver, now);
      const held = and(before.broken, not(before.refuses));
      // Only the fleet's limit may come and go; without one there was none to be shown.
      const looser =
        name === 'fleet'
          ? or(
              not(now.facts.fleetLimited),
              and(then.facts.fleetLimited, now.facts.fleetLimit.ge(then.facts.fleetLimit)),
            )
          : before.limit && after.limit
            ? after.limit.ge(before.limit)
            : solver.z3.Bool.val(true);
      return or(not(after.broken), and(not(after.refuses), held, looser));
    }),
  );
}

/** What the borders of the product guarantee of every world: msat from 0 to 21 million bitcoin, minutes of a day, ppm up to a whole. */
export function withinBounds({ value, and }: Solver, { policy, facts, ask, now }: World, most: bigint): Bit {
  const amounts = [
    policy.single,
    policy.daily,
    policy.feeMsat,
    policy.inFlightMsat,
    facts.agentOutflow,
    facts.fleetOutflow,
    facts.fleetLimit,
    facts.inFlightMsat,
    facts.spendable,
    ask.amount,
    ask.feeLimit,
  ];
  const counts = [
    policy.perMinute,
    policy.perHour,
    policy.inFlightCount,
    facts.inFlightCount,
    facts.lastMinute,
    facts.lastHour,
  ];
  return and(
    ...amounts.map((amount) => and(amount.ge(value(0)), amount.le(value(most)))),
    ...counts.map((count) => count.ge(value(0))),
    policy.feePpm.ge(value(0)),
    policy.feePpm.le(value(1_000_000)),
    policy.fromMinute.ge(value(0)),
    policy.fromMinute.lt(value(1_440)),
    policy.toMinute.ge(value(0)),
    policy.toMinute.le(value(1_440)),
    now.ge(value(0)),
    policy.endsAt.ge(value(0)),
    ask.expiresAt.ge(value(0)),
  );
}
