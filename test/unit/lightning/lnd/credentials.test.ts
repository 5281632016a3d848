// Credentials as operators paste them.
import { X509Certificate, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseCredentials, pinOf, splitSocket } from '../../../../electron/lightning/lnd/credentials.ts';
import { createMacaroons } from '../../../../electron/practice/lightning/macaroon.ts';
import { createTlsPair } from '../../../../electron/practice/lightning/tls.ts';

const tls = createTlsPair(new Date(), randomBytes(16));
const der = new X509Certificate(tls.certificate).raw;
const macaroon = createMacaroons({
  rootKey: Buffer.alloc(32, 7),
  random: (length) => randomBytes(length),
  now: () => 0,
}).bake(['info:read', 'offchain:read']);
const bytes = Buffer.from(macaroon, 'hex');
const good = { socket: 'localhost:10009', certificate: tls.certificate, macaroon };
const folded = (text: string): string => `  ${text.replace(/(.{64})/g, '$1\r\n')}\n`;

describe('the certificate', () => {
  it.each([
    ['PEM', tls.certificate],
    [
      'PEM with Windows line ends and text around it',
      `subject: x\r\n${tls.certificate.replaceAll('\n', '\r\n')}\r\n`,
    ],
    ['base64 of the PEM file', Buffer.from(tls.certificate).toString('base64')],
    ['base64 of DER', der.toString('base64')],
    ['base64url of DER, as lndconnect has it', der.toString('base64url')],
    ['folded base64', folded(der.toString('base64'))],
    ['hex of DER', der.toString('hex')],
  ])('is taken as %s', (_name, certificate) => {
    expect(normaliseCredentials({ ...good, certificate })).toEqual({ ok: true, value: good });
  });

  it('drops a private key that was pasted along', () => {
    const result = normaliseCredentials({ ...good, certificate: `${tls.privateKey}${tls.certificate}` });
    expect(result).toEqual({ ok: true, value: good });
  });

  it.each(['', 'not a certificate', tls.privateKey, der.subarray(0, 200).toString('base64'), macaroon])(
    'is refused when it is none: %.20s',
    (certificate) => {
      expect(normaliseCredentials({ ...good, certificate })).toMatchObject({
        ok: false,
        code: 'bad_certificate',
      });
    },
  );

  it('has the pin that openssl shows', () => {
    const fingerprint = new X509Certificate(tls.certificate).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(pinOf(tls.certificate)).toBe(fingerprint);
    expect(pinOf(der)).toBe(fingerprint);
  });
});

describe('the macaroon', () => {
  it.each([
    ['hex', macaroon],
    ['upper-case hex', macaroon.toUpperCase()],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
    ['folded hex', folded(macaroon)],
  ])('is taken as %s', (_name, text) => {
    expect(normaliseCredentials({ ...good, macaroon: text })).toEqual({ ok: true, value: good });
  });

  it.each(['', 'zz', '0201', macaroon.slice(0, -2), 'lndconnect://x', '💣'])(
    'is refused when it is none: %s',
    (text) => {
      expect(normaliseCredentials({ ...good, macaroon: text })).toMatchObject({
        ok: false,
        code: 'bad_macaroon',
      });
    },
  );

  it('is in no message', () => {
    const refused = normaliseCredentials({ ...good, macaroon: macaroon.slice(0, -2) });
    expect(JSON.stringify(refused)).not.toContain(macaroon.slice(0, 16));
  });
});

describe('the address', () => {
  it.each([
    ['localhost:10009', 'localhost', 10_009],
    ['10.0.0.5:1', '10.0.0.5', 1],
    ['node-1.example.com:65535', 'node-1.example.com', 65_535],
    ['[::1]:10009', '::1', 10_009],
  ])('is read: %s', (text, host, port) => {
    expect(splitSocket(text)).toEqual({ host, port, text });
  });

  it.each([
    '',
    'localhost',
    ':10009',
    'localhost:',
    'localhost:0',
    'localhost:65536',
    'localhost:10009/x',
    'https://localhost:10009',
    'unix:/tmp/lnd.sock:10009',
    'dns:localhost:10009',
    'user@host:10009',
    '::1:10009',
    '[::1:10009',
    'a b:10009',
    '-x:10009',
  ])('is refused when it is none: %s', (text) => {
    expect(splitSocket(text)).toBeUndefined();
  });

  it('never names another scheme of gRPC, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 65_535 }), (host, port) => {
        const target = splitSocket(`${host}:${port}`);
        if (target && !target.text.startsWith('[')) expect(target.text.match(/:/g)).toHaveLength(1);
      }),
    );
  });
});
