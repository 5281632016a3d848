// Credentials: address, certificate and macaroon as operators have them (files, base64, lndconnect fields) in the one form we keep.
import { createHash, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import type { NodeCredentials } from '../lightning-node.ts';
import { readMacaroon } from './macaroon.ts';

export type CredentialsRefusal = 'bad_socket' | 'bad_certificate' | 'bad_macaroon';

export type Target = { readonly host: string; readonly port: number; readonly text: string };

/** SHA-256 of a certificate's DER bytes, hex. Throws when a PEM text holds none. */
export function pinOf(certificate: string | Uint8Array): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('hex');
}

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

/** `host:port` or `[v6]:port`; undefined for anything else, above all for other schemes of gRPC targets. */
export function splitSocket(text: string): Target | undefined {
  const cut = text.lastIndexOf(':');
  const bracketed = text.slice(0, cut);
  const digits = text.slice(cut + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (cut < 1 || port < 1 || port > 65_535) return undefined;
  const isBracketed = bracketed.startsWith('[') && bracketed.endsWith(']');
  const host = isBracketed ? bracketed.slice(1, -1) : bracketed;
  if (isBracketed ? !isIPv6(host) : !HOST.test(host) || host.length > 253) return undefined;
  return { host, port, text: isBracketed ? `[${host}]:${port}` : `${host}:${port}` };
}

/**
 * Takes a certificate as PEM, base64 or base64url of DER (lndconnect), or base64 of the PEM file; a macaroon as hex, base64 or
 * base64url. Gives PEM and hex.
 */
export function normaliseCredentials(given: NodeCredentials): Result<NodeCredentials, CredentialsRefusal> {
  const target = splitSocket(given.socket.trim());
  if (!target)
    return refuse(
      'bad_socket',
      'The address is not “host:port”. Nothing was stored. Give it without “https://”, for example “10.0.0.5:10009”.',
    );
  const certificate = readCertificate(given.certificate);
  if (!certificate)
    return refuse(
      'bad_certificate',
      'This is not a TLS certificate. Nothing was stored. Paste the content of LND’s tls.cert.',
    );
  const macaroon = readBytes(given.macaroon);
  if (!macaroon || !readMacaroon(macaroon))
    return refuse(
      'bad_macaroon',
      'This is not a macaroon of LND. Nothing was stored. Paste the macaroon file as hex or base64.',
    );
  return ok({ socket: target.text, certificate, macaroon: macaroon.toString('hex') });
}

function readCertificate(text: string): string | undefined {
  const found = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/.exec(text);
  const bytes = found ? Buffer.from(found[0]) : readBytes(text);
  try {
    // Reads PEM and DER alike; writing it anew drops whatever stood around it, a private key above all.
    return bytes && new X509Certificate(bytes).toString();
  } catch {
    return undefined;
  }
}

/** Hex, base64 or base64url, with white space anywhere. */
function readBytes(text: string): Buffer | undefined {
  const packed = text.replace(/\s+/g, '');
  if (/^([0-9a-f]{2})+$/i.test(packed)) return Buffer.from(packed, 'hex');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64') : undefined;
}
