// Chart: stacked amounts over time. The drawing is loaded when first needed; the same figures are a table on request.
import { Suspense, lazy, startTransition, useEffect, useState } from 'react';
import { Amount, Unit } from './Amount.tsx';
import { useDisplay } from './display.ts';
import { RowsExport } from './RowsExport.tsx';

export type ChartSeries = { readonly key: string; readonly label: string; readonly color: string };
/** One bucket: its label on the axis, its label in full, and msat text under each series’ key. */
export type ChartRow = {
  readonly tick: string;
  readonly title: string;
  readonly values: Readonly<Record<string, string>>;
};

type ChartProps = {
  /** What is drawn and its sum, in a sentence. */
  readonly label: string;
  readonly rows: readonly ChartRow[];
  readonly series: readonly ChartSeries[];
  /** Heading of the first column of the table. */
  readonly rowHead: string;
  /** Name of the file its figures are written to. */
  readonly table: string;
};

const Canvas = lazy(() => import('./ChartCanvas.tsx').then(({ ChartCanvas }) => ({ default: ChartCanvas })));

/** More bars than this are no picture, and recharts needs half a second for ten times as many. */
export const MOST_POINTS = 1_000;

/** false until the screen it stands on has been drawn once: figures and words must not wait for bars. Its place is kept meanwhile. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setSettled(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, []);
  return settled;
}

export function Chart({ label, rows, series, rowHead, table }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  const { hideBalances } = useDisplay();
  const settled = useSettled();
  if (rows.length > MOST_POINTS)
    throw new RangeError(`a chart has at most ${MOST_POINTS} points; this one has ${rows.length}`);
  // SECURITY: bars without figures still tell the shape of a day, and one known payment tells the rest.
  if (hideBalances)
    return (
      <p role="img" aria-label={label} className="flex h-full items-center justify-center text-sm text-faint">
        Hidden with the amounts
      </p>
    );
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        {asTable ? (
          <Table rows={rows} series={series} rowHead={rowHead} />
        ) : (
          <div role="img" aria-label={label} className="h-full">
            {settled && (
              <Suspense fallback={null}>
                <Canvas rows={rows} series={series} />
              </Suspense>
            )}
          </div>
        )}
      </div>
      <div className="-mb-1.5 flex items-center justify-end gap-2">
        {asTable && (
          <RowsExport
            table={table}
            fields={[
              { name: rowHead, kind: 'text', of: ({ title }) => title },
              ...series.map(({ key, label: name }) => ({
                name,
                kind: 'amount' as const,
                of: ({ values }: ChartRow) => values[key] ?? '0',
              })),
            ]}
            rows={rows}
          />
        )}
        <button
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
          className="h-6 rounded px-1.5 text-2xs text-faint hover:bg-raised hover:text-ink"
        >
          {asTable ? 'View as chart' : 'View as table'}
        </button>
      </div>
    </div>
  );
}

function Table({ rows, series, rowHead }: Omit<ChartProps, 'label' | 'table'>) {
  return (
    // Scrolled by keyboard too, so it takes the focus (axe: scrollable-region-focusable).
    <div tabIndex={0} role="region" aria-label="The figures" className="h-full overflow-y-auto">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-left text-faint">
          <tr>
            <th scope="col" className="py-1 font-medium">
              {rowHead}
            </th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className="py-1 text-right font-medium">
                {label}, <Unit />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map(({ title, values }) => (
            <tr key={title} className="border-t border-line">
              <th scope="row" className="py-1 text-left font-normal text-muted">
                {title}
              </th>
              {series.map(({ key }) => (
                <td key={key} className="py-1 text-right">
                  <Amount msat={values[key] ?? '0'} unit={false} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
