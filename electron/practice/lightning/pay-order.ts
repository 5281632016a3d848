// Pay order: what a caller wants sent, lnd's refusals of it, and how one order becomes routes.
import { minMsat, msat, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import type { PaymentRequest } from './bolt11.ts';
import type { Route } from './routing.ts';
import { lndError } from './rpc/lnd-error.ts';

export type PayOrder = {
  readonly request: string;
  /** Only, and then required, for an invoice without amount. */
  readonly amount: Msat | null;
  readonly feeLimit: Msat;
  readonly timeoutSeconds: number;
  readonly maxParts: number;
  readonly outgoing: readonly string[];
  readonly allowSelfPayment: boolean;
};

/** Nobody splits below this. */
const SMALLEST_PART = msat(10_000n);

/** Halves the amount until a route carries it, as lnd's payment session does. */
export function split(
  order: PayOrder,
  parts: number,
  remaining: Msat,
  find: (amount: Msat) => Route | undefined,
): Route | undefined {
  if (parts >= order.maxParts) return undefined;
  const smallest = parts + 1 >= order.maxParts ? remaining : minMsat(remaining, SMALLEST_PART);
  for (let amount = remaining; amount >= smallest; amount = msat(amount / 2n)) {
    const route = find(amount);
    if (route) return route;
    if (amount <= 1n) break;
  }
  return undefined;
}

/** The first forwarding node keeps everything the payer was willing to give. */
export function dearest(route: Route, feeLimit: Msat): Route {
  const [first, ...rest] = route.hops;
  if (!first || rest.length === 0) return route;
  const extra = msat(feeLimit - route.fee);
  return {
    ...route,
    total: msat(route.total + extra),
    fee: feeLimit,
    hops: [{ ...first, locked: msat(first.locked + extra), fee: msat(first.fee + extra) }, ...rest],
  };
}

/** The amount to send; throws what lnd answers to an order it does not take. */
export function checkOrder(order: PayOrder, request: PaymentRequest, now: number, self: string): Msat {
  const validUntil = request.createdAt + request.expirySeconds;
  if (now > validUntil) throw lndError('unknown', `invoice expired. Valid until ${goTime(validUntil)}`);
  if (request.secret === '')
    throw lndError('unknown', 'payment request must contain either a payment address or blinded paths');
  if (request.amount === null && order.amount === null)
    throw lndError('unknown', 'amount must be specified when paying a zero amount invoice');
  if (request.amount !== null && order.amount !== null)
    throw lndError('unknown', 'amount must not be specified when paying a non-zero amount invoice');
  if (!order.allowSelfPayment && request.destination === self)
    throw lndError('unknown', 'self-payments not allowed');
  return request.amount ?? order.amount ?? ZERO_MSAT;
}

/** Go's `time.Time` text, as lnd prints it. */
const goTime = (at: number): string =>
  `${new Date(at * 1_000).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
