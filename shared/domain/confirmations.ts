// Confirmations: from when a payment on chain counts. Never from the mempool. Rule: the guide, section 6 (verify_payment); decided openly in docs/adr/0013.
import { sat, type Sat } from './sat.ts';

/** Six blocks on top of each other, about an hour. */
export const MIN_CONFIRMATIONS = 6;

/** Above this value the guide asks for a depth (tip height less block height) of six besides six confirmations. */
export const HIGH_VALUE: Sat = sat(10_000_000n);

/** Of a depth of six: the block itself is the first confirmation, so it is the seventh that makes it six deep. */
export const HIGH_VALUE_CONFIRMATIONS = 7;

/** Confirmations after which a payment of `value` counts. Exactly the high value still counts as low. */
export const confirmationsWanted = (value: bigint): number =>
  value > HIGH_VALUE ? HIGH_VALUE_CONFIRMATIONS : MIN_CONFIRMATIONS;

/** Confirmations of a block at `height` under a tip at `tip`; 0 for what is in no block. */
export const confirmationsOf = (height: number | null, tip: number | null): number =>
  height === null || tip === null ? 0 : Math.max(0, tip - height + 1);
