// The overview's own rules: who is nearest to a limit, and how buckets of time are named.
import { describe, expect, it } from 'vitest';
import { msatText } from '../../../../shared/domain/money.ts';
import { nearness } from '../../../../renderer/features/overview/nearness.ts';
import {
  bucketWords,
  coarser,
  outflowRows,
  outflowTotal,
} from '../../../../renderer/features/overview/outflow-rows.ts';

const use = (usedMsat: string, reservedMsat: string, limitMsat: string | null) =>
  nearness({ usedMsat, reservedMsat, limitMsat });

describe('nearness', () => {
  it('counts what is reserved as used', () => expect(use('500', '250', '1000')).toBe(7_500));
  it('goes past the limit rather than stop at it', () => expect(use('1500', '0', '1000')).toBe(15_000));
  it('puts an agent without a limit last', () =>
    expect(use('1', '0', null)).toBeLessThan(use('0', '0', '1')));
  it('takes any use of a limit of zero for the worst', () => {
    expect(use('0', '0', '0')).toBe(0);
    expect(use('1', '0', '0')).toBeGreaterThan(use('2100000000000000000', '0', '1000'));
  });
});

describe('outflow', () => {
  const at = Date.parse('2026-05-19T23:00:00Z') / 1_000;
  const outflow = {
    bucketSeconds: 3_600,
    buckets: [{ at, byPolicyMsat: msatText(9_007_199_254_740_993n), byHandMsat: msatText(2n) }],
  };

  it('names a bucket by where it begins and ends', () => {
    expect(outflowRows(outflow, '24h', 'utc')[0]).toMatchObject({
      tick: '23:00',
      title: '19 May, 23:00 to 00:00',
      values: { policy: '9007199254740993', hand: '2' },
    });
    expect(outflowRows({ ...outflow, bucketSeconds: 86_400 }, '30d', 'utc')[0]).toMatchObject({
      tick: '19 May',
    });
  });

  it('joins quarters of an hour into hours without losing a msat', () => {
    const quarters = {
      bucketSeconds: 900,
      buckets: Array.from({ length: 96 }, (_, index) => ({
        at: at - (95 - index) * 900,
        byPolicyMsat: msatText(1_001n),
        byHandMsat: msatText(BigInt(index)),
      })),
    };
    const hours = coarser(quarters);
    expect(hours.bucketSeconds).toBe(3_600);
    expect(hours.buckets.length).toBeLessThanOrEqual(25);
    expect(hours.buckets.every((bucket) => bucket.at % 3_600 === 0)).toBe(true);
    expect(outflowTotal(hours)).toBe(outflowTotal(quarters));
  });

  it('leaves buckets alone that are few enough', () => expect(coarser(outflow)).toBe(outflow));

  it('sums without losing a msat', () => expect(outflowTotal(outflow)).toBe(9_007_199_254_740_995n));

  it.each([
    [3_600, 'by hour'],
    [21_600, 'by 6 hours'],
    [86_400, 'by day'],
    [900, 'by 15 minutes'],
  ])('says buckets of %i s as “%s”', (seconds, words) => expect(bucketWords(seconds)).toBe(words));
});
