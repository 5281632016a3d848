// Axis ticks: even steps of one, two or five times a power of ten, so that the lines of a chart can be read without counting. Pure.

/** Fewer lines cannot be read between, more are a fence. */
const MOST_STEPS = 4;

/** From 0 in even whole steps to the first one not below `highest`. */
export function axisTicks(highest: number): readonly number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = Math.max(1, highest / MOST_STEPS);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? 10 * power;
  const steps = Math.ceil(highest / step);
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** About so many names stand on an axis beside each other. */
const NAMES = 6;

/**
 * Which buckets are named: of those whose name is another than the one before (a new day), evenly, about six. The first one is named
 * only where its name is not cut short by the next.
 */
export function namedTicks(ticks: readonly string[]): ReadonlySet<number> {
  const changes = ticks.flatMap((tick, index) => (tick === ticks[index - 1] ? [] : [index]));
  const [, second, third] = changes;
  if (second !== undefined && third !== undefined && second < third - second) changes.shift();
  const every = Math.max(1, Math.floor(changes.length / NAMES));
  return new Set(changes.filter((_, index) => index % every === 0));
}
