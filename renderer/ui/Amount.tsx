// Amount: the one component through which every sat figure goes, so that one switch hides them all.
import { AMOUNT_MASK, satsFigure, unitOf, type Rounding } from './format.ts';
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
  const { hideBalances } = useDisplay();
  const figure = satsFigure(msat, round);
  const large = size === 'figure';
  return (
    <span
      className={`whitespace-nowrap ${TONES[tone]}`}
      title={hideBalances ? undefined : `${BigInt(msat).toLocaleString('en-GB')} msat`}
    >
      <span className={large ? 'text-figure font-semibold tracking-tight' : ''}>
        {hideBalances ? <span aria-label="hidden">{AMOUNT_MASK}</span> : figure}
      </span>
      {unit && (
        <span className={large ? 'ml-1.5 text-xs font-medium text-muted' : ''}>
          {large ? '' : ' '}
          {hideBalances ? 'sats' : unitOf(figure)}
        </span>
      )}
    </span>
  );
}
