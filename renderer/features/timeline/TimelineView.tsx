// TimelineView: everything that happened, in order, with its proof. Times are UTC here whatever the rest of the console shows.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type ComponentProps } from 'react';
import { DisplayContext, useDisplay } from '../../ui/display.ts';
import { Page } from '../../ui/Panel.tsx';
import { EntryDrawer } from './EntryDrawer.tsx';
import { LogState } from './LogState.tsx';
import { TimelineFilters } from './TimelineFilters.tsx';
import { TimelineList } from './TimelineList.tsx';
import {
  changedSearch,
  filterOf,
  isFiltered,
  type SearchChange,
  type TimelineSearch,
} from './timeline-search.ts';

export function TimelineView() {
  const search = useSearch({ from: '/timeline' });
  const navigate = useNavigate({ from: '/timeline' });
  const display = useDisplay();
  const { seq, ...narrowing } = search;
  const change = (part: SearchChange): void =>
    void navigate({ search: (before) => changedSearch(before, part), replace: true });
  const clear = (): void => void navigate({ search: seq === undefined ? {} : { seq }, replace: true });
  const utc = useMemo(() => ({ ...display, timeZone: 'utc' as const }), [display]);

  return (
    <DisplayContext value={utc}>
      <Page
        fill
        title="Timeline"
        lead="Every request, decision, payment and act, in order and linked by hash. Times are UTC."
        aside={<LogState />}
      >
        <TimelineFilters search={search} onChange={change} onClear={clear} />
        <div className="min-h-0 flex-1">
          <Narrowed
            key={JSON.stringify(narrowing)}
            search={narrowing}
            openSeq={seq ?? null}
            onOpen={(next) => change({ seq: next })}
            onClear={clear}
          />
        </div>
        {seq !== undefined && (
          <EntryDrawer
            seq={seq}
            onSeq={(next) => change({ seq: next })}
            onClose={() => change({ seq: undefined })}
          />
        )}
      </Page>
    </DisplayContext>
  );
}

type NarrowedProps = Omit<ComponentProps<typeof TimelineList>, 'filter' | 'filtered'> & {
  readonly search: Omit<TimelineSearch, 'seq'>;
};

/** The list under one search: give it the search as its key. */
function Narrowed({ search, ...list }: NarrowedProps) {
  // "The last hour" is the hour before the filter was set; a moving edge would ask the core for another list each second.
  const [filter] = useState(() => filterOf(search, Math.floor(Date.now() / 1_000)));
  return <TimelineList filter={filter} filtered={isFiltered(search)} {...list} />;
}
