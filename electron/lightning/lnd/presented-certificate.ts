// Presented certificate: what a TLS server shows, asked only after a connection failed. The text of a TLS error differs between
// versions of Node; the certificate itself does not lie about what is wrong.
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { pinOf, splitSocket } from './credentials.ts';

export type Presented =
  | { readonly kind: 'certificate'; readonly pin: string; readonly validFrom: Date; readonly validTo: Date }
  /** Something listens but speaks no TLS, or closed at once. */
  | { readonly kind: 'no-tls' }
  /** TLS, but not for HTTP/2, which gRPC is. */
  | { readonly kind: 'no-http2' }
  | { readonly kind: 'no-answer'; readonly why: NoAnswer };

/** `silent`: packets go nowhere, or are taken and never answered. */
export type NoAnswer = 'no-such-host' | 'refused' | 'unreachable' | 'silent';

/** Error codes of the resolver and of connect(2). */
const WHY: Readonly<Record<string, NoAnswer>> = {
  ENOTFOUND: 'no-such-host',
  EAI_AGAIN: 'no-such-host',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};

/** TLS alert 120 (RFC 7301), as OpenSSL names it. */
const NO_PROTOCOL = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';

function codeOf(error: unknown): string {
  // One name, several addresses: the errors of all of them come together, and the first says enough.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first ? String(first.code) : '';
}

/** Never rejects. `timeoutMs` covers everything. */
export function presentedCertificate(socket: string, timeoutMs: number): Promise<Presented> {
  const target = splitSocket(socket);
  if (!target) return Promise.resolve({ kind: 'no-answer', why: 'no-such-host' });
  return new Promise((resolve) => {
    let reached = false;
    const probe = connect({
      host: target.host,
      port: target.port,
      ...(isIP(target.host) ? {} : { servername: target.host }),
      ALPNProtocols: ['h2'],
      // SECURITY: nothing is sent over this socket; it is closed once the certificate has been read.
      rejectUnauthorized: false,
      timeout: timeoutMs,
    });
    const finish = (presented: Presented): void => {
      clearTimeout(timer);
      probe.removeAllListeners();
      probe.on('error', () => undefined);
      probe.destroy();
      resolve(presented);
    };
    const failed = (error?: unknown): void => {
      const code = codeOf(error);
      if (!reached) finish({ kind: 'no-answer', why: WHY[code] ?? 'silent' });
      else finish({ kind: code === NO_PROTOCOL ? 'no-http2' : 'no-tls' });
    };
    const timer = setTimeout(() => failed(), timeoutMs);
    probe.on('connect', () => (reached = true));
    probe.on('error', failed);
    probe.on('close', () => failed());
    probe.on('secureConnect', () => {
      const certificate = probe.getPeerX509Certificate();
      if (!certificate) return failed();
      finish({
        kind: 'certificate',
        pin: pinOf(certificate.raw),
        validFrom: certificate.validFromDate,
        validTo: certificate.validToDate,
      });
    });
  });
}
