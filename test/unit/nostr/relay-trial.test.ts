// A relay is tried before it is used: what works is measured, and what does not is said with a way out.
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { relayAddress, type RelayAddress } from '../../../electron/nostr/relay-address.ts';
import { readRelayDocument } from '../../../electron/nostr/relay-document.ts';
import { tryRelay, type TrialDeadlines } from '../../../electron/nostr/relay-trial.ts';
import { createTlsPair } from '../../../electron/practice/lightning/tls.ts';
import { startRelay } from '../../../electron/practice/relay/relay.ts';
import { systemClock, systemRandom } from '../../../electron/store/clock.ts';
import { startTinyRelay } from '../../support/tiny-relay.ts';

const QUICK: TrialDeadlines = { connectMs: 400, answerMs: 300 };

const address = (url: string): RelayAddress => {
  const read = relayAddress(url);
  if (!read.ok) throw new Error(read.message);
  return read.value;
};
const trial = (url: string, deadlines = QUICK) =>
  tryRelay(address(url), { clock: systemClock, random: systemRandom, deadlines });

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

describe('a relay that serves', () => {
  it('fits: connected, took the request, gave it back, each with its time', async () => {
    const relay = await startRelay();
    onTestFinished(relay.close);
    const found = await trial(relay.url, { connectMs: 5_000, answerMs: 5_000 });
    expect(found).toMatchObject({ trouble: null, sentence: '', says: null });
    for (const ms of [found.connectedMs, found.acceptedMs, found.deliveredMs])
      expect(ms).toBeGreaterThanOrEqual(0);
    await expect.poll(() => relay.connections()).toBe(0);
  });

  it('is sent one request that names nobody and soon expires', async () => {
    const relay = await startTinyRelay();
    expect((await trial(relay.url)).trouble).toBeNull();
    expect(relay.published).toHaveLength(1);
    const [event] = relay.published;
    expect(event).toMatchObject({ kind: 23_194, content: '' });
    expect(event?.tags.map(([name]) => name)).toEqual(['p', 'expiration']);
    expect(event?.tags[0]?.[1]).toBe(event?.pubkey);
    expect((await trial(relay.url)).trouble).toBeNull();
    expect(relay.published[1]?.pubkey).not.toBe(event?.pubkey);
  });

  it('is asked what it says of itself, and is believed nothing', async () => {
    const http = createHttp((request, answer) => {
      const wanted = request.headers.accept === 'application/nostr+json';
      answer.writeHead(wanted ? 200 : 404).end(
        JSON.stringify({
          name: 'One\u202e relay\nof ours',
          software: 'strfry',
          limitation: { auth_required: true, min_pow_difficulty: 8, max_message_length: 'x' },
        }),
      );
    });
    const sockets = new WebSocketServer({ server: http });
    sockets.on('connection', (socket) =>
      socket.on('message', (data: Buffer) => {
        const [type, event] = JSON.parse(data.toString()) as [string, { id: string }];
        if (type !== 'EVENT') return;
        socket.send(JSON.stringify(['OK', event.id, true, '']));
        socket.send(JSON.stringify(['EVENT', 'trial', event]));
      }),
    );
    const found = await trial(`ws://127.0.0.1:${await portOf(http)}`);
    expect(found.trouble).toBeNull();
    expect(found.says).toEqual({
      name: 'One relay of ours',
      software: 'strfry',
      version: '',
      limits: ['asks its users to sign in', 'asks for 8 bits of proof of work'],
    });
  });
});

describe('a relay that does not', () => {
  const SENTENCE = /^[A-Z].+\. .+\.$/s;

  const REFUSED = [false, 'blocked: no wallets here'] as const;
  const SIGN_IN = [false, 'auth-required: who are you'] as const;
  it.each([
    ['refuses the request', 'refused_event', REFUSED, /“blocked: no wallets here”/],
    ['wants a sign-in', 'needs_sign_in', SIGN_IN, /sign in/],
    ['says nothing', 'not_acknowledged', null, /never said so/],
  ] as const)('%s', async (_name, trouble, ok, words) => {
    const relay = await startTinyRelay();
    relay.ok = () => ok;
    if (trouble === 'not_acknowledged') relay.copies = 0;
    const found = await trial(relay.url);
    expect(found).toMatchObject({ trouble, sentence: expect.stringMatching(words) });
    expect(found.connectedMs).not.toBeNull();
    expect(found.sentence).toMatch(SENTENCE);
  });

  it('takes the request and loses it', async () => {
    const relay = await startTinyRelay();
    relay.copies = 0;
    const found = await trial(relay.url);
    expect(found).toMatchObject({ trouble: 'not_delivered', deliveredMs: null });
    expect(found.acceptedMs).not.toBeNull();
  });

  it('gives the request back changed', async () => {
    const relay = await startTinyRelay();
    relay.tamper = (event) => ({ ...event, content: 'pay me' });
    expect((await trial(relay.url)).trouble).toBe('altered');
  });

  it.each<readonly [name: string, trouble: string, url: () => Promise<string> | string]>([
    ['a name nobody knows', 'no_such_host', () => 'wss://no-such-relay.invalid'],
    [
      'a port nobody listens at',
      'connection_refused',
      async () => {
        const gone = createServer();
        const port = await portOf(gone);
        gone.close();
        return `ws://127.0.0.1:${port}`;
      },
    ],
    [
      'a web page',
      'not_a_relay',
      async () => `ws://127.0.0.1:${await portOf(createHttp((_, answer) => answer.end('hello')))}`,
    ],
    [
      'a certificate nobody vouches for',
      'bad_certificate',
      async () => {
        const tls = createTlsPair(new Date(), randomBytes(16));
        return `wss://localhost:${await portOf(createHttps({ cert: tls.certificate, key: tls.privateKey }))}`;
      },
    ],
    [
      'a port that never speaks',
      'no_answer',
      async () => `ws://127.0.0.1:${await portOf(createServer(() => undefined))}`,
    ],
  ])('is not there: %s', async (_name, trouble, url) => {
    const found = await trial(await url());
    expect(found).toMatchObject({ trouble, connectedMs: null });
    expect(found.sentence).toMatch(SENTENCE);
  });

  it('ends the connection in the middle', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    onTestFinished(() => sockets.close());
    sockets.on('connection', (socket) => socket.close());
    const { port } = sockets.address() as { port: number };
    expect((await trial(`ws://127.0.0.1:${port}`)).trouble).toBe('cut_off');
  });
});

it.each(['', 'null', '[]x', '"relay"', `{"name":${'['.repeat(50_000)}`])(
  'reads no document out of %.12s',
  (text) => expect(readRelayDocument(text)).toBeNull(),
);
