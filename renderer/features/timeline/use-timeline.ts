// useTimeline: the log under one filter: the newest page kept live by pushes, older ones fetched as they are reached.
import { useCallback, useRef, useState } from 'react';
import type { TimelineFilter } from '../../../shared/contract/timeline.ts';
import { unwrap, useConsole, useRead } from '../../bridge/queries.ts';
import { RefusedError } from '../../bridge/refused-error.ts';
import { released, withNewest, withOlder, type Known } from './timeline-rows.ts';

/** Rows of one page. */
const PAGE = 100;

type Older = 'ready' | 'loading' | { readonly refused: string };

/** One filter for the life of the caller: give the component that calls this the filter as its key. */
export function useTimeline(filter: TimelineFilter, holding: boolean) {
  const newest = useRead('timeline.page', { filter, before: null, limit: PAGE });
  const { client, queries } = useConsole();
  const [known, setKnown] = useState<Known | null>(null);
  const [older, setOlder] = useState<Older>('ready');
  const busy = useRef(false);

  const page = newest.data;
  const [taken, setTaken] = useState<typeof page>();
  if (page && page !== taken) {
    setTaken(page);
    setKnown(withNewest(known, page, holding));
  }
  const [held, setHeld] = useState(holding);
  if (holding !== held) {
    setHeld(holding);
    if (!holding) setKnown((rows) => rows && released(rows));
  }

  const before = known?.nextBefore ?? null;
  const loadOlder = useCallback(() => {
    if (before === null || busy.current) return;
    busy.current = true;
    setOlder('loading');
    const params = { filter, before, limit: PAGE };
    // Not kept: these rows live in `known`, and a push must not make the window ask for every page anew.
    queries
      .fetchQuery({
        queryKey: ['older entries', params],
        queryFn: () => unwrap<'timeline.page'>(client['timeline.page'](params)),
        gcTime: 0,
      })
      .then(
        (value) => {
          setKnown((current) => current && withOlder(current, value, before));
          setOlder('ready');
        },
        (error: unknown) =>
          setOlder({ refused: error instanceof RefusedError ? error.message : 'The entries did not come.' }),
      )
      .finally(() => {
        busy.current = false;
      });
  }, [before, client, filter, queries]);

  return { newest, known, older, loadOlder };
}
