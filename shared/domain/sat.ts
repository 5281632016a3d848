// On-chain money: satoshi as a branded bigint. A transaction knows no msat, so a value that is to stand in one is a `Sat` and nothing else.
import { msat, type Msat } from './money.ts';

declare const brand: unique symbol;

/** An amount in satoshi. Never negative. */
export type Sat = bigint & { readonly [brand]: 'Sat' };

/** 21,000,000 BTC in satoshi: no amount above it exists. */
export const MAX_SAT = (21_000_000n * 100_000_000n) as Sat;

export const ZERO_SAT = 0n as Sat;

/** Brands a bigint after checking `0 <= value <= MAX_SAT`. Throws RangeError: a caller that holds untrusted input checks first. */
export function sat(value: bigint): Sat {
  if (value < 0n || value > MAX_SAT) throw new RangeError(`amount out of range: ${value} sat`);
  return value as Sat;
}

export const addSat = (...amounts: readonly bigint[]): Sat =>
  sat(amounts.reduce((sum, next) => sum + next, 0n));

export const satToMsat = (amount: Sat): Msat => msat(amount * 1_000n);

/** Whole satoshis only: undefined when the amount has a fraction of one, for a transaction could not carry it. */
export const msatToSat = (amount: Msat): Sat | undefined =>
  amount % 1_000n === 0n ? sat(amount / 1_000n) : undefined;
