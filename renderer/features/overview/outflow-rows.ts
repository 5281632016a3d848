// The buckets of the outflow chart as named rows. Pure.
import type { Value } from '../../bridge/client.ts';
import { addMsat } from '../../../shared/domain/money.ts';
import type { ChartRow } from '../../ui/Chart.tsx';
import type { ZoneChoice } from '../../ui/format.ts';

export type Range = '24h' | '7d' | '30d';
type Outflow = Value<'fleet.outflow'>;

/** "Outflow by hour", "by 6 hours", "by day". */
export function bucketWords(seconds: number): string {
  if (seconds === 3_600) return 'by hour';
  if (seconds === 86_400) return 'by day';
  return seconds % 3_600 === 0 ? `by ${seconds / 3_600} hours` : `by ${Math.round(seconds / 60)} minutes`;
}

/** Rows for the chart, oldest first; hours are named by their clock, longer ranges by their day. */
export function outflowRows({ buckets, bucketSeconds }: Outflow, range: Range, zone: ZoneChoice): ChartRow[] {
  const utc = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const clock = new Intl.DateTimeFormat('en-GB', { ...utc, hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat('en-GB', { ...utc, day: 'numeric', month: 'short' });
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
