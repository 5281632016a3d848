// TimelineGrid: the entries, drawn where they are looked at, walked by keyboard. ARIA: grid pattern with an active descendant.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import type { TimelineRow } from '../../../shared/contract/timeline.ts';
import { rowAfterKey } from '../../ui/row-keys.ts';
import { useRowHeight } from '../../ui/row-height.ts';
import { narrowest, type TableColumn } from '../../ui/table-columns.ts';
import { TableHead } from '../../ui/TableHead.tsx';

type TimelineGridProps = {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Newest first. */
  readonly rows: readonly TimelineRow[];
  readonly columns: readonly TableColumn<TimelineRow>[];
  /** Entries in all, loaded or not. */
  readonly total: number;
  readonly openSeq: number | null;
  readonly onOpen: (seq: number) => void;
  /** The reader left the top, or came back to it. */
  readonly onAway: (away: boolean) => void;
  /** The last of `rows` is near; undefined when there is nothing to ask for. */
  readonly onNearEnd: (() => void) | undefined;
};

/** Older entries are asked for this many rows before the end comes into sight. */
const LOOK_AHEAD = 40;

export function TimelineGrid(props: TimelineGridProps) {
  const { box, rows, columns, total, openSeq, onOpen, onAway, onNearEnd } = props;
  const [active, setActive] = useState<number | null>(openSeq);
  const id = useId();
  const rowHeight = useRowHeight();
  const activeIndex = active === null ? -1 : rows.findIndex((row) => row.seq === active);
  const tracks = columns.map(({ width }) => width).join(' ');

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.seq ?? index,
    overscan: 8,
    scrollPaddingStart: 32,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - LOOK_AHEAD) onNearEnd?.();
  }, [last, rows.length, onNearEnd]);

  const tell = useRef(onOpen);
  useEffect(() => {
    tell.current = onOpen;
  });
  const open = useCallback((seq: number): void => {
    setActive(seq);
    tell.current(seq);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      onOpen(active);
      return;
    }
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = rowAfterKey(event.key, activeIndex, rows.length, page);
    const row = next === undefined ? undefined : rows[next];
    if (next === undefined || !row) return;
    event.preventDefault();
    setActive(row.seq);
    virtualizer.scrollToIndex(next);
  };

  return (
    <div
      ref={box}
      role="grid"
      aria-label="Timeline, newest first"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeIndex >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={() => onAway((box.current?.scrollTop ?? 0) > rowHeight / 2)}
      onFocus={(event) => {
        if (event.target === event.currentTarget && activeIndex < 0) setActive(rows[0]?.seq ?? null);
      }}
      className="group min-h-0 flex-1 overflow-auto outline-none"
    >
      <div style={{ minWidth: narrowest(columns) }}>
        <TableHead columns={columns} tracks={tracks} sort={null} onSort={() => undefined} />
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <Row
                key={row.seq}
                id={`${id}-${row.seq}`}
                row={row}
                columns={columns}
                tracks={tracks}
                index={item.index}
                top={item.start}
                height={rowHeight}
                open={row.seq === openSeq}
                active={row.seq === active}
                onOpen={open}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

type RowProps = {
  readonly id: string;
  readonly row: TimelineRow;
  readonly columns: readonly TableColumn<TimelineRow>[];
  readonly tracks: string;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly open: boolean;
  readonly active: boolean;
  readonly onOpen: (seq: number) => void;
};

/** Remembered, so that scrolling draws the rows that come into sight and no others. */
const Row = memo(function Row(props: RowProps) {
  const { id, row, columns, tracks, index, top, height, open, active, onOpen } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open || undefined}
      onClick={() => onOpen(row.seq)}
      style={{ gridTemplateColumns: tracks, height, transform: `translateY(${top}px)` }}
      className={`absolute inset-x-0 top-0 grid cursor-pointer items-center border-b border-line text-sm hover:bg-raised ${open ? 'bg-raised shadow-[inset_2px_0_0_var(--accent)]' : ''} ${active ? 'group-focus-visible:bg-raised group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent' : ''}`}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={`flex min-w-0 items-center overflow-hidden px-2.5 first:pl-3.5 last:pr-3.5 ${column.align === 'right' ? 'justify-end text-right' : ''}`}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
});
