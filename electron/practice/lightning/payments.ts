// Payments: what one node sent, and the life cycle of a payment: attempts, parts, retries, one terminal state (lnd payments/db, routing).
import { msat, saturatingSub, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import type { Clock } from '../seeded.ts';
import { readInvoice, type PaymentRequest } from './bolt11.ts';
import type { FailureReason, NodeFaults } from './faults.ts';
import { checkOrder, dearest, split, type PayOrder } from './pay-order.ts';
import type { Route, RouteQuery } from './routing.ts';
import { lndError } from './rpc/lnd-error.ts';

export type AttemptFailure = {
  readonly code: 'INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS' | 'TEMPORARY_CHANNEL_FAILURE' | 'CHANNEL_DISABLED';
  /** 0 is the payer itself. */
  readonly sourceIndex: number;
  readonly height: number;
};

export type Attempt = {
  readonly id: number;
  readonly route: Route;
  readonly startedNs: bigint;
  resolvedNs: bigint;
  status: 'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED';
  failure: AttemptFailure | null;
};

export type Payment = {
  readonly index: number;
  readonly hash: string;
  readonly request: PaymentRequest;
  readonly requestText: string;
  readonly amount: Msat;
  readonly feeLimit: Msat;
  readonly createdNs: bigint;
  readonly attempts: Attempt[];
  status: 'INITIATED' | 'IN_FLIGHT' | 'SUCCEEDED' | 'FAILED';
  failureReason: 'FAILURE_REASON_NONE' | FailureReason;
  preimage: string | null;
};

export type PaymentBook = {
  /** Registers and starts. Throws `LndError` for what lnd refuses before it registers. */
  readonly send: (order: PayOrder) => Payment;
  readonly get: (hash: string) => Payment | undefined;
  /** In order of `index`. */
  readonly list: () => readonly Payment[];
  /** No further attempts; what is in flight runs to its end. */
  readonly abandon: (hash: string) => void;
  readonly onChange: (listener: (payment: Payment) => void) => () => void;
};

/** How an attempt ended, told by the switch. */
export type AttemptEnd =
  { readonly preimage: string } | { readonly failure: AttemptFailure; readonly failedEdge: string | null };

export type Dispatch = (payment: Payment, route: Route, done: (end: AttemptEnd) => void) => void;

const live = (attempt: Attempt): boolean => attempt.status !== 'FAILED';
const delivered = (attempt: Attempt): bigint => attempt.route.total - attempt.route.fee;

export const feePaid = (payment: Payment): Msat =>
  payment.attempts
    .filter((attempt) => attempt.status === 'SUCCEEDED')
    .reduce((sum, attempt) => msat(sum + attempt.route.fee), ZERO_MSAT);

export function createPaymentBook(deps: {
  readonly publicKey: string;
  readonly clock: Clock;
  readonly faults: NodeFaults;
  readonly height: () => number;
  /** Sum of what all channels could send now. */
  readonly sendable: () => Msat;
  readonly findRoute: (query: Omit<RouteQuery, 'source' | 'height'>) => Route | undefined;
  readonly dispatch: Dispatch;
}): PaymentBook {
  const { clock, faults } = deps;
  const byHash = new Map<string, Payment>();
  const listeners = new Set<(payment: Payment) => void>();
  const stopped = new Map<string, FailureReason>();
  let lastIndex = 0;
  let lastAttempt = 0;
  let lastNs = 0n;

  const changed = (payment: Payment): void => listeners.forEach((listener) => listener(payment));

  /** Nanoseconds, strictly rising, so that a list ordered by time has one order. */
  function nowNs(): bigint {
    const now = BigInt(clock.now()) * 1_000_000_000n;
    lastNs = now > lastNs ? now : lastNs + 1_000_000n;
    return lastNs;
  }

  function end(payment: Payment, reason: FailureReason): void {
    if (payment.attempts.some((attempt) => attempt.status === 'IN_FLIGHT')) return;
    payment.status = 'FAILED';
    payment.failureReason = reason;
    changed(payment);
  }

  function proceed(payment: Payment, order: PayOrder, avoid: Set<string>): void {
    if (payment.status === 'SUCCEEDED' || payment.status === 'FAILED') return;
    const reason = stopped.get(payment.hash) ?? faults.fail;
    if (reason) {
      end(payment, reason);
      return;
    }
    const alive = payment.attempts.filter(live);
    // The preimage is out: lnd offers nothing more and waits for the rest.
    if (alive.some((attempt) => attempt.status === 'SUCCEEDED')) return;
    const sent = alive.reduce((sum, attempt) => sum + delivered(attempt), 0n);
    const fees = alive.reduce((sum, attempt) => sum + attempt.route.fee, 0n);
    const remaining = msat(payment.amount - sent);
    if (remaining === 0n) return;
    if (alive.length === 0 && deps.sendable() < remaining) {
      end(payment, 'FAILURE_REASON_INSUFFICIENT_BALANCE');
      return;
    }
    const feeLimit = saturatingSub(payment.feeLimit, msat(fees));
    const route = split(order, alive.length, remaining, (amount) =>
      deps.findRoute({
        target: payment.request.destination,
        amount,
        feeLimit,
        finalCltvDelta: payment.request.cltvDelta,
        avoid,
        outgoing: order.outgoing,
      }),
    );
    if (route) attempt(payment, order, avoid, faults.takeWholeFee ? dearest(route, feeLimit) : route);
    else if (alive.length > 0) stopped.set(payment.hash, 'FAILURE_REASON_NO_ROUTE');
    else end(payment, 'FAILURE_REASON_NO_ROUTE');
  }

  function attempt(payment: Payment, order: PayOrder, avoid: Set<string>, route: Route): void {
    lastAttempt += 1;
    const entry: Attempt = {
      id: lastAttempt,
      route,
      startedNs: nowNs(),
      resolvedNs: 0n,
      status: 'IN_FLIGHT',
      failure: null,
    };
    payment.attempts.push(entry);
    payment.status = 'IN_FLIGHT';
    changed(payment);
    deps.dispatch(payment, route, (result) => {
      entry.resolvedNs = nowNs();
      if ('preimage' in result) {
        entry.status = 'SUCCEEDED';
        payment.preimage = result.preimage;
        if (!payment.attempts.some((other) => other.status === 'IN_FLIGHT')) payment.status = 'SUCCEEDED';
        changed(payment);
        return;
      }
      entry.status = 'FAILED';
      entry.failure = result.failure;
      if (result.failedEdge !== null) avoid.add(result.failedEdge);
      else stopped.set(payment.hash, 'FAILURE_REASON_INCORRECT_PAYMENT_DETAILS');
      changed(payment);
      proceed(payment, order, avoid);
    });
    // Room for a further part of the same payment.
    proceed(payment, order, avoid);
  }

  return {
    get: (hash) => byHash.get(hash),
    list: () => [...byHash.values()].sort((a, b) => a.index - b.index),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    abandon: (hash) => {
      const payment = byHash.get(hash);
      if (payment?.status !== 'INITIATED' && payment?.status !== 'IN_FLIGHT') return;
      stopped.set(hash, 'FAILURE_REASON_CANCELED');
      end(payment, 'FAILURE_REASON_CANCELED');
    },
    send: (order) => {
      const request = readInvoice(order.request);
      const amount = checkOrder(order, request, clock.now(), deps.publicKey);
      const before = byHash.get(request.hash);
      if (before?.status === 'SUCCEEDED') throw lndError('already-exists', 'invoice is already paid');
      if (before?.status === 'IN_FLIGHT') throw lndError('already-exists', 'payment is in transition');
      if (before?.status === 'INITIATED') throw lndError('already-exists', 'payment already exists');
      stopped.delete(request.hash);
      lastIndex += 1;
      const payment: Payment = {
        index: lastIndex,
        hash: request.hash,
        request,
        requestText: order.request,
        amount,
        feeLimit: order.feeLimit,
        createdNs: nowNs(),
        attempts: [],
        status: 'INITIATED',
        failureReason: 'FAILURE_REASON_NONE',
        preimage: null,
      };
      byHash.set(request.hash, payment);
      changed(payment);
      clock.after(0, () => proceed(payment, order, new Set()));
      clock.after(order.timeoutSeconds * 1_000, () => {
        if (payment.status === 'SUCCEEDED' || payment.status === 'FAILED') return;
        stopped.set(payment.hash, 'FAILURE_REASON_TIMEOUT');
        end(payment, 'FAILURE_REASON_TIMEOUT');
      });
      return payment;
    },
  };
}
