// BBQr: base32 by the vectors of RFC 4648 (10), parts that decode by themselves, and files that are read as what they are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base32,
  base64OfFile,
  bbqrParts,
  bytesOfBase64,
} from '../../../../renderer/features/treasury/bbqr.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function unbase32(text: string): Uint8Array {
  const bits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2),
  );
}

describe('BBQr', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('encodes “%s” as RFC 4648 does, without padding', (text, encoded) =>
    expect(base32(bytes(text))).toBe(encoded),
  );

  it('cuts a file into parts that put together give it back, in any order', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 4_000 }),
        fc.integer({ min: 8, max: 900 }),
        (file, part) => {
          const parts = bbqrParts(file, 'P', part);
          fc.pre(parts.length > 0);
          const read = parts.toReversed().map((text) => {
            const found = /^B\$2P([0-9A-Z]{2})([0-9A-Z]{2})([A-Z2-7]+)$/.exec(text);
            expect(Number.parseInt(found?.[1] ?? '', 36)).toBe(parts.length);
            return [Number.parseInt(found?.[2] ?? '', 36), unbase32(found?.[3] ?? '')] as const;
          });
          const whole = read.toSorted(([a], [b]) => a - b).flatMap(([, data]) => [...data]);
          expect(whole).toEqual([...file]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('makes no codes of what needs more than two digits of base 36', () => {
    expect(bbqrParts(new Uint8Array(10_000), 'P', 8)).toEqual([]);
  });

  it('reads a PSBT from a file as bytes or as base64', () => {
    const psbt = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff, 1, 2, 3);
    expect(base64OfFile(psbt)).toBe('cHNidP8BAgM=');
    expect(base64OfFile(bytes('cHNidP8BAgM=\n'))).toBe('cHNidP8BAgM=');
    expect(bytesOfBase64('cHNidP8BAgM=')).toEqual(psbt);
    expect(bytesOfBase64('no base64 §')).toBeUndefined();
  });
});
