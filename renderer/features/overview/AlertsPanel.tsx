// Alerts: what went wrong lately, each with its entry in the log.
import { Link } from '@tanstack/react-router';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RefusedError } from '../../bridge/refused-error.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import { Time } from '../../ui/Time.tsx';
import { AlertSpark } from './AlertSpark.tsx';
import { WithTheTotals } from './WithTheTotals.tsx';
import type { Overview } from './TotalCards.tsx';

const SHOWN = 4;

export function AlertsPanel({ fleet }: { readonly fleet: UseQueryResult<Overview, RefusedError> }) {
  return (
    <div className="h-full [&>section]:h-full">
      <Panel
        title="Alerts"
        aside={
          (fleet.data?.alerts.length ?? 0) > 0 ? (
            <Link
              to="/timeline"
              search={{ level: 'warning', since: '24h' }}
              className="flex items-center gap-2.5 text-accent hover:underline"
            >
              <AlertSpark />
              in the timeline
            </Link>
          ) : undefined
        }
      >
        {fleet.data === undefined && fleet.error ? (
          <WithTheTotals />
        ) : (
          <QueryView padded query={fleet} what="the alerts" skeleton={3}>
            {({ alerts }) =>
              alerts.length === 0 ? (
                <EmptyState
                  title="No alerts"
                  why="The gate is being watched. Look-alikes, failures and unknown outcomes would stand here."
                />
              ) : (
                <ul className="flex flex-col gap-3">
                  {alerts.slice(0, SHOWN).map(({ seq, at, level, summary, more }) => (
                    <li key={seq}>
                      <p className="flex items-center justify-between gap-2 text-xs text-faint">
                        <StatusChip tone={level === 'warning' ? 'warn' : 'danger'}>{level}</StatusChip>
                        <span>
                          <Time at={at} /> ·{' '}
                          <Link to="/timeline" search={{ seq }} className="hover:text-accent hover:underline">
                            entry {groupDigits(seq)}
                          </Link>
                        </span>
                      </p>
                      <p className="mt-1 line-clamp-4 text-sm">
                        <Summary text={summary} />
                      </p>
                      {more > 0 && <p className="text-xs text-faint">and {groupDigits(more)} more like it</p>}
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
