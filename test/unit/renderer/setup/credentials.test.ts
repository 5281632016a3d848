// What an operator has of a node, as text: files of any kind, and lndconnect addresses, whole and broken.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldOf,
  looksLikeLndconnect,
  readLndconnect,
  textOfFile,
} from '../../../../renderer/features/setup/credentials.ts';

describe('a picked file', () => {
  it('stays text when it is text, and is shown as hex when it is not', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    expect(textOfFile(new TextEncoder().encode(pem))).toBe(pem.trim());
    expect(textOfFile(Uint8Array.from([0x02, 0x01, 0x03, 0xff]))).toBe('020103ff');
    expect(textOfFile(new Uint8Array())).toBe('');
  });

  it('loses no byte, whatever is in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        const text = textOfFile(Uint8Array.from([0, ...bytes]));
        expect(Buffer.from(text, 'hex')).toEqual(Buffer.from([0, ...bytes]));
      }),
    );
  });
});

describe('an lndconnect address', () => {
  const WHOLE = 'lndconnect://10.0.0.5:10009?cert=MIIBxz_-&macaroon=AgEDbG5k_-';

  it('gives address, certificate and macaroon as they are', () => {
    expect(readLndconnect(WHOLE)).toEqual({
      socket: '10.0.0.5:10009',
      certificate: 'MIIBxz_-',
      macaroon: 'AgEDbG5k_-',
    });
  });

  it.each([
    ['with line breaks in it', `${WHOLE.slice(0, 40)}\n${WHOLE.slice(40)}`],
    ['with spaces around it', `  ${WHOLE} `],
    ['with a slash before its query', WHOLE.replace('?', '/?')],
    ['in capitals', WHOLE.replace('lndconnect', 'LNDCONNECT')],
  ])('is read %s', (_name, text) => {
    expect(looksLikeLndconnect(text)).toBe(true);
    expect(readLndconnect(text)).toMatchObject({ socket: '10.0.0.5:10009', macaroon: 'AgEDbG5k_-' });
  });

  it('keeps its IPv6 brackets', () => {
    expect(readLndconnect('lndconnect://[::1]:10009?macaroon=Ag')).toMatchObject({ socket: '[::1]:10009' });
  });

  it('may carry no certificate', () => {
    expect(readLndconnect('lndconnect://node:10009?macaroon=Ag')).toMatchObject({ certificate: '' });
  });

  it.each([
    ['of another kind', 'lnd://host:1?macaroon=Ag', /whole lndconnect address/],
    ['cut off', 'lndconnect://10.0.0.5:10009', /copy it again/],
    ['without a port', 'lndconnect://node?macaroon=Ag', /names no port/],
    ['without a macaroon', 'lndconnect://node:10009?cert=MIIB', /carries no macaroon/],
    ['with nothing in it', 'lndconnect://?', /whole lndconnect address/],
  ])('is refused %s, and it is said what to do', (_name, text, words) => {
    const read = readLndconnect(text);
    expect(read).toMatch(words);
    expect(read).toMatch(/Nothing was filled in\. .+\.$/);
  });

  it('never throws, whatever is pasted', () => {
    fc.assert(fc.property(fc.string(), (text) => void readLndconnect(`lndconnect://${text}`)));
  });
});

it.each([
  ['no_such_host', 'socket'],
  ['wrong_certificate', 'certificate'],
  ['macaroon_refused', 'macaroon'],
  ['wallet_locked', null],
  ['wrong_network', null],
  ['constructor', null],
])('a refusal with the word “%s” is about %s', (code, field) => expect(fieldOf(code)).toBe(field));
