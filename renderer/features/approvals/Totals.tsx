// Totals: what it costs at most, and the agent's rolling day before and after it.
import type { Value } from '../../bridge/client.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Gauge } from '../../ui/Gauge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Relative } from '../../ui/Time.tsx';

type TotalsProps = Pick<Value<'approvals.get'>, 'approval' | 'daily' | 'dailyAfterMsat'>;

export function Totals({ approval, daily, dailyAfterMsat }: TotalsProps) {
  const total = BigInt(approval.amountMsat) + BigInt(approval.feeLimitMsat);
  // What is reserved counts against the limit like what is gone; before and after are compared on the same footing.
  const counted = (BigInt(daily.usedMsat) + BigInt(daily.reservedMsat)).toString();
  const decided = approval.state !== 'held' && approval.state !== 'granted';
  return (
    <Panel>
      <dl className="flex flex-col gap-1.5 text-sm">
        <Line label="Amount">
          <Amount msat={approval.amountMsat} />
        </Line>
        <Line label="Fee, at most">
          <Amount msat={approval.feeLimitMsat} />
        </Line>
        {approval.feeMsat !== null && (
          <Line label="Fee, paid">
            <Amount msat={approval.feeMsat} />
          </Line>
        )}
        <div className="mt-1 flex items-baseline justify-between border-t border-line pt-2.5 text-base font-semibold">
          <dt>Total, at most</dt>
          <dd>
            <Amount msat={total} />
          </dd>
        </div>
      </dl>
      {!decided && (
        <>
          <div
            role="group"
            aria-label="Daily outflow of this agent, before and after this payment"
            className="mt-5 grid grid-cols-2 gap-2"
          >
            <Gauge shape="arc" label="now" usedMsat={counted} reservedMsat="0" limitMsat={daily.limitMsat} />
            <Gauge
              shape="arc"
              label="after"
              usedMsat={dailyAfterMsat}
              reservedMsat="0"
              limitMsat={daily.limitMsat}
            />
          </div>
          <p className="mt-2 text-center text-2xs text-faint">
            Outflow of the last 24 h, fees included.
            {daily.clearsAt !== null && (
              <span className="block">
                All of it rolls off <Relative at={daily.clearsAt} />.
              </span>
            )}
          </p>
        </>
      )}
    </Panel>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex items-baseline justify-between">
      <dt className="text-muted">{label}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
