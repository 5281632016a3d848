// RowsExport: a short list that is no DataTable, written to a CSV file as a whole.
import { useDisplay } from './display.ts';
import { CSV_START, csvHead, csvLines, type NamedField } from './csv.ts';
import { ExportButton } from './ExportButton.tsx';
import type { Piece } from './write-export.ts';

type RowsExportProps<T> = {
  /** Name of the file. */
  readonly table: string;
  readonly fields: readonly NamedField<T>[];
  readonly rows: readonly T[];
  /** Which rows, for whoever hears several of these buttons. */
  readonly what?: string;
};

export function RowsExport<T>({ table, fields, rows, what }: RowsExportProps<T>) {
  const { hideBalances } = useDisplay();
  const pieces = function* (): Generator<Piece> {
    yield { text: `${CSV_START}${csvHead(fields)}`, rows: 0 };
    yield { text: csvLines(fields, rows, hideBalances), rows: rows.length };
  };
  return (
    <ExportButton
      table={table}
      pieces={pieces}
      rows={rows.length}
      label={what === undefined ? undefined : `Export CSV, ${what}`}
      title="Write these rows to a CSV file"
    />
  );
}
