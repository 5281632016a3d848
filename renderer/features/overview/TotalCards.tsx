// The four cards: hot, in flight, outflow, waiting. Only the last one asks for something.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Value } from '../../bridge/client.ts';
import { Amount } from '../../ui/Amount.tsx';
import { groupDigits } from '../../ui/format.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Age, Relative, Time } from '../../ui/Time.tsx';

export type Overview = Value<'fleet.overview'>;

const GRID = 'grid grid-cols-2 gap-3 lg:grid-cols-4';

export function TotalCards({ overview }: { readonly overview: Overview }) {
  const { hotMsat, hotCeilingMsat, agents, inFlight, outflow, waiting } = overview;
  const overCeiling = agents > 0 && BigInt(hotMsat) > BigInt(hotCeilingMsat);
  return (
    <div className={GRID}>
      <Card title="Hot balance">
        <Amount msat={hotMsat} size="figure" round="floor" tone={overCeiling ? 'warn' : 'plain'} />
        <Small>
          {agents === 0 ? (
            'no agents yet'
          ) : (
            <>
              {overCeiling ? 'above the ceiling of ' : 'ceiling '}
              <Amount msat={hotCeilingMsat} round="floor" unit={false} /> · {groupDigits(agents)}{' '}
              {agents === 1 ? 'agent' : 'agents'}
              {overview.agentsFrozen > 0 && `, ${groupDigits(overview.agentsFrozen)} frozen`}
            </>
          )}
        </Small>
      </Card>
      <Card title="In flight">
        <Amount msat={inFlight.msat} size="figure" />
        <Small>
          {inFlight.count === 0 ? (
            'nothing is under way'
          ) : (
            <>
              {inFlight.count} {inFlight.count === 1 ? 'payment' : 'payments'}
              {inFlight.oldestAt !== null && (
                <>
                  {' '}
                  · oldest <Age since={inFlight.oldestAt} />
                </>
              )}
            </>
          )}
        </Small>
      </Card>
      <Card title="Outflow, last 24 h">
        <Amount msat={outflow.usedMsat} size="figure" />
        {outflow.limitMsat !== null && (
          <div className="py-1">
            <Meter
              label="Fleet outflow against its daily limit"
              usedMsat={outflow.usedMsat}
              reservedMsat={outflow.reservedMsat}
              limitMsat={outflow.limitMsat}
            />
          </div>
        )}
        <Small>
          {outflow.limitMsat === null ? (
            'no fleet limit'
          ) : (
            <>
              of <Amount msat={outflow.limitMsat} round="floor" unit={false} />
            </>
          )}
          {outflow.clearsAt !== null && (
            <>
              {' '}
              · clears by <Time at={outflow.clearsAt} />
            </>
          )}
        </Small>
      </Card>
      <Waiting waiting={waiting} />
    </div>
  );
}

function Waiting({ waiting }: { readonly waiting: Overview['waiting'] }) {
  const any = waiting.count > 0;
  return (
    <Link
      to="/approvals"
      className={`block rounded-panel border bg-panel px-3.5 py-3 ${any ? 'border-warn/60 hover:border-warn' : 'border-line hover:border-line-strong'}`}
    >
      <h2 className="text-xs font-medium text-muted">Waiting for you</h2>
      <p className="mt-0.5 mb-0.5">
        <span className="text-figure font-semibold tracking-tight">{waiting.count}</span>
        {any && (
          <span className="ml-1.5 text-xs font-medium text-muted">
            {waiting.count === 1 ? 'payment' : 'payments'} · <Amount msat={waiting.msat} />
          </span>
        )}
      </p>
      <p className={`text-xs ${any ? 'text-warn' : 'text-faint'}`}>
        {any && waiting.firstExpiresAt !== null ? (
          <>
            first expires <Relative at={waiting.firstExpiresAt} />
          </>
        ) : any ? (
          'decide now'
        ) : (
          'nothing needs a decision'
        )}
      </p>
    </Link>
  );
}

function Card({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="min-h-28 rounded-panel border border-line bg-panel px-3.5 py-3">
      <h2 className="text-xs font-medium text-muted">{title}</h2>
      <div className="mt-0.5 flex flex-col gap-0.5">{children}</div>
    </section>
  );
}

function Small({ children }: { readonly children: ReactNode }) {
  return <p className="text-xs text-faint">{children}</p>;
}

export function TotalCardsSkeleton() {
  return (
    <div className={GRID}>
      {[0, 1, 2, 3].map((card) => (
        <div key={card} className="h-28 rounded-panel border border-line bg-panel px-3.5 py-4">
          <div className="skeleton h-3 w-20" />
          <div className="skeleton mt-3 h-6 w-36" />
          <div className="skeleton mt-3 h-3 w-28" />
        </div>
      ))}
    </div>
  );
}
