// A trial of a relay reaches whatever address is typed: what a host behind that address can do with it. Source: NIP-11, RFC 6455.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { relayAddress } from '../../../electron/nostr/relay-address.ts';
import { relayDocument } from '../../../electron/nostr/relay-document.ts';
import { tryRelay } from '../../../electron/nostr/relay-trial.ts';
import { systemClock, systemRandom } from '../../../electron/store/clock.ts';

const serve = async (listener: RequestListener): Promise<{ url: string; server: Server }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};
const addressOf = (url: string) => {
  const address = relayAddress(url);
  if (!address.ok) throw new Error(address.message);
  return address.value;
};
const deadlines = { connectMs: 300, answerMs: 300 };
const quick = { clock: systemClock, random: systemRandom, deadlines };

describe('what a relay says of itself', () => {
  it('is not fetched from where it redirects to', async () => {
    let inside = 0;
    const internal = await serve((_request, response) => {
      inside += 1;
      response.end('{"name":"secret"}');
    });
    const { url } = await serve((_request, response) => {
      response.writeHead(302, { location: internal.url.replace('ws', 'http') }).end();
    });
    expect(await relayDocument(addressOf(url), 500)).toBeNull();
    expect(inside).toBe(0);
  });

  it('is left when it drips, and when it does not end', async () => {
    const slow = await serve((_request, response) => {
      const timer = setInterval(() => void response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const from = performance.now();
    expect(await relayDocument(addressOf(slow.url), 300)).toBeNull();
    expect(performance.now() - from).toBeLessThan(1_500);

    let sent = 0;
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
        sent += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(await relayDocument(addressOf(endless.url), 2_000)).toBeNull();
    expect(sent).toBeLessThan(50_000_000);
  });

  it('carries no cookie, no authorisation and no way back to this machine', async () => {
    const asked: IncomingMessage['headers'][] = [];
    const { url } = await serve((request, response) => {
      asked.push(request.headers);
      response.end('{}');
    });
    await relayDocument(addressOf(url), 500);
    expect(Object.keys(asked[0] ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/cookie|authorization|referer|origin/)]),
    );
  });
});

describe('a relay that is tried', () => {
  it('does not lead its trial elsewhere', async () => {
    let inside = 0;
    const internal = await serve(() => (inside += 1));
    internal.server.on('upgrade', () => (inside += 1));
    const { server, url } = await serve((_request, response) => void response.end('{}'));
    server.on('upgrade', (_request, socket) => {
      socket.end(`HTTP/1.1 301 Moved\r\nLocation: ${internal.url}\r\nContent-Length: 0\r\n\r\n`);
    });
    expect(await tryRelay(addressOf(url), quick)).toMatchObject({ trouble: 'not_a_relay' });
    expect(inside).toBe(0);
  });

  it('ends its trial in time though it never stops talking', async () => {
    const { server, url } = await serve((_request, response) => void response.end('{}'));
    const relay = new WebSocketServer({ server });
    onTestFinished(() => relay.close());
    relay.on('connection', (socket) => {
      const timer = setInterval(() => {
        for (let n = 0; n < 20; n += 1) socket.send(JSON.stringify(['NOTICE', 'x'.repeat(1_000)]));
      }, 5);
      socket.on('error', () => undefined);
      socket.on('close', () => clearInterval(timer));
    });
    const from = performance.now();
    expect(await tryRelay(addressOf(url), quick)).toMatchObject({ trouble: 'not_acknowledged' });
    expect(performance.now() - from).toBeLessThan(2_000);
  });

  it('has its words made fit to be shown', async () => {
    const { server, url } = await serve((_request, response) => void response.end('{}'));
    const relay = new WebSocketServer({ server });
    onTestFinished(() => relay.close());
    relay.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const [kind, event] = JSON.parse(data.toString()) as [string, { id: string }];
        if (kind === 'EVENT')
          socket.send(
            JSON.stringify(['OK', event.id, false, `pay \u202e1 sat\n to evil ${'y'.repeat(9_000)}`]),
          );
      });
    });
    const { sentence, trouble } = await tryRelay(addressOf(url), quick);
    expect(trouble).toBe('refused_event');
    expect(sentence).not.toMatch(/\p{Cf}|\p{Cc}/u);
    expect(sentence.length).toBeLessThan(600);
  });
});
