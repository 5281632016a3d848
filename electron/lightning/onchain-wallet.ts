// OnchainWallet: what sweep and refill need of a node's own on-chain wallet. A send has three outcomes, as a payment has.
import type { Sat } from '../../shared/domain/sat.ts';
import type { SatPerKvb } from '../../shared/domain/treasury.ts';

export type OnchainBalance = {
  readonly confirmed: Sat;
  readonly unconfirmed: Sat;
  /** Kept back by the node to bump its channels; part of `confirmed`. */
  readonly reserved: Sat;
};

export type OnchainOrder = {
  /** Checked for the node's network before it comes here. */
  readonly address: string;
  readonly amount: Sat;
  /** lnd takes whole sat/vB alone: what is asked for is rounded up to it. */
  readonly feeRate: SatPerKvb;
  /** Names this one order for good: by it `lookup` finds it again. At most 500 characters, unique. */
  readonly label: string;
};

export type OnchainOutcome =
  | { readonly kind: 'sent'; readonly txid: string }
  /** The node said no, or was never asked: nothing left. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** Nobody knows; `lookup` may. Never ordered again before it says `not-found` from a node that answers. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type OnchainLookup =
  | { readonly kind: 'sent'; readonly txid: string; readonly confirmations: number; readonly fee: Sat | null }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-answer'; readonly detail: string };

export type OnchainWallet = {
  /** Rejects when the node cannot say. */
  readonly balance: () => Promise<OnchainBalance>;
  /** A new native segwit address of the node's wallet. Rejects when the node cannot say. */
  readonly newAddress: () => Promise<string>;
  /** Never rejects. */
  readonly send: (order: OnchainOrder) => Promise<OnchainOutcome>;
  /** The transaction that carries this label. Never rejects. */
  readonly lookup: (label: string) => Promise<OnchainLookup>;
};

/** For a node that cannot be used, and for tests that have no chain. */
export const noOnchainWallet = (why: string): OnchainWallet => ({
  balance: () => Promise.reject(new Error(why)),
  newAddress: () => Promise.reject(new Error(why)),
  send: () => Promise.resolve({ kind: 'failed', detail: `not sent: ${why}` }),
  lookup: () => Promise.resolve({ kind: 'no-answer', detail: why }),
});
