// The transaction picture: shares are true, nothing vanishes, and hidden amounts leave no proportion.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bands,
  fold,
  MOST_ROWS,
  thicknesses,
} from '../../../../renderer/features/treasury/picture-geometry.ts';

const amounts = fc.array(fc.bigInt(0n, 2_100_000_000_000_000_000n), { minLength: 1, maxLength: 30 });

describe('transaction picture', () => {
  it('draws a larger amount never thinner, and none invisible', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const thick = thicknesses(values, false);
        for (const [index, value] of values.entries())
          for (const [other, against] of values.entries())
            if (value > against) expect(thick[index]).toBeGreaterThanOrEqual(thick[other] ?? 0);
        for (const each of thick) expect(each).toBeGreaterThan(0);
      }),
    );
  });

  it('gives half of the money half of the trunk', () => {
    const [a, b] = thicknesses([500_000n, 500_000n], false);
    expect(a).toBe(b);
    expect((a ?? 0) + (b ?? 0)).toBeCloseTo(44);
  });

  it('tells nothing of amounts that are hidden', () => {
    fc.assert(
      fc.property(amounts, (values) => {
        expect(new Set(thicknesses(values, true)).size).toBe(1);
      }),
    );
  });

  it('folds what is too much into one row and loses none of it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (rows) => {
        const { shown, folded } = fold(rows);
        expect([...shown, ...folded]).toEqual(rows);
        expect(shown.length + (folded.length > 0 ? 1 : 0)).toBeLessThanOrEqual(MOST_ROWS);
      }),
    );
  });

  it('draws numbers alone, for any number of rows', () => {
    const shapes = bands([10, 20, 1.5], { x0: 0, x1: 110, y: 60, rowHeight: 40, top: 0 });
    expect(shapes).toHaveLength(3);
    for (const { path } of shapes) expect(path).toMatch(/^M[-\d. CLZ]+$/);
  });
});
