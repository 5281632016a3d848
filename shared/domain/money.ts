// Money: millisatoshi as a branded bigint, the only unit inside the product. Source: BOLT 2 (msat), BIP-177 for display.
// A JavaScript number never holds an amount: it is exact only to 2^53 and a product of amount and ppm passes that.

declare const brand: unique symbol;

/** An amount in millisatoshi (1 sat = 1,000 msat). Never negative unless the name says `delta`. */
export type Msat = bigint & { readonly [brand]: 'Msat' };

/** An `Msat` written as decimal digits: how amounts cross the bridge and sit in JSON. */
export type MsatText = string & { readonly [brand]: 'MsatText' };

/** 21,000,000 BTC in msat: no amount above it exists. */
export const MAX_MSAT = (21_000_000n * 100_000_000n * 1_000n) as Msat;

export const ZERO_MSAT = 0n as Msat;

/** Brands a bigint after checking `0 <= value <= MAX_MSAT`. Throws RangeError: a caller that holds untrusted input uses `parseMsat`. */
export function msat(value: bigint): Msat {
  if (value < 0n || value > MAX_MSAT) throw new RangeError(`amount out of range: ${value} msat`);
  return value as Msat;
}

/** Whole satoshis to msat. */
export function sats(value: bigint | number): Msat {
  return msat(BigInt(value) * 1_000n);
}

const DIGITS = /^(0|[1-9]\d{0,18})$/;

/** Reads untrusted text as msat; undefined for signs, fractions, exponents, spaces, leading zeros or more than all bitcoin. */
export function parseMsat(text: unknown): Msat | undefined {
  if (typeof text !== 'string' || !DIGITS.test(text)) return undefined;
  const value = BigInt(text);
  return value > MAX_MSAT ? undefined : (value as Msat);
}

/** Reads an untrusted JSON number (NIP-47 sends msat as a number); undefined unless a safe, non-negative integer in range. */
export function msatFromJsonNumber(value: unknown): Msat | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    return undefined;
  const amount = BigInt(value);
  return amount > MAX_MSAT ? undefined : (amount as Msat);
}

/** NIP-47 wants a JSON number. Exact for every amount below 90,071 BTC; above that it throws rather than round. */
export function msatToJsonNumber(amount: Msat): number {
  const value = Number(amount);
  if (!Number.isSafeInteger(value)) throw new RangeError('amount does not fit a JSON number exactly');
  return value;
}

/** The largest amount that is exact as a JSON number: 90,071 BTC. */
export const MAX_JSON_MSAT = BigInt(Number.MAX_SAFE_INTEGER) as Msat;

export const msatText = (amount: bigint): MsatText => amount.toString() as MsatText;
/** Trusted text of a limit that may be none. Throws as `msat` does. */
export const msatOrNull = (text: string | null): Msat | null => (text === null ? null : msat(BigInt(text)));
export const addMsat = (...amounts: readonly bigint[]): Msat =>
  msat(amounts.reduce((sum, next) => sum + next, 0n));
/** The sum, or all bitcoin there is when it would be more: for sums of limits, which may be set to anything. */
export const saturatingSum = (...amounts: readonly bigint[]): Msat => {
  const sum = amounts.reduce((total, next) => total + next, 0n);
  return sum > MAX_MSAT ? MAX_MSAT : msat(sum);
};
export const minMsat = (a: Msat, b: Msat): Msat => (a < b ? a : b);
export const maxMsat = (a: Msat, b: Msat): Msat => (a > b ? a : b);

/** `a - b`, floored at zero. */
export const saturatingSub = (a: Msat, b: Msat): Msat => (a > b ? ((a - b) as Msat) : ZERO_MSAT);

/** `amount × ppm / 1,000,000`, rounded up, so that a ceiling is never rounded away. */
export const partsPerMillion = (amount: Msat, ppm: number): Msat =>
  msat((amount * BigInt(ppm) + 999_999n) / 1_000_000n);

/** Whole satoshis, rounded up: a cost is never shown smaller than it is. */
export const satsCeil = (amount: Msat): bigint => (amount + 999n) / 1_000n;
/** Whole satoshis, rounded down: a balance is never shown larger than it is. */
export const satsFloor = (amount: Msat): bigint => amount / 1_000n;
