// Gauges, meters, sparklines and charts, at every level and with the amounts hidden.
import { Chart, type ChartRow } from '../../../renderer/ui/Chart.tsx';
import { Gauge } from '../../../renderer/ui/Gauge.tsx';
import { Meter } from '../../../renderer/ui/Meter.tsx';
import { Sparkline } from '../../../renderer/ui/Sparkline.tsx';
import { HOURS, sat } from '../../support/fake-fleet.ts';
import { Hidden } from './Figures.tsx';
import { Case, Section } from './Section.tsx';

const LEVELS = [
  ['calm', 200_000, 30_000],
  ['warn', 412_000, 46_000],
  ['danger', 486_500, 9_800],
  ['over', 737_000, 20_000],
] as const;

const ROWS: readonly ChartRow[] = HOURS.map(([policy, hand], hour) => ({
  tick: `${String(hour).padStart(2, '0')}:00`,
  title: `20 May, ${String(hour).padStart(2, '0')}:00`,
  values: { policy: sat(policy), hand: sat(hand) },
}));
const SERIES = [
  { key: 'policy', label: 'paid by policy', color: 'var(--chart)' },
  { key: 'hand', label: 'approved by hand', color: 'var(--warn-fill)' },
];

export function Gauges() {
  const limit = sat(500_000);
  return (
    <Section title="Gauges and charts">
      {LEVELS.map(([level, used, reserved]) => (
        <Case key={level} name={`Gauge, ${level}`}>
          <Gauge
            shape="arc"
            label={`Arc ${level}`}
            usedMsat={sat(used)}
            reservedMsat={sat(reserved)}
            limitMsat={limit}
            caption="day"
          />
          <Gauge
            shape="bar"
            label={`Bar ${level}`}
            usedMsat={sat(used)}
            reservedMsat={sat(reserved)}
            limitMsat={limit}
            note="clears by 14:02"
          />
          <Meter
            label={`Meter ${level}`}
            usedMsat={sat(used)}
            reservedMsat={sat(reserved)}
            limitMsat={limit}
          />
        </Case>
      ))}
      <Case name="Gauge without a limit, and of counts">
        <Gauge shape="bar" label="No limit" usedMsat={sat(9_000)} reservedMsat="0" limitMsat={null} />
        <Gauge shape="bar" label="Requests" usedMsat="27" reservedMsat="0" limitMsat="30" unit="count" />
      </Case>
      <Case name="Gauge, stale">
        <Gauge
          shape="arc"
          label="Stale"
          usedMsat={sat(412_000)}
          reservedMsat="0"
          limitMsat={limit}
          stale="as of 12:41"
        />
      </Case>
      <Case name="Gauge, hidden">
        <Hidden>
          <Gauge shape="arc" label="Hidden" usedMsat={sat(412_000)} reservedMsat="0" limitMsat={limit} />
          <Meter label="Hidden meter" usedMsat={sat(412_000)} reservedMsat="0" limitMsat={limit} />
        </Hidden>
      </Case>
      <Case name="Sparkline">
        <div className="flex flex-wrap gap-6">
          <Sparkline values={[2, 4, 1, 8, 12, 6, 9]} label="42 alerts" />
          <Sparkline values={[0, 0, 0, 0]} label="No alerts" tone="muted" />
          <Sparkline values={[3]} label="One hour" tone="warn" />
          <Sparkline values={[1, 2, 4, 8, 16]} label="Rising" tone="danger" width={140} height={32} />
        </div>
      </Case>
      <Case name="Chart" wide>
        <div className="h-64">
          <Chart label="Outflow by hour" rows={ROWS} series={SERIES} rowHead="From" table="outflow" />
        </div>
      </Case>
      <Case name="Chart, hidden">
        <div className="h-24">
          <Hidden>
            <Chart
              label="Outflow by hour, hidden"
              rows={ROWS}
              series={SERIES}
              rowHead="From"
              table="outflow"
            />
          </Hidden>
        </div>
      </Case>
    </Section>
  );
}
