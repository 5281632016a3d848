// Fixture: what the contract suite needs of a world of three nodes, whichever they are: practice nodes or real lnd. Everything goes over
// gRPC; a world gives nothing but addresses, credentials, and the few acts that stand outside the protocol.
//
//   payer ═ hub ─ far        the payer pays the hub directly over two channels, and the far node over the hub, for its fee.
import type { ClientReadableStream } from '@grpc/grpc-js';
import { parseInvoice } from '../../electron/lightning/invoice.ts';
import type { LightningNode, PayOrder } from '../../electron/lightning/lightning-node.ts';
import { createLndNode, type LndNodeOptions } from '../../electron/lightning/lnd/create-lnd-node.ts';
import { systemClock } from '../../electron/store/clock.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../shared/domain/money.ts';
import type { Answer, LndRpc } from '../lab/rpc.ts';

export type ContractNode = {
  readonly publicKey: string;
  readonly socket: string;
  /** PEM */
  readonly certificate: () => string;
  /** Admin, hex. */
  readonly macaroon: string;
  readonly rpc: () => LndRpc;
};

export type World = {
  readonly kind: 'practice' | 'lnd';
  readonly payer: ContractNode;
  readonly hub: ContractNode;
  readonly far: ContractNode;
  readonly hubFee: { readonly baseMsat: bigint; readonly ppm: bigint; readonly cltvDelta: number };
  /** Mines and waits until all have seen it. */
  readonly mine: (blocks: number) => Promise<void>;
  /** Stops and starts the payer, in order. */
  readonly restartPayer: () => Promise<void>;
  readonly end: () => Promise<void>;
};

/** Amount in msat; null lets the payer choose. */
export type Wish = {
  readonly msat: bigint | null;
  readonly memo?: string;
  readonly expiry?: number;
  readonly cltv?: number;
  readonly preimage?: Buffer;
  readonly descriptionHash?: Buffer;
};
export type Asked = { readonly request: string; readonly hash: string };

export async function askFor(payee: ContractNode, wish: Wish): Promise<Asked & { readonly answer: Answer }> {
  const answer = await payee.rpc().call('lnrpc.Lightning/AddInvoice', {
    ...termsOf(wish),
    ...(wish.preimage ? { r_preimage: wish.preimage } : {}),
  });
  return { answer, request: String(answer['payment_request']), hash: hex(answer['r_hash']) };
}

export async function askForHeld(payee: ContractNode, hash: Buffer, wish: Wish): Promise<Asked> {
  const answer = await payee.rpc().call('invoicesrpc.Invoices/AddHoldInvoice', { ...termsOf(wish), hash });
  return { request: String(answer['payment_request']), hash: hash.toString('hex') };
}

const termsOf = (wish: Wish): object => ({
  ...(wish.msat === null ? {} : { value_msat: wish.msat.toString() }),
  memo: wish.memo ?? 'a thing',
  expiry: String(wish.expiry ?? 3_600),
  ...(wish.cltv === undefined ? {} : { cltv_expiry: String(wish.cltv) }),
  ...(wish.descriptionHash ? { description_hash: wish.descriptionHash, memo: '' } : {}),
});

/** What the gate would order for this invoice. */
export function orderOf(asked: Asked, more: Partial<PayOrder> = {}): PayOrder {
  const invoice = parseInvoice(asked.request);
  if (!invoice.ok) throw new Error(invoice.message);
  return {
    invoice: invoice.value.text,
    paymentHash: invoice.value.paymentHash,
    amount: invoice.value.amount ?? msat(0n),
    amountless: invoice.value.amount === null,
    feeLimit: sats(100n),
    ...more,
  };
}

export function adapterOf(node: ContractNode, options: Partial<LndNodeOptions> = {}): LightningNode {
  const { socket, macaroon } = node;
  return createLndNode({
    id: 'contract' as NodeId,
    credentials: { socket, certificate: node.certificate(), macaroon },
    clock: systemClock,
    ...options,
  });
}

/** gRPC's code and text of a call that has to be refused. */
export type Refusal = { readonly code: number; readonly details: string };

export async function refusalOf(asked: Promise<unknown>): Promise<Refusal> {
  try {
    await asked;
  } catch (error) {
    const { code, details } = error as Partial<Refusal>;
    if (typeof code === 'number' && typeof details === 'string') return { code, details };
    throw error;
  }
  throw new Error('it was not refused');
}

export type Told = { readonly updates: readonly Answer[]; readonly refusal: Refusal | null };

/** Everything a stream says until it ends by itself. */
export function allOf(stream: ClientReadableStream<Answer>): Promise<Told> {
  const updates: Answer[] = [];
  return new Promise((resolve) => {
    stream.on('data', (update: Answer) => updates.push(update));
    stream.on('end', () => resolve({ updates, refusal: null }));
    stream.on('error', (error: Refusal) =>
      resolve({ updates, refusal: { code: error.code, details: error.details } }),
    );
  });
}

/** SendPaymentV2 as the adapter's library sends it. */
export const send = (payer: ContractNode, request: string, more: object = {}): Promise<Told> =>
  allOf(
    payer.rpc().stream('routerrpc.Router/SendPaymentV2', {
      payment_request: request,
      fee_limit_msat: '100000',
      timeout_seconds: 20,
      max_parts: 16,
      cancelable: true,
      ...more,
    }),
  );

export type ChannelRow = {
  readonly active: boolean;
  readonly channel_point: string;
  readonly chan_id: string;
  readonly remote_pubkey: string;
  readonly capacity: string;
  readonly local_balance: string;
  readonly remote_balance: string;
  readonly unsettled_balance: string;
  readonly commit_fee: string;
  readonly commitment_type: string;
  readonly initiator: boolean;
  readonly local_chan_reserve_sat: string;
  readonly pending_htlcs: readonly { readonly incoming: boolean; readonly amount: string }[];
};

export async function channelsOf(node: ContractNode): Promise<readonly ChannelRow[]> {
  const { channels } = await node.rpc().call('lnrpc.Lightning/ListChannels');
  return channels as readonly ChannelRow[];
}

/**
 * Own side of all channels in msat, by the node's own word, once no payment is on its way any more. Until its HTLC is off the commitment, the
 * chain takes more for that, and whoever opened the channel has so much less.
 */
export async function localOf(node: ContractNode): Promise<Msat> {
  await quiet(node);
  const answer = await node.rpc().call('lnrpc.Lightning/ChannelBalance');
  return msat(BigInt((answer['local_balance'] as { readonly msat: string }).msat));
}

/** Resolves with the channels once none of them carries an HTLC. */
export async function quiet(node: ContractNode): Promise<readonly ChannelRow[]> {
  const end = performance.now() + 15_000;
  for (;;) {
    const channels = await channelsOf(node);
    if (channels.every(({ pending_htlcs }) => pending_htlcs.length === 0)) return channels;
    if (performance.now() > end) throw new Error('an HTLC stays on a channel');
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

export const hex = (value: unknown): string => (value as Buffer).toString('hex');
