// Addresses and payment URIs: what is read, what is refused and why. Vectors: BIP-350; the rest by hand.
import { readFileSync } from 'node:fs';
import { address as codec } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOfScript, parseAddress } from '../../../electron/bitcoin/address.ts';
import { btcText, paymentUri, readBtc, readPaymentUri } from '../../../electron/bitcoin/bip21.ts';
import { MAX_SAT } from '../../../shared/domain/sat.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../../fixtures/bip/bip350.json', import.meta.url), 'utf8'),
) as {
  valid: { address: string; script: string }[];
  invalid: { address: string; reason: string }[];
};
const networkOf = (address: string): 'mainnet' | 'testnet' => (/^tb/i.test(address) ? 'testnet' : 'mainnet');
const USED = /^(0014|0020|5120)/;
const P2WPKH = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';

describe('an address', () => {
  it.each(vectors.valid.filter(({ script }) => USED.test(script) && script.length <= 68))(
    'of BIP-350 is read: $address',
    ({ address, script }) => {
      const read = parseAddress(`  ${address}\n`, networkOf(address));
      expect(read).toMatchObject({ ok: true, value: { script, address: address.toLowerCase() } });
      expect(addressOfScript(script, networkOf(address))).toBe(address.toLowerCase());
    },
  );

  it.each(vectors.valid.filter(({ script }) => !(USED.test(script) && script.length <= 68)))(
    'of a witness version nobody spends from yet is refused: $address',
    ({ address }) => {
      expect(parseAddress(address, networkOf(address))).toMatchObject({ ok: false, code: 'unsupported' });
    },
  );

  it.each(vectors.invalid)('that BIP-350 calls invalid is refused: $reason', ({ address }) => {
    expect(parseAddress(address, networkOf(address)).ok).toBe(false);
  });

  it.each([
    ['', 'empty'],
    [P2WPKH.replace('t4', 't5'), 'bad_checksum'],
    [`${P2WPKH.slice(0, 20).toUpperCase()}${P2WPKH.slice(20)}`, 'mixed_case'],
    [`${P2WPKH.slice(0, 20)} ${P2WPKH.slice(20)}`, 'not_an_address'],
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'wrong_network'],
    ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 'wrong_network'],
    ['mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'wrong_network'],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'bad_checksum'],
    ['LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9', 'not_an_address'],
    ['lnbc2500u1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqf', 'lightning'],
    // 32 bytes that are no x of a point: never spendable.
    [codec.toBech32(Buffer.alloc(32, 5), 1, 'bc'), 'unsupported'],
    ['x'.repeat(5_000), 'not_an_address'],
    ['bc1q\u200bw508', 'not_an_address'],
  ])('like %j is refused as %s', (text, code) => {
    const refused = parseAddress(text, 'mainnet');
    expect(refused).toMatchObject({ ok: false, code });
    if (!refused.ok) expect(refused.message).toMatch(/Nothing was prepared\.$/);
  });

  it.each([
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'p2pkh'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'p2sh'],
  ])('in Base58 is read: %s', (address, kind) => {
    const read = parseAddress(address, 'mainnet');
    expect(read).toMatchObject({ ok: true, value: { kind, address } });
    if (read.ok) expect(addressOfScript(read.value.script, 'mainnet')).toBe(address);
  });

  it('is never read out of random text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 120 }), (text) => !parseAddress(text, 'regtest').ok));
  });

  it('with one character changed is never read as another', () => {
    fc.assert(
      fc.property(
        fc.nat(P2WPKH.length - 1),
        fc.constantFrom(...Array.from('023456789acdefghjklmnpqrstuvwxyz')),
        (at, letter) => {
          const changed = `${P2WPKH.slice(0, at)}${letter}${P2WPKH.slice(at + 1)}`;
          return changed === P2WPKH || !parseAddress(changed, 'mainnet').ok;
        },
      ),
    );
  });
});

describe('a payment URI', () => {
  it('is written and read back with any amount and label', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, MAX_SAT),
        fc.string({ maxLength: 60, unit: 'grapheme' }).filter((text) => text !== ''),
        (amount, label) => {
          const read = readPaymentUri(paymentUri({ address: P2WPKH, amount, label }), 'mainnet');
          expect(read).toMatchObject({ ok: true, value: { amount, label } });
        },
      ),
    );
  });

  it.each([
    ['20.3', 2_030_000_000n],
    ['0.00000001', 1n],
    ['50', 5_000_000_000n],
    ['21000000', MAX_SAT],
    ['21000000.00000001', undefined],
    ['0.000000001', undefined],
    ['1e3', undefined],
    ['-1', undefined],
    ['1,5', undefined],
    ['.5', undefined],
  ])('reads the amount %s as %s', (text, amount) => {
    expect(readBtc(text)).toBe(amount);
    if (amount !== undefined && text !== '21000000') expect(btcText(amount)).toBe(text);
  });

  it.each([
    [`bitcoin:${P2WPKH}?req-somethingyoudontunderstand=50`, 'unknown_requirement'],
    [`bitcoin:${P2WPKH}?amount=1&amount=2`, 'repeated'],
    [`bitcoin:${P2WPKH}?amount=a`, 'bad_amount'],
    [`bitcoin:${P2WPKH}?label=%ZZ`, 'not_an_address'],
    ['bitcoin:?amount=1', 'empty'],
  ])('like %s is refused as %s', (text, code) => {
    expect(readPaymentUri(text, 'mainnet')).toMatchObject({ ok: false, code });
  });

  it('takes the example of BIP-21 that has a variable it does not know', () => {
    expect(
      readPaymentUri(`BITCOIN:${P2WPKH.toUpperCase()}?somethingyoudontunderstand=50`, 'mainnet'),
    ).toMatchObject({ ok: true, value: { to: { address: P2WPKH }, amount: null } });
  });
});
