// What a person has of an LND node, as text: files as they are on disk, and lndconnect addresses taken apart. Pure; the core reads and checks it all.

export type GivenNode = { readonly socket: string; readonly certificate: string; readonly macaroon: string };

const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);

/** A picked file as something that could have been pasted: text stays text (PEM, hex), anything else is shown as hex. */
export function textOfFile(bytes: Uint8Array): string {
  if (bytes.length > 0 && isText(bytes)) return new TextDecoder().decode(bytes).trim();
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const looksLikeLndconnect = (text: string): boolean => /^\s*lndconnect:/i.test(text);

/**
 * Takes `lndconnect://host:port?cert=…&macaroon=…` apart (LN Zap, lndconnect URI). Certificate and macaroon stay in base64url, which
 * the core reads. A string is the sentence that says what is wrong.
 */
export function readLndconnect(text: string): GivenNode | string {
  const found = /^\s*lndconnect:\/\/([^/?#\s]+)\/?\?([^#\s]*)\s*$/i.exec(text.replaceAll(/\r?\n/g, ''));
  if (!found)
    return 'This is not a whole lndconnect address. Nothing was filled in. It begins with lndconnect:// and carries “cert=” and “macaroon=”: copy it again from the first to the last letter.';
  const [, socket = '', query = ''] = found;
  const given = new URLSearchParams(query);
  const part = (name: string): string => (given.get(name) ?? '').trim();
  if (!/:\d{1,5}$/.test(socket))
    return 'This lndconnect address names no port. Nothing was filled in. Make it again on the node, with the port of its gRPC (10009 by default).';
  if (part('macaroon') === '')
    return 'This lndconnect address carries no macaroon. Nothing was filled in. Make it again on the node, or give address, certificate and macaroon one by one.';
  return { socket, certificate: part('cert'), macaroon: part('macaroon') };
}

export type NodeField = 'socket' | 'certificate' | 'macaroon';

const FIELD_OF: Readonly<Record<string, NodeField>> = {
  bad_socket: 'socket',
  no_such_host: 'socket',
  connection_refused: 'socket',
  host_unreachable: 'socket',
  no_answer: 'socket',
  not_tls: 'socket',
  not_lnd: 'socket',
  connection_lost: 'socket',
  bad_certificate: 'certificate',
  wrong_certificate: 'certificate',
  certificate_not_valid: 'certificate',
  bad_macaroon: 'macaroon',
  macaroon_lacks_rights: 'macaroon',
  macaroon_refused: 'macaroon',
};

/** Which of the three a refusal is about; null when it is about the node itself, so that nothing that was typed is wrong. */
export const fieldOf = (code: string): NodeField | null =>
  Object.hasOwn(FIELD_OF, code) ? (FIELD_OF[code] ?? null) : null;
