// TimelineView: everything that happened, in order, with its proof. Times are UTC here whatever the rest of the console shows.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { DisplayContext, useDisplay } from '../../ui/display.ts';
import { Page, Panel } from '../../ui/Panel.tsx';
import { EntryDrawer } from './EntryDrawer.tsx';
import { Histogram } from './Histogram.tsx';
import { LogState } from './LogState.tsx';
import { TimelineFilters } from './TimelineFilters.tsx';
import { TimelineList } from './TimelineList.tsx';
import { changedSearch, filterOf, isFiltered, type SearchChange } from './timeline-search.ts';

export function TimelineView() {
  const search = useSearch({ from: '/timeline' });
  const navigate = useNavigate({ from: '/timeline' });
  const display = useDisplay();
  const { seq, ...narrowing } = search;
  const change = (part: SearchChange, how?: 'typing' | 'place'): void =>
    void navigate({ search: (before) => changedSearch(before, part), replace: how !== undefined });
  const clear = (): void => void navigate({ search: seq === undefined ? {} : { seq } });
  const utc = useMemo(() => ({ ...display, timeZone: 'utc' as const }), [display]);

  // “The last hour” is the hour before the filter was set: a moving edge would ask the core for another list each second.
  const key = JSON.stringify(narrowing);
  const [asked, setAsked] = useState({ key, filter: filterOf(narrowing, nowSeconds()) });
  if (asked.key !== key) setAsked({ key, filter: filterOf(narrowing, nowSeconds()) });

  return (
    <DisplayContext value={utc}>
      <Page
        fill
        title="Timeline"
        lead="Every request, decision, payment and act, in order and linked by hash. Times are UTC."
        aside={<LogState />}
      >
        <TimelineFilters search={search} onChange={change} onClear={clear} />
        <div className="min-h-0 flex-1 [&>section]:h-full">
          <Panel body="flush" fill>
            <Histogram
              filter={asked.filter}
              onStretch={({ from, to }) => change({ since: undefined, from, to })}
            />
            <TimelineList
              key={key}
              filter={asked.filter}
              filtered={isFiltered(narrowing)}
              openSeq={seq ?? null}
              // Back closes the drawer; from one entry to the next it has nothing to undo.
              onOpen={(next) => change({ seq: next }, seq === undefined ? undefined : 'place')}
              onClear={clear}
            />
          </Panel>
        </div>
        {seq !== undefined && (
          <EntryDrawer
            seq={seq}
            onSeq={(next) => change({ seq: next }, 'place')}
            onClose={() => change({ seq: undefined }, 'place')}
          />
        )}
      </Page>
    </DisplayContext>
  );
}

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);
