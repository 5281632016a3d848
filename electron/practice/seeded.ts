// Seeded: clock and randomness of the practice fleet as arguments, so that one seed replays one run.
import { createHash } from 'node:crypto';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';

/** Same shape as the core's clock; stated here because the practice fleet stands on `shared` alone. */
export type Clock = {
  /** Wall time in whole seconds. */
  readonly now: () => UnixSeconds;
  /** Milliseconds from an arbitrary start. */
  readonly monotonic: () => number;
  /** Calls back once after `ms`; returns the disposer. */
  readonly after: (ms: number, callback: () => void) => () => void;
};

/** Returns `length` bytes. */
export type Random = (length: number) => Uint8Array;

export const wallClock: Clock = {
  now: () => unixSeconds(Math.floor(Date.now() / 1_000)),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    // Sockets keep the process alive; a pending time-out must not.
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

export const sha256 = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** SHA-256 in counter mode over the seed. Never for keys that guard anything: whoever knows the seed knows the bytes. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) => {
    const out = Buffer.alloc(length);
    for (let offset = 0; offset < length; offset += 32) {
      counter += 1;
      sha256(seed, `/${counter}`).copy(out, offset);
    }
    return out;
  };
}

/** Choices drawn from a generator. */
export type Dice = {
  /** Whole number in `0 .. limit - 1`. */
  readonly below: (limit: number) => number;
  /** Whole number, both ends included. */
  readonly between: (low: number, high: number) => number;
  /** True with probability `share` (0 to 1). */
  readonly chance: (share: number) => boolean;
  readonly pick: <const Items extends readonly [unknown, ...unknown[]]>(items: Items) => Items[number];
};

export function createDice(random: Random): Dice {
  // 48 bits keep the modulo bias far below anything a spectator or a test can see.
  const draw = (): number => Buffer.from(random(6)).readUIntBE(0, 6);
  const below = (limit: number): number => draw() % limit;
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (share) => draw() / 2 ** 48 < share,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
