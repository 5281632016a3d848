// The window as formulas: what of a history counts at a moment (electron/gate/windows.ts), and when a payment is counted (payments.ts).
// That the sums are the code's own is checked by differential.test.ts against the real database.
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import type { Bit, Num, Solver } from './solver.ts';

/** A row of the ledger, as far as the windows look at it. */
export type RowTerms = {
  readonly settled: Bit;
  /** Reserved, dispatched or unknown. */
  readonly inFlight: Bit;
  readonly amount: Num;
  readonly feeLimit: Num;
  readonly fee: Num;
  readonly countedAt: Num;
};

/** Whether something counted at `countedAt` still counts `now`: both ends of the day are inside. */
export const counts = ({ value }: Solver, countedAt: Num, now: Num): Bit =>
  countedAt.ge(now.sub(value(WINDOW_SECONDS)));

/** A settled payment is stamped at the later of its reservation and its booking. */
export const stampOf = ({ max }: Solver, reservedAt: Num, bookedAt: Num): Num => max(bookedAt, reservedAt);

export const usedOf = (solver: Solver, rows: readonly RowTerms[], now: Num): Num =>
  solver.sum(
    ...rows.map((row) =>
      solver.choose(
        solver.and(row.settled, counts(solver, row.countedAt, now)),
        row.amount.add(row.fee),
        solver.value(0),
      ),
    ),
  );

export const reservedOf = (solver: Solver, rows: readonly RowTerms[]): Num =>
  solver.sum(
    ...rows.map((row) => solver.choose(row.inFlight, row.amount.add(row.feeLimit), solver.value(0))),
  );
