// Signed messages: the recorded Ledger signature verifies, and nothing near it does.
import { describe, expect, it } from 'vitest';
import { isSignedBy } from '../../../electron/bitcoin/signed-message.ts';
import { recording } from '../../support/ledger-recordings.ts';
import { keysOf, signMessage } from '../../support/soft-keys.ts';
import { TEST_MNEMONIC } from '../../support/soft-signer.ts';

const RECORDED = recording('sign-message-approved').expected.ok as string;
/** m/84'/1'/0'/0/0 of the recordings' seed. */
const ADDRESS = 'tb1qzdr7s2sr0dwmkwx033r4nujzk86u0cy6fmzfjk';
const bytes = Buffer.from(RECORDED, 'base64');
const changed = (at: number, to: number): string => {
  const copy = Buffer.from(bytes);
  copy[at] = to;
  return copy.toString('base64');
};

describe('a signed message', () => {
  it('of the real Bitcoin app verifies by the address of its key', () => {
    expect(isSignedBy('hello', RECORDED, ADDRESS)).toBe(true);
    expect(isSignedBy('hello', RECORDED, ADDRESS.toUpperCase())).toBe(true);
  });

  it('verifies with the header that names P2WPKH too (BIP-137)', () => {
    expect(isSignedBy('hello', changed(0, (bytes[0] ?? 0) + 8), ADDRESS)).toBe(true);
  });

  it('verifies at any length a Ledger shows as text', () => {
    const keys = keysOf(TEST_MNEMONIC, '', 'testnet');
    for (const length of [0, 1, 63, 64, 252, 253, 640]) {
      const text = 'x'.repeat(length);
      expect(isSignedBy(text, signMessage(keys, text, "m/84'/1'/0'/0/0"), ADDRESS), String(length)).toBe(
        true,
      );
    }
  });

  it.each([
    ['another text', 'hello ', RECORDED, ADDRESS],
    ['another address', 'hello', RECORDED, 'tb1qu8hysfeazlzd000gqdvqa6qvgdlqf5lhkppap5'],
    [
      'a taproot address',
      'hello',
      RECORDED,
      'tb1pa0f2erxvuzxmgylz6wharcyruz8ajvv9xpr493uvsa23jcy8h5msdxzr9p',
    ],
    ['no address', 'hello', RECORDED, 'nonsense'],
    ['a changed r', 'hello', changed(5, 0), ADDRESS],
    ['a changed s', 'hello', changed(60, 0), ADDRESS],
    ['another recovery id', 'hello', changed(0, (bytes[0] ?? 0) ^ 1), ADDRESS],
    ['an uncompressed header', 'hello', changed(0, 27), ADDRESS],
    ['a header out of range', 'hello', changed(0, 255), ADDRESS],
    [
      'a zero r',
      'hello',
      Buffer.concat([bytes.subarray(0, 1), Buffer.alloc(32), bytes.subarray(33)]).toString('base64'),
      ADDRESS,
    ],
    ['a byte too many', 'hello', Buffer.concat([bytes, Buffer.from([0])]).toString('base64'), ADDRESS],
    ['nothing', 'hello', '', ADDRESS],
    ['another way of writing it', 'hello', `${RECORDED.slice(0, -1)}`, ADDRESS],
    ['hex', 'hello', bytes.toString('hex'), ADDRESS],
  ])('does not verify with %s', (_what, text, signature, address) => {
    expect(isSignedBy(text, signature, address)).toBe(false);
  });
});
