// What a fuzzing run found: how many inputs of which class, how fast, how slow the slowest, and every fault with what replays it.

export type Fault = {
  readonly target: string;
  /** With the seed, replays the input alone. */
  readonly index: number;
  readonly kind: string;
  readonly why: string;
};

export type FuzzReport = {
  readonly target: string;
  readonly inputs: number;
  /** Inputs by class, and what each class came to: `class → outcome`. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly seconds: number;
  readonly slowest: { readonly ms: number; readonly index: number; readonly kind: string };
  readonly faults: readonly Fault[];
};

/** One input may take this much of the processor. Milliseconds. */
const CPU_DEADLINE_MS = 1_000;
/** And must be done within this, however busy the machine is. Milliseconds. */
const WALL_DEADLINE_MS = 15_000;

export type Tally = {
  /** Runs one input and books its outcome; what it throws is a fault. */
  readonly input: (index: number, kind: string, run: () => string | Promise<string>) => Promise<void>;
  readonly done: () => FuzzReport;
};

/** `run` gives its outcome in a word, or throws an error that says what is wrong. */
export function createTally(target: string): Tally {
  const outcomes = new Map<string, number>();
  const faults: Fault[] = [];
  const began = performance.now();
  let inputs = 0;
  let slowest = { ms: 0, index: -1, kind: '' };
  return {
    input: async (index, kind, run) => {
      inputs += 1;
      const start = performance.now();
      const before = process.cpuUsage();
      try {
        const pending = run();
        const outcome = `${kind} → ${typeof pending === 'string' ? pending : await pending}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      } catch (error) {
        faults.push({ target, index, kind, why: error instanceof Error ? error.message : String(error) });
      }
      const took = performance.now() - start;
      if (took > slowest.ms) slowest = { ms: took, index, kind };
      const { user, system } = process.cpuUsage(before);
      const busy = (user + system) / 1_000;
      if (busy > CPU_DEADLINE_MS || took > WALL_DEADLINE_MS)
        faults.push({
          target,
          index,
          kind,
          why: `took ${took.toFixed(0)} ms, ${busy.toFixed(0)} ms of processor`,
        });
    },
    done: () => ({
      target,
      inputs,
      outcomes,
      seconds: (performance.now() - began) / 1_000,
      slowest,
      faults,
    }),
  };
}

/** Throws with `why` unless it holds. */
export function must(holds: boolean, why: () => string): asserts holds {
  if (!holds) throw new Error(why());
}
