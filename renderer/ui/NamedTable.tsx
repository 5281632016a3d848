// NamedTable: a DataTable with its tools; words, order and the row one came from stand in the address.
import { Search } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { textPart, useAddress } from './address.ts';
import { Button } from './Button.tsx';
import { CSV_START, csvHead, csvLines } from './csv.ts';
import type { DataTableProps } from './DataTable.tsx';
import { useDisplay } from './display.ts';
import { EmptyState } from './EmptyState.tsx';
import { INPUT_SHAPE } from './Field.tsx';
import { groupDigits } from './format.ts';
import { csvFields, rowsMatching, rowText, shownColumns } from './table-columns.ts';
import { sortRows, sortTyped, sortWords } from './table-order.ts';
import { TableGrid } from './TableGrid.tsx';
import { TableTools } from './TableTools.tsx';
import { useTableView } from './use-table-view.ts';
import { useTyped } from './use-typed.ts';
import type { Piece } from './write-export.ts';

/** Rows written between two looks at whether it was cancelled. */
const PIECE = 500;

export function NamedTable<T extends object>({
  name,
  rows,
  columns,
  initialSort,
  find,
  filters,
  onOpen,
  rowId,
  ...grid
}: DataTableProps<T> & { readonly name: string }) {
  const { search, change } = useAddress();
  const view = useTableView(name);
  const { hideBalances } = useDisplay();
  const typed = textPart(search['q']);
  const sort = sortTyped(search['sort'], columns) ?? initialSort ?? null;
  const sortKey = sort === null ? '' : sortWords(sort);
  const steady = useMemo(() => sortTyped(sortKey, columns), [sortKey, columns]);
  const shown = useMemo(() => shownColumns(columns, view.hidden), [columns, view.hidden]);
  const found = useMemo(
    () => rowsMatching(rows, typed, find ?? ((row) => rowText(columns, row))),
    [rows, typed, find, columns],
  );

  const pieces = function* (): Generator<Piece> {
    const fields = csvFields(shown, rows);
    yield { text: `${CSV_START}${csvHead(fields)}`, rows: 0 };
    const all = sortRows(found, columns, steady);
    for (let from = 0; from < all.length; from += PIECE) {
      const some = all.slice(from, from + PIECE);
      yield { text: csvLines(fields, some, hideBalances), rows: some.length };
    }
  };

  // Before the row's own page is shown, so that Back comes to this row and not to the top.
  const opening = useRef({ onOpen, rowId, change });
  useEffect(() => {
    opening.current = { onOpen, rowId, change };
  });
  const open = useCallback((row: T): void => {
    const now = opening.current;
    void now.change({ at: now.rowId(row) }).then(() => now.onOpen?.(row));
  }, []);

  return (
    <div className="flex min-h-0 flex-col">
      <TableTools name={name} view={view} columns={columns} pieces={pieces} rows={found.length}>
        <Find
          label={grid.label}
          typed={typed}
          onTyped={(text) => void change({ q: text === '' ? undefined : text, at: undefined })}
        />
        {filters}
        <span role="status" className="text-xs text-faint">
          {found.length === rows.length
            ? groupDigits(rows.length)
            : `${groupDigits(found.length)} of ${groupDigits(rows.length)}`}
          <span className="sr-only"> rows</span>
        </span>
      </TableTools>
      {view.ready && (
        <TableGrid
          {...grid}
          rows={found}
          columns={shown}
          rowId={rowId}
          sort={steady}
          onSort={(next) => void change({ sort: sortWords(next) }, 'push')}
          onOpen={onOpen === undefined ? undefined : open}
          startId={textPart(search['at']) || null}
          empty={
            typed === '' ? (
              grid.empty
            ) : (
              <Nothing typed={typed} onClear={() => void change({ q: undefined })} />
            )
          }
        />
      )}
    </div>
  );
}

type FindProps = {
  readonly label: string;
  readonly typed: string;
  readonly onTyped: (text: string) => void;
};

function Find({ label, typed, onTyped }: FindProps) {
  const field = useTyped(typed, onTyped);
  return (
    <label className="relative block w-56 min-w-32">
      <span className="sr-only">Find in {label}</span>
      <Search size={13} aria-hidden className="pointer-events-none absolute top-2 left-2.5 text-faint" />
      <input
        type="search"
        {...field}
        maxLength={200}
        placeholder="Find"
        spellCheck={false}
        className={`${INPUT_SHAPE} h-7.5 pl-8`}
      />
    </label>
  );
}

function Nothing({ typed, onClear }: { readonly typed: string; readonly onClear: () => void }) {
  return (
    <EmptyState
      title="No row has these words"
      why={`The table has rows, but none with “${typed}”.`}
      action={<Button onClick={onClear}>Show all</Button>}
    />
  );
}
