// Invoice terms: what is asked for, and lnd's refusals of it.
import type { Msat } from '../../../shared/domain/money.ts';
import { lndError } from './rpc/lnd-error.ts';

export type NewInvoice = {
  readonly amount: Msat | null;
  readonly description: string;
  readonly descriptionHash?: string | null;
  /** 1 to 31,536,000; lnd's default is a day. */
  readonly expirySeconds?: number;
  readonly cltvDelta?: number;
  /** 32 bytes hex; random when missing. */
  readonly preimage?: string;
  /** 32 bytes hex: makes it a hold invoice whose preimage the node does not know. */
  readonly hash?: string;
};

const YEAR = 365 * 86_400;
const MAX_MEMO_BYTES = 639;
const MIN_CLTV_DELTA = 24;

/** Throws the `LndError` of the first rule broken. */
export function checkTerms(terms: NewInvoice): void {
  const memoBytes = Buffer.byteLength(terms.description);
  if (memoBytes > MAX_MEMO_BYTES)
    // The length of a field has ten bits, and a field holds five bits a letter (BOLT 11).
    throw lndError('unknown', `data length too big to fit within 10 bits: ${Math.ceil((memoBytes * 8) / 5)}`);
  if (terms.expirySeconds !== undefined && terms.expirySeconds > YEAR)
    throw lndError(
      'unknown',
      `expiry of ${goFloat(terms.expirySeconds)} seconds greater than max expiry of ${goFloat(YEAR)} seconds`,
    );
  if (terms.cltvDelta !== undefined && terms.cltvDelta < MIN_CLTV_DELTA)
    throw lndError(
      'unknown',
      `CLTV delta of ${terms.cltvDelta} must be greater than minimum of ${MIN_CLTV_DELTA}`,
    );
}

/** As Go prints a float64 of this size. */
const goFloat = (value: number): string => value.toExponential().replace(/e\+(\d)$/, 'e+0$1');
