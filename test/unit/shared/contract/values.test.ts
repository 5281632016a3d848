// Wire values: what comes from the page is judged, never trusted to be judgeable.
import { describe, expect, it } from 'vitest';
import { amount } from '../../../../shared/contract/values.ts';

describe('an amount', () => {
  it.each(['0', '1', '2100000000000000000'])('is whole msat as text: %s', (text) => {
    expect(amount.safeParse(text)).toEqual({ success: true, data: text });
  });

  it.each([
    '',
    '-1',
    '01',
    '1.5',
    '1e3',
    ' 1',
    'x',
    '0x10',
    '2100000000000000001',
    '9'.repeat(19),
    '9'.repeat(5_000),
    1,
    1n,
    null,
    undefined,
    {},
  ])('refuses %o without throwing', (value) => {
    expect(amount.safeParse(value).success).toBe(false);
  });
});
