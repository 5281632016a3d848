// ChartCanvas: the bars of Chart, by recharts. Heights are drawn from rounded sats; the figures shown beside them are exact.
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { satsCeil, type Msat } from '../../shared/domain/money.ts';
import { Amount } from './Amount.tsx';
import type { ChartRow, ChartSeries } from './Chart.tsx';
import { shortAmount } from './amount-units.ts';
import { axisTicks, namedTicks } from './axis-ticks.ts';
import { useDisplay } from './display.ts';

type Drawn = { readonly row: ChartRow; readonly tick: string; readonly [key: string]: unknown };

const AXIS = { fontSize: 11, fill: 'var(--faint)' } as const;

export function ChartCanvas({
  rows,
  series,
}: {
  readonly rows: readonly ChartRow[];
  readonly series: readonly ChartSeries[];
}) {
  const { unit = 'sat' } = useDisplay();
  const drawn: Drawn[] = rows.map((row) => ({
    row,
    tick: row.tick,
    ...Object.fromEntries(
      series.map(({ key }) => [key, Number(satsCeil(BigInt(row.values[key] ?? '0') as Msat))]),
    ),
  }));
  const highest = Math.max(
    0,
    ...drawn.map((each) => series.reduce((sum, { key }) => sum + Number(each[key] ?? 0), 0)),
  );
  const ticks = axisTicks(highest);
  const named = namedTicks(rows.map(({ tick }) => tick));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 700, height: 200 }}>
      <BarChart
        data={drawn}
        accessibilityLayer={false}
        barCategoryGap="18%"
        margin={{ top: 12, right: 8, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="tick"
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          tick={AXIS}
          interval={0}
          tickFormatter={(tick: string, index: number) => (named.has(index) ? tick : '')}
          height={22}
        />
        <YAxis
          width={38}
          tickLine={false}
          axisLine={false}
          tick={AXIS}
          ticks={ticks}
          domain={[0, ticks.at(-1) ?? 1]}
          interval={0}
          tickFormatter={(value: number) => (value === 0 ? '' : shortAmount(value, unit))}
        />
        <Tooltip
          cursor={{ fill: 'var(--raised)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row = active ? (payload?.[0]?.payload as Drawn | undefined)?.row : undefined;
            return row ? <Tip row={row} series={series} /> : null;
          }}
        />
        {series.map(({ key, color }, index) => (
          <Bar
            key={key}
            dataKey={key}
            stackId="all"
            fill={color}
            // A hair of the panel's colour keeps stacked parts apart without relying on hue.
            stroke="var(--panel)"
            strokeWidth={index === 0 ? 0 : 1.5}
            radius={2}
            isAnimationActive={false}
            maxBarSize={30}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

function Tip({ row, series }: { readonly row: ChartRow; readonly series: readonly ChartSeries[] }) {
  return (
    <div className="rounded-lg border border-line-strong bg-raised px-3 py-2 text-xs shadow-float">
      <p className="mb-1 font-medium">{row.title}</p>
      {series.map(({ key, label, color }) => (
        <p key={key} className="flex items-center justify-between gap-4 text-muted">
          <span className="flex items-center gap-2">
            <span className="size-2 rounded-full" style={{ background: color }} />
            {label}
          </span>
          <Amount msat={row.values[key] ?? '0'} />
        </p>
      ))}
    </div>
  );
}
