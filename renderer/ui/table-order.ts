// Table order: how cells of one column compare. Amounts are bigint and are never turned into numbers for it.

export type SortKey = string | number | bigint;

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Negative when `a` comes first. Text by the reader's order ("bot 9" before "bot 10"), figures by size. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (typeof a === 'string' && typeof b === 'string') return words.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
