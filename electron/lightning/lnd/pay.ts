// Pay: one order through the library's payViaPaymentRequest, and one of three outcomes back. Rule: docs/gate.md, section 4.
import { payViaPaymentRequest } from 'ln-service';
import { z } from 'zod';
import { parseMsat } from '../../../shared/domain/money.ts';
import type { Clock } from '../../store/clock.ts';
import { parseInvoice } from '../invoice.ts';
import type { LightningNode, PayOrder, PayOutcome } from '../lightning-node.ts';
import { isPreimageOf } from '../preimage.ts';
import type { LndConnection } from './connection.ts';
import { classifyPayError } from './outcome.ts';
import { watchSend, type SendWatch } from './send-watch.ts';

/** Parts a payment may be split into; lnd's own default, where the library's is one. */
const MAX_PATHS = 16;
/** How long lnd looks for routes. A reconciling lookup waits longer than this. */
const PATHFINDING_MS = 25_000;
/** lnd speaks at once when it has an order. */
const FIRST_UPDATE_MS = 30_000;

export type Payer = {
  readonly pay: LightningNode['pay'];
  /** Every order that is still out becomes unknown. */
  readonly close: () => void;
};

export function createPayer({
  connection,
  lookup,
  clock,
  firstUpdateMs = FIRST_UPDATE_MS,
}: {
  readonly connection: LndConnection;
  readonly lookup: LightningNode['lookupPayment'];
  readonly clock: Clock;
  /** Milliseconds an order may stay without any word from the node. */
  readonly firstUpdateMs?: number;
}): Payer {
  const out = new Set<SendWatch>();

  const send = async (order: PayOrder): Promise<PayOutcome> => {
    const watch = watchSend(connection, order, clock, firstUpdateMs);
    out.add(watch);
    try {
      const outcome = await Promise.race([
        payViaPaymentRequest({
          lnd: watch.lnd,
          request: order.invoice,
          max_fee_mtokens: order.feeLimit.toString(),
          max_paths: MAX_PATHS,
          pathfinding_timeout: PATHFINDING_MS,
          ...(order.amountless ? { mtokens: order.amount.toString() } : {}),
        }).then(
          (paid) => settledBy(paid, order),
          (error: unknown) => classifyPayError(error, watch.sent()),
        ),
        watch.lost.then((detail) => ({ kind: 'unknown', detail }) as const),
      ]);
      if (outcome.kind !== 'turned-away') return outcome;
      const { detail } = outcome;
      const known = await lookup(order.paymentHash);
      return { kind: known.kind === 'not-found' ? 'failed' : 'unknown', detail };
    } finally {
      out.delete(watch);
      watch.release();
    }
  };

  return {
    pay: async (order) => {
      const invoice = parseInvoice(order.invoice);
      const mismatch = invoice.ok ? mismatchOf(order, invoice.value) : 'it is not an invoice';
      if (!invoice.ok || mismatch !== null) return { kind: 'failed', detail: `not sent: ${mismatch ?? ''}` };
      if (!connection.canSend()) return { kind: 'failed', detail: 'not sent: the node is not connected' };
      try {
        return await send({ ...order, invoice: invoice.value.text });
      } catch {
        // A bug of ours or the library's after the order may have left.
        return { kind: 'unknown', detail: 'the payment was interrupted by an internal error' };
      }
    },
    close: () => {
      for (const watch of out) watch.giveUp('the console closed the connection');
    },
  };
}

/** SECURITY: the library pays what the text says. Nothing is sent unless the text says what was reserved. */
function mismatchOf(
  order: PayOrder,
  invoice: { readonly paymentHash: string; readonly amount: bigint | null },
): string | null {
  if (invoice.paymentHash !== order.paymentHash) return 'the invoice has another payment hash than the order';
  if (order.amountless !== (invoice.amount === null))
    return 'the invoice and the order differ in who names the amount';
  if (invoice.amount !== null && invoice.amount !== order.amount)
    return 'the invoice has another amount than the order';
  return order.amount > 0n ? null : 'the amount is zero';
}

const paid = z.object({ secret: z.string(), fee_mtokens: z.string() });

function settledBy(answer: unknown, order: PayOrder): PayOutcome {
  const parsed = paid.safeParse(answer);
  const fee = parsed.success ? parseMsat(parsed.data.fee_mtokens) : undefined;
  if (!parsed.success || fee === undefined)
    return { kind: 'unknown', detail: 'the node says paid, but its answer could not be read' };
  const preimage = parsed.data.secret.toLowerCase();
  return isPreimageOf(preimage, order.paymentHash)
    ? { kind: 'settled', preimage, fee }
    : { kind: 'unknown', detail: 'the node says paid, but its preimage does not match the payment hash' };
}
