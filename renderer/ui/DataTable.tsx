// DataTable: rows of one kind, sortable, walked by keyboard, drawn only where they are looked at. ARIA: grid pattern with an active descendant.
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type Row,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { DataRow } from './DataRow.tsx';
import { rowAfterKey } from './row-keys.ts';
import { useRowHeight } from './row-height.ts';
import { compareKeys, type SortKey } from './table-order.ts';

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
};

type DataTableProps<T> = {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly TableColumn<T>[];
  readonly rowId: (row: T) => string;
  readonly initialSort?: { readonly id: string; readonly desc: boolean };
  readonly onOpen?: (row: T) => void;
  /** The row whose details are open. */
  readonly selectedId?: string | null;
  /** Drawn in place of the rows when there are none. */
  readonly empty: ReactNode;
  /** `own`: fills its parent and scrolls within, for long lists. `page`: as tall as its rows. */
  readonly scroll?: 'own' | 'page';
};

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

export function DataTable<T extends object>({
  label,
  rows,
  columns,
  rowId,
  initialSort,
  onOpen,
  selectedId = null,
  empty,
  scroll = 'own',
}: DataTableProps<T>) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const [active, setActive] = useState<string | null>(null);

  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return helper.columns(
      columns.map((column) =>
        helper.accessor((row: T) => column.sort?.(row) ?? undefined, {
          id: column.id,
          header: column.header,
          enableSorting: column.sort !== undefined,
          sortDescFirst: column.descFirst ?? false,
          sortUndefined: 'last',
          sortFn: (a: Row<typeof features, T>, b: Row<typeof features, T>, columnId: string) =>
            compareKeys(a.getValue<SortKey>(columnId), b.getValue<SortKey>(columnId)),
        }),
      ),
    );
  }, [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    enableSortingRemoval: false,
    initialState: { sorting: initialSort ? [{ ...initialSort }] : [] },
  });
  const sorted = table.getRowModel().rows;
  const activeIndex = sorted.findIndex((row) => row.id === active);

  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => sorted[index]?.id ?? index,
    overscan: 12,
    scrollPaddingStart: rowHeight,
    enabled: scroll === 'own',
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const move = (index: number): void => {
    const row = sorted[index];
    if (!row) return;
    setActive(row.id);
    if (scroll === 'own') virtualizer.scrollToIndex(index);
    else document.getElementById(`${id}-${row.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && activeIndex >= 0) {
      const row = sorted[activeIndex];
      if (row && onOpen) {
        event.preventDefault();
        onOpen(row.original);
      }
      return;
    }
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = rowAfterKey(event.key, activeIndex, sorted.length, page);
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };

  const newest = useRef({ onOpen, rowId });
  useEffect(() => {
    newest.current = { onOpen, rowId };
  });
  const open = useCallback((row: T): void => {
    setActive(newest.current.rowId(row));
    newest.current.onOpen?.(row);
  }, []);
  const tracks = columns.map((column) => column.width).join(' ');
  const shown =
    scroll === 'own'
      ? virtualizer.getVirtualItems().map((item) => ({ index: item.index, start: item.start }))
      : sorted.map((_, index) => ({ index, start: index * rowHeight }));
  const height = scroll === 'own' ? virtualizer.getTotalSize() : sorted.length * rowHeight;

  return (
    <div
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeIndex >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && activeIndex < 0 && sorted[0] && onOpen)
          setActive(sorted[0].id);
      }}
      className={`group min-w-0 rounded-b-panel ${active === null ? 'focus-visible:-outline-offset-2' : 'outline-none'} ${scroll === 'own' ? 'min-h-0 overflow-auto' : ''}`}
    >
      <div role="rowgroup" className="sticky top-0 z-10 bg-panel">
        <div
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: tracks }}
          className="grid h-8 border-b border-line"
        >
          {columns.map((column) => {
            const way = table.getColumn(column.id)?.getIsSorted() ?? false;
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={way === 'asc' ? 'ascending' : way === 'desc' ? 'descending' : undefined}
                className={`flex min-w-0 items-center px-3.5 text-2xs font-medium text-muted ${column.align === 'right' ? 'justify-end' : ''}`}
              >
                {column.sort === undefined ? (
                  <span className="truncate">{column.header}</span>
                ) : (
                  <button
                    type="button"
                    onClick={() => table.getColumn(column.id)?.toggleSorting()}
                    className={`-mx-1.5 inline-flex h-6 min-w-0 items-center gap-1 rounded px-1.5 hover:text-ink ${way === false ? '' : 'text-ink'} ${column.align === 'right' ? 'flex-row-reverse' : ''}`}
                  >
                    <span className="truncate">{column.header}</span>
                    {way === 'asc' && <ArrowUp size={12} aria-hidden />}
                    {way === 'desc' && <ArrowDown size={12} aria-hidden />}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {sorted.length === 0 ? (
        <div role="row">
          <div role="gridcell">{empty}</div>
        </div>
      ) : (
        <div role="rowgroup" className="relative" style={{ height }}>
          {shown.map(({ index, start }) => {
            const row = sorted[index];
            if (!row) return null;
            return (
              <DataRow
                key={row.id}
                id={`${id}-${row.id}`}
                row={row.original}
                columns={columns}
                tracks={tracks}
                index={index}
                start={start}
                height={rowHeight}
                active={row.id === active}
                open={row.id === selectedId}
                onOpen={open}
                canOpen={onOpen !== undefined}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}
