// Table columns: what a column is, which of them are shown, and what they say as text. Pure.
import type { ReactNode } from 'react';
import type { CsvField, NamedField } from './csv.ts';
import type { SortKey } from './table-order.ts';

export type TableColumn<T> = {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** Without it the column is not sorted by. null sorts last, whichever way. */
  readonly sort?: (row: T) => SortKey | null;
  /** Largest first on the first press, for amounts and times. */
  readonly descFirst?: boolean;
  readonly align?: 'left' | 'right';
  /** A CSS grid track: "minmax(10rem, 2fr)". */
  readonly width: string;
  /**
   * What an export writes for it. Without it a `sort` by text is written as text and one by bigint as an amount in msat; a column
   * sorted by number, or not sorted, is left out. `[]` leaves it out.
   */
  readonly csv?: CsvField<T> | readonly CsvField<T>[];
  /** Put away until the operator asks for it. */
  readonly optional?: true;
};

/** The columns to draw: at least the first, so that a row can be told from another. */
export function shownColumns<C extends { readonly id: string; readonly optional?: true }>(
  columns: readonly C[],
  hidden: readonly string[] | null,
): readonly C[] {
  return columns.filter(
    ({ id, optional }, index) => index === 0 || (hidden === null ? optional !== true : !hidden.includes(id)),
  );
}

const REM = /(?:^|minmax\()\s*(\d+(?:\.\d+)?)rem/;

/** The width under which a table scrolls sideways rather than squeeze its cells: the sum of what each track names as its least. */
export const narrowest = (columns: readonly { readonly width: string }[]): string =>
  `${columns.reduce((sum, { width }) => sum + Number(REM.exec(width)?.[1] ?? 4), 0)}rem`;

/** The ids put away when nobody chose. */
export const hiddenAtFirst = (
  columns: readonly { readonly id: string; readonly optional?: true }[],
): readonly string[] => columns.filter(({ optional }) => optional === true).map(({ id }) => id);

function declared<T>({ csv, sort }: TableColumn<T>, sample: T | undefined): readonly CsvField<T>[] {
  if (csv !== undefined) return 'kind' in csv ? [csv] : csv;
  const key = sort === undefined || sample === undefined ? null : sort(sample);
  if (typeof key === 'string')
    return [{ kind: 'text', of: (row) => (sort?.(row) as string | null | undefined) ?? null }];
  if (typeof key === 'bigint')
    return [{ kind: 'amount', of: (row) => (sort?.(row) as bigint | null | undefined) ?? null }];
  return [];
}

/** What an export of these columns writes, headings included. `rows` tell what a column without `csv` holds. */
export const csvFields = <T>(
  columns: readonly TableColumn<T>[],
  rows: readonly T[],
): readonly NamedField<T>[] =>
  columns.flatMap((column) =>
    declared(
      column,
      rows.find((row) => column.sort?.(row) !== null),
    ).map((field) => ({ ...field, name: field.name ?? column.header })),
  );

/** Everything about a row that is text, for finding it by words. Amounts are no part of it: what is hidden must not be found either. */
export function rowText<T>(columns: readonly TableColumn<T>[], row: T): string {
  return columns
    .flatMap((column) =>
      declared(column, row).map((field) =>
        field.kind === 'text' || field.kind === 'sentence' ? (field.of(row) ?? '') : '',
      ),
    )
    .join('\n');
}

/** Every word must be found somewhere in the row; case does not matter. */
export function rowsMatching<T>(rows: readonly T[], typed: string, text: (row: T) => string): readonly T[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const whole = text(row).toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
