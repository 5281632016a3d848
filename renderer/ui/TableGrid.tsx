// TableGrid: the rows of a table, walked by keyboard, drawn only where they are looked at. ARIA: grid pattern with an active descendant.
import { useVirtualizer } from '@tanstack/react-virtual';
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
import { useRowHeight } from './row-height.ts';
import { rowAfterKey } from './row-keys.ts';
import { narrowest, type TableColumn } from './table-columns.ts';
import { inHeldOrder, nextSort, sortRows, type Sort } from './table-order.ts';
import { TableHead } from './TableHead.tsx';
import { useHeldOrder } from './use-held-order.ts';

/** px; the heading stays in sight (TableHead, h-8). */
const HEAD_HEIGHT = 32;

export type TableGridProps<T> = {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly TableColumn<T>[];
  readonly rowId: (row: T) => string;
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort) => void;
  readonly onOpen?: ((row: T) => void) | undefined;
  /** The row whose details are open. */
  readonly selectedId?: string | null;
  /** The row the keyboard stands on at first, brought into sight. */
  readonly startId?: string | null;
  /** Drawn in place of the rows when there are none. */
  readonly empty: ReactNode;
  /** `own`: fills its parent and scrolls within, for long lists. `page`: as tall as its rows. */
  readonly scroll?: 'own' | 'page';
};

export function TableGrid<T extends object>({
  label,
  rows,
  columns,
  rowId,
  sort,
  onSort,
  onOpen,
  selectedId = null,
  startId = null,
  empty,
  scroll = 'own',
}: TableGridProps<T>) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const [active, setActive] = useState<string | null>(startId);

  const inOrder = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort]);
  const { held, release, onPointerMove } = useHeldOrder(useMemo(() => inOrder.map(rowId), [inOrder, rowId]));
  const sorted = useMemo(
    () => (held === null ? inOrder : inHeldOrder(inOrder, held, rowId)),
    [inOrder, held, rowId],
  );
  const activeIndex = active === null ? -1 : sorted.findIndex((row) => rowId(row) === active);

  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => (sorted[index] ? rowId(sorted[index]) : index),
    // Enough for a turn of the wheel; each one more is drawn at every change of screen.
    overscan: 6,
    scrollPaddingStart: rowHeight,
    enabled: scroll === 'own',
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  // Once: coming back to a list shows the row one came from.
  const started = useRef(false);
  useEffect(() => {
    if (started.current || activeIndex < 0 || scroll !== 'own') return;
    started.current = true;
    virtualizer.scrollToIndex(activeIndex);
  }, [activeIndex, scroll, virtualizer]);

  /** By what the virtualizer has seen already: its own scrolling measures the page at every key. */
  const bringIntoSight = (index: number): void => {
    const from = virtualizer.scrollOffset ?? 0;
    const shownHeight = (virtualizer.scrollRect?.height ?? 0) - HEAD_HEIGHT;
    const top = index * rowHeight;
    const to = top < from ? top : top + rowHeight > from + shownHeight ? top + rowHeight - shownHeight : from;
    if (to !== from) box.current?.scrollTo({ top: to });
  };
  const move = (index: number): void => {
    const row = sorted[index];
    if (!row) return;
    setActive(rowId(row));
    if (scroll === 'own') bringIntoSight(index);
    else document.getElementById(`${id}-${rowId(row)}`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const row = sorted[activeIndex];
    if (event.key === 'Enter' && row && onOpen) {
      event.preventDefault();
      onOpen(row);
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
      onPointerMove={onPointerMove}
      onPointerLeave={release}
      onFocus={(event) => {
        if (event.target === event.currentTarget && activeIndex < 0 && sorted[0] && onOpen)
          setActive(rowId(sorted[0]));
      }}
      className={`group min-w-0 rounded-b-panel ${active === null ? 'focus-visible:-outline-offset-2' : 'outline-none'} ${scroll === 'own' ? 'min-h-0 overflow-auto' : 'overflow-x-auto'}`}
    >
      <div style={{ minWidth: narrowest(columns) }}>
        <TableHead
          columns={columns}
          tracks={tracks}
          sort={sort}
          onSort={(column) => {
            // The operator asked for an order: it is shown at once, wherever the pointer is.
            release();
            onSort(nextSort(column, sort));
          }}
        />
        {sorted.length === 0 ? (
          <div role="row">
            <div role="gridcell">{empty}</div>
          </div>
        ) : (
          <div role="rowgroup" className="relative" style={{ height }}>
            {shown.map(({ index, start }) => {
              const row = sorted[index];
              if (!row) return null;
              const key = rowId(row);
              return (
                <DataRow
                  key={key}
                  id={`${id}-${key}`}
                  row={row}
                  columns={columns}
                  tracks={tracks}
                  index={index}
                  start={start}
                  height={rowHeight}
                  active={key === active}
                  open={key === selectedId}
                  onOpen={open}
                  canOpen={onOpen !== undefined}
                />
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}
