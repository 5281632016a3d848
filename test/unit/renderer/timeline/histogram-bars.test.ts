// The bars of the log over time, and what a brush over them means.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barsOf,
  chosenShares,
  drawnStretch,
  type Bars,
} from '../../../../renderer/features/timeline/histogram-bars.ts';

const START = 1_779_235_200;
const bars = (...counts: readonly number[]): Bars => {
  const made = barsOf(
    counts.flatMap((count, index) =>
      count === 0 ? [] : [{ at: START + index * 900, count, worst: 'info' as const }],
    ),
    900,
  );
  if (!made) throw new Error('there are no bars');
  return made;
};

describe('the bars', () => {
  it('are as tall as their share of the tallest, and a single entry is still seen', () => {
    const { bars: drawn } = bars(1_000, 0, 1, 500);
    expect(drawn.map(({ height }) => height)).toEqual([1, 0.06, 0.5]);
    expect(drawn.map(({ left }) => left)).toEqual([0, 0.5, 0.75]);
  });

  it('do not exist without an entry', () => {
    expect(barsOf([], 60)).toBeNull();
  });
});

describe('a brush', () => {
  it('takes whole buckets, from left or from right', () => {
    const four = bars(1, 1, 1, 1);
    const middle = { from: START + 900, to: START + 2_699 };
    expect(drawnStretch(four, 0.3, 0.7)).toEqual(middle);
    expect(drawnStretch(four, 0.7, 0.3)).toEqual(middle);
    expect(drawnStretch(four, 0.3, 0.3)).toEqual({ from: START + 900, to: START + 1_799 });
  });

  it('never leaves the log, wherever the hand goes, and is drawn where it was drawn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: -1, max: 2, noNaN: true }),
        fc.double({ min: -1, max: 2, noNaN: true }),
        (count, down, up) => {
          const log = bars(...Array.from({ length: count }, () => 1));
          const { from, to } = drawnStretch(log, down, up);
          expect(from).toBeGreaterThanOrEqual(log.from);
          expect(to).toBeLessThan(log.to);
          expect(to).toBeGreaterThan(from);
          const shares = chosenShares(log, from, to);
          expect(shares).not.toBeNull();
          const inside = Math.min(0.999, Math.max(0, down));
          expect(shares?.left ?? 2).toBeLessThanOrEqual(inside + 1e-9);
          expect(shares?.right ?? -1).toBeGreaterThanOrEqual(inside - 1e-9);
        },
      ),
    );
  });

  it('has nothing to show when no time, or a time beyond the log, is chosen', () => {
    const four = bars(1, 1, 1, 1);
    expect(chosenShares(four, null, null)).toBeNull();
    expect(chosenShares(four, START + 90_000, null)).toBeNull();
    expect(chosenShares(four, START + 1_800, null)).toEqual({ left: 0.5, right: 1 });
  });
});
