// One amount in four units: the same money in each, and never flattered.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { amountFigure, amountSentence, unitWord } from '../../../../renderer/ui/amount-units.ts';
import { MAX_MSAT } from '../../../../shared/domain/money.ts';

const anyMsat = fc.bigInt({ min: 0n, max: MAX_MSAT });
const digits = (figure: string): bigint => BigInt(figure.replaceAll(/[^\d]/g, ''));

it.each([
  ['250000000', '250,000 sats', '₿250,000', '0.00\u00a0250\u00a0000 BTC', '250,000,000 msat'],
  ['1000', '1 sat', '₿1', '0.00\u00a0000\u00a0001 BTC', '1,000 msat'],
  ['1', '1 sat', '₿1', '0.00\u00a0000\u00a0001 BTC', '1 msat'],
  ['-2000', '−2 sats', '₿−2', '−0.00\u00a0000\u00a0002 BTC', '−2,000 msat'],
  [
    '123456789012000',
    '123,456,789,012 sats',
    '₿123,456,789,012',
    '1,234.56\u00a0789\u00a0012 BTC',
    '123,456,789,012,000 msat',
  ],
])('writes %s msat as %s, %s, %s and %s', (msat, sat, bip177, btc, exact) => {
  expect(amountSentence(msat, 'sat')).toBe(sat);
  expect(amountSentence(msat, 'bip177')).toBe(bip177);
  expect(amountSentence(msat, 'btc')).toBe(btc);
  expect(amountSentence(msat, 'msat')).toBe(exact);
});

it('is the same money in every unit, up for what leaves and down for what is held', () => {
  fc.assert(
    fc.property(anyMsat, (msat) => {
      for (const unit of ['sat', 'bip177', 'btc'] as const) {
        expect(digits(amountFigure(msat, unit, 'ceil'))).toBe((msat + 999n) / 1_000n);
        expect(digits(amountFigure(msat, unit, 'floor'))).toBe(msat / 1_000n);
      }
      expect(digits(amountFigure(msat, 'msat'))).toBe(msat);
    }),
  );
});

it('names a unit without a figure as a column does', () => {
  expect((['sat', 'bip177', 'btc', 'msat'] as const).map((unit) => unitWord(unit))).toEqual([
    'sats',
    '₿',
    'BTC',
    'msat',
  ]);
});
