import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTicks, namedTicks } from '../../../../renderer/ui/axis-ticks.ts';

describe('the ticks of an axis', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [138_200, [0, 50_000, 100_000, 150_000]],
    [4_000, [0, 1_000, 2_000, 3_000, 4_000]],
    [90_001, [0, 50_000, 100_000]],
  ])('up to %i are %j', (highest, ticks) => expect(axisTicks(highest)).toEqual(ticks));

  it('are even, whole, few, and reach over every bar without leaving half of the height empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_100_000_000_000_000 }), (highest) => {
        const ticks = axisTicks(highest);
        const [, step = 0] = ticks;
        const last = ticks.at(-1) ?? 0;
        expect(ticks).toEqual(ticks.map((_, index) => index * step));
        expect(Number.isInteger(step)).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(5);
        expect(last).toBeGreaterThanOrEqual(highest);
        expect(last - step).toBeLessThan(highest);
      }),
    );
  });
});

describe('the names on an axis', () => {
  const named = (ticks: readonly string[]) => [...namedTicks(ticks)].map((index) => ticks[index]);
  const hours = Array.from({ length: 24 }, (_, index) => `${(index + 13) % 24}:00`);

  it('are six of the day’s hours', () => {
    expect(named(hours)).toEqual(['13:00', '17:00', '21:00', '1:00', '5:00', '9:00']);
  });

  it('are each day once, and none is left out between', () => {
    const quarters = Array.from({ length: 28 }, (_, index) => `${13 + Math.floor((index + 2) / 4)} May`);
    expect(named(quarters)).toEqual(['14 May', '15 May', '16 May', '17 May', '18 May', '19 May', '20 May']);
  });

  it('name a single bucket', () => expect(named(['now'])).toEqual(['now']));
});
