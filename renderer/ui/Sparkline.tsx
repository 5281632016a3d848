// Sparkline: how something went, in the height of a line. Own SVG; counts and shares alone: an amount belongs in a chart with its figures.
import { sparkPath } from './spark-path.ts';

type SparklineProps = {
  /** Oldest first, evenly apart. */
  readonly values: readonly number[];
  /** What it shows, with its figures, in a sentence. */
  readonly label: string;
  readonly tone?: 'accent' | 'warn' | 'danger' | 'muted';
  /** px */
  readonly width?: number;
  readonly height?: number;
};

const STROKES = {
  accent: 'stroke-chart',
  warn: 'stroke-warn',
  danger: 'stroke-danger',
  muted: 'stroke-faint',
} as const;

const FILLS = {
  accent: 'fill-chart',
  warn: 'fill-warn',
  danger: 'fill-danger',
  muted: 'fill-faint',
} as const;

export function Sparkline({ values, label, tone = 'accent', width = 72, height = 18 }: SparklineProps) {
  const { line, area, end } = sparkPath(values, width, height);
  return (
    <svg role="img" aria-label={label} width={width} height={height} className="shrink-0 overflow-visible">
      <title>{label}</title>
      <path d={area} className={FILLS[tone]} opacity={0.18} />
      <path
        d={line}
        fill="none"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
        className={STROKES[tone]}
      />
      {end && (
        <circle cx={end.x} cy={end.y} r={2} className={`${STROKES[tone]} fill-panel`} strokeWidth={1.5} />
      )}
    </svg>
  );
}
