// PSBT text: a PSBT as a file, as base64 and as QR codes in parts (BBQr, version of Coinkite), out and in. What comes in is bounded and parsed.
// BC-UR (Blockchain Commons) is left out: its one JavaScript library is unkept and brings seven packages for it.
import { Psbt } from 'bitcoinjs-lib';
import { inflateRawSync } from 'node:zlib';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import './curve.ts';

export type PsbtRefusal = 'not_a_psbt' | 'damaged' | 'version_2' | 'too_large' | 'parts_missing';

const MAGIC = Buffer.from('70736274ff', 'hex');
/** A PSBT of 100 inputs with whole previous transactions stays below it. */
const MAX_BYTES = 8 * 1_024 * 1_024;

/** Bytes for a file named `….psbt`. */
export const psbtFile = (psbt: string): Uint8Array => Buffer.from(psbt, 'base64');

/** Reads a file (binary, base64 or hex text); the answer is base64 as it is stored here. */
export function readPsbt(file: Uint8Array): Result<string, PsbtRefusal> {
  if (file.length > MAX_BYTES) return refuse('too_large', 'The file is too large for a transaction.');
  const given = Buffer.from(file);
  const bytes = given.subarray(0, MAGIC.length).equals(MAGIC) ? given : fromText(given.toString('latin1'));
  if (!bytes?.subarray(0, MAGIC.length).equals(MAGIC))
    return refuse('not_a_psbt', 'This is not a partially signed transaction (PSBT).');
  // Version 2 (BIP-370) has no unsigned transaction; its first global key is never 0x00.
  if (bytes[5] === 0x01 && bytes[6] !== 0x00)
    return refuse('version_2', 'This is a PSBT of version 2. Export it as version 0.');
  try {
    return ok(Psbt.fromBuffer(bytes).toBase64());
  } catch {
    return refuse('damaged', 'The partially signed transaction is damaged. Export it again.');
  }
}

function fromText(text: string): Buffer | undefined {
  const dense = text.replaceAll(/\s/g, '');
  if (/^[0-9a-fA-F]+$/.test(dense) && dense.length % 2 === 0) return Buffer.from(dense, 'hex');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(dense) ? Buffer.from(dense, 'base64') : undefined;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** RFC 4648 without padding. */
function base32(data: Uint8Array): string {
  let out = '';
  let bits = 0;
  let value = 0;
  for (const byte of data) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      out += BASE32[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + BASE32[(value << (5 - bits)) & 31] : out;
}

function fromBase32(text: string): Buffer | undefined {
  const out: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    const digit = BASE32.indexOf(letter);
    if (digit < 0) return undefined;
    value = (value << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      out.push((value >>> (bits - 8)) & 0xff);
      bits -= 8;
    }
    value &= (1 << bits) - 1;
  }
  return Buffer.from(out);
}

const base36 = (value: number): string => value.toString(36).toUpperCase().padStart(2, '0');
const MOST_PARTS = 1_295;

/**
 * The PSBT as texts for QR codes (alphanumeric mode), each with its number: Coldcard Q, Sparrow and Nunchuk read them in any order.
 * `letters`: how many characters one code holds at most, header included; a phone camera reads 1,000 well. Fewer parts than asked only when they fit.
 */
export function qrParts(psbt: string, letters = 800): readonly string[] {
  const data = Buffer.from(psbt, 'base64');
  // Whole groups of 5 bytes, so that every part can be decoded by itself.
  const room = Math.floor((letters - 8) / 8) * 5;
  const count = Math.max(1, Math.ceil(data.length / room));
  if (room < 5 || count > MOST_PARTS)
    throw new RangeError('the transaction does not fit into QR codes of this size');
  const size = Math.ceil(data.length / count / 5) * 5;
  return Array.from(
    { length: count },
    (_, index) =>
      `B$2P${base36(count)}${base36(index)}${base32(data.subarray(index * size, (index + 1) * size))}`,
  );
}

/** Joins scanned parts, in any order and repeated; `parts_missing` names how many are there until all are. */
export function joinQrParts(parts: readonly string[]): Result<string, PsbtRefusal> {
  const [first] = parts;
  const header = /^B\$([H2Z])([PT])([0-9A-Z]{2})/.exec(first ?? '');
  if (!header) return readPsbt(Buffer.from(first ?? '', 'latin1'));
  const total = Number.parseInt(header[3] ?? '', 36);
  const found = new Map<number, string>();
  for (const part of parts) {
    if (part.slice(0, 6) !== header[0])
      return refuse('damaged', 'These codes belong to different transactions. Start again.');
    const index = Number.parseInt(part.slice(6, 8), 36);
    const before = found.get(index);
    if (Number.isNaN(index) || index >= total || (before !== undefined && before !== part.slice(8)))
      return refuse('damaged', 'A code is damaged. Start again.');
    found.set(index, part.slice(8));
  }
  if (found.size < total) return refuse('parts_missing', `${found.size} of ${total} codes were read so far.`);
  const bodies = Array.from({ length: total }, (_, index) => found.get(index) ?? '');
  const decoded = bodies.map((body) =>
    header[1] === 'H' ? (fromText(body) ?? undefined) : fromBase32(body),
  );
  if (decoded.some((chunk) => chunk === undefined))
    return refuse('damaged', 'A code is damaged. Start again.');
  const whole = Buffer.concat(decoded.flatMap((chunk) => (chunk ? [chunk] : [])));
  try {
    return readPsbt(header[1] === 'Z' ? inflateRawSync(whole, { maxOutputLength: MAX_BYTES }) : whole);
  } catch {
    return refuse('damaged', 'The codes could not be unpacked. Start again.');
  }
}
