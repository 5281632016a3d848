// The same theorem without sums: four payments with any amounts, fees, times, outcomes and approvals, each decided by what the window holds
// at its own moment. It leans on nothing but the rule and the window as they are written.
import { describe, expect, it } from 'vitest';
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { anyWorld, RULE_MODELS, type World } from './rules-model.ts';
import { solverForTests, type Bit, type Num, type Solver } from './solver.ts';
import { reservedOf, stampOf, usedOf, type RowTerms } from './windows-model.ts';

const use = solverForTests();

type Payment = {
  readonly amount: Num;
  readonly feeLimit: Num;
  readonly fee: Num;
  readonly reservedAt: Num;
  readonly leftAt: Num;
  readonly endedAt: Num;
  /** The node sent it; otherwise it failed. */
  readonly sent: Bit;
  readonly byHand: Bit;
};

/** What a ledger may do wrong; nothing by default. */
type Habits = {
  readonly stamp?: (solver: Solver, payment: Payment) => Num;
  /** When its reservation is given up although the node has not spoken. */
  readonly freedAt?: (payment: Payment) => Num;
  readonly feeCounts?: boolean;
};

function anyPayment(solver: Solver, index: number): Payment {
  const num = (name: string): Num => solver.num(`${name} ${index}`);
  return {
    amount: num('amount'),
    feeLimit: num('fee limit'),
    fee: num('fee'),
    reservedAt: num('reserved'),
    leftAt: num('left'),
    endedAt: num('ended'),
    sent: solver.bit(`sent ${index}`),
    byHand: solver.bit(`by hand ${index}`),
  };
}

function story(solver: Solver, count: number, { stamp, freedAt, feeCounts = true }: Habits = {}) {
  const { and, or, not, value, implies, choose, sum } = solver;
  const payments = Array.from({ length: count }, (_, index) => anyPayment(solver, index));
  const limit = solver.num('limit');
  const from = solver.num('from');
  const until = from.add(value(WINDOW_SECONDS));

  const honest = payments.map((one) =>
    and(
      ...[one.amount, one.feeLimit, one.fee, one.reservedAt].map((term) => term.ge(value(0))),
      one.fee.le(one.feeLimit),
      one.reservedAt.le(one.leftAt),
      one.leftAt.le(one.endedAt),
    ),
  );
  const inOrder = payments
    .slice(1)
    .map((one, index) => one.reservedAt.ge(payments[index]?.reservedAt ?? value(0)));

  /** The ledger's rows of what came before, as they stand when `one` is asked for. */
  const rowsBefore = (one: Payment, earlier: readonly Payment[]): readonly RowTerms[] =>
    earlier.map((other) => {
      const isEnded = other.endedAt.le(one.reservedAt);
      const isFreed = freedAt ? freedAt(other).le(one.reservedAt) : solver.z3.Bool.val(false);
      return {
        settled: and(isEnded, other.sent),
        inFlight: and(not(isEnded), not(isFreed)),
        amount: other.amount,
        feeLimit: other.feeLimit,
        fee: other.fee,
        countedAt: stamp ? stamp(solver, other) : stampOf(solver, other.reservedAt, other.endedAt),
      };
    });

  const decided = payments.map((one, index) => {
    const rows = rowsBefore(one, payments.slice(0, index));
    const any = anyWorld(solver, `world ${index} `);
    const world: World = {
      ...any,
      policy: { ...any.policy, daily: limit },
      facts: {
        ...any.facts,
        agentOutflow: usedOf(solver, rows, one.reservedAt).add(reservedOf(solver, rows)),
      },
      ask: { ...any.ask, amount: one.amount, feeLimit: feeCounts ? one.feeLimit : value(0) },
    };
    return or(one.byHand, not(RULE_MODELS.daily(solver, world).broken));
  });

  const inside = (one: Payment): Bit => and(one.sent, one.leftAt.ge(from), one.leftAt.le(until));
  const leaving = (which: (one: Payment) => Bit): Num =>
    sum(...payments.map((one) => choose(and(inside(one), which(one)), one.amount.add(one.fee), value(0))));
  return {
    hypotheses: [limit.ge(value(0)), ...honest, ...inOrder, ...decided],
    claim: leaving(() => solver.z3.Bool.val(true)).le(limit.add(leaving((one) => one.byHand))),
    /** Somebody uses the limit to its last msat. */
    isTight: and(
      leaving((one) => not(one.byHand)).eq(limit),
      limit.gt(value(0)),
      implies(limit.gt(value(0)), limit.ge(value(1))),
    ),
  };
}

describe('four payments', () => {
  it('never take more out of any 24 hours than the limit and what a person approved', async () => {
    const solver = use();
    const { hypotheses, claim, isTight } = story(solver, 4);
    expect(await solver.prove(hypotheses, claim)).toEqual({ kind: 'proved' });
    expect(await solver.possible([...hypotheses, isTight])).toBe(true);
  });

  it.each<readonly [string, Habits]>([
    ['are stamped at their reservation', { stamp: (_solver, payment) => payment.reservedAt }],
    [
      'are freed after a minute without a word from the node',
      { freedAt: (payment) => payment.reservedAt.add(60) },
    ],
    ['are counted without their fees', { feeCounts: false }],
  ])('are refuted when they %s', async (_what, habits) => {
    const solver = use();
    const { hypotheses, claim } = story(solver, 3, habits);
    const verdict = await solver.prove(hypotheses, claim);
    expect(verdict).toMatchObject({ kind: 'refuted' });
  });
});
