// Message: reads fields of a decoded protobuf message. The proto loader has checked the shape; these give it types.
import { msat, type Msat } from '../../../../shared/domain/money.ts';
import { lndError } from './lnd-error.ts';

export type Message = Readonly<Record<string, unknown>>;

export const textOf = (message: Message, field: string): string => {
  const value = message[field];
  return typeof value === 'string' ? value : '';
};
export const flagOf = (message: Message, field: string): boolean => message[field] === true;
export const numberOf = (message: Message, field: string): number => Number(message[field] ?? 0);

/** 64-bit fields arrive as decimal text (`longs: String`). */
export const bigOf = (message: Message, field: string): bigint => BigInt(textOf(message, field) || '0');
export const bytesOf = (message: Message, field: string): Buffer => {
  const value = message[field];
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
};
export const hexOf = (message: Message, field: string): string => bytesOf(message, field).toString('hex');
export const listOf = (message: Message, field: string): readonly unknown[] => {
  const value = message[field];
  return Array.isArray(value) ? value : [];
};

/** A 32-byte hash or preimage, hex; throws what lntypes.MakeHash says. */
export function hashOf(message: Message, field: string, what = 'hash'): string {
  const bytes = bytesOf(message, field);
  if (bytes.length !== 32) throw lndError('unknown', `invalid ${what} length of ${bytes.length}, want 32`);
  return bytes.toString('hex');
}

/** lnd's UnmarshallAmt: sat or msat, not both, not negative. */
export function amountOf(message: Message, satField: string, msatField: string): Msat {
  const sat = bigOf(message, satField);
  const milli = bigOf(message, msatField);
  if (sat !== 0n && milli !== 0n) throw lndError('unknown', 'sat and msat arguments are mutually exclusive');
  if (sat < 0n || milli < 0n) throw lndError('unknown', 'amount cannot be negative');
  const value = sat * 1_000n + milli;
  // An "unlimited" fee limit of 2^53 sat is common; nothing above all bitcoin can matter.
  return value > ALL_BITCOIN ? msat(ALL_BITCOIN) : msat(value);
}
const ALL_BITCOIN = 21_000_000n * 100_000_000n * 1_000n;

export const sat = (amount: bigint): string => (amount / 1_000n).toString();
export const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
