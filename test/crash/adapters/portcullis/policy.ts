// The policy under test in the console's own words.
import type { PolicyText } from '../../../../shared/contract/values.ts';
import type { Place } from '../adapter.ts';

const LARGE = '100000000000';

export const policyOf = ({ policy }: Place, daily = policy.daily): PolicyText => {
  const sats = (amount: number) => `${amount}000` as PolicyText['maxSingleTx'];
  const verdict = policy.byHand ? ('hold' as const) : ('refuse' as const);
  return {
    maxSingleTx: sats(policy.single),
    maxDailySpend: sats(daily),
    maxHotBalance: LARGE as PolicyText['maxHotBalance'],
    maxFee: { msat: sats(policy.fee.sats), ppm: policy.fee.ppm },
    rate: {
      perMinute: policy.requestsPerMinute,
      perHour: Math.min(1_000_000, policy.requestsPerMinute * 60),
    },
    maxInFlight: { msat: LARGE as PolicyText['maxSingleTx'], count: policy.inFlight },
    allowlist: [...policy.allowlist],
    firstTime: 'allow',
    activeHours: null,
    expiresAt: null,
    whenBroken: { single: verdict, daily: verdict, fleet: verdict, schedule: verdict },
  };
};
