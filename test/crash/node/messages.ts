// The node's answers in lnd's own words: Payment, Channel, Invoice and GetInfo messages of lnd 0.21.
import type { Books } from './books.ts';
import type { Payment, Payments } from './payments.ts';
import type { Invoice } from './payees.ts';

export type Message = Readonly<Record<string, unknown>>;

const ZEROS = '0'.repeat(64);
const CAPACITY = 10_000_000_000n;
const OPENING = 9_000_000_000n;
const RESERVE_SAT = '100000';
const BLOCK_SECONDS = 600;
const GENESIS = 1_231_006_505;

const sat = (msat: bigint): string => (msat / 1_000n).toString();
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** What the channel holds, msat. */
export function balanceOf(books: Books): { readonly local: bigint; readonly inFlight: bigint } {
  let local = OPENING + books.receipts().reduce((sum, { amount }) => sum + amount, 0n);
  let inFlight = 0n;
  for (const { amount, fee, outcome } of books.htlcs()) {
    if (outcome === 'failed') continue;
    local -= amount + fee;
    if (outcome === 'in-flight') inFlight += amount + fee;
  }
  return { local, inFlight };
}

/** A block every ten minutes by true time, so that the chain tells what time it is. */
export const heightAt = (ms: number): number => Math.floor((ms / 1_000 - GENESIS) / BLOCK_SECONDS);

export function infoMessage(publicKey: string, ms: number): Message {
  const height = heightAt(ms);
  return {
    version: '0.21.2-beta commit=v0.21.2-beta',
    identity_pubkey: publicKey,
    alias: 'the judge',
    color: '#3399ff',
    num_active_channels: 1,
    num_inactive_channels: 0,
    num_pending_channels: 0,
    num_peers: 1,
    block_height: height,
    block_hash: height.toString(16).padStart(64, '0'),
    best_header_timestamp: String(GENESIS + height * BLOCK_SECONDS),
    synced_to_chain: true,
    synced_to_graph: true,
    chains: [{ chain: 'bitcoin', network: 'mainnet' }],
    uris: [],
    features: {},
  };
}

export function channelMessage(books: Books, peer: string): Message {
  const { local, inFlight } = balanceOf(books);
  const constraints = {
    csv_delay: 144,
    chan_reserve_sat: RESERVE_SAT,
    dust_limit_sat: '354',
    max_pending_amt_msat: CAPACITY.toString(),
    min_htlc_msat: '1',
    max_accepted_htlcs: 483,
  };
  return {
    active: true,
    remote_pubkey: peer,
    channel_point: `${'c'.repeat(64)}:0`,
    chan_id: '880000000000000000',
    capacity: sat(CAPACITY),
    local_balance: sat(local),
    remote_balance: sat(CAPACITY - local - inFlight),
    commit_fee: '0',
    commit_weight: '1116',
    fee_per_kw: '2500',
    unsettled_balance: sat(inFlight),
    total_satoshis_sent: '0',
    total_satoshis_received: '0',
    num_updates: '1',
    pending_htlcs: books
      .htlcs()
      .filter(({ outcome }) => outcome === 'in-flight')
      .map(({ number, hash, amount, fee }) => ({
        incoming: false,
        amount: sat(amount + fee),
        hash_lock: bytes(hash),
        expiration_height: heightAt(Date.now()) + 144,
        htlc_index: String(number),
        forwarding_channel: '0',
        forwarding_htlc_index: '0',
        locked_in: true,
      })),
    csv_delay: 144,
    private: false,
    initiator: true,
    chan_status_flags: 'ChanStatusDefault',
    local_chan_reserve_sat: RESERVE_SAT,
    remote_chan_reserve_sat: RESERVE_SAT,
    static_remote_key: false,
    commitment_type: 'ANCHORS',
    lifetime: '3600',
    uptime: '3600',
    push_amount_sat: '0',
    thaw_height: 0,
    local_constraints: constraints,
    remote_constraints: constraints,
    alias_scids: [],
    zero_conf: false,
    zero_conf_confirmed_scid: '0',
    peer_scid_alias: '0',
    peer_alias: '',
  };
}

