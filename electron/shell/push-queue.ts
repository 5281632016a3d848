// Pushes to a page: one under way, the rest merged into the next. A burst of a thousand payments is two or three pushes, never a thousand.
import { CHANGES, type Change, type ChangePush } from '../../shared/contract/push.ts';

export type PushQueue = {
  readonly push: (push: ChangePush) => void;
  /** A page is there that can take pushes. Whatever came before is sent now. */
  readonly open: () => void;
  /** The page is gone or reloading; what comes meanwhile is kept, merged. */
  readonly close: () => void;
};

/** `deliver` resolves when the page has taken the push, whatever came of it. The queue never holds more than each change once. */
export function createPushQueue(deliver: (push: ChangePush) => Promise<void>): PushQueue {
  const waiting = new Set<Change>();
  let underWay = false;
  let isOpen = false;

  const next = (): void => {
    if (underWay || !isOpen || waiting.size === 0) return;
    const changed = CHANGES.filter((change) => waiting.has(change));
    waiting.clear();
    underWay = true;
    const ended = (): void => {
      underWay = false;
      next();
    };
    deliver({ changed }).then(ended, ended);
  };

  return {
    push: ({ changed }) => {
      for (const change of changed) waiting.add(change);
      next();
    },
    open: () => {
      isOpen = true;
      next();
    },
    close: () => {
      isOpen = false;
    },
  };
}
