// GaugeShapes: the arc and the bar of a gauge, without words. What is reserved is hatched, an overrun goes past the end.
import { useDisplay } from './display.ts';
import { arcParts, arcPath, barParts, MARKS, type GaugeLevel, type GaugeShares } from './gauge-geometry.ts';

const STROKES: Readonly<Record<GaugeLevel, string>> = {
  calm: 'stroke-accent',
  warn: 'stroke-warn',
  danger: 'stroke-danger',
  over: 'stroke-danger',
  unlimited: 'stroke-faint',
};

const FILLS: Readonly<Record<GaugeLevel, string>> = {
  calm: 'bg-accent',
  warn: 'bg-warn',
  danger: 'bg-danger',
  over: 'bg-danger',
  unlimited: 'bg-faint',
};

/**
 * SECURITY: with the amounts hidden a shape says nothing: a share of a known limit is an amount. Hidden unless it is said that plain
 * numbers are counted.
 */
const useMasked = (counts: boolean): boolean => useDisplay().hideBalances && !counts;

const WIDTH = 116;
const HEIGHT = 64;
const RADIUS = 48;
const THICK = 9;

/** The half-circle alone; give it a `meter` around. */
export function ArcShape({
  shares,
  size,
  stale,
  counts = false,
}: {
  readonly shares: GaugeShares;
  readonly size: number;
  readonly stale: boolean;
  /** Plain numbers, not amounts. */
  readonly counts?: boolean;
}) {
  const masked = useMasked(counts);
  const { used, reserved } = arcParts(shares);
  const path = (from: number, to: number): string => arcPath(WIDTH / 2, HEIGHT - 6, RADIUS, { from, to });
  const stroke = { fill: 'none', strokeWidth: THICK } as const;
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={size}
      height={(size * HEIGHT) / WIDTH}
      className={`overflow-visible ${stale ? 'opacity-60' : ''}`}
    >
      <path d={path(0, 180)} {...stroke} className="stroke-track" />
      {!masked && (
        <>
          <path
            d={path(used.from, Math.min(180, used.to))}
            {...stroke}
            strokeDasharray={stale ? '2 2' : undefined}
            className={STROKES[shares.level]}
          />
          {/* Hatched by dashes along the arc: reserved, not yet gone. */}
          <path d={path(reserved.from, reserved.to)} {...stroke} className="stroke-reserved/45" />
          <path
            d={path(reserved.from, reserved.to)}
            {...stroke}
            strokeDasharray="2 2"
            className="stroke-reserved"
          />
          {used.to > 180 && (
            <path d={path(182, used.to)} {...stroke} strokeWidth={THICK + 3} className="stroke-danger" />
          )}
          {shares.level !== 'unlimited' &&
            [MARKS.warn, MARKS.danger].map((mark) => (
              <path
                key={mark}
                d={arcPath(WIDTH / 2, HEIGHT - 6, RADIUS + THICK / 2 + 3, {
                  from: (mark / 10_000) * 180 - 0.9,
                  to: (mark / 10_000) * 180 + 0.9,
                })}
                fill="none"
                strokeWidth={4}
                className="stroke-faint"
              />
            ))}
        </>
      )}
    </svg>
  );
}

/** The bar alone, for table rows; give it a `meter` around. */
export function BarShape({
  shares,
  stale = false,
  marks = true,
  counts = false,
}: {
  readonly shares: GaugeShares;
  readonly stale?: boolean;
  readonly marks?: boolean;
  /** Plain numbers, not amounts. */
  readonly counts?: boolean;
}) {
  const masked = useMasked(counts);
  const { used, reserved, limitAt } = barParts(shares);
  const share = (value: number): string => `${(value * 100).toFixed(2)}%`;
  if (masked) return <span className="keeps-fill block h-1.5 w-full rounded-full bg-track" />;
  return (
    <span className={`relative block h-1.5 w-full ${stale ? 'opacity-55' : ''}`}>
      <span className="keeps-fill absolute inset-0 overflow-hidden rounded-full bg-track">
        <span
          className={`absolute inset-y-0 left-0 ${FILLS[shares.level]}`}
          style={{ width: share(used.to) }}
        />
        <span
          className="hatch-reserved absolute inset-y-0"
          style={{ left: share(reserved.from), width: share(reserved.to - reserved.from) }}
        />
      </span>
      {limitAt < 1 ? (
        <span
          className="absolute -inset-y-1 w-0.5 rounded-full bg-ink"
          style={{ left: share(limitAt) }}
          title="the limit"
        />
      ) : (
        marks &&
        shares.level !== 'unlimited' &&
        [MARKS.warn, MARKS.danger].map((mark) => (
          <span
            key={mark}
            className="absolute top-full mt-0.5 h-1 w-px bg-faint"
            style={{ left: share(mark / 10_000) }}
          />
        ))
      )}
    </span>
  );
}
