// TimelineList: a log of any length, drawn where it is looked at. New entries do not move what is being read.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { memo, useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { TimelineFilter, TimelineRow } from '../../../shared/contract/timeline.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useDisplay } from '../../ui/display.ts';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { rowAfterKey } from '../../ui/row-keys.ts';
import { useRowHeight } from '../../ui/row-height.ts';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import { heldRows, newCount } from './timeline-rows.ts';
import { LEVEL_TONES, OUTCOME_TONES, utcMoment } from './timeline-words.ts';
import { useTimeline } from './use-timeline.ts';

type TimelineListProps = {
  readonly filter: TimelineFilter;
  readonly filtered: boolean;
  readonly openSeq: number | null;
  readonly onOpen: (seq: number) => void;
  readonly onClear: () => void;
};

const COLUMNS = { gridTemplateColumns: '4rem 9.9rem minmax(0, 1fr) 7.5rem 6.75rem 6.25rem' } as const;
/** Older entries are asked for this many rows before the end comes into sight. */
const LOOK_AHEAD = 40;

export function TimelineList({ filter, filtered, openSeq, onOpen, onClear }: TimelineListProps) {
  /** Sequence number of the top row while the reader is somewhere below it; null at the top. */
  const [heldTop, setHeldTop] = useState<number | null>(null);
  const { newest, known, older, loadOlder } = useTimeline(filter, heldTop !== null);
  const [active, setActive] = useState<number | null>(openSeq);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowHeight = useRowHeight();
  const rows = known ? heldRows(known, heldTop) : [];
  const fresh = known ? newCount(known, heldTop) : null;
  const activeIndex = rows.findIndex((row) => row.seq === active);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.seq ?? index,
    overscan: 15,
    scrollPaddingStart: 32,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const atEnd = known?.nextBefore === null;
  useEffect(() => {
    if (known && !atEnd && older === 'ready' && last >= rows.length - LOOK_AHEAD) loadOlder();
  }, [known, atEnd, older, last, rows.length, loadOlder]);

  const tell = useRef(onOpen);
  useEffect(() => {
    tell.current = onOpen;
  });
  const open = useCallback((seq: number): void => {
    setActive(seq);
    tell.current(seq);
  }, []);
  const onScroll = (): void => {
    const top = box.current?.scrollTop ?? 0;
    const away = top > rowHeight / 2;
    setHeldTop((before) => (away ? (before ?? rows[0]?.seq ?? null) : null));
  };
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
    <Panel body="flush" fill>
      <QueryView query={newest} what="the timeline" skeleton={12}>
        {() =>
          known && known.rows.length === 0 ? (
            filtered ? (
              <EmptyState
                title="No entry matches"
                why="The log has entries, but none under this filter."
                action={<Button onClick={onClear}>Clear the filter</Button>}
              />
            ) : (
              <EmptyState
                title="The log is empty"
                why="Every request, decision, payment and act of a person will stand here, in order and linked by hash."
              />
            )
          ) : (
            <div className="relative flex min-h-0 flex-1 flex-col">
              {fresh !== null && (
                <button
                  type="button"
                  onClick={() => {
                    setHeldTop(null);
                    box.current?.scrollTo({ top: 0 });
                    box.current?.focus();
                  }}
                  className="absolute top-10 left-1/2 z-20 inline-flex h-7 -translate-x-1/2 items-center gap-1.5 rounded-full border border-transparent bg-accent px-3 text-xs font-semibold text-on-accent shadow-float"
                >
                  <ArrowUp size={13} aria-hidden />
                  {fresh} new
                </button>
              )}
              <div
                ref={box}
                role="grid"
                aria-label="Timeline, newest first"
                aria-rowcount={known ? known.total + 1 : -1}
                aria-colcount={6}
                aria-activedescendant={activeIndex >= 0 ? `${id}-${active}` : undefined}
                tabIndex={0}
                onKeyDown={onKeyDown}
                onScroll={onScroll}
                onFocus={(event) => {
                  if (event.target === event.currentTarget && activeIndex < 0)
                    setActive(rows[0]?.seq ?? null);
                }}
                className="group min-h-0 flex-1 overflow-auto outline-none"
              >
                <div role="rowgroup" className="sticky top-0 z-10 bg-panel">
                  <div
                    role="row"
                    style={COLUMNS}
                    className="grid h-8 items-center border-b border-line text-2xs font-medium text-muted"
                  >
                    {['Entry', 'Time (UTC)', 'What happened', 'Who', 'Action', 'Outcome'].map(
                      (header, column) => (
                        <div
                          key={header}
                          role="columnheader"
                          className={`px-2 ${column === 0 ? 'pl-3.5 text-right' : ''}`}
                        >
                          {header}
                        </div>
                      ),
                    )}
                  </div>
                </div>
                <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
                  {items.map((item) => {
                    const row = rows[item.index];
                    if (!row) return null;
                    return (
                      <Row
                        key={row.seq}
                        id={`${id}-${row.seq}`}
                        row={row}
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
              <div className="flex h-8 shrink-0 items-center justify-between border-t border-line px-3.5 text-xs text-faint">
                <span role="status">
                  {known &&
                    (atEnd
                      ? `All ${groupDigits(rows.length)} entries`
                      : `${groupDigits(rows.length)} loaded of ${groupDigits(known.total)} entries`)}
                </span>
                {older === 'loading' && <span>Loading older ones …</span>}
                {typeof older === 'object' && (
                  <span className="flex items-center gap-2 text-danger">
                    {older.refused}
                    <Button size="small" onClick={loadOlder}>
                      Try again
                    </Button>
                  </span>
                )}
              </div>
            </div>
          )
        }
      </QueryView>
    </Panel>
  );
}

type RowProps = {
  readonly id: string;
  readonly row: TimelineRow;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly open: boolean;
  readonly active: boolean;
  readonly onOpen: (seq: number) => void;
};

/** Remembered, so that scrolling draws the rows that come into sight and no others. */
const Row = memo(function Row({ id, row, index, top, height, open, active, onOpen }: RowProps) {
  const { hideBalances } = useDisplay();
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open || undefined}
      onClick={() => onOpen(row.seq)}
      style={{ ...COLUMNS, height, transform: `translateY(${top}px)` }}
      className={`absolute inset-x-0 top-0 grid cursor-pointer items-center border-b border-line text-sm hover:bg-raised ${open ? 'bg-raised shadow-[inset_2px_0_0_var(--accent)]' : ''} ${active ? 'group-focus-visible:bg-raised group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent' : ''}`}
    >
      <div role="gridcell" className="px-2 pl-3.5 text-right font-mono text-xs text-faint">
        {groupDigits(row.seq)}
      </div>
      <div role="gridcell" className="px-2 font-mono text-xs whitespace-nowrap text-muted">
        {utcMoment(row.at)}
      </div>
      <div role="gridcell" className="flex min-w-0 items-center gap-2 px-2">
        {LEVEL_TONES[row.level] !== 'neutral' && (
          <StatusChip tone={LEVEL_TONES[row.level]}>{row.level}</StatusChip>
        )}
        <span className="truncate" title={hideBalances ? undefined : row.summary}>
          <Summary text={row.summary} />
        </span>
      </div>
      <div role="gridcell" className="truncate px-2 text-muted">
        {row.actor.name}
      </div>
      <div role="gridcell" className="truncate px-2 text-muted">
        {row.action}
      </div>
      <div role="gridcell" className="px-2">
        <StatusChip tone={OUTCOME_TONES[row.outcome]}>{row.outcome}</StatusChip>
      </div>
    </div>
  );
});
