// A node's balance as shares of a bar.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MSAT, msatText } from '../../../../shared/domain/money.ts';
import { balanceParts } from '../../../../renderer/features/nodes/balance-parts.ts';

describe('balance bar', () => {
  const anyMsat = fc.bigInt({ min: 0n, max: MAX_MSAT }).map(msatText);

  it('never draws past its end, whatever a node says', () => {
    fc.assert(
      fc.property(
        anyMsat,
        anyMsat,
        anyMsat,
        anyMsat,
        (totalMsat, spendableMsat, reservedMsat, inFlightMsat) => {
          const parts = balanceParts({ totalMsat, spendableMsat, reservedMsat, inFlightMsat, asOf: 0 }, '0');
          expect(parts.spendable + parts.inFlight + parts.reserved).toBeLessThanOrEqual(100.000_001);
        },
      ),
    );
  });

  it('tells how much of the allotments the node cannot spend', () => {
    const balance = {
      totalMsat: msatText(100n),
      spendableMsat: msatText(60n),
      reservedMsat: msatText(30n),
      inFlightMsat: msatText(10n),
      asOf: 0,
    };
    expect(balanceParts(balance, '70').shortfall).toBe(0n);
    expect(balanceParts(balance, '71').shortfall).toBe(1n);
  });
});
