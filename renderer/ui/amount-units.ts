// Amount units: one amount in the unit the operator chose. Sats by default; BIP-177 and BTC for those who think in them, msat to see everything.
import { satsCeil, satsFloor, type Msat } from '../../shared/domain/money.ts';
import { groupDigits, satsFigure, shortSats, unitOf, type Rounding } from './format.ts';

/** `bip177`: whole sats as ₿ (BIP-177, draft). */
export type AmountUnit = 'sat' | 'bip177' | 'btc' | 'msat';

/** "0.00 250 000": eight decimals in groups whose spaces do not break. */
function btcFigure(msat: bigint, rounding: Rounding): string {
  const size = (msat < 0n ? -msat : msat) as Msat;
  const sats = rounding === 'ceil' ? satsCeil(size) : satsFloor(size);
  const parts = (sats % 100_000_000n).toString().padStart(8, '0');
  const figure = `${groupDigits(sats / 100_000_000n)}.${parts.slice(0, 2)}\u00a0${parts.slice(2, 5)}\u00a0${parts.slice(5)}`;
  return msat < 0n ? `−${figure}` : figure;
}

/** Msat as figures alone: whole sats but for `msat`, which is exact; rounding never flatters. */
export function amountFigure(
  msat: string | bigint,
  unit: AmountUnit = 'sat',
  rounding: Rounding = 'ceil',
): string {
  switch (unit) {
    case 'msat':
      return groupDigits(BigInt(msat)).replace('-', '−');
    case 'btc':
      return btcFigure(BigInt(msat), rounding);
    case 'sat':
    case 'bip177':
      return satsFigure(msat, rounding);
  }
}

/** The word of a unit, as a column names it; `figure` gives "1 sat" its singular. ₿ stands before its figure. */
export function unitWord(unit: AmountUnit, figure = ''): string {
  return unit === 'sat' ? unitOf(figure) : { bip177: '₿', btc: 'BTC', msat: 'msat' }[unit];
}

/** Figures with their unit, for sentences and labels that are text alone: "250,000 sats", "₿250,000". */
export function amountSentence(
  msat: string | bigint,
  unit: AmountUnit = 'sat',
  rounding: Rounding = 'ceil',
): string {
  const figure = amountFigure(msat, unit, rounding);
  return unit === 'bip177' ? `₿${figure}` : `${figure} ${unitWord(unit, figure)}`;
}

/** Whole sats as an axis names them in the operator's unit: "50k", "0.0005". Never for a figure somebody decides by. */
export function shortAmount(sats: number, unit: AmountUnit): string {
  if (unit === 'msat') return shortSats(sats * 1_000);
  if (unit === 'btc') return (sats / 100_000_000).toFixed(8).replace(/\.?0+$/, '');
  return shortSats(sats);
}
