// The policies that operators of the simulation choose from: small limits, so that every rule comes to bind within a few payments.
import type { NodeKey } from '../../shared/domain/ids.ts';
import { msat, sats } from '../../shared/domain/money.ts';
import { POLICY_PRESETS, type FleetPolicy, type Policy } from '../../shared/domain/policy.ts';
import { payeeKey } from '../support/bolt11.ts';
import { START } from './virtual-time.ts';

const starter = POLICY_PRESETS.find((preset) => preset.id === 'starter');
if (!starter) throw new Error('there is no starter preset');

const BASE: Policy = {
  ...starter.policy,
  maxSingleTx: sats(1_000n),
  maxDailySpend: sats(3_000n),
  maxHotBalance: sats(50_000n),
  maxFee: { msat: sats(10n), ppm: 10_000 },
  maxInFlight: { msat: sats(9_000n), count: 8 },
  rate: { perMinute: 60, perHour: 600 },
};

/** Another key with the same ends, as an attacker would grind it. */
export const imitationOf = (key: NodeKey): NodeKey =>
  `${key.slice(0, 8)}${'0'.repeat(key.length - 16)}${key.slice(-8)}` as NodeKey;

const minuteOfStart = Math.floor(START / 60) % 1_440;

export const POLICIES: readonly Policy[] = [
  BASE,
  { ...BASE, whenBroken: { single: 'refuse', daily: 'refuse', fleet: 'refuse', schedule: 'refuse' } },
  { ...BASE, maxSingleTx: sats(500n), maxDailySpend: sats(1_500n) },
  { ...BASE, maxSingleTx: sats(2_500n), maxDailySpend: sats(6_000n), maxHotBalance: sats(10n) },
  { ...BASE, firstTime: 'hold' },
  { ...BASE, allowlist: [payeeKey('shop')] },
  { ...BASE, allowlist: [payeeKey('shop'), payeeKey('baker'), payeeKey('mill')] },
  { ...BASE, rate: { perMinute: 2, perHour: 6 } },
  { ...BASE, activeHours: { fromMinute: minuteOfStart, toMinute: (minuteOfStart + 30) % 1_440 } },
  { ...BASE, maxFee: { msat: msat(0n), ppm: 0 } },
  { ...BASE, maxInFlight: { msat: sats(1_500n), count: 2 } },
  { ...BASE, maxDailySpend: sats(1_000n), whenBroken: { ...BASE.whenBroken, single: 'refuse' } },
];

export const FLEET_POLICIES: readonly FleetPolicy[] = [
  { maxFleetDailySpend: null, attestAbove: null },
  { maxFleetDailySpend: sats(5_000n), attestAbove: sats(1_200n) },
  { maxFleetDailySpend: sats(2_000n), attestAbove: null },
];
