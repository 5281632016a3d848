// Invoices: making them, and hearing of each settled one at least once, also of those settled while nobody listened. The library's own
// subscription forgets its settle cursor at every new invoice and so loses exactly those; the cursor is kept here.
import { createInvoice } from 'ln-service';
import { z } from 'zod';
import { isHex32, type PaymentHash } from '../../../shared/domain/ids.ts';
import { parseMsat } from '../../../shared/domain/money.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { Clock } from '../../store/clock.ts';
import { parseInvoice } from '../invoice.ts';
import type { MadeInvoice, NewInvoice, SettledInvoice } from '../lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { ask, cancelStream } from './raw.ts';

/** Rejects when the node does not answer or makes another invoice than the one asked for. */
export async function makeInvoice(
  connection: LndConnection,
  clock: Clock,
  wanted: NewInvoice,
): Promise<MadeInvoice> {
  // The library rounds what is left to whole seconds; half a second more keeps the wanted number.
  const expiresAt = new Date((clock.now() + wanted.expirySeconds) * 1_000 + 500).toISOString();
  const { request } = await createInvoice({
    lnd: connection.lnd,
    mtokens: wanted.amount.toString(),
    expires_at: expiresAt,
    ...(wanted.descriptionHash === null
      ? { description: wanted.description }
      : { description_hash: wanted.descriptionHash }),
  }).catch((error: unknown) => {
    throw error instanceof Error ? error : new Error('the node did not make the invoice', { cause: error });
  });
  const made = parseInvoice(request);
  if (!made.ok || (made.value.amount ?? 0n) !== wanted.amount)
    throw new Error('the node made another invoice than the one asked for');
  return { invoice: made.value.text, paymentHash: made.value.paymentHash, expiresAt: made.value.expiresAt };
}

/** Fields of lnrpc.Invoice that we read. */
const lndInvoice = z.object({
  state: z.string(),
  r_hash: z.instanceof(Uint8Array),
  r_preimage: z.instanceof(Uint8Array),
  amt_paid_msat: z.string(),
  settle_date: z.string().regex(/^\d{1,12}$/),
  settle_index: z.string().regex(/^\d{1,20}$/),
});
type LndInvoice = z.output<typeof lndInvoice>;
const listed = z.object({ invoices: z.array(lndInvoice), last_index_offset: z.string() });

/** Invoices older than this are not looked through at the start; those made here expire much sooner. */
const LOOK_BACK_SECONDS = 30 * 86_400;
const PAGE = 250;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** While nothing was ever settled lnd has no cursor to resume from, so the list is read once more behind the opened stream. */
const SECOND_LOOK_MS = 5_000;

/** Calls `listener` until disposed. May tell of an invoice more than once. */
export function followSettled(
  connection: LndConnection,
  clock: Clock,
  listener: (invoice: SettledInvoice) => void,
): () => void {
  let disposed = false;
  let cursor = 0n;
  let pauseMs = FIRST_PAUSE_MS;
  let cancelTimer = (): void => undefined;
  let closeStream = (): void => undefined;

  const tell = (invoice: LndInvoice): void => {
    if (invoice.state !== 'SETTLED' || disposed) return;
    const settled = settledInvoiceOf(invoice);
    if (settled) listener(settled);
    // Moved only after the listener has taken it: one that throws is told again.
    const index = BigInt(invoice.settle_index);
    if (index > cursor) cursor = index;
  };

  const readList = async (): Promise<void> => {
    let offset = '0';
    for (;;) {
      const { invoices, last_index_offset } = listed.parse(
        await ask((answered) =>
          connection.raw.default.listInvoices(
            {
              index_offset: offset,
              num_max_invoices: PAGE,
              creation_date_start: Math.max(0, clock.now() - LOOK_BACK_SECONDS),
            },
            answered,
          ),
        ),
      );
      for (const invoice of invoices) tell(invoice);
      if (disposed || invoices.length < PAGE || last_index_offset === offset) return;
      offset = last_index_offset;
    }
  };

  const open = (): void => {
    const stream = connection.raw.default.subscribeInvoices(
      cursor === 0n ? {} : { settle_index: cursor.toString() },
    );
    closeStream = () => cancelStream(stream);
    stream.on('data', (update: unknown) => {
      const invoice = lndInvoice.safeParse(update);
      if (!invoice.success) return;
      pauseMs = FIRST_PAUSE_MS;
      try {
        tell(invoice.data);
      } catch {
        again();
      }
    });
    stream.on('end', again);
    stream.on('error', again);
  };

  const again = (): void => {
    cancelTimer();
    closeStream();
    closeStream = () => undefined;
    if (disposed) return;
    cancelTimer = clock.after(pauseMs, () => void begin());
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  };

  const begin = async (): Promise<void> => {
    try {
      if (cursor === 0n) await readList();
      if (disposed) return;
      open();
      if (cursor === 0n)
        cancelTimer = clock.after(SECOND_LOOK_MS, () => {
          readList().catch(again);
        });
    } catch {
      again();
    }
  };
  void begin();

  return () => {
    disposed = true;
    cancelTimer();
    closeStream();
  };
}

function settledInvoiceOf(invoice: LndInvoice): SettledInvoice | undefined {
  const paymentHash = Buffer.from(invoice.r_hash).toString('hex');
  const received = parseMsat(invoice.amt_paid_msat);
  if (!isHex32(paymentHash) || received === undefined) return undefined;
  return {
    paymentHash: paymentHash as PaymentHash,
    received,
    settledAt: unixSeconds(Number(invoice.settle_date)),
    preimage: Buffer.from(invoice.r_preimage).toString('hex'),
  };
}
