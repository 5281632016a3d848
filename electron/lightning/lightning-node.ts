// LightningNode: what the gate needs of a node, and nothing an adapter happens to offer. Outcomes: docs/gate.md, section 4.
import type { NodeId, NodeKey, PaymentHash } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { NodeInsight } from './node-insight.ts';
import type { OnchainWallet } from './onchain-wallet.ts';

export type NodeInfo = {
  readonly publicKey: NodeKey;
  readonly alias: string;
  readonly version: string;
  readonly network: Network;
  readonly blockHeight: number;
  readonly blockHash: string;
  /** Timestamp of the newest block header: a clock the operator's machine does not control. */
  readonly blockTime: UnixSeconds | null;
  readonly synced: boolean;
  readonly channels: { readonly active: number; readonly inactive: number; readonly pending: number };
};

export type NodeBalance = {
  /** Own side of all channels. */
  readonly total: Msat;
  /** What can be sent now: own side less channel reserves, only over active channels. */
  readonly spendable: Msat;
  readonly reserved: Msat;
  readonly inFlight: Msat;
};

/** Exactly what was reserved. The adapter passes these and nothing else. */
export type PayOrder = {
  readonly invoice: string;
  readonly paymentHash: PaymentHash;
  readonly amount: Msat;
  /** true: the invoice names no amount, so `amount` is sent along; false: sending it along is an error of BOLT 11. */
  readonly amountless: boolean;
  readonly feeLimit: Msat;
};

export type PayOutcome =
  | { readonly kind: 'settled'; readonly preimage: string; readonly fee: Msat }
  /** Final by docs/gate.md 4: the node named a terminal failure, or never took the order. */
  | { readonly kind: 'failed'; readonly detail: string }
  /** Everything else: may still settle. */
  | { readonly kind: 'unknown'; readonly detail: string };

export type PaymentLookup =
  | { readonly kind: 'settled'; readonly preimage: string; readonly fee: Msat; readonly amount: Msat }
  /** `startedAt`: when the node began the try that failed, by its own clock; absent when it does not say. */
  | { readonly kind: 'failed'; readonly detail: string; readonly startedAt?: UnixSeconds }
  /** `expiryHeight`: block height at which the first HTLC that is out expires; null or absent when none is out or the node does not say. */
  | { readonly kind: 'in-flight'; readonly expiryHeight?: number | null }
  /** The node says it never heard of it. Proves nothing by itself: see electron/gate/reconcile.ts. */
  | { readonly kind: 'not-found' }
  /** No answer in time, or one that cannot be read. */
  | { readonly kind: 'no-answer'; readonly detail: string };

export type SentPayment = {
  readonly paymentHash: PaymentHash;
  readonly state: 'settled' | 'failed' | 'in-flight';
  /** Principal plus fee. */
  readonly outflow: Msat;
  readonly at: UnixSeconds;
};

export type NewInvoice = {
  readonly amount: Msat;
  readonly description: string;
  /** 32 bytes hex; used instead of `description` when given. */
  readonly descriptionHash: string | null;
  readonly expirySeconds: number;
};
export type MadeInvoice = {
  readonly invoice: string;
  readonly paymentHash: PaymentHash;
  readonly expiresAt: UnixSeconds;
};
export type SettledInvoice = {
  readonly paymentHash: PaymentHash;
  readonly received: Msat;
  readonly settledAt: UnixSeconds;
  readonly preimage: string;
};

/** What stands in the way of a node, as a word; the note beside it is for people. */
export type TroubleCause =
  | 'no_such_host'
  | 'connection_refused'
  | 'host_unreachable'
  | 'no_answer'
  | 'not_tls'
  | 'not_lnd'
  | 'connection_lost'
  | 'wrong_certificate'
  | 'certificate_not_valid'
  | 'macaroon_refused'
  | 'wallet_locked'
  | 'node_starting'
  | 'unknown_network'
  | 'another_node'
  | 'node_error';

type Trouble<K extends string> = {
  readonly kind: K;
  /** What happened, that nothing is paid meanwhile, and what to do. */
  readonly note: string;
  readonly cause?: TroubleCause;
  /** The first and the last part of the note, for where nothing is paid yet anyway. */
  readonly happened?: string;
  readonly next?: string;
};

export type NodeState =
  | { readonly kind: 'connecting' }
  | {
      readonly kind: 'ready';
      readonly info: NodeInfo;
      readonly balance: NodeBalance;
      readonly asOf: UnixSeconds;
    }
  /** Reached, but cannot serve: wallet locked, or still starting. */
  | Trouble<'locked'>
  | Trouble<'unreachable'>
  /** Reached and turned away: wrong certificate, wrong macaroon, wrong network. */
  | Trouble<'refused'>;

export type LightningNode = {
  readonly id: NodeId;
  /** The last thing known, without asking. */
  readonly state: () => NodeState;
  readonly onState: (listener: (state: NodeState) => void) => () => void;
  /** Asks now; resolves with the new state, never rejects. */
  readonly refresh: () => Promise<NodeState>;
  /**
   * Sends. Never rejects: whatever happens is one of three outcomes. Resolves late (a held invoice takes hours) or never;
   * the caller has its own deadline.
   */
  readonly pay: (order: PayOrder) => Promise<PayOutcome>;
  /** One answer within 35 s. */
  readonly lookupPayment: (hash: PaymentHash) => Promise<PaymentLookup>;
  /** Every payment the node sent since `from`, oldest first. Rejects when the node cannot say. */
  readonly paymentsSince: (from: UnixSeconds) => Promise<readonly SentPayment[]>;
  readonly makeInvoice: (invoice: NewInvoice) => Promise<MadeInvoice>;
  /** Settled invoices, each at least once, also those settled while disconnected. */
  readonly onInvoiceSettled: (listener: (invoice: SettledInvoice) => void) => () => void;
  /** For the operator's eyes; the gate asks for none of it. Absent where there is nothing to look into. */
  readonly insight?: NodeInsight;
  /** The node's own coins on the chain, for sweep and refill. */
  readonly onchain: OnchainWallet;
  readonly close: () => Promise<void>;
};

/** What the adapter needs to reach a node. SECURITY: held in the vault; exists in memory only between the vault and the connection. */
export type NodeCredentials = {
  readonly socket: string;
  /** PEM. */
  readonly certificate: string;
  /** Hex. */
  readonly macaroon: string;
};
