// NIP-44 v2 between two keys: round trips, every kind of tampering, and our own bounds.
import fc from 'fast-check';
import { decrypt, encrypt, getConversationKey } from 'nostr-tools/nip44';
import { describe, expect, it } from 'vitest';
import {
  createConversation,
  MAX_PAYLOAD_LENGTH,
  MAX_PLAINTEXT_BYTES,
} from '../../../electron/nostr/encryption.ts';
import { publicKeyOf } from '../../../electron/nostr/event.ts';
import { systemRandom } from '../../../electron/store/clock.ts';

const [alice, bob] = [new Uint8Array(32).fill(5), new Uint8Array(32).fill(6)];
const ours = createConversation(alice, publicKeyOf(bob), systemRandom);
const theirs = getConversationKey(bob, publicKeyOf(alice));

describe('a conversation', () => {
  it('is read by the other side, and reads it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
        expect(decrypt(ours.encrypt(text), theirs)).toBe(text);
        expect(ours.decrypt(encrypt(text, theirs))).toEqual({ ok: true, value: text });
      }),
      { numRuns: 50 },
    );
  });

  it('never says the same thing in the same bytes', () => {
    expect(ours.encrypt('pay')).not.toBe(ours.encrypt('pay'));
  });

  it('reads nothing of which any byte was changed', () => {
    const bytes = Buffer.from(encrypt('{"method":"get_info"}', theirs), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 0x10;
      expect(ours.decrypt(changed.toString('base64')).ok).toBe(false);
    }
  });

  it.each(['', '#', 'AA', 'not base64 at all!', 'A'.repeat(132), `${'A'.repeat(200)}==`])(
    'reads nothing of garbage: %s',
    (payload) => {
      expect(ours.decrypt(payload)).toMatchObject({ ok: false, code: 'unreadable' });
    },
  );

  it('does not decode what is too large, and does not write it', () => {
    expect(ours.decrypt('A'.repeat(MAX_PAYLOAD_LENGTH + 1))).toMatchObject({ code: 'too_large' });
    expect(() => ours.encrypt('é'.repeat(MAX_PLAINTEXT_BYTES / 2 + 1))).toThrow(RangeError);
    expect(decrypt(ours.encrypt('x'.repeat(MAX_PLAINTEXT_BYTES)), theirs)).toHaveLength(MAX_PLAINTEXT_BYTES);
  });

  it('is over once wiped', () => {
    const over = createConversation(alice, publicKeyOf(bob), systemRandom);
    over.wipe();
    expect(() => over.encrypt('x')).toThrow('wiped');
    expect(() => over.decrypt(encrypt('x', theirs))).toThrow('wiped');
  });
});
