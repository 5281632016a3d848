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
/** Payments of one look; a node that sends more than two a second all day is none that agents spend from. Own bound. */
const MOST = 250_000;

/** Pages, newest first; within a page oldest first, as lnd gives them. Unfinished and failed ones are included. */
async function* pages(connection: LndConnection, size: number): AsyncGenerator<readonly LndPayment[]> {
  let offset = '0';
  let last: bigint | null = null;
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
    if (payments.length < size) return;
    const first = BigInt(first_index_offset);
    // SECURITY: a list without an end would fill the memory of the console, and with it stop every other node's agents.
    if (first < 1n || (last !== null && first >= last))
      throw new Error('the node’s list of payments does not go back');
    last = first;
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
  let count = 0;
  for await (const page of pages(connection, size)) {
    const recent = page.filter((payment) => createdAt(payment) >= from);
    found.push(recent.map(sentPaymentOf));
    count += recent.length;
    if (count > MOST) throw new Error('the node lists more payments than can be compared');
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
