// Fee rates as typed: what is read, what is not, and that nothing is lost on the way there and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  feeRateTyped,
  feeRateToType,
  feeRateWords,
  ratesToChoose,
  targetWords,
} from '../../../../renderer/features/treasury/fee-rate.ts';
import { FEE_RATE_RANGE } from '../../../../shared/domain/treasury.ts';

describe('fee rate', () => {
  it.each([
    ['4.2', 4_200],
    ['1', 1_000],
    [' 0.1 ', 100],
    ['0.125', 125],
    ['1000', 1_000_000],
  ])('reads %s', (text, rate) => expect(feeRateTyped(text)).toBe(rate));

  it.each([
    '',
    '.5',
    '4,2',
    '4.2345',
    '0.09',
    '1000.001',
    '1e3',
    '-1',
    '4 2',
    '０.5',
    '99999',
    'NaN',
    '4.2 sat/vB',
  ])('takes “%s” for no rate', (text) => expect(feeRateTyped(text)).toBeUndefined());

  it('loses nothing between what is kept and what is typed', () => {
    fc.assert(
      fc.property(fc.integer(FEE_RATE_RANGE), (rate) => {
        expect(feeRateTyped(feeRateToType(rate))).toBe(rate);
      }),
    );
  });

  it('is said in words, grouped', () => {
    expect(feeRateWords(4_200)).toBe('4.2 sat/vB');
    expect(feeRateWords(1_000_000)).toBe('1,000 sat/vB');
  });

  it.each([
    [1, 'next block'],
    [3, 'about 30 min'],
    [24, 'about 4 h'],
    [144, 'about a day'],
    [1_008, 'about 7 days'],
  ])('says how long %i blocks take', (blocks, words) => expect(targetWords(blocks)).toBe(words));

  it('offers of equal rates the soonest, and none beyond a day', () => {
    const named = [
      { blocks: 504, rate: 1_010 },
      { blocks: 12, rate: 2_600 },
      { blocks: 1, rate: 8_200 },
      { blocks: 24, rate: 2_600 },
      { blocks: 144, rate: 1_100 },
    ];
    expect(ratesToChoose(named).map(({ blocks }) => blocks)).toEqual([1, 12, 144]);
    expect(ratesToChoose([])).toEqual([]);
  });
});
