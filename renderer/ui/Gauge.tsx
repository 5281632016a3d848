// Gauge: what is used and reserved of a limit, as a number first and a shape second. Own SVG: a chart library needs hundreds of times as long.
import type { ReactNode } from 'react';
import { Amount, Unit } from './Amount.tsx';
import { amountSentence, type AmountUnit } from './amount-units.ts';
import { useDisplay } from './display.ts';
import { AMOUNT_MASK, groupDigits } from './format.ts';
import { gaugeShares, type GaugeLevel, type GaugeShares } from './gauge-geometry.ts';
import { ArcShape, BarShape } from './GaugeShapes.tsx';

type GaugeProps = {
  /** Msat, decimal. */
  readonly usedMsat: string;
  readonly reservedMsat: string;
  /** null: no limit. */
  readonly limitMsat: string | null;
  readonly label: string;
  /** After the figures: "day", "clears by 14:02". */
  readonly caption?: ReactNode;
  readonly shape: 'arc' | 'bar';
  /** A line of its own below the figures. */
  readonly note?: ReactNode;
  /** Width in px of an arc; a bar takes the width it is given. */
  readonly size?: number;
  /** How old the figures are, when they are: "as of 12:41". The shape is hatched grey. */
  readonly stale?: string | undefined;
  /** `count`: the figures are plain numbers (requests), not msat. */
  readonly unit?: 'msat' | 'count';
};

/** The word that repeats the colour, for those who do not see it. */
const LEVEL_WORDS: Readonly<Record<GaugeLevel, string>> = {
  calm: '',
  warn: 'above 75 %',
  danger: 'above 90 %',
  over: 'over the limit',
  unlimited: 'no limit',
};

/** "412,000 sats used, 46,000 sats reserved, of 500,000 sats, 82 %, above 75 %". */
export function gaugeWords(
  { usedMsat, reservedMsat, limitMsat }: Pick<GaugeProps, 'usedMsat' | 'reservedMsat' | 'limitMsat'>,
  shares: GaugeShares,
  hidden: boolean,
  unit: 'msat' | 'count' = 'msat',
  shownIn: AmountUnit = 'sat',
): string {
  const figure = (value: string): string =>
    unit === 'msat' ? amountSentence(value, shownIn) : groupDigits(BigInt(value));
  const parts =
    hidden && unit === 'msat'
      ? ['amounts hidden']
      : [
          `${figure(usedMsat)} used`,
          ...(reservedMsat === '0' ? [] : [`${figure(reservedMsat)} reserved`]),
          limitMsat === null ? 'no limit' : `of ${figure(limitMsat)}`,
        ];
  // SECURITY: a share of a limit somebody knows is an amount.
  if (hidden && unit === 'msat') return parts.join(', ');
  if (shares.percent !== null) parts.push(`${shares.percent} %`);
  const word = LEVEL_WORDS[shares.level];
  if (word !== '' && shares.level !== 'unlimited') parts.push(word);
  return parts.join(', ');
}

export function Gauge(props: GaugeProps) {
  const {
    usedMsat,
    reservedMsat,
    limitMsat,
    label,
    caption,
    note,
    shape,
    size = 116,
    stale,
    unit = 'msat',
  } = props;
  const { hideBalances, unit: shownIn } = useDisplay();
  const shares = gaugeShares(usedMsat, reservedMsat, limitMsat);
  const words = `${gaugeWords(props, shares, hideBalances, unit, shownIn)}${stale === undefined ? '' : `, old figures ${stale}`}`;
  const masked = hideBalances && unit === 'msat';
  const meter = meterRole(label, words, masked ? null : shares);
  const figure = (value: string, round: 'ceil' | 'floor') =>
    unit === 'msat' ? <Amount msat={value} round={round} unit={false} /> : groupDigits(BigInt(value));
  const figures = (
    <>
      {figure(usedMsat, 'ceil')}
      {limitMsat !== null && <> of {figure(limitMsat, 'floor')}</>}
      {unit === 'msat' && (
        <>
          {' '}
          <Unit />
        </>
      )}
      {caption !== undefined && <> · {caption}</>}
      {note !== undefined && <span className="block">{note}</span>}
      {stale !== undefined && <span className="block text-warn">{stale}</span>}
    </>
  );
  if (shape === 'bar')
    return (
      <div className="flex min-w-0 flex-col gap-1.5">
        <div className="flex items-baseline justify-between gap-3">
          <span className="text-sm font-medium">{label}</span>
          <Percent shares={shares} masked={masked} className="text-sm font-semibold" />
        </div>
        <div {...meter}>
          <BarShape shares={shares} stale={stale !== undefined} counts={unit === 'count'} />
        </div>
        <p className="text-xs text-faint">{figures}</p>
      </div>
    );
  return (
    <div className="flex min-w-0 flex-col items-center">
      <div {...meter} className="relative" style={{ width: size, height: size * 0.55 }}>
        <ArcShape shares={shares} size={size} stale={stale !== undefined} counts={unit === 'count'} />
        <Percent
          shares={shares}
          masked={masked}
          className="absolute inset-x-0 bottom-0 text-center text-[18px] leading-6 font-semibold"
        />
      </div>
      <p className="mt-2 max-w-full truncate text-sm font-medium">{label}</p>
      <p className="text-center text-xs text-faint">{figures}</p>
    </div>
  );
}

/** ARIA of a gauge. `shares` null: hidden, and then there is no value to have. */
export const meterRole = (label: string, words: string, shares: GaugeShares | null) =>
  shares === null
    ? ({ role: 'img', 'aria-label': `${label}: ${words}` } as const)
    : ({
        role: 'meter',
        'aria-label': label,
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': Math.min(100, shares.percent ?? 0),
        'aria-valuetext': words,
      } as const);

type PercentProps = { readonly shares: GaugeShares; readonly masked: boolean; readonly className: string };

function Percent({ shares, masked, className }: PercentProps) {
  if (masked)
    return (
      <span aria-hidden className={`${className} text-faint`}>
        {AMOUNT_MASK}
      </span>
    );
  if (shares.percent === null)
    return (
      <span aria-hidden className={className}>
        no limit
      </span>
    );
  return (
    <span aria-hidden className={className}>
      {shares.percent > 999 ? '>999' : shares.percent}%
    </span>
  );
}
