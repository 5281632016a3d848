// A batch: many seeds one after the other over one scratch file, with what they reached, and for the first fault its shrunk history.
import { makeHistory, type History } from './acts.ts';
import { createCoverage, type Coverage } from './coverage.ts';
import { openPlatter } from './disk.ts';
import { makePool } from './invoices.ts';
import type { Violation } from './judge.ts';
import { hearStrayFaults, runHistory } from './run-history.ts';
import { shrink } from './shrink.ts';

export type Fault = {
  readonly seed: number;
  readonly violation: Violation;
  /** Shrunk; null when that was not asked for. */
  readonly history: History | null;
  readonly trace: readonly string[];
};

export type Batch = {
  readonly histories: number;
  readonly steps: number;
  readonly faults: readonly Fault[];
  readonly coverage: Coverage;
  /** Wall and processor time, in seconds, of the histories alone. */
  readonly seconds: number;
  readonly busySeconds: number;
  /** Of everything that happened in every history: the same seeds give the same one. */
  readonly digest: string;
};

export type BatchWish = {
  readonly first: number;
  readonly count: number;
  readonly acts: number;
  /** Only faults of these invariants count; null: all. */
  readonly invariants: readonly number[] | null;
  /** Ends after so many faulty seeds. */
  readonly stopAfter: number;
  readonly shrinks: boolean;
  readonly onProgress?: (done: number, faults: number) => void;
};

export async function runBatch(wish: BatchWish): Promise<Batch> {
  const platter = openPlatter();
  const hearNoMore = hearStrayFaults();
  try {
    const pool = makePool();
    const coverage = createCoverage();
    const stage = { file: platter.file, pool, coverage };
    const faults: Fault[] = [];
    const began = performance.now();
    const cpu = process.cpuUsage();
    let histories = 0;
    let steps = 0;
    let digest = 0;
    for (let seed = wish.first; seed < wish.first + wish.count; seed += 1) {
      const history = makeHistory(seed, wish.acts);
      const outcome = await runHistory(history, stage);
      histories += 1;
      steps += outcome.steps;
      for (const line of outcome.trace) digest = mix(digest, line);
      const violation = outcome.violations.find(
        ({ invariant }) => wish.invariants?.includes(invariant) ?? true,
      );
      if (violation) {
        faults.push({ seed, violation, history, trace: outcome.trace });
        if (faults.length >= wish.stopAfter) break;
      }
      wish.onProgress?.(histories, faults.length);
    }
    const used = process.cpuUsage(cpu);
    const seconds = (performance.now() - began) / 1_000;
    const [first] = faults;
    if (first && wish.shrinks) faults[0] = await shrunk(first, { ...stage, coverage: createCoverage() });
    return {
      histories,
      steps,
      faults,
      coverage,
      seconds,
      busySeconds: (used.user + used.system) / 1_000_000,
      digest: digest.toString(16).padStart(8, '0'),
    };
  } finally {
    hearNoMore();
    platter.close();
  }
}

async function shrunk(fault: Fault, stage: Parameters<typeof runHistory>[1]): Promise<Fault> {
  if (!fault.history) return fault;
  const history = await shrink(fault.history, async (candidate) => {
    const { violations } = await runHistory(candidate, stage);
    return violations[0]?.invariant === fault.violation.invariant;
  });
  const { violations, trace } = await runHistory(history, stage);
  return { ...fault, history, violation: violations[0] ?? fault.violation, trace };
}

/** FNV-1a, 32 bits. */
function mix(hash: number, text: string): number {
  let value = hash ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
