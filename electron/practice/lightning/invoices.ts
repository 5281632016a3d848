// Invoices: what one node asked for and what arrived. States and refusals as in lnd's invoice registry, hold invoices included.
import { msat, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import { sha256, type Clock, type Random } from '../seeded.ts';
import { writeInvoice } from './bolt11.ts';
import { BLOCK_SECONDS, type BlockChain as Chain } from '../chain/block-chain.ts';
import type { NodeFaults } from './faults.ts';
import { checkTerms, type NewInvoice } from './invoice-terms.ts';
import { lndError } from './rpc/lnd-error.ts';

export type InvoiceState = 'OPEN' | 'ACCEPTED' | 'SETTLED' | 'CANCELED';

/** An HTLC that has arrived at the payee. `answer` is called exactly once: a preimage settles it, null fails it. */
export type IncomingHtlc = {
  readonly channelId: string;
  readonly index: number;
  readonly amount: Msat;
  /** Of the whole payment (multi-part). */
  readonly total: Msat;
  readonly secret: string;
  readonly expiryHeight: number;
  readonly answer: (preimage: string | null) => void;
};

export type InvoiceHtlc = IncomingHtlc & {
  readonly acceptedAt: UnixSeconds;
  readonly acceptHeight: number;
  resolvedAt: UnixSeconds | null;
  state: 'ACCEPTED' | 'SETTLED' | 'CANCELED';
};

export type Invoice = {
  readonly request: string;
  readonly hash: string;
  readonly secret: string;
  readonly amount: Msat | null;
  readonly description: string;
  readonly descriptionHash: string | null;
  readonly createdAt: UnixSeconds;
  readonly expirySeconds: number;
  readonly cltvDelta: number;
  readonly addIndex: number;
  readonly isHold: boolean;
  /** Hex; null on a hold invoice that was not settled. */
  preimage: string | null;
  state: InvoiceState;
  settleIndex: number;
  settledAt: UnixSeconds | null;
  readonly htlcs: InvoiceHtlc[];
};

export type InvoiceBook = {
  /** Throws `LndError` for what lnd refuses (duplicate hash, memo over 639 bytes, CLTV delta under 24, …). */
  readonly add: (invoice: NewInvoice) => Invoice;
  /** Throws NOT_FOUND. */
  readonly lookup: (hash: string) => Invoice;
  /** In order of `addIndex`. */
  readonly list: () => readonly Invoice[];
  readonly settle: (preimage: string) => void;
  readonly cancel: (hash: string) => void;
  /** Settles or fails what the `hold` fault kept back; all of it without a hash. */
  readonly releaseHeld: (hash?: string) => void;
  readonly arrive: (hash: string, htlc: IncomingHtlc) => void;
  readonly onChange: (listener: (invoice: Invoice) => void) => () => void;
};

export const amountPaid = (invoice: Invoice): Msat =>
  invoice.htlcs
    .filter((htlc) => htlc.state !== 'CANCELED')
    .reduce((sum, htlc) => msat(sum + htlc.amount), ZERO_MSAT);

const DAY = 86_400;
const DEFAULT_CLTV_DELTA = 80;
/** lnd gives up on an incomplete set of parts after two minutes. */
const MPP_TIMEOUT_MS = 120_000;
/** Blocks before the HTLC's end at which lnd cancels a held invoice. */
const HOLD_MARGIN = 10;

export function createInvoiceBook(deps: {
  readonly privateKey: Uint8Array;
  readonly clock: Clock;
  readonly random: Random;
  readonly chain: Chain;
  readonly faults: NodeFaults;
}): InvoiceBook {
  const { clock, random, chain, faults } = deps;
  const byHash = new Map<string, Invoice>();
  const listeners = new Set<(invoice: Invoice) => void>();
  const held = new Map<string, Set<() => void>>();
  let settleIndex = 0;

  const changed = (invoice: Invoice): void => listeners.forEach((listener) => listener(invoice));
  const hex = (length: number): string => Buffer.from(random(length)).toString('hex');

  function expire(invoice: Invoice): Invoice {
    if (invoice.state === 'OPEN' && clock.now() >= invoice.createdAt + invoice.expirySeconds)
      close(invoice, 'CANCELED', null);
    return invoice;
  }

  function close(invoice: Invoice, state: 'SETTLED' | 'CANCELED', preimage: string | null): void {
    invoice.state = state;
    if (state === 'SETTLED') {
      settleIndex += 1;
      invoice.settleIndex = settleIndex;
      invoice.settledAt = clock.now();
      invoice.preimage = preimage;
    }
    const waiting = invoice.htlcs.filter((htlc) => htlc.state === 'ACCEPTED');
    for (const htlc of waiting) {
      htlc.state = state;
      htlc.resolvedAt = clock.now();
    }
    changed(invoice);
    for (const htlc of waiting) htlc.answer(preimage);
  }

  /** The whole amount is here: settle, or wait for the preimage. */
  function complete(invoice: Invoice): void {
    const { preimage } = invoice;
    if (preimage === null) {
      invoice.state = 'ACCEPTED';
      changed(invoice);
      const soonest = Math.min(...invoice.htlcs.map((htlc) => htlc.expiryHeight));
      const blocks = Math.max(0, soonest - HOLD_MARGIN - chain.tip().height);
      clock.after(blocks * BLOCK_SECONDS * 1_000, () => {
        if (invoice.state === 'ACCEPTED') close(invoice, 'CANCELED', null);
      });
      return;
    }
    const settle = (): void => {
      if (invoice.state === 'OPEN') close(invoice, 'SETTLED', preimage);
    };
    if (faults.hold) {
      const kept = held.get(invoice.hash) ?? new Set();
      held.set(invoice.hash, kept.add(settle));
    } else if (faults.settleLateMs > 0) clock.after(faults.settleLateMs, settle);
    else settle();
  }

  function accepts(invoice: Invoice | undefined, htlc: IncomingHtlc): invoice is Invoice {
    if (!invoice || expire(invoice).state !== 'OPEN') return false;
    if (htlc.secret !== invoice.secret || htlc.total < (invoice.amount ?? ZERO_MSAT)) return false;
    if (htlc.expiryHeight < chain.tip().height + invoice.cltvDelta) return false;
    const waiting = invoice.htlcs.filter((other) => other.state === 'ACCEPTED');
    return waiting.every((other) => other.total === htlc.total);
  }

  return {
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    list: () => [...byHash.values()].map(expire),
    lookup: (hash) => {
      const invoice = byHash.get(hash);
      if (!invoice) throw lndError('not-found', 'unable to locate invoice');
      return expire(invoice);
    },
    add: (terms) => {
      checkTerms(terms);
      const preimage = terms.hash === undefined ? (terms.preimage ?? hex(32)) : null;
      const hash = terms.hash ?? sha256(Buffer.from(preimage ?? '', 'hex')).toString('hex');
      if (byHash.has(hash)) throw lndError('unknown', 'invoice with payment hash already exists');
      const fixed = {
        hash,
        secret: hex(32),
        amount: terms.amount,
        description: terms.description,
        descriptionHash: terms.descriptionHash ?? null,
        createdAt: clock.now(),
        expirySeconds: terms.expirySeconds ?? DAY,
        cltvDelta: terms.cltvDelta ?? DEFAULT_CLTV_DELTA,
      };
      const invoice: Invoice = {
        ...fixed,
        request: writeInvoice(fixed, deps.privateKey),
        addIndex: byHash.size + 1,
        isHold: preimage === null,
        preimage,
        state: 'OPEN',
        settleIndex: 0,
        settledAt: null,
        htlcs: [],
      };
      byHash.set(hash, invoice);
      changed(invoice);
      return invoice;
    },
    settle: (preimage) => {
      const invoice = byHash.get(sha256(Buffer.from(preimage, 'hex')).toString('hex'));
      if (!invoice) throw lndError('unknown', 'unable to locate invoice');
      switch (expire(invoice).state) {
        case 'OPEN':
          throw lndError('unknown', 'invoice still open');
        case 'CANCELED':
          throw lndError('unknown', 'invoice already canceled');
        case 'ACCEPTED':
          close(invoice, 'SETTLED', preimage);
          return;
        case 'SETTLED':
          return;
      }
    },
    cancel: (hash) => {
      const invoice = byHash.get(hash);
      if (!invoice) throw lndError('unknown', 'unable to locate invoice');
      if (expire(invoice).state === 'SETTLED') throw lndError('unknown', 'invoice already settled');
      if (invoice.state !== 'CANCELED') close(invoice, 'CANCELED', null);
    },
    releaseHeld: (only) => {
      for (const [hash, kept] of only === undefined
        ? [...held]
        : [[only, held.get(only) ?? new Set()] as const]) {
        held.delete(hash);
        kept.forEach((settle) => settle());
      }
    },
    arrive: (hash, incoming) => {
      const invoice = byHash.get(hash);
      if (!accepts(invoice, incoming)) {
        incoming.answer(null);
        return;
      }
      const htlc: InvoiceHtlc = {
        ...incoming,
        acceptedAt: clock.now(),
        acceptHeight: chain.tip().height,
        resolvedAt: null,
        state: 'ACCEPTED',
      };
      invoice.htlcs.push(htlc);
      if (amountPaid(invoice) >= htlc.total) complete(invoice);
      else
        clock.after(MPP_TIMEOUT_MS, () => {
          if (invoice.state !== 'OPEN' || htlc.state !== 'ACCEPTED' || amountPaid(invoice) >= htlc.total)
            return;
          htlc.state = 'CANCELED';
          htlc.resolvedAt = clock.now();
          htlc.answer(null);
        });
    },
  };
}
