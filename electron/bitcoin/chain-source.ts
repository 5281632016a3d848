// ChainSource: what the treasury needs of the chain, by scriptPubKey. Nothing here knows a key; what comes back is untrusted until checked.
import type { Network } from '../../shared/domain/network.ts';
import type { Sat } from '../../shared/domain/sat.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';
import type { AccountScripts } from './account-scripts.ts';

export type ChainTip = { readonly height: number; readonly hash: string };

/** Where a transaction stands; null: not in a block. */
export type BlockPlace = {
  readonly height: number;
  readonly hash: string;
  readonly time: UnixSeconds;
} | null;

export type ChainOutput = { readonly value: Sat; /** Hex. */ readonly script: string };

export type ChainTransaction = {
  /** 32 bytes hex, as shown. */
  readonly txid: string;
  readonly block: BlockPlace;
  readonly inputs: readonly {
    readonly txid: string;
    readonly index: number;
    readonly sequence: number;
    readonly previous: ChainOutput | null;
  }[];
  readonly outputs: readonly ChainOutput[];
  readonly fee: Sat | null;
  readonly vsize: number;
};

export type FeeRates = {
  /** Blocks until confirmation is aimed at → rate; rising targets, falling rates. */
  readonly targets: readonly { readonly blocks: number; readonly rate: SatPerKvb }[];
  readonly asOf: UnixSeconds;
};

export class ChainError extends Error {
  override readonly name = 'ChainError';
  /** `refused`: it answered and said no (its words in the message); `unreachable`: nobody knows whether it was taken. */
  readonly kind: 'unreachable' | 'refused' | 'nonsense';
  constructor(kind: ChainError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Every method rejects with `ChainError` and ends within its own deadline or at `signal`. */
export type ChainSource = {
  readonly kind: 'esplora' | 'lnd';
  readonly network: () => Promise<Network | 'unknown'>;
  readonly tip: (signal?: AbortSignal) => Promise<ChainTip>;
  /** Every transaction that pays to or spends from this script, newest first, unconfirmed first. */
  readonly history: (script: string, signal?: AbortSignal) => Promise<readonly ChainTransaction[]>;
  /** The raw transaction, hex: its hash was compared with the txid asked for. */
  readonly rawTransaction: (txid: string, signal?: AbortSignal) => Promise<string>;
  readonly feeRates: (signal?: AbortSignal) => Promise<FeeRates>;
  /** Resolves with the txid once the source took it; asking again for the same transaction is no error. */
  readonly broadcast: (rawTransaction: string) => Promise<string>;
  /** Why it knows nothing of such an account, in a sentence; null, or absent: it knows every account. */
  readonly blindTo?: (scripts: AccountScripts) => string | null;
  readonly close: () => Promise<void>;
};
