// Lane: a bound on how many requests of one connection run at once; a few more wait their turn, the rest are turned away.

export type Lane = {
  /** Runs the task now or later; false when there is no room. The task must not reject. */
  readonly enter: (task: () => Promise<void>) => boolean;
};

export function createLane(atOnce: number, waitingAtMost: number): Lane {
  const waiting: (() => Promise<void>)[] = [];
  let running = 0;

  const run = (task: () => Promise<void>): void => {
    running += 1;
    void task().finally(() => {
      running -= 1;
      const next = waiting.shift();
      if (next) run(next);
    });
  };

  return {
    enter: (task) => {
      if (running < atOnce) run(task);
      else if (waiting.length < waitingAtMost) waiting.push(task);
      else return false;
      return true;
    },
  };
}
