// Real BOLT 11 invoices for tests, signed with a key derived from a seed.
import { createSignedRequest, createUnsignedRequest } from 'invoices';
import { createHash } from 'node:crypto';
import { pointFromScalar, sign } from 'tiny-secp256k1';
import type { NodeKey, PaymentHash } from '../../shared/domain/ids.ts';

const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest();

export type TestInvoice = {
  readonly text: string;
  readonly paymentHash: PaymentHash;
  readonly preimage: string;
  readonly destination: NodeKey;
};

export type InvoiceWish = {
  /** Different seeds give different payment hashes. */
  readonly seed: string;
  readonly payee?: string;
  /** null: amountless. */
  readonly msat: bigint | null;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly expirySeconds?: number;
  readonly description?: string;
  readonly network?: 'regtest' | 'bitcoin' | 'testnet';
};

export const payeeKey = (payee: string): NodeKey =>
  Buffer.from(pointFromScalar(hash(`payee ${payee}`), true) ?? []).toString('hex') as NodeKey;

export function makeInvoice(wish: InvoiceWish): TestInvoice {
  const secret = hash(`payee ${wish.payee ?? 'shop'}`);
  const destination = payeeKey(wish.payee ?? 'shop');
  const preimage = Buffer.from(hash(`preimage ${wish.seed}`)).toString('hex');
  const paymentHash = createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') as PaymentHash;
  const unsigned = createUnsignedRequest({
    network: wish.network ?? 'regtest',
    created_at: new Date(wish.createdAt * 1_000).toISOString(),
    expires_at: new Date((wish.createdAt + (wish.expirySeconds ?? 3_600)) * 1_000).toISOString(),
    description: wish.description ?? 'a thing',
    destination,
    features: [{ bit: 8 }, { bit: 14 }, { bit: 17 }],
    id: paymentHash,
    payment: Buffer.from(hash(`secret ${wish.seed}`)).toString('hex'),
    cltv_delta: 80,
    ...(wish.msat === null ? {} : { mtokens: wish.msat.toString() }),
  });
  const signature = Buffer.from(sign(Buffer.from(unsigned.hash, 'hex'), secret)).toString('hex');
  const { request } = createSignedRequest({ destination, hrp: unsigned.hrp, signature, tags: unsigned.tags });
  return { text: request, paymentHash, preimage, destination };
}
