// Histogram: the whole log over time under the filters, and a brush: what is drawn over becomes the filter's time. The same can be typed into “Between …”.
import { useRef, useState, type PointerEvent } from 'react';
import type { TimelineFilter } from '../../../shared/contract/timeline.ts';
import type { AuditLevel } from '../../../shared/domain/audit-entry.ts';
import { useRead } from '../../bridge/queries.ts';
import { durationWords, groupDigits } from '../../ui/format.ts';
import { barsOf, chosenShares, drawnStretch, type Bars, type Stretch } from './histogram-bars.ts';
import { utcMoment } from './timeline-words.ts';

const BUCKETS = 160;
const HEIGHT = 40;

/** The foot of a bar with something in it that somebody should look at. */
const FEET: Readonly<Partial<Record<AuditLevel, string>>> = {
  warning: 'fill-warn',
  error: 'fill-danger',
  critical: 'fill-danger',
};

type HistogramProps = {
  /** The filter of the list; its time is what is chosen here, not what is drawn. */
  readonly filter: TimelineFilter;
  readonly onStretch: (stretch: Stretch) => void;
};

export function Histogram({ filter, onStretch }: HistogramProps) {
  const answer = useRead(
    'timeline.histogram',
    { filter: { ...filter, from: null, to: null }, buckets: BUCKETS },
    { keepPrevious: true },
  );
  const bars = answer.data ? barsOf(answer.data.buckets, answer.data.bucketSeconds) : null;
  return (
    // As tall with as without figures, so that the list below never jumps.
    <div className="shrink-0 border-b border-line px-3.5 pt-2.5 pb-1">
      {bars ? (
        <Drawn bars={bars} filter={filter} onStretch={onStretch} />
      ) : (
        <p style={{ height: HEIGHT + 20 }} className="flex items-center text-xs text-faint">
          {answer.error ? 'The log over time could not be drawn.' : answer.data && 'Nothing to draw.'}
        </p>
      )}
    </div>
  );
}

function Drawn({ bars, filter, onStretch }: HistogramProps & { readonly bars: Bars }) {
  const box = useRef<SVGSVGElement>(null);
  const [down, setDown] = useState<number | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const share = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.max(0, Math.min(0.999_999, (event.clientX - left) / width));
  };
  const stretch = down === null || at === null ? null : drawnStretch(bars, down, at);
  const chosen = stretch
    ? chosenShares(bars, stretch.from, stretch.to)
    : chosenShares(bars, filter.from, filter.to);
  const under =
    at === null ? undefined : bars.bars.find(({ left, width }) => at >= left && at < left + width);
  const total = bars.bars.reduce((sum, { count }) => sum + count, 0);
  const alarming = bars.bars.filter(({ worst }) => FEET[worst] !== undefined).length;
  const words = `${groupDigits(total)} entries from ${utcMoment(bars.from)} to ${utcMoment(bars.to - 1)} UTC, in steps of ${durationWords(bars.bucketSeconds)}; ${groupDigits(alarming)} of them with a warning or worse`;
  return (
    <>
      <svg
        ref={box}
        role="img"
        aria-label={words}
        width="100%"
        height={HEIGHT}
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block cursor-crosshair touch-none overflow-visible"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDown(share(event));
          setAt(share(event));
        }}
        onPointerMove={(event) => setAt(share(event))}
        onPointerUp={() => {
          if (stretch) onStretch(stretch);
          setDown(null);
        }}
        onPointerCancel={() => setDown(null)}
        onPointerLeave={() => {
          if (down === null) setAt(null);
        }}
      >
        {chosen && (
          <rect
            x={chosen.left * 1_000}
            width={Math.max(1, (chosen.right - chosen.left) * 1_000)}
            y={-4}
            height={HEIGHT + 4}
            className="fill-accent/15"
          />
        )}
        {bars.bars.map(({ at: begin, worst, left, width, height }) => {
          const outside =
            chosen !== null && (left + width <= chosen.left + 1e-9 || left >= chosen.right - 1e-9);
          const place = { x: left * 1_000, width: Math.max(0.6, width * 1_000 * 0.86) };
          return (
            <g key={begin} opacity={outside ? 0.35 : 1}>
              <rect {...place} y={HEIGHT - height * HEIGHT} height={height * HEIGHT} className="fill-chart" />
              {FEET[worst] !== undefined && (
                <rect {...place} y={HEIGHT + 2} height={3} className={FEET[worst]} />
              )}
            </g>
          );
        })}
        <line x1={0} x2={1_000} y1={HEIGHT} y2={HEIGHT} className="stroke-line-strong" strokeWidth={1} />
      </svg>
      <p className="mt-0.5 flex h-4.5 items-end justify-between gap-4 font-mono text-2xs whitespace-nowrap text-faint">
        <span>{utcMoment(bars.from).slice(0, 16)}</span>
        <span className="text-muted">
          {stretch
            ? `${utcMoment(stretch.from).slice(0, 16)} – ${utcMoment(stretch.to + 1).slice(0, 16)}`
            : under && `${utcMoment(under.at).slice(0, 16)} · ${groupDigits(under.count)}`}
        </span>
        <span>{utcMoment(bars.to).slice(0, 16)}</span>
      </p>
    </>
  );
}
