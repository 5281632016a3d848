// Histogram bars: the buckets of a log as bars over an even stretch of time, and what a hand that draws over them means. Pure.
import type { AuditLevel } from '../../../shared/domain/audit-entry.ts';

export type Bucket = { readonly at: number; readonly count: number; readonly worst: AuditLevel };

export type Bars = {
  /** Unix seconds of both ends. */
  readonly from: number;
  readonly to: number;
  readonly bucketSeconds: number;
  readonly bars: readonly (Bucket & {
    /** Where it begins and how wide it is, as shares of the whole. */
    readonly left: number;
    readonly width: number;
    /** Share of the tallest; anything that is there is seen. */
    readonly height: number;
  })[];
};

/** The least a bar with an entry is tall. */
const SEEN = 0.06;

/** null without an entry. `buckets` oldest first. */
export function barsOf(buckets: readonly Bucket[], bucketSeconds: number): Bars | null {
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last || bucketSeconds <= 0) return null;
  const from = first.at;
  const to = last.at + bucketSeconds;
  const most = Math.max(...buckets.map(({ count }) => count));
  return {
    from,
    to,
    bucketSeconds,
    bars: buckets.map((bucket) => ({
      ...bucket,
      left: (bucket.at - from) / (to - from),
      width: bucketSeconds / (to - from),
      height: Math.max(SEEN, bucket.count / most),
    })),
  };
}

export type Stretch = { readonly from: number; readonly to: number };

/** From where the hand went down to where it is, shares of the whole, as whole buckets. Unix seconds, both ends included. */
export function drawnStretch(bars: Bars, down: number, up: number): Stretch {
  const { from, to, bucketSeconds } = bars;
  const steps = Math.round((to - from) / bucketSeconds);
  const step = (share: number): number => Math.max(0, Math.min(steps - 1, Math.floor(share * steps)));
  const low = step(Math.min(down, up));
  const high = step(Math.max(down, up));
  return { from: from + low * bucketSeconds, to: from + (high + 1) * bucketSeconds - 1 };
}

/** What is chosen, as shares of the whole and inside of it; null when nothing is chosen or none of it is here. */
export function chosenShares(
  bars: Bars,
  from: number | null,
  to: number | null,
): { readonly left: number; readonly right: number } | null {
  if (from === null && to === null) return null;
  const share = (at: number): number => Math.max(0, Math.min(1, (at - bars.from) / (bars.to - bars.from)));
  const left = share(from ?? bars.from);
  const right = share((to ?? bars.to) + (to === null ? 0 : 1));
  return right > left ? { left, right } : null;
}
