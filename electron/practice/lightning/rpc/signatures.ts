// Signature RPCs: messages signed with the node's key, as lnd does: zbase32 of a recoverable signature over the doubled SHA-256.
import * as secp256k1 from 'tiny-secp256k1';
import { sha256 } from '../../seeded.ts';
import { bytesOf, textOf } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const PREFIX = Buffer.from('Lightning Signed Message:');
/** https://philzimmermann.com/docs/human-oriented-base-32-encoding.txt */
const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769';

const digestOf = (message: Buffer): Buffer => sha256(sha256(PREFIX, message));

export function encode(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((held << (5 - bits)) & 31);
}

export function decode(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}

export function signatureRpcs({ node, network }: RpcContext): RpcGroup {
  return {
    unary: {
      SignMessage: (request) => {
        const { signature, recoveryId } = node.sign(digestOf(bytesOf(request, 'msg')));
        // 27, and 4 more for a compressed key (Bitcoin's message signing).
        return { signature: encode(Buffer.concat([Buffer.from([27 + 4 + recoveryId]), signature])) };
      },
      VerifyMessage: (request) => {
        const raw = decode(textOf(request, 'signature'));
        const head = raw?.[0];
        if (!raw || head === undefined || raw.length !== 65) return { valid: false, pubkey: '' };
        const recovered = recoverKey(raw.subarray(1), (head - 27) & 3, digestOf(bytesOf(request, 'msg')));
        if (recovered === undefined) return { valid: false, pubkey: '' };
        // lnd vouches only for nodes of its graph.
        const known = network.byKey(recovered);
        return { valid: known !== undefined && known.channels().length > 0, pubkey: recovered };
      },
    },
  };
}

function recoverKey(signature: Buffer, recoveryId: number, digest: Buffer): string | undefined {
  try {
    const key = secp256k1.recover(digest, signature, recoveryId as 0 | 1 | 2 | 3, true);
    return key ? Buffer.from(key).toString('hex') : undefined;
  } catch {
    return undefined;
  }
}
