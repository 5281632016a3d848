// Invoice: BOLT 11 text to branded values, signature checked, no node asked. The library does the decoding; the checks are ours.
import { parsePaymentRequest } from 'invoices';
import { isHex32, isNodeKey, type NodeKey, type PaymentHash } from '../../shared/domain/ids.ts';
import { msat, parseMsat, type Msat } from '../../shared/domain/money.ts';
import type { Network } from '../../shared/domain/network.ts';
import { NETWORK_PREFIX } from '../../shared/domain/network.ts';
import { refuse, ok, type Result } from '../../shared/domain/result.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';

export type Invoice = {
  readonly text: string;
  readonly network: Network;
  readonly paymentHash: PaymentHash;
  readonly destination: NodeKey;
  /** null: the payer chooses (BOLT 11, no amount in the prefix). */
  readonly amount: Msat | null;
  readonly description: string;
  readonly expiresAt: UnixSeconds;
};

/** Longest text taken to be an invoice, in characters. Own bound: real ones stay under 2,000. */
const MAX_INVOICE_LENGTH = 7_089;

/** BOLT 11 human-readable part: prefix, optional amount with multiplier, then the separator. */
const SHAPE = /^(lnbcrt|lntbs|lntb|lnbc)(\d+[munp]?)?1[02-9ac-hj-np-z]+$/;

/** Parses and verifies. `not_an_invoice` covers garbage, truncation and a bad signature; never throws. */
export function parseInvoice(raw: string): Result<Invoice, 'not_an_invoice'> {
  const text = raw
    .trim()
    .replace(/^lightning:/i, '')
    .toLowerCase();
  const shape = text.length <= MAX_INVOICE_LENGTH ? SHAPE.exec(text) : null;
  if (!shape) return refuse('not_an_invoice', 'This is not a Lightning invoice.');
  const network = networkOf(shape[1] ?? '');
  try {
    const parsed = parsePaymentRequest({ request: text });
    const amount = parsed.mtokens === undefined ? null : parseMsat(parsed.mtokens);
    if (amount === undefined || !isHex32(parsed.id) || !isNodeKey(parsed.destination) || !network)
      return refuse('not_an_invoice', 'The invoice is malformed.');
    // SECURITY: behind a blinded path the signing key is nobody's: neither allowlist nor "our own node" can be judged by it.
    if (parsed.paths !== undefined)
      return refuse('not_an_invoice', 'The invoice hides its recipient behind a blinded path.');
    return ok({
      text,
      network,
      paymentHash: parsed.id as PaymentHash,
      destination: parsed.destination,
      amount: amount === null || amount === 0n ? null : msat(amount),
      description: parsed.description ?? '',
      expiresAt: unixSeconds(Math.floor(Date.parse(parsed.expires_at) / 1_000)),
    });
  } catch {
    return refuse('not_an_invoice', 'The invoice cannot be read or its signature is wrong.');
  }
}

/** true when the text's prefix fixes the amount (BOLT 11); of text that `parseInvoice` has read. */
export const namesAmount = (text: string): boolean => /[1-9]/.test(SHAPE.exec(text)?.[2] ?? '');

function networkOf(prefix: string): Network | undefined {
  return (Object.keys(NETWORK_PREFIX) as Network[]).find((network) => NETWORK_PREFIX[network] === prefix);
}
