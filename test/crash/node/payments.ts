// Payments of the node: one life per send, as lnd's: registered, in flight, succeeded or failed; a hash that lives or has succeeded is not sent again.
import { lndError } from '../../../electron/practice/lightning/rpc/lnd-error.ts';
import type { Books } from './books.ts';
import type { Invoice, Payees } from './payees.ts';

export type Order = {
  readonly text: string;
  /** Only for an invoice without an amount. */
  readonly amount: bigint | null;
  readonly feeLimit: bigint;
};

export type Payment = {
  readonly index: number;
  readonly hash: string;
  readonly invoice: Invoice;
  readonly amount: bigint;
  readonly feeLimit: bigint;
  /** True time, milliseconds. */
  readonly createdAt: number;
  /** Numbers of HTLCs in the books. */
  readonly htlcs: number[];
  status: 'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED';
  reason: 'FAILURE_REASON_NONE' | 'FAILURE_REASON_NO_ROUTE' | 'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS';
};

export type Payments = {
  /** Throws `LndError` for what lnd refuses before it registers. The HTLCs are out when it returns. */
  readonly send: (order: Order) => Payment;
  readonly get: (hash: string) => Payment | undefined;
  readonly list: () => readonly Payment[];
  /** Ends a held payment. Throws when there is none. */
  readonly settle: (hash: string) => void;
  readonly fail: (hash: string) => void;
  readonly onChange: (listener: (payment: Payment) => void) => () => void;
  readonly feePaid: (payment: Payment) => bigint;
};

const ONE_SAT = 1_000n;

export function createPayments(deps: {
  readonly books: Books;
  readonly payees: Payees;
  readonly now: () => number;
}): Payments {
  const { books, payees, now } = deps;
  const byHash = new Map<string, Payment>();
  const listeners = new Set<(payment: Payment) => void>();
  let sends = 0;

  const changed = (payment: Payment): void => listeners.forEach((listener) => listener(payment));
  const row = (number: number) => books.htlcs()[number];

  const feeOf = ({ script }: Invoice, amount: bigint, limit: bigint): bigint => {
    switch (script.fee) {
      case undefined:
        return ONE_SAT < limit ? ONE_SAT : limit;
      case 'limit':
        // A wallet that sets no limit pays what lnd would let it pay at most: as much as the payment.
        return limit < amount ? limit : amount;
      case 'limit+1':
        return limit + 1n;
      case 'amount':
        return amount;
      default:
        return script.fee;
    }
  };

  const offer = (payment: Payment, fee: bigint): void => {
    const { parts = 1, failingPart = false } = payment.invoice.script;
    const shareOf = (whole: bigint, part: number): bigint =>
      whole / BigInt(parts) + (part === 0 ? whole % BigInt(parts) : 0n);
    for (let part = 0; part < parts; part += 1) {
      const terms = {
        send: payment.index,
        hash: payment.hash,
        payee: payment.invoice.payee,
        amount: shareOf(payment.amount, part),
        fee: shareOf(fee, part),
      };
      if (failingPart && part === 0) {
        const lost = books.offer(terms);
        payment.htlcs.push(lost);
        books.end(lost, 'failed');
      }
      payment.htlcs.push(books.offer(terms));
    }
  };

  const finish = (payment: Payment, outcome: 'settled' | 'failed'): void => {
    for (const number of payment.htlcs) if (row(number)?.outcome === 'in-flight') books.end(number, outcome);
    payment.status = outcome === 'settled' ? 'SUCCEEDED' : 'FAILED';
    if (outcome === 'failed') payment.reason = 'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS';
    changed(payment);
  };

  const held = (hash: string): Payment => {
    const payment = byHash.get(hash);
    if (payment?.status !== 'IN_FLIGHT') throw new Error('no payment of this hash is in flight');
    return payment;
  };

  return {
    get: (hash) => byHash.get(hash),
    list: () => [...byHash.values()].sort((a, b) => a.index - b.index),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settle: (hash) => finish(held(hash), 'settled'),
    fail: (hash) => finish(held(hash), 'failed'),
    feePaid: (payment) =>
      payment.htlcs.reduce((sum, number) => {
        const htlc = row(number);
        return htlc?.outcome === 'settled' ? sum + htlc.fee : sum;
      }, 0n),
    send: ({ text, amount: wanted, feeLimit }) => {
      const invoice = payees.byText(text);
      if (!invoice) throw lndError('unknown', 'invalid bech32 string length');
      const before = byHash.get(invoice.hash);
      if (before?.status === 'SUCCEEDED') throw lndError('already-exists', 'invoice is already paid');
      if (before?.status === 'IN_FLIGHT') throw lndError('already-exists', 'payment is in transition');
      const validUntil = invoice.createdAt + invoice.expirySeconds;
      if (now() / 1_000 > validUntil) throw lndError('unknown', `invoice expired. Valid until ${validUntil}`);
      if (invoice.amount !== null && wanted !== null)
        throw lndError('unknown', 'amount must not be specified when paying a non-zero amount invoice');
      const amount = invoice.amount ?? wanted;
      if (amount === null)
        throw lndError('unknown', 'amount must be specified when paying a zero amount invoice');
      if (invoice.payee === 'self') throw lndError('unknown', 'self-payments not allowed');
      sends += 1;
      const payment: Payment = {
        index: sends,
        hash: invoice.hash,
        invoice,
        amount,
        feeLimit,
        createdAt: now(),
        htlcs: [],
        status: 'IN_FLIGHT',
        reason: 'FAILURE_REASON_NONE',
      };
      byHash.set(invoice.hash, payment);
      const fee = feeOf(invoice, amount, feeLimit);
      if (fee > feeLimit) {
        payment.status = 'FAILED';
        payment.reason = 'FAILURE_REASON_NO_ROUTE';
        return payment;
      }
      offer(payment, fee);
      const { ends } = invoice.script;
      // The caller hears "in flight" before the payee can have answered.
      if (ends !== 'hold')
        setImmediate(() => {
          if (payment.status === 'IN_FLIGHT') finish(payment, ends === 'settle' ? 'settled' : 'failed');
        });
      return payment;
    },
  };
}
