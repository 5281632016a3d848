// Redaction: what must never be read in the operations log.
import { describe, expect, it } from 'vitest';
import { createOpsLog } from '../../../electron/core/ops-log.ts';
import { redact } from '../../../electron/core/redact.ts';

const KEY = 'ab'.repeat(32);

describe('redact', () => {
  it.each<[string, unknown, string]>([
    ['a passphrase', { passphrase: 'correct horse' }, 'correct horse'],
    ['a deep macaroon', { node: { macaroon: '0201' } }, '0201'],
    ['a preimage', { preimage: KEY }, KEY],
    ['a pairing URI by name', { uri: 'x?secret=1' }, 'secret=1'],
    ['a pairing URI in a sentence', `made nostr+walletconnect://${KEY}?relay=wss://r&secret=${KEY}`, KEY],
    ['a private key in an error', new Error(`bad key ${KEY}`), KEY],
    ['a cause', new Error('outer', { cause: new Error(KEY) }), KEY],
    ['an nsec', `nsec1${'q'.repeat(58)}`, 'q'.repeat(58)],
    ['an xprv', `xprv${'9'.repeat(107)}`, '9'.repeat(60)],
    ['a PEM key', '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----', 'MIIB'],
    ['a privateKey', { privateKey: 'k' }, '"k"'],
  ])('hides %s', (_what, value, secret) => {
    expect(JSON.stringify(redact(value))).not.toContain(secret);
  });

  it('keeps what an operator needs', () => {
    const kept = redact({
      amountMsat: '1000',
      error: new Error('the node hung up'),
      n: 1n,
      bytes: new Uint8Array(3),
    });
    expect(JSON.stringify(kept)).toContain('the node hung up');
    expect(kept).toMatchObject({ amountMsat: '1000', n: '1', bytes: '[3 bytes]' });
  });

  it('ends with a cycle and with a giant', () => {
    const cyclic: Record<string, unknown> = { text: 'x'.repeat(100_000) };
    cyclic['self'] = cyclic;
    expect(JSON.stringify(redact(cyclic)).length).toBeLessThan(40_000);
  });

  it('stands between the log and its file', () => {
    const lines: string[] = [];
    const log = createOpsLog({ write: (line) => void lines.push(line) });
    log.error('could not sign', new Error(`key ${KEY}`), { secret: 's3cret' });
    expect(lines.join()).toContain('could not sign');
    expect(lines.join()).not.toContain(KEY);
    expect(lines.join()).not.toContain('s3cret');
  });
});
