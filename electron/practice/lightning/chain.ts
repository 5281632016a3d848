// Chain: heights, hashes and header times of a pretend regtest chain that grows one block every 30 seconds of the clock, and when asked.
import { unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import { sha256, type Clock } from '../seeded.ts';

const FIRST_HEIGHT = 812;
export const BLOCK_SECONDS = 30;

export type ChainTip = { readonly height: number; readonly hash: string; readonly time: UnixSeconds };

export type Chain = {
  readonly tip: () => ChainTip;
  /** Display order, as block explorers print it. */
  readonly hashAt: (height: number) => string;
  /** Adds blocks beyond those of the clock, as a regtest miner does. */
  readonly mine: (blocks: number) => void;
  /** Called after `mine`. Blocks of the clock are seen by whoever looks. */
  readonly onMined: (listener: () => void) => () => void;
};

export function createChain(seed: string, clock: Clock): Chain {
  const start = clock.now();
  const listeners = new Set<() => void>();
  let mined = 0;
  const hashAt = (height: number): string => sha256(seed, `/block/${height}`).toString('hex');
  return {
    hashAt,
    tip: () => {
      // A clock set back does not take blocks away.
      const grown = Math.max(0, Math.floor((clock.now() - start) / BLOCK_SECONDS));
      const height = FIRST_HEIGHT + grown + mined;
      return { height, hash: hashAt(height), time: unixSeconds(start + grown * BLOCK_SECONDS) };
    },
    mine: (blocks) => {
      mined += blocks;
      for (const listener of listeners) listener();
    },
    onMined: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
