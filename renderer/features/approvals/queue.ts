// Queue: where a payment stands among those that wait, and which come before and after it. Pure.

type Waiting = { readonly id: string; readonly agentName: string };

export type QueuePlace<T> = {
  /** From 1; null when it is not among those that wait. */
  readonly position: number | null;
  readonly total: number;
  readonly previous: T | null;
  /** For one that has just left the queue: who stands in its place. */
  readonly next: T | null;
};

/** `waiting` in the order of the queue; `wasAt` is the index at which it stood when it was last seen there. */
export function placeInQueue<T extends Waiting>(
  waiting: readonly T[],
  id: string,
  wasAt: number,
): QueuePlace<T> {
  const index = waiting.findIndex((row) => row.id === id);
  const here = index < 0 ? Math.min(Math.max(0, wasAt), waiting.length) : index;
  const after = index < 0 ? here : here + 1;
  return {
    position: index < 0 ? null : index + 1,
    total: waiting.length,
    previous: waiting[here - 1] ?? null,
    // Whoever has come to the end begins again with those left over, once this one is done.
    next: waiting[after] ?? (index < 0 ? (waiting[0] ?? null) : null),
  };
}
