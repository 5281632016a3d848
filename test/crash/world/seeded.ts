// One seed, the same keys, amounts, payees and order of everything a scenario chooses by chance.
import { createHash } from 'node:crypto';

export type Seeded = {
  /** 32 bytes that depend on the seed and the name alone. */
  readonly key: (name: string) => Buffer;
  /** A whole number from 0 to below `below`; every call draws the next one. */
  readonly below: (below: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly shuffle: <T>(items: readonly T[]) => readonly T[];
};

export function createSeeded(seed: string): Seeded {
  const key = (name: string): Buffer => createHash('sha256').update(`${seed}/${name}`).digest();
  let drawn = 0;
  const below = (limit: number): number => {
    drawn += 1;
    return Number(key(`draw ${drawn}`).readBigUInt64BE() % BigInt(limit));
  };
  return {
    key,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('there is nothing to pick from');
      return item;
    },
    shuffle: (items) => {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)[0] as (typeof items)[number]);
    },
  };
}
