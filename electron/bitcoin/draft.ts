// Draft: a transaction as it is to be approved, with every figure exact. Pure data; `psbt.ts` turns it into what the device signs.
import type { Sat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';
import type { DerivedScript } from './account-scripts.ts';
import type { Coin, MergeWarning } from './coins.ts';

/** BIP-125: below 0xfffffffe says that it may be replaced; also keeps nLockTime alive. */
export const RBF_SEQUENCE = 0xffff_fffd;

export type Payment = {
  /** scriptPubKey, hex; parsed from an address for the account's network. */
  readonly script: string;
  readonly amount: Sat;
};

export type DraftInput = { readonly coin: Coin; readonly sequence: number };

export type DraftOutput = {
  readonly script: string;
  readonly value: Sat;
  /** Ours, to which the change goes; null: a payment. A payment to our own address has its origin in `own`. */
  readonly change: DerivedScript | null;
};

export type Draft = {
  readonly inputs: readonly DraftInput[];
  readonly outputs: readonly DraftOutput[];
  /** Inputs less outputs, exactly. */
  readonly fee: Sat;
  /** Upper bound of the signed transaction: at most one weight unit per ECDSA signature above it. */
  readonly vsize: number;
  readonly targetRate: SatPerKvb;
  /** What `fee` pays for `vsize`, rounded down. Above the target where the rest was too small for change. */
  readonly effectiveRate: SatPerKvb;
  readonly lockTime: number;
  readonly merge: MergeWarning | null;
};
