// A clock that moves only when told, for the practice fleet's tests.
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { Clock } from '../../../electron/practice/seeded.ts';

export type ManualClock = Clock & {
  /** Moves on by `ms` and runs what has come due, in order, including what that sets up. */
  readonly advance: (ms: number) => void;
};

export function createManualClock(startSeconds = 1_800_000_000): ManualClock {
  let elapsed = 0;
  let order = 0;
  const due = new Map<number, { readonly at: number; readonly callback: () => void }>();
  return {
    now: () => unixSeconds(startSeconds + Math.floor(elapsed / 1_000)),
    monotonic: () => elapsed,
    after: (ms, callback) => {
      order += 1;
      const key = order;
      due.set(key, { at: elapsed + ms, callback });
      return () => void due.delete(key);
    },
    advance: (ms) => {
      const end = elapsed + ms;
      for (;;) {
        const [next] = [...due]
          .filter(([, { at }]) => at <= end)
          .sort(([keyA, a], [keyB, b]) => a.at - b.at || keyA - keyB);
        if (!next) break;
        due.delete(next[0]);
        elapsed = Math.max(elapsed, next[1].at);
        next[1].callback();
      }
      elapsed = end;
    },
  };
}
