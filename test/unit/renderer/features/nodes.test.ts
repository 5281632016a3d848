// Node credentials as people paste them, and balances as shares.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MSAT, msatText } from '../../../../shared/domain/money.ts';
import { balanceParts } from '../../../../renderer/features/nodes/balance-parts.ts';
import {
  bytesHex,
  looksLikeCertificate,
  looksLikeSocket,
  macaroonHex,
} from '../../../../renderer/features/nodes/credentials.ts';

describe('macaroon', () => {
  it('takes hex in either case, with line breaks', () => expect(macaroonHex(' 02 01\nAB ')).toBe('0201ab'));

  it('takes base64 in either alphabet, padded or not', () => {
    const bytes = Uint8Array.from([0x02, 0xff, 0xfe, 0x3e, 0x3f]);
    const text = Buffer.from(bytes).toString('base64');
    expect(macaroonHex(text)).toBe(bytesHex(bytes));
    expect(macaroonHex(text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))).toBe(
      bytesHex(bytes),
    );
  });

  it.each(['', '   ', '{"not":"one"}', 'abcde', '–––', '<script>'])('refuses %j', (text) =>
    expect(macaroonHex(text)).toBeUndefined(),
  );

  it('never throws over what is pasted', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const hex = macaroonHex(text);
        expect(hex === undefined || /^([0-9a-f]{2})+$/.test(hex)).toBe(true);
      }),
    );
  });
});

describe('certificate and address', () => {
  it('knows a certificate from a key', () => {
    expect(looksLikeCertificate('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')).toBe(true);
    expect(looksLikeCertificate('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----')).toBe(false);
    expect(looksLikeCertificate('')).toBe(false);
  });

  it.each(['127.0.0.1:10009', 'node.example.org:443', '[::1]:10009', ' host:1 '])('takes %j', (text) =>
    expect(looksLikeSocket(text)).toBe(true),
  );
  it.each(['host', 'host:', 'host:0', 'host:65536', 'https://host:1', 'a b:1', '::1:10009'])(
    'refuses %j',
    (text) => expect(looksLikeSocket(text)).toBe(false),
  );
});

describe('balance bar', () => {
  const anyMsat = fc.bigInt({ min: 0n, max: MAX_MSAT }).map(msatText);

  it('never draws past its end, whatever a node says', () => {
    fc.assert(
      fc.property(
        anyMsat,
        anyMsat,
        anyMsat,
        anyMsat,
        (totalMsat, spendableMsat, reservedMsat, inFlightMsat) => {
          const parts = balanceParts({ totalMsat, spendableMsat, reservedMsat, inFlightMsat, asOf: 0 }, '0');
          expect(parts.spendable + parts.inFlight + parts.reserved).toBeLessThanOrEqual(100.000_001);
        },
      ),
    );
  });

  it('tells how much of the allotments the node cannot spend', () => {
    const balance = {
      totalMsat: msatText(100n),
      spendableMsat: msatText(60n),
      reservedMsat: msatText(30n),
      inFlightMsat: msatText(10n),
      asOf: 0,
    };
    expect(balanceParts(balance, '70').shortfall).toBe(0n);
    expect(balanceParts(balance, '71').shortfall).toBe(1n);
  });
});
