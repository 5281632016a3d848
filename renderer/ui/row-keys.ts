// Row keys: which row a key leads to in a table or list. j and k as in the palette's sheet; pure.

/** The row after `key`, or undefined when the key means nothing here. `active` is -1 before the first move. */
export function rowAfterKey(
  key: string,
  active: number,
  rows: number,
  rowsPerPage: number,
): number | undefined {
  if (rows === 0) return undefined;
  const to = (row: number): number => Math.max(0, Math.min(rows - 1, row));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(active + 1);
    case 'ArrowUp':
    case 'k':
      return to(active - 1);
    case 'PageDown':
      return to(active + rowsPerPage);
    case 'PageUp':
      return to(active - rowsPerPage);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}
