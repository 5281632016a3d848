import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arcParts,
  arcPath,
  barParts,
  gaugeShares,
  MAX_OVERRUN_DEGREES,
} from '../../../../renderer/ui/gauge-geometry.ts';

const sats = (value: number): string => (BigInt(value) * 1_000n).toString();
const amount = fc.bigInt(0n, 2_100_000_000_000_000_000n).map(String);

describe('gauge', () => {
  it.each([
    ['74.99 %', 374_999, 0, 'calm', 74],
    ['exactly 75 %', 375_000, 0, 'warn', 75],
    ['just under 90 %', 449_999, 0, 'warn', 89],
    ['exactly 90 %', 450_000, 0, 'danger', 90],
    ['exactly the limit', 500_000, 0, 'danger', 100],
    ['one sat over the limit', 500_001, 0, 'over', 100],
    ['under it, but over with what is reserved', 480_000, 20_001, 'over', 96],
    ['nothing', 0, 0, 'calm', 0],
  ] as const)('says how near %s is', (_, used, reserved, level, percent) => {
    expect(gaugeShares(sats(used), sats(reserved), sats(500_000))).toMatchObject({ level, percent });
  });

  it('says one msat under the limit is not yet 100 %', () => {
    expect(gaugeShares('499999999', '0', '500000000').percent).toBe(99);
  });

  it('is over when the limit is zero and anything was used', () => {
    expect(gaugeShares('1', '0', '0').level).toBe('over');
    expect(gaugeShares('0', '0', '0').level).toBe('calm');
  });

  it('has no share without a limit', () => {
    expect(gaugeShares('5', '5', null)).toMatchObject({ level: 'unlimited', percent: null });
  });

  it('runs past the limit mark of a bar exactly when it is over', () => {
    fc.assert(
      fc.property(amount, amount, amount, (used, reserved, limit) => {
        const shares = gaugeShares(used, reserved, limit);
        const bar = barParts(shares);
        if (shares.used + shares.reserved > 10_000) expect(bar.limitAt).toBeLessThan(1);
        else expect(bar.limitAt).toBe(1);
        expect(bar.used.from).toBe(0);
        expect(bar.used.to).toBe(bar.reserved.from);
        expect(bar.reserved.to).toBeGreaterThanOrEqual(bar.reserved.from);
        expect(bar.reserved.to).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('goes on below the right end of an arc when over, up to a bound', () => {
    expect(arcParts(gaugeShares(sats(250), '0', sats(500))).used.to).toBe(90);
    expect(arcParts(gaugeShares(sats(737), '0', sats(500))).used.to).toBe(180 + MAX_OVERRUN_DEGREES);
    expect(arcParts(gaugeShares(sats(100), sats(50), sats(200))).reserved).toEqual({ from: 90, to: 135 });
  });

  it('draws from the left end to the top at 90 degrees and nothing for an empty part', () => {
    expect(arcPath(50, 50, 40, { from: 0, to: 90 })).toBe('M 10.00 50.00 A 40 40 0 0 1 50.00 10.00');
    expect(arcPath(50, 50, 40, { from: 90, to: 90 })).toBe('');
  });
});
