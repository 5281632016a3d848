// Page: lnd's way of paging lists by index: offset excluded, ascending order in every answer, `reversed` walks from the end.

export type PageQuery<T> = {
  /** 0 means the start, or the end when reversed. */
  readonly offset: number;
  readonly limit: number;
  readonly reversed: boolean;
  /** Unix seconds, both ends included; 0 means open. */
  readonly from: number;
  readonly to: number;
  readonly createdAt: (row: T) => number;
};

/** `rows` must rise by `indexOf`. `first` and `last` are decimal text, "0" for an empty page. */
export function page<T>(
  rows: readonly T[],
  indexOf: (row: T) => number,
  query: PageQuery<T>,
): { readonly rows: readonly T[]; readonly first: string; readonly last: string } {
  const { offset, limit, from, to } = query;
  const eligible = rows.filter((row) => {
    const at = query.createdAt(row);
    return (from === 0 || at >= from) && (to === 0 || at <= to);
  });
  const found = query.reversed
    ? eligible.filter((row) => offset === 0 || indexOf(row) < offset).slice(-limit)
    : eligible.filter((row) => indexOf(row) > offset).slice(0, limit);
  const [first, last] = [found.at(0), found.at(-1)];
  return {
    rows: found,
    first: String(first === undefined ? 0 : indexOf(first)),
    last: String(last === undefined ? 0 : indexOf(last)),
  };
}
