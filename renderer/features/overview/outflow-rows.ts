// The buckets of the outflow chart as named rows. Pure.
import type { Value } from '../../bridge/client.ts';
import { addMsat, msatText } from '../../../shared/domain/money.ts';
import type { ChartRow } from '../../ui/Chart.tsx';
import { zoneOf, type ZoneChoice } from '../../ui/format.ts';

export type Range = '24h' | '7d' | '30d';
type Outflow = Value<'fleet.outflow'>;

/** "Outflow by hour", "by 6 hours", "by day". */
export function bucketWords(seconds: number): string {
  if (seconds === 3_600) return 'by hour';
  if (seconds === 86_400) return 'by day';
  return seconds % 3_600 === 0 ? `by ${seconds / 3_600} hours` : `by ${Math.round(seconds / 60)} minutes`;
}

/** As many bars as stand apart at a glance. */
const MAX_BARS = 31;
const NICE_SECONDS = [900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400] as const;

/** The same outflow in fewer, wider buckets when there are more than `MAX_BARS`; no msat is lost. Buckets are aligned to UTC. */
export function coarser(outflow: Outflow): Outflow {
  const { buckets, bucketSeconds } = outflow;
  const covered = buckets.length * bucketSeconds;
  const wide = NICE_SECONDS.find(
    (seconds) => seconds >= bucketSeconds && seconds % bucketSeconds === 0 && covered / seconds <= MAX_BARS,
  );
  if (wide === undefined || wide === bucketSeconds) return outflow;
  const joined = new Map<number, { byPolicy: bigint; byHand: bigint }>();
  for (const { at, byPolicyMsat, byHandMsat } of buckets) {
    const from = Math.floor(at / wide) * wide;
    const sum = joined.get(from) ?? { byPolicy: 0n, byHand: 0n };
    sum.byPolicy += BigInt(byPolicyMsat);
    sum.byHand += BigInt(byHandMsat);
    joined.set(from, sum);
  }
  return {
    bucketSeconds: wide,
    buckets: [...joined].map(([at, { byPolicy, byHand }]) => ({
      at,
      byPolicyMsat: msatText(byPolicy),
      byHandMsat: msatText(byHand),
    })),
  };
}

/** Rows for the chart, oldest first; hours are named by their clock, longer ranges by their day. */
export function outflowRows({ buckets, bucketSeconds }: Outflow, range: Range, zone: ZoneChoice): ChartRow[] {
  const inZone = zoneOf(zone);
  const clock = new Intl.DateTimeFormat('en-GB', { ...inZone, hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat('en-GB', { ...inZone, day: 'numeric', month: 'short' });
  return buckets.map(({ at, byPolicyMsat, byHandMsat }) => {
    const from = at * 1_000;
    const to = (at + bucketSeconds) * 1_000;
    return {
      tick: range === '24h' ? clock.format(from) : day.format(from),
      title:
        bucketSeconds >= 86_400
          ? day.format(from)
          : `${day.format(from)}, ${clock.format(from)} to ${clock.format(to)}`,
      values: { policy: byPolicyMsat, hand: byHandMsat },
    };
  });
}

/** Everything in the range, msat. */
export const outflowTotal = ({ buckets }: Outflow): bigint =>
  addMsat(...buckets.flatMap(({ byPolicyMsat, byHandMsat }) => [BigInt(byPolicyMsat), BigInt(byHandMsat)]));
