// Sweep proposals: which agents hold more than their ceiling, and by exactly how much. Pure.
import { satsFloor, satsCeil, sats, type Msat } from '../../shared/domain/money.ts';
import type { HotAgent } from './hot-side.ts';

/** Below this an output costs more to spend than it holds (dust of P2WSH, the largest of the kinds an account may have). */
const LEAST_SAT = 330n;

/**
 * What must go so that no more than the ceiling is left, in whole sats: rounded up, for rounded down would leave a part of a sat over it,
 * and an agent that is over its ceiling for ever. Never more than the agent has; null: nothing worth a transaction.
 */
export function excessOf({ hot, ceiling }: Pick<HotAgent, 'hot' | 'ceiling'>): Msat | null {
  if (hot <= ceiling) return null;
  const over = satsCeil((hot - ceiling) as Msat);
  const whole = satsFloor(hot);
  const amount = over < whole ? over : whole;
  return amount < LEAST_SAT ? null : sats(amount);
}
