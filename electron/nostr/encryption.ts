// Encryption: NIP-44 v2 between one of our keys and one of theirs, with our own upper bounds (the NIP sets none since 2026-06).
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import type { NostrKey } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { Random } from '../store/clock.ts';

/** Characters of base64 accepted, before anything is decoded. */
export const MAX_PAYLOAD_LENGTH = 65_536;
/** UTF-8 bytes of a text we send; relays are expected to take events of 128 kB. */
export const MAX_PLAINTEXT_BYTES = 65_535;

export type Conversation = {
  /** Throws RangeError above MAX_PLAINTEXT_BYTES: the caller shapes its answers to fit. */
  readonly encrypt: (text: string) => string;
  readonly decrypt: (payload: string) => Result<string, 'too_large' | 'unreadable'>;
  /** Overwrites the shared key. The conversation cannot be used afterwards. */
  readonly wipe: () => void;
};

/**
 * Derives the shared key (3 ms, so keep the conversation) of our 32-byte secret and their public key.
 * Throws when `peer` is not on the curve; a peer that signed something is.
 */
export function createConversation(secret: Uint8Array, peer: NostrKey, random: Random): Conversation {
  const key = getConversationKey(secret, peer);
  let wiped = false;
  const usable = (): Uint8Array => {
    if (wiped) throw new Error('this conversation was wiped');
    return key;
  };
  return {
    encrypt: (text) => {
      if (Buffer.byteLength(text) > MAX_PLAINTEXT_BYTES) throw new RangeError('text too long for one event');
      return encrypt(text, usable(), Uint8Array.from(random(32)));
    },
    decrypt: (payload) => {
      // SECURITY: before base64 decoding; the library leaves the bound to its caller.
      if (payload.length > MAX_PAYLOAD_LENGTH) return refuse('too_large', 'content is too large');
      const shared = usable();
      try {
        return ok(decrypt(payload, shared));
      } catch {
        return refuse('unreadable', 'content is not NIP-44 v2 for this key');
      }
    },
    wipe: () => {
      wiped = true;
      key.fill(0);
    },
  };
}
