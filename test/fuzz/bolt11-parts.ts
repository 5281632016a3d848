// BOLT 11 in parts: an invoice built word by word, with any field, any length, any prefix and a checksum and a signature that are right
// for it, so that what lies behind both is reached. It shares nothing with the parser that is under test.
import { createHash } from 'node:crypto';
import { pointFromScalar, signRecoverable } from 'tiny-secp256k1';

export const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Tag numbers by their letters (BOLT 11, tagged fields; `b` is bLIP 39). */
export const TAGS = {
  p: 1,
  r: 3,
  nine: 5,
  x: 6,
  f: 9,
  d: 13,
  s: 16,
  n: 19,
  b: 20,
  h: 23,
  c: 24,
  m: 27,
} as const;

export type Field = { readonly tag: number; readonly words: readonly number[]; readonly length?: number };

export type Parts = {
  /** `lnbcrt`, an amount and a multiplier. */
  readonly prefix: string;
  readonly timestamp: number;
  readonly fields: readonly Field[];
};

/** Bytes as groups of five bits, padded with zeros. */
export function toWords(bytes: Uint8Array): number[] {
  const words: number[] = [];
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      words.push((held >> bits) & 31);
      held &= (1 << bits) - 1;
    }
  }
  if (bits > 0) words.push((held << (5 - bits)) & 31);
  return words;
}

function toBytes(words: readonly number[]): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const word of words) {
    held = (held << 5) | word;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  if (bits > 0) bytes.push((held << (8 - bits)) & 255);
  return Buffer.from(bytes);
}

/** A number in as few words as it takes, or in exactly `length`. */
export function numberWords(value: number, length?: number): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 32)) words.unshift(rest % 32);
  while (length !== undefined && words.length < length) words.unshift(0);
  return words;
}

const polymod = (words: readonly number[]): number =>
  words.reduce((sum, word) => {
    const top = sum >>> 25;
    const next = ((sum & 0x1ffffff) << 5) ^ word;
    return [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].reduce(
      (value, generator, bit) => ((top >> bit) & 1 ? value ^ generator : value),
      next,
    );
  }, 1);

/** BIP-173: prefix and words with their checksum. */
export function bech32(prefix: string, words: readonly number[]): string {
  const letters = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const spread = [...letters.map((code) => code >> 5), 0, ...letters.map((code) => code & 31)];
  const sum = polymod([...spread, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const checksum = Array.from({ length: 6 }, (_, index) => (sum >> (5 * (5 - index))) & 31);
  return `${prefix}1${[...words, ...checksum].map((word) => CHARSET[word] ?? 'q').join('')}`;
}

export const keyOf = (secret: Uint8Array): string =>
  Buffer.from(pointFromScalar(secret, true) ?? []).toString('hex');

const fieldWords = ({ tag, words, length = words.length }: Field): number[] => [
  tag,
  (length >> 5) & 31,
  length & 31,
  ...words,
];

/** Signs over exactly these parts. `spoil` changes the 65 bytes of signature and recovery number before they are written. */
export function invoiceText(
  parts: Parts,
  secret: Uint8Array,
  spoil: (signature: Buffer) => Buffer = (signature) => signature,
): string {
  const data = [...numberWords(parts.timestamp, 7), ...parts.fields.flatMap(fieldWords)];
  const hash = createHash('sha256').update(parts.prefix, 'utf8').update(toBytes(data)).digest();
  const { signature, recoveryId } = signRecoverable(hash, secret);
  const written = spoil(Buffer.concat([signature, Buffer.from([recoveryId])]));
  return bech32(parts.prefix, [...data, ...toWords(written)]);
}
