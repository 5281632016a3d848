// Outflow over time: what policy let pass, and what a person did.
import { useRead } from '../../bridge/queries.ts';
import { useAddress } from '../../ui/address.ts';
import { Chart, type ChartSeries } from '../../ui/Chart.tsx';
import { useDisplay } from '../../ui/display.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { amountSentence } from '../../ui/amount-units.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { bucketWords, coarser, outflowRows, outflowTotal, type Range } from './outflow-rows.ts';

const RANGES: readonly (readonly [Range, string, string])[] = [
  ['24h', '24 h', 'the last 24 hours'],
  ['7d', '7 d', 'the last 7 days'],
  ['30d', '30 d', 'the last 30 days'],
];

const SERIES: readonly ChartSeries[] = [
  { key: 'policy', label: 'paid by policy', color: 'var(--chart)' },
  { key: 'hand', label: 'approved by hand', color: 'var(--warn-fill)' },
];

export function OutflowPanel() {
  const { search, change } = useAddress();
  const range = RANGES.find(([each]) => each === search['range'])?.[0] ?? '24h';
  const outflow = useRead('fleet.outflow', { range }, { keepPrevious: true, every: 60_000 });
  const drawn = outflow.data && coarser(outflow.data);
  const { timeZone, hideBalances, unit } = useDisplay();
  const words = RANGES.find(([each]) => each === range)?.[2] ?? '';
  return (
    <div className="h-full [&>section]:h-full">
      <Panel
        title={`Outflow ${bucketWords(drawn?.bucketSeconds ?? 3_600)}`}
        aside={
          <div className="flex items-center gap-5">
            {SERIES.map(({ key, label, color }) => (
              <span key={key} className="flex items-center gap-1.5 text-muted">
                <span aria-hidden className="size-2 rounded-full" style={{ background: color }} />
                {label}
              </span>
            ))}
            <span role="group" aria-label="Range" className="flex gap-0.5">
              {RANGES.map(([each, label]) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={range === each}
                  onClick={() => void change({ range: each === '24h' ? undefined : each })}
                  className="h-6 rounded-md border border-transparent px-2 hover:text-ink aria-pressed:border-line-strong aria-pressed:text-ink"
                >
                  {label}
                </button>
              ))}
            </span>
          </div>
        }
      >
        <QueryView
          padded
          query={outflow}
          what="the outflow"
          skeleton={<div className="skeleton h-full min-h-48" />}
        >
          {(answer) => {
            const value = coarser(answer);
            const total = outflowTotal(value);
            if (total === 0n)
              return (
                <EmptyState
                  title="Nothing was paid"
                  why={`In ${words} no payment was settled. Bars appear here as agents spend.`}
                />
              );
            return (
              <Chart
                label={`Outflow ${bucketWords(value.bucketSeconds)} over ${words}${hideBalances ? '' : `, ${amountSentence(total, unit)} in all`}`}
                rows={outflowRows(value, range, timeZone)}
                series={SERIES}
                rowHead="From, to"
                table="outflow"
              />
            );
          }}
        </QueryView>
      </Panel>
    </div>
  );
}
