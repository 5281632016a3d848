// Token bucket: how often something may happen, with a burst. Measured in monotonic time, so a wall-clock jump refills nothing.
import type { Clock } from '../../store/clock.ts';

export type TokenBucket = {
  /** Takes `cost` tokens, or none and returns false. */
  readonly take: (cost: number) => boolean;
};

export function createTokenBucket(clock: Clock, burst: number, perSecond: number): TokenBucket {
  let tokens = burst;
  let at = clock.monotonic();
  return {
    take: (cost) => {
      const now = clock.monotonic();
      tokens = Math.min(burst, tokens + ((now - at) / 1_000) * perSecond);
      at = now;
      if (tokens < cost) return false;
      tokens -= cost;
      return true;
    },
  };
}
