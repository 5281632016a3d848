// Deadline: an answer, or what stands in for it when it takes too long. The library behind a node can wait for ever on a stream that
// ended without a word; whoever asks a node from within the gate waits no longer than this.
import type { Clock } from '../store/clock.ts';

/** Resolves with the answer, or with `late()` after `ms`. Rejects as the answer does; what comes too late is dropped. */
export async function within<T>(
  clock: Pick<Clock, 'after'>,
  ms: number,
  answer: Promise<T>,
  late: () => T,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const cancel = clock.after(ms, () => {
    try {
      resolve(late());
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
  try {
    return await Promise.race([answer, promise]);
  } finally {
    cancel();
  }
}
