// Payments: the node's own list of what it sent, walked from the newest back, so that a long history costs nothing.
import { z } from 'zod';
import type { PaymentHash } from '../../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { SentPayment } from '../lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { ask } from './raw.ts';
import { createdAt, lndPayment, sentPaymentOf, type LndPayment } from './sent-payment.ts';

const answer = z.object({ payments: z.array(lndPayment), first_index_offset: z.string() });
const PAGE = 250;

/** Pages, newest first; within a page oldest first, as lnd gives them. Unfinished and failed ones are included. */
async function* pages(connection: LndConnection, size: number): AsyncGenerator<readonly LndPayment[]> {
  let offset = '0';
  for (;;) {
    const { payments, first_index_offset } = answer.parse(
      await ask((answered) =>
        connection.raw.default.listPayments(
          { include_incomplete: true, index_offset: offset, max_payments: size, reversed: true },
          answered,
        ),
      ),
    );
    if (payments.length > 0) yield payments;
    if (payments.length < size || first_index_offset === offset) return;
    offset = first_index_offset;
  }
}

/** Every payment created at or after `from`, oldest first. Rejects when the node does not answer or its answer cannot be read. */
export async function paymentsSince(
  connection: LndConnection,
  from: UnixSeconds,
  size = PAGE,
): Promise<readonly SentPayment[]> {
  const found: SentPayment[][] = [];
  for await (const page of pages(connection, size)) {
    const recent = page.filter((payment) => createdAt(payment) >= from);
    found.push(recent.map(sentPaymentOf));
    if (recent.length === 0) break;
  }
  return found.reverse().flat();
}

/** Looks through the newest `limit` payments. undefined proves nothing. */
export async function findPayment(
  connection: LndConnection,
  hash: PaymentHash,
  limit: number,
): Promise<LndPayment | undefined> {
  let seen = 0;
  for await (const page of pages(connection, PAGE)) {
    const found = page.find((payment) => payment.payment_hash === hash);
    seen += page.length;
    if (found || seen >= limit) return found;
  }
  return undefined;
}
