// A clock that stands still until told: wall time may jump, monotonic time only advances, timers fire in order while it does.
import type { Clock } from '../../electron/store/clock.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

export type FakeClock = Clock & {
  /** Moves both times on and fires what is due. */
  readonly advance: (seconds: number) => void;
  /** Sets the wall alone, as a person or NTP would. */
  readonly setWall: (seconds: number) => void;
  readonly pendingTimers: () => number;
};

export const START = 1_800_000_000;

export function createFakeClock(start: number = START): FakeClock {
  let wall = start;
  let elapsed = 0;
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>();
  return {
    now: () => unixSeconds(Math.floor(wall)),
    monotonic: () => elapsed,
    after: (ms, callback) => {
      const timer = { due: elapsed + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance: (seconds) => {
      wall += seconds;
      elapsed += seconds * 1_000;
      for (const timer of [...timers].toSorted((a, b) => a.due - b.due)) {
        if (timer.due > elapsed || !timers.delete(timer)) continue;
        timer.callback();
      }
    },
    setWall: (seconds) => void (wall = seconds),
    pendingTimers: () => timers.size,
  };
}
