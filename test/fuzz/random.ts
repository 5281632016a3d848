// A seeded source of chance: the same seed gives the same inputs in every run and on every machine (sfc32 over SHA-256 of the seed).
import { createHash } from 'node:crypto';

export type Chance = {
  /** 0 ≤ n < `below`. */
  readonly int: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** true once in `of` times. */
  readonly once: (of: number) => boolean;
  readonly bytes: (length: number) => Buffer;
  readonly hex: (bytes: number) => string;
  /** `length` characters of an alphabet. */
  readonly text: (length: number, alphabet?: string) => string;
  readonly shuffled: <T>(items: readonly T[]) => T[];
};

const PRINTABLE =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_{}[]"\'\\/€ß漢😀\u0000\u202e\ufeff';

export function createChance(seed: string): Chance {
  const words = createHash('sha256').update(seed).digest();
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => words.readUInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  const next = (): number => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + out;
    c |= 0;
    return out >>> 0;
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[int(from.length)];
    if (found === undefined && from.length === 0) throw new Error('nothing to pick from');
    return found as T;
  };
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => int(256)));
  return {
    int,
    pick,
    bytes,
    once: (of) => int(of) === 0,
    hex: (length) => bytes(length).toString('hex'),
    text: (length, alphabet = PRINTABLE) => {
      const letters = Array.from(alphabet);
      return Array.from({ length }, () => pick(letters)).join('');
    },
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: int(2 ** 30) }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ item }) => item),
  };
}
