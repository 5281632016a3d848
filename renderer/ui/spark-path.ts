// Spark path: a row of values as an SVG path within a box. Pure.

/** Room for the line's thickness and the dot at its end. */
const INSET = 2.5;

export type SparkPath = {
  readonly line: string;
  /** What lies between the line and zero: without it a row of equal values is a stroke that hangs in the air. */
  readonly area: string;
  readonly end: { readonly x: number; readonly y: number } | null;
};

/** From zero to the largest value, oldest left. Flat at the bottom when nothing happened; values that are no number count as zero. */
export function sparkPath(values: readonly number[], width: number, height: number): SparkPath {
  const sane = values.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0));
  if (sane.length === 0) return { line: '', area: '', end: null };
  const most = Math.max(...sane);
  const step = sane.length === 1 ? 0 : (width - 2 * INSET) / (sane.length - 1);
  const points = sane.map((value, index) => ({
    x: Number((INSET + index * step).toFixed(2)),
    y: Number((height - INSET - (most === 0 ? 0 : (value / most) * (height - 2 * INSET))).toFixed(2)),
  }));
  const line = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'} ${x} ${y}`).join(' ');
  const [from, to] = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0];
  return {
    line,
    area: `${line} L ${to} ${height - INSET} L ${from} ${height - INSET} Z`,
    end: points.at(-1) ?? null,
  };
}
