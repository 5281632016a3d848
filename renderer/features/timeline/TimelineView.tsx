// TimelineView: everything that happened, in order, with its proof. Times are UTC here whatever the rest of the console shows.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DisplayContext, useDisplay } from '../../ui/display.ts';
import { Page } from '../../ui/Panel.tsx';
import { EntryDrawer } from './EntryDrawer.tsx';
import { LogState } from './LogState.tsx';
import { TimelineFilters } from './TimelineFilters.tsx';
import { TimelineList } from './TimelineList.tsx';
import { changedSearch, filterOf, isFiltered, type SearchChange } from './timeline-search.ts';

export function TimelineView() {
  const search = useSearch({ from: '/timeline' });
  const navigate = useNavigate({ from: '/timeline' });
  const display = useDisplay();
  const { seq, ...narrowing } = search;
  const key = JSON.stringify(narrowing);
  // "The last hour" is the hour before the filter was set; a moving edge would ask the core for another list each second.
  const filter = useMemo(
    () => filterOf(JSON.parse(key) as typeof narrowing, Math.floor(Date.now() / 1_000)),
    [key],
  );
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
          <TimelineList
            key={key}
            filter={filter}
            filtered={isFiltered(search)}
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
