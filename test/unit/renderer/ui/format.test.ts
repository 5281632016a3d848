// Figures and moments as words: exact where money is meant, and never flattering.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_MSAT } from '../../../../shared/domain/money.ts';
import {
  countdownFigure,
  durationWords,
  groupDigits,
  maskAmounts,
  momentInFull,
  momentWords,
  relativeWords,
  satsFigure,
  satsSentence,
  satsToType,
  satsTyped,
  shortSats,
} from '../../../../renderer/ui/format.ts';

const anyMsat = fc.bigInt({ min: 0n, max: MAX_MSAT });

describe('sats', () => {
  it.each([
    ['0', '0', '0'],
    ['1', '1', '0'],
    ['999', '1', '0'],
    ['1000', '1', '1'],
    ['1001', '2', '1'],
    ['250000000', '250,000', '250,000'],
    ['2100000000000000000', '2,100,000,000,000,000', '2,100,000,000,000,000'],
  ])('shows %s msat as %s when it is a cost and as %s when it is a balance', (msat, cost, balance) => {
    expect(satsFigure(msat, 'ceil')).toBe(cost);
    expect(satsFigure(msat, 'floor')).toBe(balance);
  });

  it('never shows a cost smaller, or a balance larger, than it is', () => {
    fc.assert(
      fc.property(anyMsat, (amount) => {
        const read = (figure: string): bigint => BigInt(figure.replaceAll(',', '')) * 1_000n;
        expect(read(satsFigure(amount, 'ceil')) >= amount).toBe(true);
        expect(read(satsFigure(amount, 'floor')) <= amount).toBe(true);
      }),
    );
  });

  it('reads back what it shows', () => {
    fc.assert(
      fc.property(anyMsat, (amount) => {
        const whole = (amount / 1_000n) * 1_000n;
        expect(satsTyped(satsFigure(whole))).toBe(whole.toString());
      }),
    );
  });

  it('names one sat in the singular', () => {
    expect(satsSentence('1000')).toBe('1 sat');
    expect(satsSentence('2000')).toBe('2 sats');
  });

  it.each([
    '',
    ' ',
    '-1',
    '1,5',
    '0,500',
    '1.2345',
    '250.000',
    '1.2.3',
    '1,000 000',
    '1e3',
    '0x10',
    '１２',
    'sats',
    '21000000000000001',
    '99999999999999999999',
  ])('takes %j for no amount', (text) => expect(satsTyped(text)).toBeUndefined());

  it.each(['250000', '250,000', '250 000', '250\u202f000', "250'000"])('reads %j as 250,000 sats', (text) =>
    expect(satsTyped(text)).toBe('250000000'),
  );

  it.each([
    ['1.5', '1500'],
    ['0.021', '21'],
    ['2,000.5', '2000500'],
    ['250.0210', '250021'],
  ])('reads the part of a sat in %j', (text, msat) => expect(satsTyped(text)).toBe(msat));

  it('reads back every amount it writes to be typed over, to the msat', () => {
    const any = fc.oneof(anyMsat, fc.bigInt(0n, 1_000_000n));
    fc.assert(
      fc.property(any, (amount) => {
        expect(satsTyped(satsToType(`${amount}`))).toBe(`${amount}`);
      }),
    );
  });

  it('groups by thousands and keeps the sign in front', () => {
    expect(groupDigits(-1_234_567n)).toBe('-1,234,567');
    expect(groupDigits(999)).toBe('999');
  });

  it.each([
    [0, '0'],
    [950, '950'],
    [50_000, '50k'],
    [1_500, '1.5k'],
    [1_500_000, '1.5M'],
    [150_000_000, '150M'],
  ])('names %i sats on an axis as %s', (sats, words) => expect(shortSats(sats)).toBe(words));
});

describe('hidden amounts', () => {
  it.each([
    ['Crawler 7: 24 sats to Pagecrawl', 'Crawler 7: ••••• sats to Pagecrawl'],
    ['asks to pay 250,000 sats: 150,500 sats over', 'asks to pay ••••• sats: ••••• sats over'],
    ['fee 1 sat, 1,137 msat exactly', 'fee ••••• sat, ••••• msat exactly'],
    [
      'asks to pay 250,000 sats: 150,500 over the single limit',
      'asks to pay ••••• sats: ••••• over the single limit',
    ],
    ['1 sat', '••••• sat'],
    ['0.021 sats left', '••••• sats left'],
    ['No answer for 30 s', 'No answer for 30 s'],
    ['Log intact, 12,408 entries', 'Log intact, 12,408 entries'],
  ])('shows “%s” as “%s”', (sentence, masked) => expect(maskAmounts(sentence)).toBe(masked));

  it('are masked alike whatever their size', () => {
    fc.assert(
      fc.property(anyMsat, anyMsat, (one, other) => {
        expect(maskAmounts(`paid ${satsSentence(one)}`).replace(/sats?$/, '')).toBe(
          maskAmounts(`paid ${satsSentence(other)}`).replace(/sats?$/, ''),
        );
      }),
    );
  });
});

describe('moments', () => {
  it.each([
    [0, '0 s'],
    [38, '38 s'],
    [492, '8 min 12 s'],
    [3_600, '1 h'],
    [3_601, '1 h'],
    [93_784, '1 d 2 h'],
  ])('says %i seconds as %s', (seconds, words) => expect(durationWords(seconds)).toBe(words));

  it('says which side of now a moment is on', () => {
    expect(relativeWords(100, 208)).toBe('1 min 48 s ago');
    expect(relativeWords(700, 208)).toBe('in 8 min 12 s');
    expect(relativeWords(208, 208)).toBe('now');
  });

  it('counts down to zero and not below', () => {
    expect(countdownFigure(492)).toBe('8:12');
    expect(countdownFigure(3_725)).toBe('1:02:05');
    expect(countdownFigure(-5)).toBe('0:00');
  });

  it('names the day only when it is not today, the year only when it is not this one', () => {
    const at = (text: string): number => Date.parse(text) / 1_000;
    const now = at('2026-05-20T10:54:07Z');
    expect(momentWords(at('2026-05-20T00:00:00Z'), now, 'utc', true)).toBe('00:00:00 UTC');
    expect(momentWords(at('2026-05-19T23:59:59Z'), now, 'utc', false)).toBe('19 May, 23:59 UTC');
    expect(momentWords(at('2025-12-31T12:00:00Z'), now, 'utc', false)).toBe('31 Dec 2025, 12:00 UTC');
    expect(momentWords(at('2025-12-31T12:00:00Z'), now, 'Asia/Tokyo', false)).toBe(
      '31 Dec 2025, 21:00 GMT+9',
    );
    expect(momentWords(at('2026-05-20T00:00:00Z'), now, 'No/Such', false)).toBe('00:00 UTC');
  });
});

describe('a moment in full', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it('follows the machine when its zone is changed while the window is open', () => {
    const noon = Date.UTC(2026, 4, 20, 10, 54, 7) / 1_000;
    process.env['TZ'] = 'Europe/Berlin';
    expect(momentInFull(noon)).toBe('20 May 2026, 12:54:07 GMT+02:00 · 2026-05-20T10:54:07Z');
    process.env['TZ'] = 'Asia/Tokyo';
    expect(momentInFull(noon)).toBe('20 May 2026, 19:54:07 GMT+09:00 · 2026-05-20T10:54:07Z');
  });
});
