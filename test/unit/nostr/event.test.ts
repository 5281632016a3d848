// Events: shape, id and signature of what a relay hands over (NIP-01), with nostr-tools as the second opinion.
import fc from 'fast-check';
import { finalizeEvent, generateSecretKey, getPublicKey, verifyEvent } from 'nostr-tools/pure';
import { describe, expect, it } from 'vitest';
import {
  expirationOf,
  isAuthentic,
  parseEvent,
  publicKeyOf,
  signEvent,
  tagValue,
  type NostrEvent,
} from '../../../electron/nostr/event.ts';
import { systemRandom } from '../../../electron/store/clock.ts';

const secret = new Uint8Array(32).fill(3);
const template = (content: string, tags: string[][] = []) => ({
  kind: 1,
  created_at: 1_700_000_000,
  tags,
  content,
});
const foreign = (content: string): NostrEvent =>
  structuredClone(finalizeEvent(template(content), secret)) as unknown as NostrEvent;

describe('an event of ours', () => {
  it('is what nostr-tools would have made of it, and passes its check', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.array(fc.string(), { maxLength: 4 }), { maxLength: 4 }),
        (content, tags) => {
          const ours = signEvent(template(content, tags), secret, systemRandom);
          expect(ours.id).toBe(finalizeEvent(template(content, tags), secret).id);
          expect(verifyEvent(structuredClone(ours) as never)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('carries the public key nostr-tools derives', () => {
    const key = generateSecretKey();
    expect(publicKeyOf(key)).toBe(getPublicKey(key));
  });
});

describe('an event of theirs', () => {
  it('is authentic when it is', () => {
    expect(isAuthentic(foreign('hello \u2028 "quoted" \u0007 漢'))).toBe(true);
  });

  it('is not made authentic by having been so before its content changed', () => {
    const event = foreign('hello');
    expect(isAuthentic(event)).toBe(true);
    expect(isAuthentic({ ...event, content: 'EVIL' })).toBe(false);
    expect(isAuthentic({ ...event, tags: [['p', 'x']] })).toBe(false);
    expect(isAuthentic({ ...event, created_at: 1 })).toBe(false);
  });

  it('is rebuilt of the seven fields alone', () => {
    const event = foreign('hello');
    const dressed = Object.assign(structuredClone(event), { extra: 1, [Symbol('verified')]: true });
    const parsed = parseEvent(dressed);
    expect(parsed).toEqual(event);
    expect(Object.getOwnPropertySymbols(parsed ?? {})).toEqual([]);
  });

  const good = foreign('hello');
  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['text', 'event'],
    ['an upper-case id', { ...good, id: good.id.toUpperCase() }],
    ['a short key', { ...good, pubkey: good.pubkey.slice(2) }],
    ['a short signature', { ...good, sig: good.sig.slice(2) }],
    ['a fractional time', { ...good, created_at: 1.5 }],
    ['a negative time', { ...good, created_at: -1 }],
    ['an endless time', { ...good, created_at: 1e300 }],
    ['a time as text', { ...good, created_at: '1' }],
    ['a kind that is none', { ...good, kind: 65_536 }],
    ['tags that are none', { ...good, tags: {} }],
    ['a tag that is text', { ...good, tags: ['p'] }],
    ['a tag of numbers', { ...good, tags: [[1]] }],
    ['content that is none', { ...good, content: null }],
  ])('is not read when it has another shape: %s', (_name, value) => {
    expect(parseEvent(value)).toBeUndefined();
  });
});

describe('tags', () => {
  it('give the first value of a name', () => {
    const event = { ...template('', [['e'], ['p', 'one'], ['p', 'two']]) };
    expect([tagValue(event, 'p'), tagValue(event, 'e'), tagValue(event, 'x')]).toEqual([
      'one',
      undefined,
      undefined,
    ]);
  });

  it.each([
    [[], null],
    [[['expiration', '1800000000']], 1_800_000_000],
    [[['expiration']], 'malformed'],
    [[['expiration', '']], 'malformed'],
    [[['expiration', '1e9']], 'malformed'],
    [[['expiration', '-1']], 'malformed'],
    [[['expiration', '9'.repeat(40)]], 'malformed'],
  ])('give an expiration only when it can be read: %j', (tags, expected) => {
    expect(expirationOf(template('', tags as string[][]))).toBe(expected);
  });
});
