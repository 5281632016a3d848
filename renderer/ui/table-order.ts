// Table order: how cells of one column compare and in which order rows stand. Amounts are bigint and are never turned into numbers for it. Pure.

export type SortKey = string | number | bigint;
export type Sort = { readonly id: string; readonly desc: boolean };

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Negative when `a` comes first. Text by the reader's order ("bot 9" before "bot 10"), figures by size. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') return words.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

type Sortable<T> = {
  readonly id: string;
  readonly sort?: (row: T) => SortKey | null;
  readonly descFirst?: boolean;
};

/** The rows by one column; those without a key last, whichever way. Rows that are equal keep the order they came in. */
export function sortRows<T>(
  rows: readonly T[],
  columns: readonly Sortable<T>[],
  sort: Sort | null,
): readonly T[] {
  const key = columns.find(({ id }) => id === sort?.id)?.sort;
  if (!key || !sort) return rows;
  const way = sort.desc ? -1 : 1;
  return rows
    .map((row) => ({ row, key: key(row) }))
    .toSorted((a, b) => {
      if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
      return way * compareKeys(a.key, b.key);
    })
    .map(({ row }) => row);
}

/** The order after a column's heading was pressed: its own first way, then the other, then the first again. */
export const nextSort = (column: Sortable<never>, now: Sort | null): Sort =>
  now?.id === column.id
    ? { id: column.id, desc: !now.desc }
    : { id: column.id, desc: column.descFirst ?? false };

/** Rows in the order of `held` (ids), new ones after them: what a person is pointing at does not move away. */
export function inHeldOrder<T>(
  rows: readonly T[],
  held: readonly string[],
  idOf: (row: T) => string,
): readonly T[] {
  const place = new Map(held.map((id, index) => [id, index]));
  return rows.toSorted((a, b) => (place.get(idOf(a)) ?? held.length) - (place.get(idOf(b)) ?? held.length));
}

/** "daily.desc" or "name" in an address; null for what names no column that can be sorted by. */
export function sortTyped<T>(text: unknown, columns: readonly Sortable<T>[]): Sort | null {
  if (typeof text !== 'string') return null;
  const desc = text.endsWith('.desc');
  const id = desc ? text.slice(0, -'.desc'.length) : text;
  return columns.some((column) => column.id === id && column.sort !== undefined) ? { id, desc } : null;
}

export const sortWords = ({ id, desc }: Sort): string => (desc ? `${id}.desc` : id);
