// BBQr: a file as a row of QR codes (Coinkite, BBQr 1.0.0), read by Sparrow, Nunchuk and Coldcard. Encoding 2: base32, not packed. Pure.

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31];
}

/** Characters of data in one code: a QR code of version 20 or so, which a webcam still reads. */
const PART = 800;
/** Two digits of base 36. */
const MOST_PARTS = 1_295;

const two = (value: number): string => value.toString(36).toUpperCase().padStart(2, '0');

/** The texts of the codes, in order; empty when the file is too long for codes. `type`: P is a PSBT. */
export function bbqrParts(bytes: Uint8Array, type: 'P' = 'P', part = PART): readonly string[] {
  const text = base32(bytes);
  // Each part must decode by itself: eight characters are five bytes.
  const most = part - (part % 8);
  const count = Math.max(1, Math.ceil(text.length / most));
  if (count > MOST_PARTS) return [];
  return Array.from(
    { length: count },
    (_, index) => `B$2${type}${two(count)}${two(index)}${text.slice(index * most, (index + 1) * most)}`,
  );
}

/** Base64 as bytes; undefined when it is none. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** A file as it lies on disk, as base64: PSBTs are kept as bytes by some programs and as base64 by others. */
export function base64OfFile(bytes: Uint8Array): string {
  // BIP-174: the magic bytes "psbt" and 0xff.
  const raw = bytes[0] === 0x70 && bytes[1] === 0x73 && bytes[2] === 0x62 && bytes[3] === 0x74;
  if (!raw) return new TextDecoder().decode(bytes).trim();
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
