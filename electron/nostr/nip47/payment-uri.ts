// Payment URI: what the extension method `pay` is given, read down to one BOLT 11 invoice. Source: BIP-321.
import type { Msat } from '../../../shared/domain/money.ts';
import { msat } from '../../../shared/domain/money.ts';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';

export type PaymentInstruction = {
  readonly invoice: string;
  /** The URI's own `amount`; null when it has none. */
  readonly amount: Msat | null;
};

const BITCOIN_AMOUNT = /^(\d{1,8})(?:\.(\d{1,8}))?$/;

/**
 * Takes a bare invoice, `lightning:<invoice>` or `bitcoin:…?lightning=<invoice>`. `unsupported` when there is no one invoice to pay or
 * a `req-` parameter asks for something we do not know; `malformed` when the URI cannot be read.
 */
export function parsePayment(payment: string): Result<PaymentInstruction, 'unsupported' | 'malformed'> {
  const text = payment.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'lightning') return ok({ invoice: text, amount: null });
  if (scheme !== 'bitcoin') return refuse('unsupported', 'only BOLT 11 invoices and bitcoin: URIs are paid');

  const question = text.indexOf('?');
  const query = new URLSearchParams(question < 0 ? '' : text.slice(question + 1));
  const invoices: string[] = [];
  const amounts: string[] = [];
  for (const [key, value] of query) {
    const name = key.toLowerCase();
    if (name === 'lightning') invoices.push(value);
    else if (name === 'amount') amounts.push(value);
    else if (name.startsWith('req-')) return refuse('unsupported', 'the URI requires what is not known here');
  }
  const [invoice] = invoices;
  if (!invoice || invoices.length > 1)
    return refuse('unsupported', 'the URI does not hold exactly one BOLT 11 invoice');
  if (amounts.length > 1) return refuse('malformed', 'the URI names two amounts');
  const amount = amounts[0] === undefined ? null : parseBitcoin(amounts[0]);
  if (amount === undefined) return refuse('malformed', 'the amount of the URI cannot be read');
  return ok({ invoice, amount });
}

/** Decimal bitcoin (BIP-321) to msat; undefined for zero and for what no amount can be. */
function parseBitcoin(text: string): Msat | undefined {
  const parts = BITCOIN_AMOUNT.exec(text);
  if (!parts) return undefined;
  const sats = BigInt(parts[1] ?? '0') * 100_000_000n + BigInt((parts[2] ?? '').padEnd(8, '0'));
  return sats > 0n && sats <= 2_100_000_000_000_000n ? msat(sats * 1_000n) : undefined;
}
