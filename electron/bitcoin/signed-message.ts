// Bitcoin signed messages: whether an address's key signed a text. Header and recovery as in Bitcoin Core's `verifymessage`; segwit headers: BIP-137.
import { address as codec, crypto } from 'bitcoinjs-lib';
import { secp256k1 } from './curve.ts';

const MAGIC = Buffer.from('\x18Bitcoin Signed Message:\n', 'latin1');
const LENGTH = 65;
/** Compressed keys only: 31 to 34 (what a Ledger gives), and 39 to 42, which name P2WPKH. */
const HEADERS = [31, 39];

/** `address`: P2WPKH of any network. `signature`: base64. Never throws. */
export function isSignedBy(text: string, signature: string, address: string): boolean {
  const key = signerOf(text, signature);
  const program = programOf(address);
  return key !== null && program !== null && Buffer.from(crypto.hash160(key)).equals(program);
}

function signerOf(text: string, signature: string): Uint8Array | null {
  const bytes = Buffer.from(signature, 'base64');
  // Base64 is lenient; what is kept must be the one way of writing it.
  if (bytes.length !== LENGTH || bytes.toString('base64') !== signature) return null;
  const header = bytes[0] ?? 0;
  const first = HEADERS.find((start) => header >= start && header < start + 4);
  if (first === undefined) return null;
  try {
    return secp256k1.recover(messageHash(text), bytes.subarray(1), (header - first) as 0 | 1 | 2 | 3, true);
  } catch {
    return null;
  }
}

/** SHA-256 twice over magic, length and text (UTF-8). */
export function messageHash(text: string): Uint8Array {
  const message = Buffer.from(text, 'utf8');
  return crypto.hash256(Buffer.concat([MAGIC, compactSize(message.length), message]));
}

function compactSize(length: number): Buffer {
  if (length < 0xfd) return Buffer.from([length]);
  if (length > 0xffff) throw new RangeError('a message of this length is signed by nobody');
  const long = Buffer.from([0xfd, 0, 0]);
  long.writeUInt16LE(length, 1);
  return long;
}

function programOf(address: string): Buffer | null {
  try {
    const { version, data } = codec.fromBech32(address);
    return version === 0 && data.length === 20 ? Buffer.from(data) : null;
  } catch {
    return null;
  }
}
