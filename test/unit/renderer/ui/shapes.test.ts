// Small shapes and what they must not say: sparklines, and gauges whose amounts are hidden.
import { describe, expect, it } from 'vitest';
import { gaugeShares } from '../../../../renderer/ui/gauge-geometry.ts';
import { gaugeWords, meterRole } from '../../../../renderer/ui/Gauge.tsx';
import { sparkPath } from '../../../../renderer/ui/spark-path.ts';
import { hourly } from '../../../../renderer/features/overview/hourly.ts';

describe('a sparkline', () => {
  it('goes from the oldest at the left to the newest at the right, zero at the bottom', () => {
    expect(sparkPath([0, 4, 2], 65, 25)).toEqual({
      line: 'M 2.5 22.5 L 32.5 2.5 L 62.5 12.5',
      area: 'M 2.5 22.5 L 32.5 2.5 L 62.5 12.5 L 62.5 22.5 L 2.5 22.5 Z',
      end: { x: 62.5, y: 12.5 },
    });
  });

  it('is flat when nothing happened, and draws no nonsense', () => {
    expect(sparkPath([0, 0], 65, 25).line).toBe('M 2.5 22.5 L 62.5 22.5');
    expect(sparkPath([], 65, 25)).toEqual({ line: '', area: '', end: null });
    expect(sparkPath([Number.NaN, -3, Number.POSITIVE_INFINITY, 1], 65, 25).line).not.toMatch(/NaN|Infinity/);
  });

  it('counts by the hour up to a moment', () => {
    const until = 36_000;
    const buckets = [
      { at: 35_999, count: 1 },
      { at: 32_400, count: 2 },
      { at: 32_399, count: 4 },
      { at: 36_000, count: 8 },
      { at: 25_199, count: 16 },
    ];
    expect(hourly(buckets, until, 3)).toEqual([0, 4, 3]);
  });
});

describe('a gauge whose amounts are hidden', () => {
  const amounts = { usedMsat: '412000000', reservedMsat: '46000000', limitMsat: '500000000' };
  const shares = gaugeShares(amounts.usedMsat, amounts.reservedMsat, amounts.limitMsat);

  it('says neither an amount nor a share', () => {
    const words = gaugeWords(amounts, shares, true);
    expect(words).toBe('amounts hidden');
    expect(JSON.stringify(meterRole('Shopper', words, null))).not.toMatch(/\d/);
  });

  it('still says plain counts', () => {
    const counts = { usedMsat: '3', reservedMsat: '0', limitMsat: '30' };
    expect(gaugeWords(counts, gaugeShares('3', '0', '30'), true, 'count')).toBe('3 used, of 30, 10 %');
  });
});
