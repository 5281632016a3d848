// Relay addresses: encrypted everywhere, in the clear on this machine alone.
import { describe, expect, it } from 'vitest';
import { relayUrls } from '../../../../renderer/features/settings/relay-urls.ts';

describe('relays', () => {
  it('takes one address a line, blank lines and repeats left out', () =>
    expect(relayUrls('wss://a.example\n\n  wss://b.example/path \nwss://a.example')).toEqual([
      'wss://a.example',
      'wss://b.example/path',
    ]));

  it.each(['ws://127.0.0.1:7447', 'ws://localhost:7447', 'ws://[::1]:7447'])('takes %s', (url) =>
    expect(relayUrls(url)).toEqual([url]),
  );

  it.each([
    '',
    'relay.example',
    'https://relay.example',
    'ws://relay.example',
    'ws://127.0.0.1.evil.example',
    'ws://localhost.evil.example',
    'wss://name:word@relay.example',
    'javascript:alert(1)',
    Array.from({ length: 11 }, (_, index) => `wss://${index}.example`).join('\n'),
  ])('refuses %j with a sentence', (text) => expect(typeof relayUrls(text)).toBe('string'));
});
