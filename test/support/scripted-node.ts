// A Lightning node that does what a test says and keeps books of its own: the only judge of what left the wallet.
import { createHash } from 'node:crypto';
import { noOnchainWallet } from '../../electron/lightning/onchain-wallet.ts';
import type { NodeId, NodeKey, PaymentHash } from '../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type {
  LightningNode,
  NodeState,
  PaymentLookup,
  PayOrder,
  PayOutcome,
  SentPayment,
  SettledInvoice,
} from '../../electron/lightning/lightning-node.ts';

export type Script =
  | { readonly kind: 'settle'; readonly fee: Msat }
  | { readonly kind: 'fail' }
  /** Keeps the HTLC until `release` is called. */
  | { readonly kind: 'hold' }
  /** Settles at the node, but the caller hears that the stream broke. */
  | { readonly kind: 'settle-unheard'; readonly fee: Msat }
  | { readonly kind: 'wrong-preimage' };

export type ScriptedNode = LightningNode & {
  readonly script: (hash: PaymentHash, script: Script) => void;
  readonly release: (hash: PaymentHash, outcome: 'settle' | 'fail') => void;
  readonly knowPreimage: (hash: PaymentHash, preimage: string) => void;
  readonly setState: (state: NodeState) => void;
  readonly setLookup: (lookup: ((hash: PaymentHash) => PaymentLookup | null) | null) => void;
  readonly payOutside: (payment: SentPayment) => void;
  /** The node no longer knows what it paid by itself. */
  readonly forgetOutside: () => void;
  readonly settleInvoice: (invoice: SettledInvoice) => void;
  readonly setSpendable: (amount: Msat) => void;
  /** Hashes of the HTLCs held now. */
  readonly held: () => readonly PaymentHash[];
  /** Every order as it arrived. */
  readonly orders: readonly PayOrder[];
  /** Everything that truly left: principal plus fee. */
  readonly left: () => readonly { readonly hash: PaymentHash; readonly amount: Msat; readonly fee: Msat }[];
};

export const NODE_KEY = `02${'1'.repeat(64)}` as NodeKey;

export function createScriptedNode(id: NodeId, now: () => UnixSeconds): ScriptedNode {
  const scripts = new Map<PaymentHash, Script>();
  const preimages = new Map<PaymentHash, string>();
  const orders: PayOrder[] = [];
  const settled = new Map<PaymentHash, { hash: PaymentHash; amount: Msat; fee: Msat; at: UnixSeconds }>();
  const failed = new Set<PaymentHash>();
  const holding = new Map<PaymentHash, { order: PayOrder; resolve: (outcome: PayOutcome) => void }>();
  const outside: SentPayment[] = [];
  const stateListeners = new Set<(state: NodeState) => void>();
  const invoiceListeners = new Set<(invoice: SettledInvoice) => void>();
  let lookup: ((hash: PaymentHash) => PaymentLookup | null) | null = null;
  let spendable = sats(10_000_000n);
  const ready = (): NodeState => ({
    kind: 'ready',
    info: {
      publicKey: NODE_KEY,
      alias: 'scripted',
      version: '0.21.2',
      network: 'regtest',
      blockHeight: 100,
      blockHash: '0'.repeat(64),
      blockTime: now(),
      synced: true,
      channels: { active: 1, inactive: 0, pending: 0 },
    },
    balance: { total: spendable, spendable, reserved: msat(0n), inFlight: msat(0n) },
    asOf: now(),
  });
  let state: NodeState | null = null;

  const settle = (order: PayOrder, fee: Msat): PayOutcome => {
    if (settled.has(order.paymentHash)) throw new Error('paid twice');
    settled.set(order.paymentHash, { hash: order.paymentHash, amount: order.amount, fee, at: now() });
    return { kind: 'settled', preimage: preimages.get(order.paymentHash) ?? '', fee };
  };

  return {
    id,
    orders,
    held: () => [...holding.keys()],
    left: () => [...settled.values()],
    script: (hash, script) => void scripts.set(hash, script),
    knowPreimage: (hash, preimage) => {
      if (createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') !== hash)
        throw new Error('not its preimage');
      preimages.set(hash, preimage);
    },
    setState: (next) => {
      state = next;
      for (const listener of stateListeners) listener(next);
    },
    setSpendable: (amount) => {
      spendable = amount;
      for (const listener of stateListeners) listener(ready());
    },
    setLookup: (next) => void (lookup = next),
    payOutside: (payment) => void outside.push(payment),
    forgetOutside: () => void outside.splice(0),
    settleInvoice: (invoice) => {
      for (const listener of invoiceListeners) listener(invoice);
    },
    release: (hash, outcome) => {
      const held = holding.get(hash);
      if (!held) throw new Error('nothing is held');
      holding.delete(hash);
      if (outcome === 'settle') held.resolve(settle(held.order, msat(0n)));
      else {
        failed.add(hash);
        held.resolve({ kind: 'failed', detail: 'rejected by the destination' });
      }
    },
    state: () => state ?? ready(),
    onState: (listener) => {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    refresh: () => Promise.resolve(state ?? ready()),
    pay: (order) => {
      orders.push(order);
      // A new attempt replaces the failed one, as in lnd.
      failed.delete(order.paymentHash);
      const script = scripts.get(order.paymentHash) ?? { kind: 'settle', fee: msat(1_000n) };
      switch (script.kind) {
        case 'settle':
          return Promise.resolve(settle(order, script.fee));
        case 'fail':
          failed.add(order.paymentHash);
          return Promise.resolve({ kind: 'failed', detail: 'no route' });
        case 'hold':
          return new Promise((resolve) => holding.set(order.paymentHash, { order, resolve }));
        case 'settle-unheard':
          settle(order, script.fee);
          return Promise.resolve({ kind: 'unknown', detail: 'the stream broke' });
        case 'wrong-preimage':
          settle(order, msat(0n));
          return Promise.resolve({ kind: 'settled', preimage: 'f'.repeat(64), fee: msat(0n) });
      }
    },
    lookupPayment: (hash) => {
      const forced = lookup?.(hash);
      if (forced) return Promise.resolve(forced);
      const done = settled.get(hash);
      if (done)
        return Promise.resolve({
          kind: 'settled',
          preimage: preimages.get(hash) ?? '',
          fee: done.fee,
          amount: done.amount,
        });
      if (failed.has(hash)) return Promise.resolve({ kind: 'failed', detail: 'no route' });
      return Promise.resolve({ kind: holding.has(hash) ? 'in-flight' : 'not-found' });
    },
    paymentsSince: (from) =>
      Promise.resolve(
        [
          ...[...settled.values()].map((payment): SentPayment => ({
            paymentHash: payment.hash,
            state: 'settled',
            outflow: msat(payment.amount + payment.fee),
            at: payment.at,
          })),
          ...outside,
        ].filter((payment) => payment.at >= from),
      ),
    makeInvoice: () => Promise.reject(new Error('not scripted')),
    onInvoiceSettled: (listener) => {
      invoiceListeners.add(listener);
      return () => void invoiceListeners.delete(listener);
    },
    onchain: noOnchainWallet('not scripted'),
    close: () => Promise.resolve(),
  };
}

export const at = (seconds: number): UnixSeconds => unixSeconds(seconds);