/** `proven`: with the true preimage of a payment that has succeeded. */
export function paymentMessage(payment: Payment, payments: Payments, books: Books, proven: boolean): Message {
  const fee = payments.feePaid(payment);
  const { hash, amount, invoice, status } = payment;
  const rows = books.htlcs();
  return {
    payment_hash: hash,
    value: sat(amount),
    value_sat: sat(amount),
    value_msat: amount.toString(),
    creation_date: String(Math.floor(payment.createdAt / 1_000)),
    creation_time_ns: (BigInt(Math.floor(payment.createdAt)) * 1_000_000n).toString(),
    path: [],
    fee: sat(fee),
    fee_sat: sat(fee),
    fee_msat: fee.toString(),
    payment_preimage: status === 'SUCCEEDED' && proven ? invoice.preimage : ZEROS,
    payment_request: invoice.text,
    status,
    failure_reason: payment.reason,
    payment_index: String(payment.index),
    first_hop_custom_records: {},
    htlcs: payment.htlcs.map((number) => attemptMessage(rows[number], payment)),
  };
}

const ATTEMPT = { 'in-flight': 'IN_FLIGHT', settled: 'SUCCEEDED', failed: 'FAILED' } as const;

function attemptMessage(htlc: ReturnType<Books['htlcs']>[number] | undefined, payment: Payment): Message {
  if (!htlc) throw new Error('a payment names an HTLC that the books do not have');
  const total = htlc.amount + htlc.fee;
  const height = heightAt(htlc.offeredAt) + 144;
  return {
    attempt_id: String(htlc.number),
    status: ATTEMPT[htlc.outcome],
    attempt_time_ns: (BigInt(Math.floor(htlc.offeredAt)) * 1_000_000n).toString(),
    resolve_time_ns: (BigInt(Math.floor(htlc.endedAt ?? 0)) * 1_000_000n).toString(),
    failure:
      htlc.outcome === 'failed' ? { code: 'TEMPORARY_CHANNEL_FAILURE', failure_source_index: 1 } : null,
    preimage: htlc.outcome === 'settled' ? bytes(payment.invoice.preimage) : Buffer.alloc(0),
    route: {
      total_time_lock: height,
      total_fees: sat(htlc.fee),
      total_amt: sat(total),
      total_fees_msat: htlc.fee.toString(),
      total_amt_msat: total.toString(),
      first_hop_amount_msat: total.toString(),
      hops: [
        {
          chan_id: '880000000000000000',
          chan_capacity: sat(CAPACITY),
          amt_to_forward: sat(htlc.amount),
          fee: sat(htlc.fee),
          expiry: height,
          amt_to_forward_msat: htlc.amount.toString(),
          fee_msat: htlc.fee.toString(),
          pub_key: payment.invoice.destination,
          tlv_payload: true,
          mpp_record: {
            payment_addr: bytes(payment.invoice.secret),
            total_amt_msat: payment.amount.toString(),
          },
          custom_records: {},
        },
      ],
    },
  };
}

/** An invoice of the node itself, for money that comes in. */
export function invoiceMessage(
  invoice: Invoice,
  index: number,
  settled: { readonly at: number; readonly index: number } | undefined,
): Message {
  const amount = invoice.amount ?? 0n;
  return {
    memo: '',
    r_preimage: bytes(invoice.preimage),
    r_hash: bytes(invoice.hash),
    value: sat(amount),
    value_msat: amount.toString(),
    settled: settled !== undefined,
    creation_date: String(invoice.createdAt),
    settle_date: String(Math.floor((settled?.at ?? 0) / 1_000)),
    payment_request: invoice.text,
    description_hash: Buffer.alloc(0),
    expiry: String(invoice.expirySeconds),
    fallback_addr: '',
    cltv_expiry: '80',
    route_hints: [],
    private: false,
    add_index: String(index),
    settle_index: String(settled?.index ?? 0),
    amt_paid: settled ? amount.toString() : '0',
    amt_paid_sat: settled ? sat(amount) : '0',
    amt_paid_msat: settled ? amount.toString() : '0',
    state: settled ? 'SETTLED' : 'OPEN',
    htlcs: [],
    features: { 14: { name: 'payment-addr', is_required: true, is_known: true } },
    is_keysend: false,
    payment_addr: bytes(invoice.secret),
    is_amp: false,
    amp_invoice_state: {},
  };
}
