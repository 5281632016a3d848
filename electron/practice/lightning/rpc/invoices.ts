// Invoice RPCs of lnrpc.Lightning and invoicesrpc.Invoices: add, hold, settle, cancel, look up, list, follow.
import { msat } from '../../../../shared/domain/money.ts';
import { amountPaid, type Invoice } from '../invoices.ts';
import { readInvoice } from '../bolt11.ts';
import type { NewInvoice } from '../invoice-terms.ts';
import { lndError } from './lnd-error.ts';
import {
  amountOf,
  bigOf,
  bytes,
  bytesOf,
  flagOf,
  hashOf,
  hexOf,
  numberOf,
  sat,
  textOf,
  type Message,
} from './message.ts';
import { page } from './page.ts';
import type { RpcContext, RpcGroup, Streaming } from './service.ts';

const FEATURES = {
  9: { name: 'tlv-onion', is_required: false, is_known: true },
  14: { name: 'payment-addr', is_required: true, is_known: true },
  17: { name: 'multi-path-payments', is_required: false, is_known: true },
};
const MAX_INVOICE = msat(100_000n * 100_000_000n * 1_000n);
/** Key of the record by which lnd says that nobody vouches for an HTLC: 106823, little-endian. */
const NOT_ENDORSED = Buffer.from('47a1010000000000', 'hex').toString('latin1');
const ZERO_PREIMAGE = '0'.repeat(64);

function invoiceMessage(invoice: Invoice): Message {
  // What came in and was let go again stays written, as in lnd.
  const paid =
    invoice.state === 'CANCELED'
      ? msat(invoice.htlcs.reduce((sum, htlc) => sum + htlc.amount, 0n))
      : amountPaid(invoice);
  return {
    memo: invoice.description,
    r_preimage: invoice.preimage === null ? Buffer.alloc(0) : bytes(invoice.preimage),
    r_hash: bytes(invoice.hash),
    value: sat(invoice.amount ?? 0n),
    value_msat: (invoice.amount ?? 0n).toString(),
    settled: invoice.state === 'SETTLED',
    creation_date: String(invoice.createdAt),
    settle_date: String(invoice.settledAt ?? 0),
    payment_request: invoice.request,
    description_hash: invoice.descriptionHash === null ? Buffer.alloc(0) : bytes(invoice.descriptionHash),
    expiry: String(invoice.expirySeconds),
    fallback_addr: '',
    cltv_expiry: String(invoice.cltvDelta),
    route_hints: [],
    private: false,
    add_index: String(invoice.addIndex),
    settle_index: String(invoice.settleIndex),
    amt_paid: paid.toString(),
    amt_paid_sat: sat(paid),
    amt_paid_msat: paid.toString(),
    state: invoice.state,
    htlcs: invoice.htlcs.map((htlc) => ({
      chan_id: htlc.channelId,
      htlc_index: String(htlc.index),
      amt_msat: htlc.amount.toString(),
      accept_height: htlc.acceptHeight,
      accept_time: String(htlc.acceptedAt),
      resolve_time: String(htlc.resolvedAt ?? 0),
      expiry_height: htlc.expiryHeight,
      state: htlc.state,
      custom_records: { [NOT_ENDORSED]: Buffer.from([0]) },
      mpp_total_amt_msat: htlc.total.toString(),
      custom_channel_data: bytes('fe0001a1470100'),
    })),
    features: FEATURES,
    is_keysend: false,
    payment_addr: bytes(invoice.secret),
    is_amp: false,
    amp_invoice_state: {},
  };
}

/** Fields AddInvoice and AddHoldInvoice have in common. */
function termsOf(request: Message): NewInvoice {
  const amount = amountOf(request, 'value', 'value_msat');
  if (amount > MAX_INVOICE)
    throw lndError('unknown', `invoice amount ${sat(amount)} is too large, max is 100000 BTC`);
  const descriptionHash = bytesOf(request, 'description_hash');
  if (descriptionHash.length !== 0 && descriptionHash.length !== 32)
    throw lndError('unknown', `description hash is ${descriptionHash.length} bytes, must be 32`);
  const expiry = Number(bigOf(request, 'expiry'));
  const cltv = Number(bigOf(request, 'cltv_expiry'));
  return {
    amount: amount === 0n ? null : amount,
    description: textOf(request, 'memo'),
    descriptionHash: descriptionHash.length > 0 ? descriptionHash.toString('hex') : null,
    ...(expiry > 0 ? { expirySeconds: expiry } : {}),
    ...(cltv > 0 ? { cltvDelta: cltv } : {}),
  };
}

