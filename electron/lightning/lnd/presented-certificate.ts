// Presented certificate: what a TLS server shows, asked only after a connection failed. The text of a TLS error differs between
// versions of Node; the certificate itself does not lie about what is wrong.
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { pinOf, splitSocket } from './credentials.ts';

export type Presented =
  | { readonly kind: 'certificate'; readonly pin: string; readonly validFrom: Date; readonly validTo: Date }
  /** Something listens but speaks no TLS, or closed at once. */
  | { readonly kind: 'no-tls' }
  | { readonly kind: 'no-answer' };

/** Never rejects. `timeoutMs` covers everything. */
export function presentedCertificate(socket: string, timeoutMs: number): Promise<Presented> {
  const target = splitSocket(socket);
  if (!target) return Promise.resolve({ kind: 'no-answer' });
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
    const failed = (): void => finish({ kind: reached ? 'no-tls' : 'no-answer' });
    const timer = setTimeout(failed, timeoutMs);
    probe.on('connect', () => (reached = true));
    probe.on('error', failed);
    probe.on('close', failed);
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
