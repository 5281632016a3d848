// The simulation's one source of chance: sfc32 (Chris Doty-Humphrey, PractRand), seeded by a number and the name of a stream.
import { createHash } from 'node:crypto';

export type Prng = {
  /** A whole number from 0 to `bound - 1`. */
  readonly below: (bound: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly bytes: (length: number) => Uint8Array;
};

/** The same seed and stream give the same numbers for ever. Streams of one seed are independent of each other. */
export function createPrng(seed: number, stream: string): Prng {
  const start = createHash('sha256').update(`${stream} ${seed}`).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => start.readUInt32LE(at)) as [number, number, number, number];

  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  const below = (bound: number): number => Math.floor((next() / 4_294_967_296) * bound);

  return {
    below,
    chance: (probability) => next() / 4_294_967_296 < probability,
    pick: (from) => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
  };
}
