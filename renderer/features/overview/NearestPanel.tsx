// The agents nearest to a limit, as gauges.
import { Link } from '@tanstack/react-router';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RefusedError } from '../../bridge/refused-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Gauge } from '../../ui/Gauge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { WithTheTotals } from './WithTheTotals.tsx';
import type { Overview } from './TotalCards.tsx';

/** As many as stand in the panel without scrolling; the last one only where the window is tall. */
const SHOWN = 3;

export function NearestPanel({ fleet }: { readonly fleet: UseQueryResult<Overview, RefusedError> }) {
  return (
    <div className="h-full [&>section]:h-full">
      <Panel title="Nearest to a limit">
        {fleet.data === undefined && fleet.error ? (
          <WithTheTotals />
        ) : (
          <QueryView padded query={fleet} what="the gauges" skeleton={<div className="skeleton h-48" />}>
            {({ nearest }) =>
              nearest.length === 0 ? (
                <EmptyState
                  title="No gauges yet"
                  why="The agents nearest to their daily limits stand here."
                />
              ) : (
                <ul className="flex h-full flex-col justify-around gap-2">
                  {nearest.slice(0, SHOWN).map(({ agentId, agentName, daily }) => (
                    <li key={agentId} className="nth-3:hidden tall:nth-3:block">
                      <Link
                        to="/agents/$id"
                        params={{ id: agentId }}
                        className="block rounded-lg hover:bg-raised/50"
                      >
                        <Gauge
                          usedMsat={daily.usedMsat}
                          reservedMsat={daily.reservedMsat}
                          limitMsat={daily.limitMsat}
                          label={agentName}
                          caption="day"
                          shape="arc"
                          size={104}
                        />
                      </Link>
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        )}
      </Panel>
    </div>
  );
}
