// Confirmations: 5, 6 and 7 below, at and above 10,000,000 sats; none without a block.
import { describe, expect, it } from 'vitest';
import { confirmationsOf, confirmationsWanted } from '../../../../shared/domain/confirmations.ts';

const TIP = 900_000;
const at = (confirmations: number): number | null => (confirmations === 0 ? null : TIP - confirmations + 1);
const isPaid = (amount: bigint, confirmations: number): boolean =>
  confirmationsOf(at(confirmations), TIP) >= confirmationsWanted(amount);

describe('an incoming payment', () => {
  it.each([
    [1n, 0, false],
    [1n, 1, false],
    [1n, 5, false],
    [1n, 6, true],
    [10_000_000n, 5, false],
    [10_000_000n, 6, true],
    [10_000_001n, 0, false],
    [10_000_001n, 5, false],
    [10_000_001n, 6, false],
    [10_000_001n, 7, true],
    [2_100_000_000_000_000n, 6, false],
  ] as const)('of %s sats with %s confirmations counts as paid: %s', (amount, have, paid) => {
    expect(isPaid(amount, have)).toBe(paid);
  });

  it('in a block above the tip, or under no known tip, counts as in no block', () => {
    expect(confirmationsOf(TIP + 3, TIP)).toBe(0);
    expect(confirmationsOf(TIP, null)).toBe(0);
  });
});
