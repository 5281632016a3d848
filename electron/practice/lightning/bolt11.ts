// BOLT 11: writes and reads real invoices with the `lnbcrt` prefix, signed with the payee's node key.
import { createSignedRequest, createUnsignedRequest, parsePaymentRequest } from 'invoices';
import * as secp256k1 from 'tiny-secp256k1';
import { msat, type Msat } from '../../../shared/domain/money.ts';
import { lndError } from './rpc/lnd-error.ts';

export type InvoiceTerms = {
  readonly hash: string;
  /** 32 bytes hex (payment_secret). */
  readonly secret: string;
  /** null: the payer chooses. */
  readonly amount: Msat | null;
  readonly description: string;
  readonly descriptionHash: string | null;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly expirySeconds: number;
  readonly cltvDelta: number;
};

export type PaymentRequest = InvoiceTerms & { readonly destination: string };

/** var_onion (8), payment_secret (14), basic_mpp (17). */
const FEATURES = [{ bit: 9 }, { bit: 14 }, { bit: 17 }];

export function writeInvoice(terms: InvoiceTerms, privateKey: Uint8Array): string {
  const destination = Buffer.from(secp256k1.pointFromScalar(privateKey, true) ?? []).toString('hex');
  const unsigned = createUnsignedRequest({
    network: 'regtest',
    destination,
    id: terms.hash,
    payment: terms.secret,
    description: terms.descriptionHash === null ? terms.description : undefined,
    ...(terms.descriptionHash === null ? {} : { description_hash: terms.descriptionHash }),
    ...(terms.amount === null ? {} : { mtokens: terms.amount.toString() }),
    created_at: new Date(terms.createdAt * 1_000).toISOString(),
    expires_at: new Date((terms.createdAt + terms.expirySeconds) * 1_000).toISOString(),
    cltv_delta: terms.cltvDelta,
    features: FEATURES,
  });
  const signature = secp256k1.sign(Buffer.from(unsigned.hash, 'hex'), privateKey);
  return createSignedRequest({
    destination,
    hrp: unsigned.hrp,
    signature: Buffer.from(signature).toString('hex'),
    tags: unsigned.tags,
  }).request;
}

/** Reads as lnd's zpay32 does: another network or a bad signature throws an `LndError`. */
export function readInvoice(text: string): PaymentRequest {
  const request = text.trim().toLowerCase();
  if (!/^ln[a-z]+\d*[munp]?1/.test(request))
    throw lndError('unknown', `invalid bech32 string length ${request.length}`);
  if (!/^lnbcrt(\d|1)/.test(request))
    throw lndError('unknown', "invoice not for current active network 'regtest'");
  const parsed = parseOrRefuse(request);
  const createdAt = Math.floor(Date.parse(parsed.created_at) / 1_000);
  return {
    hash: parsed.id,
    secret: parsed.payment ?? '',
    destination: parsed.destination,
    amount: parsed.mtokens === undefined || parsed.mtokens === '0' ? null : msat(BigInt(parsed.mtokens)),
    description: parsed.description ?? '',
    descriptionHash: parsed.description_hash ?? null,
    createdAt,
    expirySeconds: Math.floor(Date.parse(parsed.expires_at) / 1_000) - createdAt,
    cltvDelta: parsed.cltv_delta ?? 18,
  };
}

type Parsed = ReturnType<typeof parsePaymentRequest> & { readonly payment?: string };

function parseOrRefuse(request: string): Parsed {
  try {
    return parsePaymentRequest({ request });
  } catch {
    // bech32 wants six letters of checksum behind the last 1.
    const separator = request.lastIndexOf('1');
    throw lndError(
      'unknown',
      request.length - separator <= 6
        ? `invalid index of ${separator}`
        : 'invalid invoice: checksum or signature failed',
    );
  }
}
