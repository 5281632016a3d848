// Life: one run of the process from its start to its end. When it dies, at once and anywhere, everything it held is gone: its timers
// never fire, its statements fail, what its promises would have done does not happen.

export type Life = {
  dead: boolean;
  readonly serial: number;
};

/** Thrown to unwind the stack of a process that is no more. Nothing that happens on the way out reaches the world. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/** Places where the process can be made to die. */
export const CRASH_POINTS = [
  'before-begin',
  'after-statement',
  'before-commit',
  'after-commit',
  'pay-unsent',
  'pay-sent',
  'pay-answered',
  'lookup-asked',
  'lookup-answered',
  'list-asked',
  'list-answered',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export type Strike = {
  readonly point: CrashPoint;
  /** Let this many matching moments pass first. */
  readonly skip: number;
  /** For `after-statement`: which write of the transaction. */
  readonly statement: number;
  /** Only in a transaction that wrote this audit action; null is any. */
  readonly during: string | null;
};

export type Reaper = {
  readonly arm: (strike: Strike | null) => void;
  readonly armed: () => Strike | null;
  /** Called by disk and node at every point: dies there when told so. `statement` counts the writes of the transaction. */
  readonly pass: (life: Life, point: CrashPoint, during: string | null, statement?: number) => void;
};

export function createReaper(onDeath: (point: CrashPoint, during: string | null) => void): Reaper {
  let strike: Strike | null = null;
  let skipped = 0;
  return {
    arm: (next) => {
      strike = next;
      skipped = 0;
    },
    armed: () => strike,
    pass: (life, point, during, statement) => {
      if (strike?.point !== point || (strike.during !== null && strike.during !== during)) return;
      if (statement !== undefined && statement !== strike.statement) return;
      if (skipped < strike.skip) {
        skipped += 1;
        return;
      }
      strike = null;
      life.dead = true;
      onDeath(point, during);
      throw new ProcessDied(point);
    },
  };
}
