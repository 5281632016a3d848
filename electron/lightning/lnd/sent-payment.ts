// Sent payment: lnd's Payment message, parsed once, and what it says about how a payment stands.
import { z } from 'zod';
import { isHex32, type PaymentHash } from '../../../shared/domain/ids.ts';
import { maxMsat, parseMsat, ZERO_MSAT, type Msat } from '../../../shared/domain/money.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { PaymentLookup, SentPayment } from '../lightning-node.ts';
import { isPreimageOf } from '../preimage.ts';

const amount = z.string().transform((digits, context): Msat => {
  const value = parseMsat(digits);
  if (value !== undefined) return value;
  context.addIssue('not an amount');
  return z.NEVER;
});
const hash = z.string().refine(isHex32);

/** Fields of lnrpc.Payment that we read; 64-bit numbers are decimal text. */
export const lndPayment = z.object({
  payment_hash: hash.transform((hex) => hex as PaymentHash),
  payment_index: z.string(),
  payment_preimage: z.string(),
  value_msat: amount,
  fee_msat: amount,
  status: z.enum(['IN_FLIGHT', 'SUCCEEDED', 'FAILED', 'INITIATED']),
  failure_reason: z.string(),
  creation_time_ns: z.string().regex(/^\d+$/),
  htlcs: z.array(
    z.object({
      status: z.string(),
      route: z
        .object({ total_amt_msat: amount, total_time_lock: z.number().int().min(0).nullish() })
        .nullish(),
    }),
  ),
});
export type LndPayment = z.output<typeof lndPayment>;

const REASONS: Readonly<Record<string, string>> = {
  FAILURE_REASON_TIMEOUT: 'no route was found in time',
  FAILURE_REASON_NO_ROUTE: 'no route within the fee limit',
  FAILURE_REASON_INCORRECT_PAYMENT_DETAILS:
    'the recipient rejected it (unknown, cancelled or expired invoice)',
  FAILURE_REASON_INSUFFICIENT_BALANCE: 'the node’s channels hold too little',
  FAILURE_REASON_CANCELED: 'the node cancelled it before it left',
};

export function lookupOf(payment: LndPayment): PaymentLookup {
  switch (payment.status) {
    case 'SUCCEEDED':
      return isPreimageOf(payment.payment_preimage, payment.payment_hash)
        ? {
            kind: 'settled',
            preimage: payment.payment_preimage,
            fee: payment.fee_msat,
            amount: payment.value_msat,
          }
        : {
            kind: 'no-answer',
            detail: 'the node says paid, but its preimage does not match the payment hash',
          };
    case 'FAILED':
      return {
        kind: 'failed',
        detail: REASONS[payment.failure_reason] ?? 'the node found no route that carries it',
        startedAt: unixSeconds(createdAt(payment)),
      };
    case 'IN_FLIGHT':
    case 'INITIATED':
      return { kind: 'in-flight', expiryHeight: firstExpiry(payment) };
  }
}

/** The lowest height at which an HTLC that is still out expires: from then on the channel that carries it has to be closed. */
function firstExpiry({ htlcs }: LndPayment): number | null {
  const heights = htlcs
    .filter((htlc) => htlc.status === 'IN_FLIGHT')
    .map((htlc) => htlc.route?.total_time_lock ?? 0)
    .filter((height) => height > 0);
  return heights.length > 0 ? Math.min(...heights) : null;
}

export const createdAt = (payment: LndPayment): number =>
  Number(BigInt(payment.creation_time_ns) / 1_000_000_000n);

export function sentPaymentOf(payment: LndPayment): SentPayment {
  const state =
    payment.status === 'SUCCEEDED' ? 'settled' : payment.status === 'FAILED' ? 'failed' : 'in-flight';
  // Until it has settled lnd reports no fee, but the HTLCs that are out carry it.
  const out = payment.htlcs
    .filter((htlc) => htlc.status !== 'FAILED')
    .reduce((sum, htlc) => sum + (htlc.route?.total_amt_msat ?? 0n), 0n) as Msat;
  return {
    paymentHash: payment.payment_hash,
    state,
    outflow: state === 'failed' ? ZERO_MSAT : maxMsat((payment.value_msat + payment.fee_msat) as Msat, out),
    at: unixSeconds(createdAt(payment)),
  };
}
