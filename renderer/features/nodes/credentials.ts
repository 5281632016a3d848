// What a person pastes or picks to join a node, brought into the form the core takes. Pure.

/** Text of an LND macaroon (hex, or base64 in either alphabet) as lower-case hex; undefined when it is neither. */
export function macaroonHex(text: string): string | undefined {
  const bare = text.replace(/\s+/g, '');
  if (bare.length === 0) return undefined;
  if (/^([0-9a-f]{2})+$/i.test(bare)) return bare.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return undefined;
  const standard = bare.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  if (standard.length % 4 === 1) return undefined;
  return bytesHex(Uint8Array.from(atob(standard), (letter) => letter.charCodeAt(0)));
}

export const bytesHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Is it one PEM certificate? The core reads it; this only spares a round trip over a wrong paste. */
export const looksLikeCertificate = (text: string): boolean =>
  /^\s*-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----\s*$/.test(text);

/** host:port, the host a name, an IPv4 address or a bracketed IPv6 one. */
export const looksLikeSocket = (text: string): boolean => {
  const found = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text.trim());
  const port = Number(found?.[2] ?? 0);
  return port > 0 && port < 65_536;
};
