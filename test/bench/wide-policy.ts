// A policy that never says no, so that a benchmark measures the path and not a limit.
import { sats } from '../../shared/domain/money.ts';
import { POLICY_PRESETS, type Policy } from '../../shared/domain/policy.ts';

const starter = POLICY_PRESETS.find((preset) => preset.id === 'starter');
if (!starter) throw new Error('there is no starter preset');

export const WIDE_POLICY: Policy = {
  ...starter.policy,
  maxDailySpend: sats(2_000_000_000n),
  rate: { perMinute: 100_000, perHour: 1_000_000 },
  maxInFlight: { msat: sats(2_000_000_000n), count: 10_000 },
};
