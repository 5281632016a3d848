// Commit queue: what is asked for in the same turn shares one durable transaction, so that many agents at once wait for the disk
// once and not once each (group commit). Nothing leaves before its commit. Rule: docs/gate.md, sections 1 and 4.
import type { Ledger } from './ledger.ts';

export type CommitQueue = {
  /**
   * Runs `work` inside the next transaction and resolves with its value once that is durable. `committed` runs in the turn of the
   * commit, before anything else can: an order to a node goes out there. Rejects when the transaction could not be written.
   * `work` is synchronous, changes nothing but the database, and may be run a second time when it shared a transaction that failed.
   */
  readonly add: <T>(work: () => T, committed?: (value: T) => void) => Promise<T>;
};

/** Bounds how long one transaction holds up everything else. */
const MOST_AT_ONCE = 128;

type Job = {
  readonly work: () => unknown;
  readonly committed: (value: unknown) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
};

export function createCommitQueue({ write }: Pick<Ledger, 'write'>): CommitQueue {
  const waiting: Job[] = [];

  const finish = (job: Job, value: unknown): void => {
    try {
      // SECURITY: no await between the commit and this call, or a freeze could be acknowledged in between and the payment still leave.
      job.committed(value);
      job.resolve(value);
    } catch (error) {
      job.reject(error);
    }
  };

  const together = (jobs: readonly Job[]): void => {
    const values = write(() => jobs.map((job) => job.work()));
    jobs.forEach((job, index) => finish(job, values[index]));
  };

  /** One that cannot be written takes no other with it: after a failure each is tried by itself. */
  const flush = (): void => {
    const jobs = waiting.splice(0, MOST_AT_ONCE);
    if (waiting.length > 0) queueMicrotask(flush);
    try {
      together(jobs);
    } catch (error) {
      if (jobs.length === 1) return jobs[0]?.reject(error);
      for (const job of jobs)
        try {
          together([job]);
        } catch (own) {
          job.reject(own);
        }
    }
  };

  return {
    add: <T>(work: () => T, committed: (value: T) => void = () => undefined) =>
      new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) queueMicrotask(flush);
        waiting.push({ work, committed, resolve, reject } as Job);
      }),
  };
}
