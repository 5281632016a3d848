// Payees and their invoices: real BOLT 11, signed with each payee's key. The pretend chain calls itself mainnet, so that a wallet judges its
// clock by the node's blocks; nothing listens beyond 127.0.0.1.
import { createHash } from 'node:crypto';
import { createSignedRequest, createUnsignedRequest } from 'invoices';
import * as secp256k1 from 'tiny-secp256k1';
import type { Seeded } from '../world/seeded.ts';
import type { Script } from './script.ts';

export type Invoice = {
  readonly text: string;
  readonly hash: string;
  readonly preimage: string;
  readonly secret: string;
  /** null: the payer chooses. */
  readonly amount: bigint | null;
  readonly payee: string;
  readonly destination: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly expirySeconds: number;
  readonly script: Script;
};

export type InvoiceTerms = {
  readonly payee?: string;
  readonly msat: bigint | null;
  readonly expirySeconds?: number;
  readonly description?: string;
};

/** The first four are on the allowlist of the policy under test, `stranger` is not. `self` is the wallet's own node. */
export const PAYEES = ['archive', 'compute', 'search', 'parcel', 'stranger', 'self'] as const;
export const ALLOWED = PAYEES.slice(0, 4);

export type Payees = {
  /** 33 bytes hex. */
  readonly keyOf: (payee: string) => string;
  readonly invoice: (terms: InvoiceTerms, script: Script) => Invoice;
  /** Another text for the hash of `invoice`, as a node that wraps invoices makes. */
  readonly wrapped: (invoice: Invoice, msat: bigint) => string;
  readonly byText: (text: string) => Invoice | undefined;
  readonly byHash: (hash: string) => Invoice | undefined;
};

const FEATURES = [{ bit: 9 }, { bit: 14 }, { bit: 17 }];
const HOUR = 3_600;

export function createPayees(seeded: Seeded, now: () => number): Payees {
  const made = new Map<string, Invoice>();
  const byHash = new Map<string, Invoice>();
  const privateKey = (payee: string): Buffer => seeded.key(`payee ${payee}`);
  const keyOf = (payee: string): string =>
    Buffer.from(secp256k1.pointFromScalar(privateKey(payee), true) ?? []).toString('hex');

  const write = (invoice: Omit<Invoice, 'text'>, description: string): string => {
    const unsigned = createUnsignedRequest({
      network: 'bitcoin',
      destination: invoice.destination,
      id: invoice.hash,
      payment: invoice.secret,
      description,
      ...(invoice.amount === null ? {} : { mtokens: invoice.amount.toString() }),
      created_at: new Date(invoice.createdAt * 1_000).toISOString(),
      expires_at: new Date((invoice.createdAt + invoice.expirySeconds) * 1_000).toISOString(),
      cltv_delta: 80,
      features: FEATURES,
    });
    const signature = secp256k1.sign(Buffer.from(unsigned.hash, 'hex'), privateKey(invoice.payee));
    return createSignedRequest({
      destination: invoice.destination,
      hrp: unsigned.hrp,
      signature: Buffer.from(signature).toString('hex'),
      tags: unsigned.tags,
    }).request;
  };

  const invoiceOf = (
    { payee = 'archive', msat, expirySeconds = HOUR, description = 'crash test' }: InvoiceTerms,
    script: Script,
  ): Invoice => {
    const preimage = seeded.key(`preimage ${made.size}`);
    const terms = {
      hash: createHash('sha256').update(preimage).digest('hex'),
      preimage: preimage.toString('hex'),
      secret: seeded.key(`secret ${made.size}`).toString('hex'),
      amount: msat,
      payee,
      destination: keyOf(payee),
      createdAt: now(),
      expirySeconds,
      script,
    };
    const invoice = { ...terms, text: write(terms, description) };
    made.set(invoice.text, invoice);
    byHash.set(invoice.hash, invoice);
    return invoice;
  };

  return {
    keyOf,
    invoice: invoiceOf,
    wrapped: (invoice, msat) => {
      const other = { ...invoice, amount: msat };
      const text = write(other, 'the same hash in another text');
      made.set(text, { ...other, text });
      return text;
    },
    byText: (text) => made.get(text.trim().toLowerCase()),
    byHash: (hash) => byHash.get(hash),
  };
}
