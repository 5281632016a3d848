// The certificate as OpenSSL reads it.
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createTlsPair } from '../../../../electron/practice/lightning/tls.ts';

describe('the certificate', () => {
  const at = new Date('2026-11-23T12:00:00Z');

  it('is self-signed, valid now and for over a year, and names loopback only', () => {
    const certificate = new X509Certificate(createTlsPair(at, Buffer.alloc(16, 0xff)).certificate);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('example.org')).toBeUndefined();
    expect(new Date(certificate.validFrom) < at).toBe(true);
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2028);
  });

  it.each([Buffer.alloc(16, 0), Buffer.alloc(16, 0xff), Buffer.from('80'.repeat(16), 'hex')])(
    'has a positive serial number whatever bytes it is made of',
    (serial) => {
      const certificate = new X509Certificate(createTlsPair(at, serial).certificate);
      expect(BigInt(`0x${certificate.serialNumber}`) > 0n).toBe(true);
    },
  );
});
