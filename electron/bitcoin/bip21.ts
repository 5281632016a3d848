// BIP-21: the URI behind a payment QR code, written and read. Amounts stand in it as decimal BTC and are exact here.
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { MAX_SAT, sat, type Sat } from '../../shared/domain/sat.ts';
import { parseAddress, type AddressRefusal, type ParsedAddress } from './address.ts';

export type PaymentUri = {
  readonly to: ParsedAddress;
  readonly amount: Sat | null;
  /** Untrusted text of whoever made the URI. */
  readonly label: string | null;
  readonly message: string | null;
};

export type UriRefusal = AddressRefusal | 'bad_amount' | 'unknown_requirement' | 'repeated';

const SAT_PER_BTC = 100_000_000n;
const MAX_URI = 2_048;
const MAX_TEXT = 280;

/** Decimal BTC without trailing zeros. */
export function btcText(amount: bigint): string {
  const fraction = (amount % SAT_PER_BTC).toString().padStart(8, '0').replace(/0+$/, '');
  return `${amount / SAT_PER_BTC}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Exact; undefined for anything but plain decimal BTC of at most 8 places. */
export function readBtc(text: string): Sat | undefined {
  const parts = /^(\d{1,8})(?:\.(\d{1,8}))?$/.exec(text);
  if (!parts) return undefined;
  const value = BigInt(parts[1] ?? '0') * SAT_PER_BTC + BigInt((parts[2] ?? '').padEnd(8, '0'));
  return value > MAX_SAT ? undefined : sat(value);
}

export function paymentUri(uri: {
  readonly address: string;
  readonly amount?: bigint | null;
  readonly label?: string | null;
  readonly message?: string | null;
}): string {
  const fields = [
    ['amount', uri.amount ? btcText(uri.amount) : ''],
    ['label', uri.label ?? ''],
    ['message', uri.message ?? ''],
  ] as const;
  // Not URLSearchParams: it writes a space as "+", which wallets show as it stands.
  const query = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return `bitcoin:${uri.address}${query === '' ? '' : `?${query}`}`;
}

/** Reads a BIP-21 URI or a bare address. */
export function readPaymentUri(text: string, network: Network): Result<PaymentUri, UriRefusal> {
  const trimmed = text.trim();
  if (trimmed.length > MAX_URI) return refuse('not_an_address', 'This is too long for a payment request.');
  const body = /^bitcoin:(?:\/\/)?/i.exec(trimmed);
  const rest = body ? trimmed.slice(body[0].length) : trimmed;
  const cut = body ? rest.indexOf('?') : -1;
  const to = parseAddress(cut < 0 ? rest : rest.slice(0, cut), network);
  if (!to.ok) return to;
  const found = new Map<string, string>();
  for (const pair of cut < 0 ? [] : rest.slice(cut + 1).split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = (at < 0 ? pair : pair.slice(0, at)).toLowerCase();
    // BIP-21: what is required and not understood makes the whole request void.
    if (name.startsWith('req-'))
      return refuse('unknown_requirement', `The request demands “${name}”, which is not known here.`);
    if (found.has(name)) return refuse('repeated', `The request states “${name}” twice.`);
    const value = decoded(at < 0 ? '' : pair.slice(at + 1));
    if (value === undefined) return refuse('not_an_address', 'The request is damaged.');
    found.set(name, value);
  }
  const stated = found.get('amount');
  const amount = stated === undefined ? null : readBtc(stated);
  if (amount === undefined) return refuse('bad_amount', 'The request states an amount that is none.');
  const word = (name: string): string | null => found.get(name)?.slice(0, MAX_TEXT) ?? null;
  return ok({ to: to.value, amount, label: word('label'), message: word('message') });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
