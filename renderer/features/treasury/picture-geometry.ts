// The transaction picture as shapes: one band per input and output, as thick as its share, meeting in one trunk. Pure.

/** Rows beyond this are folded into one: a picture of a hundred bands says nothing. */
export const MOST_ROWS = 8;

export type Folded<T> = { readonly shown: readonly T[]; readonly folded: readonly T[] };

/** At most `MOST_ROWS` rows, the last of which stands for the rest. */
export const fold = <T>(rows: readonly T[], most = MOST_ROWS): Folded<T> =>
  rows.length <= most
    ? { shown: rows, folded: [] }
    : { shown: rows.slice(0, most - 1), folded: rows.slice(most - 1) };

/** Thickness of the trunk and the least of a band, in px. */
const TRUNK = 44;
const LEAST = 1.5;

/**
 * Thickness of each band in px; they add up to at most a little more than the trunk. Amounts are bigint until the very last: a share
 * is a picture, not a figure. SECURITY: without amounts all are alike, so that nothing is told by proportion.
 */
export function thicknesses(values: readonly bigint[], hidden: boolean): readonly number[] {
  const total = values.reduce((sum, value) => sum + value, 0n);
  if (hidden || total === 0n) return values.map(() => TRUNK / Math.max(1, values.length));
  return values.map((value) => Math.max(LEAST, (Number((value * 1_000_000n) / total) / 1_000_000) * TRUNK));
}

export type Band = { readonly path: string };

/**
 * Bands from row centres at `x0` to a trunk centred at `y` at `x1`, stacked in order. Rows are `rowHeight` px apart; `top` is where
 * the first of them begins.
 */
export function bands(
  thick: readonly number[],
  { x0, x1, y, rowHeight, top }: Readonly<Record<'x0' | 'x1' | 'y' | 'rowHeight' | 'top', number>>,
): readonly Band[] {
  const sum = thick.reduce((all, one) => all + one, 0);
  let at = y - sum / 2;
  const bend = (x0 + x1) / 2;
  const round = (value: number): string => Number(value.toFixed(2)).toString();
  return thick.map((height, index) => {
    const centre = top + rowHeight * (index + 0.5);
    const [a, b] = [centre - height / 2, centre + height / 2];
    const [c, d] = [at, at + height];
    at += height;
    return {
      path: `M${x0} ${round(a)}C${bend} ${round(a)} ${bend} ${round(c)} ${x1} ${round(c)}L${x1} ${round(d)}C${bend} ${round(d)} ${bend} ${round(b)} ${x0} ${round(b)}Z`,
    };
  });
}
