// When the screen locks by itself: after a time without input, and after a gap in time (the machine slept).

/** Own defaults, in seconds. */
export const IDLE = { warnBefore: 30, tick: 1, sleepGap: 60 } as const;

export type IdleVerdict = 'awake' | 'warn' | 'lock';

/** All in seconds of the wall clock; `lastTick` is when this was asked before. */
export function idleVerdict(
  now: number,
  lastInput: number,
  lastTick: number,
  lockAfter: number,
): IdleVerdict {
  if (now - lastTick > IDLE.sleepGap) return 'lock';
  // The clock went back: the time without input cannot be known.
  if (now < lastTick - IDLE.sleepGap) return 'lock';
  const idle = now - lastInput;
  if (idle >= lockAfter) return 'lock';
  return idle >= lockAfter - IDLE.warnBefore ? 'warn' : 'awake';
}
