// Endings: who waits for a spend to end or to be decided, and waking them. In memory only: after a restart nobody waits.
import type { SpendId } from '../../shared/domain/ids.ts';
import type { Clock } from '../store/clock.ts';

export type Endings = {
  /** Resolves true when the spend moved on, false when `ms` passed first. Hearing of it and giving up exclude each other. */
  readonly wait: (id: SpendId, ms: number) => Promise<boolean>;
  /** true while at least one caller waits for this spend. */
  readonly waitedFor: (id: SpendId) => boolean;
  readonly wake: (id: SpendId) => void;
};

export function createEndings(clock: Clock): Endings {
  const waiting = new Map<SpendId, Set<(moved: boolean) => void>>();
  return {
    wait: (id, ms) =>
      new Promise((resolve) => {
        const waiters = waiting.get(id) ?? new Set();
        waiting.set(id, waiters);
        const finish = (moved: boolean): void => {
          cancel();
          waiters.delete(finish);
          if (waiters.size === 0) waiting.delete(id);
          resolve(moved);
        };
        const cancel = clock.after(ms, () => finish(false));
        waiters.add(finish);
      }),
    waitedFor: (id) => waiting.has(id),
    wake: (id) => {
      for (const finish of waiting.get(id) ?? []) finish(true);
    },
  };
}
