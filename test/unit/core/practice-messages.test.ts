// The practice child is believed only in what it may say, and only about this machine.
import { describe, expect, it } from 'vitest';
import { isLoopbackRelay, isLoopbackSocket } from '../../../electron/core/loopback.ts';
import { readPracticeMessage } from '../../../electron/core/practice-messages.ts';

const READY = {
  type: 'ready',
  chain: 'http://127.0.0.1:3002',
  relays: ['ws://127.0.0.1:4000'],
  nodes: [{ name: 'North', socket: '127.0.0.1:10009', certificate: 'PEM', macaroon: '0201' }],
  cast: [
    {
      character: 'shopper',
      name: 'Quartermaster',
      purpose: 'buys',
      node: 0,
      draw: 'allotted',
      allotmentSats: 1_000,
      singleSats: 10,
      dailySats: 100,
      hotSats: 1_000,
    },
  ],
  labels: [],
} as const;

describe('practice messages', () => {
  it('are read when they are as agreed', () => {
    expect(readPracticeMessage(READY)).toEqual(READY);
    expect(readPracticeMessage({ type: 'log', line: 'hello' })).toEqual({ type: 'log', line: 'hello' });
  });

  it.each([
    ['a real relay', { ...READY, relays: ['wss://relay.example.com'] }],
    ['a relay elsewhere without TLS', { ...READY, relays: ['ws://10.0.0.1:4000'] }],
    ['a relay whose user name is loopback', { ...READY, relays: ['ws://127.0.0.1@evil.example'] }],
    ['a node elsewhere', { ...READY, nodes: [{ ...READY.nodes[0], socket: '10.0.0.5:10009' }] }],
    [
      'a node whose name begins like loopback',
      { ...READY, nodes: [{ ...READY.nodes[0], socket: '127.0.0.1.evil:1' }] },
    ],
    ['a chain elsewhere', { ...READY, chain: 'http://10.0.0.5:3002' }],
    ['a chain whose user name is loopback', { ...READY, chain: 'http://127.0.0.1:1@evil.example' }],
    ['a negative amount', { ...READY, cast: [{ ...READY.cast[0], allotmentSats: -1 }] }],
    ['half a satoshi', { ...READY, cast: [{ ...READY.cast[0], allotmentSats: 0.5 }] }],
    ['a key nobody agreed on', { ...READY, real: true }],
    ['another type', { type: 'pair', agents: [] }],
    ['no nodes', { ...READY, nodes: [] }],
    ['text', 'ready'],
    ['nothing', undefined],
  ])('are not believed with %s', (_title, message) => {
    expect(readPracticeMessage(message)).toBeUndefined();
  });
});

describe('loopback', () => {
  it.each(['127.0.0.1:1', 'localhost:65535', '[::1]:10009'])('is %s', (socket) => {
    expect(isLoopbackSocket(socket)).toBe(true);
  });
  it.each([
    '127.0.0.1',
    '127.0.0.1:',
    '0.0.0.0:1',
    'localhost.evil.com:1',
    '::1:1',
    '127.0.0.1:1/x',
    ' localhost:1',
  ])('is not %s', (socket) => {
    expect(isLoopbackSocket(socket)).toBe(false);
  });
  it.each([
    'wss://127.0.0.1:1',
    'http://127.0.0.1',
    'ws://127.0.0.1.nip.io',
    'ws://user@localhost:1',
    '',
    'ws://',
  ])('is not the relay %s', (url) => {
    expect(isLoopbackRelay(url)).toBe(false);
  });
});
