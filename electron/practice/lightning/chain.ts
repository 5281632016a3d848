// Chain: heights, hashes and header times of a pretend regtest chain that grows one block every 30 seconds of the clock.
import { unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import { sha256, type Clock } from '../seeded.ts';

const FIRST_HEIGHT = 812;
export const BLOCK_SECONDS = 30;

export type ChainTip = { readonly height: number; readonly hash: string; readonly time: UnixSeconds };

export type Chain = {
  readonly tip: () => ChainTip;
  /** Display order, as block explorers print it. */
  readonly hashAt: (height: number) => string;
};

export function createChain(seed: string, clock: Clock): Chain {
  const start = clock.now();
  const hashAt = (height: number): string => sha256(seed, `/block/${height}`).toString('hex');
  return {
    hashAt,
    tip: () => {
      // A clock set back does not take blocks away.
      const grown = Math.max(0, Math.floor((clock.now() - start) / BLOCK_SECONDS));
      const height = FIRST_HEIGHT + grown;
      return { height, hash: hashAt(height), time: unixSeconds(start + grown * BLOCK_SECONDS) };
    },
  };
}
