// Amount: the one component through which every sat figure goes, so that one switch hides them all.
import { amountFigure, unitWord } from './amount-units.ts';
import { AMOUNT_MASK, groupDigits, type Rounding } from './format.ts';
import { useDisplay } from './display.ts';

const TONES = {
  plain: '',
  muted: 'text-muted',
  warn: 'text-warn',
  danger: 'text-danger',
  ok: 'text-ok',
} as const;

type AmountProps = {
  readonly msat: string | bigint;
  readonly size?: 'text' | 'figure';
  readonly tone?: keyof typeof TONES;
  /** `ceil` (default) for costs and requests, `floor` for balances. */
  readonly round?: Rounding;
  /** false where the column or the sentence already names the unit. */
  readonly unit?: boolean;
};

export function Amount({ msat, size = 'text', tone = 'plain', round = 'ceil', unit = true }: AmountProps) {
  const { hideBalances, unit: shownIn = 'sat' } = useDisplay();
  const figure = amountFigure(msat, shownIn, round);
  const large = size === 'figure';
  const word = hideBalances ? unitWord(shownIn) : unitWord(shownIn, figure);
  const before = shownIn === 'bip177';
  return (
    <span
      className={`whitespace-nowrap ${TONES[tone]}`}
      title={hideBalances ? undefined : `${groupDigits(BigInt(msat))} msat`}
    >
      {unit && before && word}
      <span className={large ? 'text-figure font-semibold tracking-tight' : ''}>
        {hideBalances ? (
          <>
            <span aria-hidden>{AMOUNT_MASK}</span>
            <span className="sr-only">hidden</span>
          </>
        ) : (
          figure
        )}
      </span>
      {unit && !before && (
        <span className={large ? 'ml-1.5 text-xs font-medium text-muted' : ''}>
          {large ? '' : ' '}
          {word}
        </span>
      )}
    </span>
  );
}

/** The unit by itself, for a heading or a line whose figures stand without one. */
export function Unit() {
  return <>{unitWord(useDisplay().unit ?? 'sat')}</>;
}
