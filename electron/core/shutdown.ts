// Shutdown: ends parts one after another; one that hangs or throws does not keep the next from ending.
import type { Clock } from '../store/clock.ts';
import type { OpsLog } from './ops-log.ts';

/** Longest one part may take, milliseconds; the shells end the process after 15 s whatever happens. */
const LONGEST_MS = 3_000;

export type Ending = readonly [name: string, end: () => void | Promise<void>];

export async function endInOrder(clock: Clock, log: OpsLog, endings: readonly Ending[]): Promise<void> {
  for (const [name, end] of endings) {
    try {
      if (!(await inTime(clock, end))) log.warn('A part did not end in time.', { part: name });
    } catch (error) {
      log.error('A part could not be ended.', error, { part: name });
    }
  }
}

async function inTime(clock: Clock, end: () => void | Promise<void>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = clock.after(LONGEST_MS, () => resolve(false));
  try {
    return await Promise.race([Promise.resolve(end()).then(() => true), promise]);
  } finally {
    cancel();
  }
}
