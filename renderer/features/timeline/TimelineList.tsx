// TimelineList: a log of any length under one filter, in its four states. New entries do not move what is being read.
import { ArrowUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { TimelineFilter, TimelineRow } from '../../../shared/contract/timeline.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { groupDigits } from '../../ui/format.ts';
import { QueryView } from '../../ui/QueryView.tsx';
import { shownColumns } from '../../ui/table-columns.ts';
import { TableTools } from '../../ui/TableTools.tsx';
import { useTableView } from '../../ui/use-table-view.ts';
import { TIMELINE_COLUMNS } from './timeline-columns.tsx';
import { heldRows, newCount, type Known } from './timeline-rows.ts';
import { TimelineGrid } from './TimelineGrid.tsx';
import { useTimeline } from './use-timeline.ts';
import { useTimelinePieces } from './use-timeline-pieces.ts';

type TimelineListProps = {
  readonly filter: TimelineFilter;
  readonly filtered: boolean;
  readonly openSeq: number | null;
  readonly onOpen: (seq: number) => void;
  readonly onClear: () => void;
};

const NONE: readonly TimelineRow[] = [];

export function TimelineList({ filter, filtered, openSeq, onOpen, onClear }: TimelineListProps) {
  /** Sequence number of the top row while the reader is somewhere below it; null at the top. */
  const [heldTop, setHeldTop] = useState<number | null>(null);
  const { newest, known, older, loadOlder } = useTimeline(filter, heldTop !== null);
  const view = useTableView('timeline');
  const box = useRef<HTMLDivElement>(null);
  const rows = known ? heldRows(known, heldTop) : NONE;
  const fresh = known ? newCount(known, heldTop) : null;
  const columns = shownColumns(TIMELINE_COLUMNS, view.hidden);
  const pieces = useTimelinePieces(filter, columns);

  return (
    <>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <QueryView query={newest} what="the timeline" skeleton={12}>
          {() =>
            known && known.rows.length === 0 ? (
              <Nothing filtered={filtered} onClear={onClear} />
            ) : (
              <>
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
                {view.ready && known && (
                  <TimelineGrid
                    box={box}
                    rows={rows}
                    columns={columns}
                    total={known.total}
                    openSeq={openSeq}
                    onOpen={onOpen}
                    onAway={(away) =>
                      setHeldTop((before) => (away ? (before ?? rows[0]?.seq ?? null) : null))
                    }
                    onNearEnd={known.nextBefore !== null && older === 'ready' ? loadOlder : undefined}
                  />
                )}
              </>
            )
          }
        </QueryView>
      </div>
      <TableTools
        name="timeline"
        place="foot"
        view={view}
        columns={TIMELINE_COLUMNS}
        pieces={pieces}
        rows={known?.total ?? 0}
      >
        <span role="status" className="text-xs text-faint">
          {known && <HowMany known={known} shown={rows.length} />}
          {older === 'loading' && ' · loading older ones …'}
        </span>
        {typeof older === 'object' && (
          <span className="flex items-center gap-2 text-xs text-danger">
            {older.refused}
            <Button size="small" onClick={loadOlder}>
              Try again
            </Button>
          </span>
        )}
      </TableTools>
    </>
  );
}

function HowMany({ known, shown }: { readonly known: Known; readonly shown: number }) {
  if (known.total === 0) return 'No entries';
  return known.nextBefore === null
    ? shown === 0
      ? 'No entries'
      : `All ${groupDigits(shown)} entries`
    : `${groupDigits(shown)} of ${groupDigits(known.total)} entries loaded`;
}

function Nothing({ filtered, onClear }: Pick<TimelineListProps, 'filtered' | 'onClear'>) {
  return filtered ? (
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
  );
}