export function lightningInvoiceRpcs({ node }: RpcContext): RpcGroup {
  const book = node.invoices;

  const subscribe: Streaming = (request, out) => {
    const addedAfter = bigOf(request, 'add_index');
    const settledAfter = bigOf(request, 'settle_index');
    const missed = book.list();
    if (addedAfter > 0n)
      for (const invoice of missed)
        if (BigInt(invoice.addIndex) > addedAfter) out.write(invoiceMessage(invoice));
    if (settledAfter > 0n)
      for (const invoice of missed.toSorted((a, b) => a.settleIndex - b.settleIndex))
        if (BigInt(invoice.settleIndex) > settledAfter) out.write(invoiceMessage(invoice));
    out.onClose(
      book.onChange((invoice) => {
        // lnd tells these subscribers of additions and settlements, not of accepting or cancelling.
        if (invoice.state === 'OPEN' || invoice.state === 'SETTLED') out.write(invoiceMessage(invoice));
      }),
    );
  };

  return {
    unary: {
      AddInvoice: (request) => {
        const preimage = hexOf(request, 'r_preimage');
        if (preimage !== '' && preimage.length !== 64)
          throw lndError('unknown', `invalid preimage length of ${preimage.length / 2}, want 32`);
        if (preimage === ZERO_PREIMAGE) throw lndError('unknown', 'cannot use hash of all-zeroes preimage');
        const invoice = book.add({ ...termsOf(request), ...(preimage === '' ? {} : { preimage }) });
        return {
          r_hash: bytes(invoice.hash),
          payment_request: invoice.request,
          add_index: String(invoice.addIndex),
          payment_addr: bytes(invoice.secret),
        };
      },
      LookupInvoice: (request) => {
        const hash = textOf(request, 'r_hash_str') || hexOf(request, 'r_hash');
        if (hash.length !== 64)
          throw lndError(
            'unknown',
            `payment hash must be exactly 32 bytes, is instead ${Math.floor(hash.length / 2)}`,
          );
        return invoiceMessage(book.lookup(hash));
      },
      ListInvoices: (request) => {
        const rows = book
          .list()
          .filter(
            ({ state }) => !flagOf(request, 'pending_only') || state === 'OPEN' || state === 'ACCEPTED',
          );
        const found = page(rows, ({ addIndex }) => addIndex, {
          offset: numberOf(request, 'index_offset'),
          limit: numberOf(request, 'num_max_invoices') || 100,
          reversed: flagOf(request, 'reversed'),
          from: numberOf(request, 'creation_date_start'),
          to: numberOf(request, 'creation_date_end'),
          createdAt: ({ createdAt }) => createdAt,
        });
        return {
          invoices: found.rows.map(invoiceMessage),
          first_index_offset: found.first,
          last_index_offset: found.last,
        };
      },
      DecodePayReq: (request) => {
        const invoice = readInvoice(textOf(request, 'pay_req'));
        return {
          destination: invoice.destination,
          payment_hash: invoice.hash,
          num_satoshis: sat(invoice.amount ?? 0n),
          num_msat: (invoice.amount ?? 0n).toString(),
          timestamp: String(invoice.createdAt),
          expiry: String(invoice.expirySeconds),
          description: invoice.description,
          description_hash: invoice.descriptionHash ?? '',
          fallback_addr: '',
          cltv_expiry: String(invoice.cltvDelta),
          route_hints: [],
          payment_addr: bytes(invoice.secret),
          features: FEATURES,
          blinded_paths: [],
        };
      },
    },
    streaming: { SubscribeInvoices: subscribe },
  };
}

export function holdInvoiceRpcs({ node }: RpcContext): RpcGroup {
  const book = node.invoices;
  return {
    unary: {
      AddHoldInvoice: (request) => {
        const invoice = book.add({ ...termsOf(request), hash: hashOf(request, 'hash') });
        return {
          payment_request: invoice.request,
          add_index: String(invoice.addIndex),
          payment_addr: bytes(invoice.secret),
        };
      },
      SettleInvoice: (request) => {
        book.settle(hashOf(request, 'preimage', 'preimage'));
        return {};
      },
      CancelInvoice: (request) => {
        book.cancel(hashOf(request, 'payment_hash'));
        return {};
      },
      LookupInvoiceV2: (request) => invoiceMessage(book.lookup(hashOf(request, 'payment_hash'))),
    },
    streaming: {
      SubscribeSingleInvoice: (request, out) => {
        const hash = hashOf(request, 'r_hash');
        const tell = (invoice: Invoice): void => {
          out.write(invoiceMessage(invoice));
          if (invoice.state === 'SETTLED' || invoice.state === 'CANCELED') out.end();
        };
        out.onClose(
          book.onChange((invoice) => {
            if (invoice.hash === hash) tell(invoice);
          }),
        );
        const existing = book.list().find((invoice) => invoice.hash === hash);
        if (existing) tell(existing);
      },
    },
  };
}
