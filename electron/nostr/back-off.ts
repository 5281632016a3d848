// Back-off: how long to wait before trying again. Doubles from 1 s to a minute; half of it is chance, so that a fleet of
// consoles does not come back to a restarted relay in the same second.
import type { Random } from '../store/clock.ts';

const FIRST_WAIT_MS = 1_000;
export const LONGEST_WAIT_MS = 60_000;
/** From this many failures on, the wait no longer grows. */
export const FAILURES_TO_LONGEST = 6;

/** Milliseconds before try number `failures + 1`; `failures` counts from 0. */
export function backOff(failures: number, random: Random): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, FAILURES_TO_LONGEST));
  return Math.round(ceiling / 2 + (ceiling / 2) * fraction(random));
}

function fraction(random: Random): number {
  const [high = 0, low = 0] = random(2);
  return (high * 256 + low) / 65_536;
}
