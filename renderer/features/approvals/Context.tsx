// Context: what this agent did lately beside what it usually does, and what was noticed about it.
import { Link } from '@tanstack/react-router';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusChip } from '../../ui/StatusChip.tsx';
import { Summary } from '../../ui/Summary.tsx';
import { Time } from '../../ui/Time.tsx';
import { paceWords } from './decision-words.ts';
import { SpendList } from './SpendList.tsx';

type Decision = Value<'approvals.get'>;

/** The guide's decision screen shows five; more is a click away. */
const RECENT = 5;

export function Context({ decision }: { readonly decision: Decision }) {
  const { approval, pace, recent } = decision;
  const alerts = useRead('fleet.overview', {}).data?.alerts.filter(
    // What waits stands in the queue; here stands what went wrong.
    ({ agentId, action }) => agentId === approval.agentId && action !== 'hold',
  );
  return (
    <Panel
      title="This agent, last payments"
      body="flush"
      aside={
        <Link
          to="/agents/$id"
          params={{ id: approval.agentId }}
          className="-my-1 inline-flex h-6 items-center text-accent hover:underline"
        >
          All its payments
        </Link>
      }
    >
      <Pace pace={pace} />
      {alerts && alerts.length > 0 ? (
        <ul aria-label="Alerts about this agent" className="border-t border-line">
          {alerts.slice(0, 3).map(({ seq, at, level, summary }) => (
            <li key={seq} className="flex items-baseline gap-3 px-3.5 py-2 text-sm">
              <StatusChip tone={level === 'warning' ? 'warn' : 'danger'}>{level}</StatusChip>
              <span className="min-w-0 flex-1">
                <Summary text={summary} />
              </span>
              <Link
                to="/timeline"
                search={{ seq }}
                className="shrink-0 text-xs text-faint hover:text-accent hover:underline"
              >
                <Time at={at} />
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="border-t border-line">
        <SpendList spends={recent.slice(0, RECENT)} />
      </div>
    </Panel>
  );
}

function Pace({ pace }: { readonly pace: Decision['pace'] }) {
  const words = paceWords(pace);
  return (
    <p className="flex flex-wrap items-center gap-x-2 px-3.5 pt-0.5 pb-2.5 text-sm">
      <span>
        <Amount msat={pace.lastDayMsat} /> in the last 24 h, {pace.lastDayCount}{' '}
        {pace.lastDayCount === 1 ? 'payment' : 'payments'}.
      </span>
      <span className="text-muted">
        {pace.usualDayMsat === null ? (
          'No day before to compare with.'
        ) : (
          <>
            Usually <Amount msat={pace.usualDayMsat} /> a day.
          </>
        )}
      </span>
      {words !== null && <StatusChip tone="warn">{words}</StatusChip>}
    </p>
  );
}
