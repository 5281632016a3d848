// AgentGauges: how near one agent is to each of its limits.
import type { Value } from '../../bridge/client.ts';
import { Gauge } from '../../ui/Gauge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { momentWords } from '../../ui/format.ts';
import { useDisplay, useToday } from '../../ui/display.ts';

type Agent = Value<'agents.get'>;

type AgentGaugesProps = {
  readonly detail: Agent;
  /** Unix seconds of the figures when they are old, else undefined. */
  readonly staleSince: number | undefined;
};

export function AgentGauges({ detail, staleSince }: AgentGaugesProps) {
  const { agent, policy, inFlight, rate, largestSingleMsat } = detail;
  const { timeZone } = useDisplay();
  const today = useToday();
  const clock = (at: number): string => momentWords(at, today, timeZone, false);
  const stale = staleSince === undefined ? undefined : `as of ${clock(staleSince)}`;
  return (
    <Panel>
      <div className="grid grid-cols-5 gap-3 pt-1">
        <Gauge
          shape="arc"
          label="Daily outflow"
          {...agent.daily}
          note={agent.daily.clearsAt === null ? undefined : `clears by ${clock(agent.daily.clearsAt)}`}
          stale={stale}
        />
        <Gauge
          shape="arc"
          label="Largest single"
          usedMsat={largestSingleMsat}
          reservedMsat="0"
          limitMsat={policy.maxSingleTx}
          note="in the last 24 h"
          stale={stale}
        />
        <Gauge
          shape="arc"
          label="In flight"
          usedMsat={inFlight.usedMsat}
          reservedMsat="0"
          limitMsat={inFlight.limitMsat}
          note={`${inFlight.count} of ${inFlight.limitCount} payments`}
          stale={stale}
        />
        <Gauge
          shape="arc"
          unit="count"
          label="Requests"
          usedMsat={String(rate.lastMinute)}
          reservedMsat="0"
          limitMsat={String(rate.perMinute)}
          caption="a minute"
          note={`${rate.lastHour} of ${rate.perHour} an hour`}
          stale={stale}
        />
        <Gauge
          shape="arc"
          label="Hot balance"
          usedMsat={agent.balanceMsat ?? '0'}
          reservedMsat="0"
          limitMsat={agent.hotCeilingMsat}
          note={agent.balanceMsat === null ? 'not known' : 'the ceiling only alerts'}
          stale={agent.balanceMsat === null ? 'node silent' : stale}
        />
      </div>
    </Panel>
  );
}
