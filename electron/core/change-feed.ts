// Change feed: what the window must ask anew, gathered over a short moment so that a burst of payments is one push.
import { CHANGES, type Change, type ChangePush } from '../../shared/contract/push.ts';
import type { Clock } from '../store/clock.ts';

export type ChangeFeed = {
  readonly changed: (changes: Iterable<Change>) => void;
  readonly stop: () => void;
};

/** Long enough to gather a burst, short enough not to be seen. */
const GATHER_MS = 50;
/** Windows roll and holds run out without anything being written: figures that go by the clock are asked for anew this often. */
const TICK_MS = 15_000;
const BY_THE_CLOCK: readonly Change[] = ['fleet', 'agents', 'approvals'];

export function createChangeFeed({
  clock,
  push,
}: {
  readonly clock: Clock;
  readonly push: (push: ChangePush) => void;
}): ChangeFeed {
  const gathered = new Set<Change>();
  let cancelPush: (() => void) | undefined;
  let cancelTick: () => void;
  let stopped = false;

  const changed = (changes: Iterable<Change>): void => {
    if (stopped) return;
    for (const change of changes) gathered.add(change);
    if (gathered.size === 0) return;
    cancelPush ??= clock.after(GATHER_MS, () => {
      cancelPush = undefined;
      const list = CHANGES.filter((change) => gathered.has(change));
      gathered.clear();
      push({ changed: list });
    });
  };

  const tick = (): void => {
    changed(BY_THE_CLOCK);
    cancelTick = clock.after(TICK_MS, tick);
  };
  cancelTick = clock.after(TICK_MS, tick);

  return {
    changed,
    stop: () => {
      stopped = true;
      cancelPush?.();
      cancelTick();
    },
  };
}
