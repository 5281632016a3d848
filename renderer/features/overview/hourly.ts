// Counts by the hour out of buckets of any width up to an hour. Pure.

/** `hours` counts, oldest first, the last one ending at `until` (unix seconds). What lies outside is left out. */
export function hourly(
  buckets: readonly { readonly at: number; readonly count: number }[],
  until: number,
  hours: number,
): readonly number[] {
  const counts = Array.from({ length: hours }, () => 0);
  for (const { at, count } of buckets) {
    const index = hours - 1 - Math.floor((until - 1 - at) / 3_600);
    if (index >= 0 && index < hours) counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}
