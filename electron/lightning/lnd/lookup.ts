// Lookup: what the node knows of a payment hash, within a deadline. By TrackPaymentV2 itself and not the library's getPayment, which
// never answers for a payment that is registered and has no HTLC out (lightning#133); when even that is silent, by the list.
import { status } from '@grpc/grpc-js';
import type { PaymentHash } from '../../../shared/domain/ids.ts';
import type { Clock } from '../../store/clock.ts';
import type { LightningNode, PaymentLookup } from '../lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { codeName, grpcErrorOf, quoted } from './grpc-error.ts';
import { findPayment } from './payments.ts';
import { cancelStream } from './raw.ts';
import { lndPayment, lookupOf } from './sent-payment.ts';

/** lnd's text for a hash it never registered (ErrPaymentNotInitiated). */
const NEVER_HEARD = "payment isn't initiated";

export type LookupDeadlines = {
  /** Milliseconds for the tracking stream to say its first word. */
  readonly trackMs: number;
  /** Milliseconds for everything. */
  readonly totalMs: number;
};

const LOOKUP_DEADLINES: LookupDeadlines = { trackMs: 15_000, totalMs: 35_000 };
const LISTED = 1_000;

/** Never rejects. */
export function createLookup(
  connection: LndConnection,
  clock: Clock,
  deadlines: LookupDeadlines = LOOKUP_DEADLINES,
): LightningNode['lookupPayment'] {
  return async (hash) => {
    const { promise: late, resolve } = Promise.withResolvers<PaymentLookup>();
    const cancel = clock.after(deadlines.totalMs, () =>
      resolve({ kind: 'no-answer', detail: 'the node did not answer in time' }),
    );
    try {
      return await Promise.race([late, trackThenList(connection, hash, clock, deadlines.trackMs)]);
    } catch (error) {
      const grpc = grpcErrorOf(error);
      const detail = grpc
        ? `${codeName(grpc.code)}: ${quoted(grpc.details)}`
        : 'the node’s answer could not be read';
      return { kind: 'no-answer', detail };
    } finally {
      cancel();
    }
  };
}

async function trackThenList(
  connection: LndConnection,
  hash: PaymentHash,
  clock: Clock,
  trackMs: number,
): Promise<PaymentLookup> {
  const tracked = await track(connection, hash, clock, trackMs);
  if (tracked !== 'silent') return tracked;
  const listed = await findPayment(connection, hash, LISTED);
  // SECURITY: a hash that is missing from a list is not "never heard of": that word frees money.
  return listed
    ? lookupOf(listed)
    : { kind: 'no-answer', detail: 'the node does not say how the payment stands' };
}

function track(
  connection: LndConnection,
  hash: PaymentHash,
  clock: Clock,
  trackMs: number,
): Promise<PaymentLookup | 'silent'> {
  return new Promise((resolve, reject) => {
    const stream = connection.raw.router.trackPaymentV2({
      payment_hash: Buffer.from(hash, 'hex'),
      no_inflight_updates: false,
    });
    const finish = (settle: () => void): void => {
      cancelTimer();
      cancelStream(stream);
      settle();
    };
    const cancelTimer = clock.after(trackMs, () => finish(() => resolve('silent')));
    stream.on('data', (update: unknown) => {
      const payment = lndPayment.safeParse(update);
      const mine = payment.success && payment.data.payment_hash === hash;
      finish(() => resolve(mine ? lookupOf(payment.data) : 'silent'));
    });
    stream.on('end', () => finish(() => resolve('silent')));
    stream.on('error', (error: unknown) => {
      const grpc = grpcErrorOf(error);
      finish(() => {
        if (grpc?.details === NEVER_HEARD && (grpc.code === status.NOT_FOUND || grpc.code === status.UNKNOWN))
          resolve({ kind: 'not-found' });
        else reject(error instanceof Error ? error : new Error('the tracking stream failed'));
      });
    });
  });
}
