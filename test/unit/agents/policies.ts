// Arbitrary policies for the property tests: every value the contract allows, extremes included.
import fc from 'fast-check';
import { MAX_MSAT, msat } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

const anyAmount = fc
  .oneof(
    fc.bigInt({ min: 0n, max: MAX_MSAT }),
    fc.constantFrom(0n, 1n, 999n, 9_007_199_254_740_993n, MAX_MSAT),
  )
  .map(msat);
const brokenVerdict = fc.constantFrom('hold' as const, 'refuse' as const);
const nodeKey = fc
  .tuple(fc.constantFrom('02', '03'), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([prefix, bytes]) => prefix + Buffer.from(bytes).toString('hex'));

export const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  maxSingleTx: anyAmount,
  maxDailySpend: anyAmount,
  maxHotBalance: anyAmount,
  maxFee: fc.record({ msat: anyAmount, ppm: fc.integer({ min: 0, max: 1_000_000 }) }),
  rate: fc.record({
    perMinute: fc.integer({ min: 1, max: 100_000 }),
    perHour: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  maxInFlight: fc.record({ msat: anyAmount, count: fc.integer({ min: 1, max: 10_000 }) }),
  allowlist: fc.option(fc.array(nodeKey, { maxLength: 5 })),
  firstTime: fc.constantFrom('allow' as const, 'hold' as const),
  activeHours: fc.option(
    fc.record({
      fromMinute: fc.integer({ min: 0, max: 1_439 }),
      toMinute: fc.integer({ min: 0, max: 1_440 }),
    }),
  ),
  expiresAt: fc.option(fc.integer({ min: 0, max: 253_402_300_799 }).map(unixSeconds)),
  whenBroken: fc.record({
    single: brokenVerdict,
    daily: brokenVerdict,
    fleet: brokenVerdict,
    schedule: brokenVerdict,
  }),
});
