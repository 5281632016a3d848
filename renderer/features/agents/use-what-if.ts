// The agent's past under a policy that is being typed: asked once typing has paused, and not anew at every payment of a busy fleet.
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { PolicyText } from '../../../shared/contract/values.ts';
import type { Params, Value } from '../../bridge/client.ts';
import { unwrap, useConsole } from '../../bridge/queries.ts';
import type { RefusedError } from '../../bridge/refused-error.ts';

export type WhatIf = Value<'agents.whatIf'>;
export type Which = Params<'agents.whatIf'>['which'];

/** After the last key. */
const PAUSE_MS = 250;
const REFRESH_MS = 60_000;
/** Rows shown at once; the sums count all of them. */
export const WHAT_IF_ROWS = 100;

function usePaused<T>(value: T, ms: number): T {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return paused;
}

/** `policy` undefined: it cannot be read yet; the figures of the last one that could stay. */
export function useWhatIf(
  id: string,
  policy: PolicyText | undefined,
  which: Which,
  shown: boolean,
): UseQueryResult<WhatIf, RefusedError> & { readonly behind: boolean } {
  const { client } = useConsole();
  // As text: the form is read anew at every key, and the same limits are the same question.
  const typed = policy === undefined ? undefined : JSON.stringify(policy);
  const [last, setLast] = useState(typed);
  if (typed !== undefined && typed !== last) setLast(typed);
  const asked = usePaused(last, PAUSE_MS);
  const query = useQuery<WhatIf, RefusedError>({
    // Not the call's own name: a push would ask for all of it again, five times a second where much is paid.
    queryKey: ['replay', id, asked, which],
    queryFn: () =>
      unwrap<'agents.whatIf'>(
        client['agents.whatIf']({
          id,
          policy: JSON.parse(asked ?? '') as PolicyText,
          which,
          limit: WHAT_IF_ROWS,
        }),
      ),
    enabled: shown && asked !== undefined,
    staleTime: REFRESH_MS,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return { ...query, behind: asked !== last || query.isPlaceholderData };
}
