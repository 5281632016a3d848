// A relay for tests: NIP-01 over a loopback socket, in this process, with the faults a bad relay has. It checks nothing.
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { NostrEvent } from '../../electron/nostr/event.ts';

type Filter = { kinds?: number[]; authors?: string[]; ids?: string[]; since?: number; limit?: number } & {
  [tag: `#${string}`]: string[] | undefined;
};
type Subscriber = { readonly socket: WebSocket; readonly id: string; readonly filter: Filter };

export type TinyRelay = {
  readonly url: string;
  /** Every event published to it, in order. */
  readonly published: NostrEvent[];
  /** Every REQ, in order. */
  readonly requests: { readonly id: string; readonly filter: Filter }[];
  /** How often each event is delivered; 1 unless a test says more. */
  copies: number;
  /** false: sends what is older than was asked for. */
  obeysSince: boolean;
  /** What is done with a published event before it is passed on. */
  tamper: (event: NostrEvent) => NostrEvent;
  /** What is said to a publisher; null: nothing. */
  ok: (event: NostrEvent) => readonly [boolean, string] | null;
  /** true: pings are not answered. */
  readonly playDead: () => void;
  readonly deliver: (event: NostrEvent) => void;
  /** Says anything to every client. */
  readonly say: (text: string) => void;
  readonly clients: () => number;
  /** Cuts all sockets without a word. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
};

const matches = (filter: Filter, event: NostrEvent): boolean =>
  (filter.kinds?.includes(event.kind) ?? true) &&
  (filter.authors?.includes(event.pubkey) ?? true) &&
  (filter.ids?.includes(event.id) ?? true) &&
  Object.entries(filter)
    .filter(([name]) => name.startsWith('#'))
    .every(([name, values]) =>
      event.tags.some((tag) => tag[0] === name.slice(1) && (values as string[]).includes(tag[1] ?? '')),
    );

/** Listens on a free port, or on `port`; stops when the test ends. */
export async function startTinyRelay(port = 0): Promise<TinyRelay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port, autoPong: false });
  await once(server, 'listening');
  const subscribers = new Set<Subscriber>();
  const stored: NostrEvent[] = [];
  let dead = false;

  const deliverTo = (subscriber: Subscriber, event: NostrEvent): void => {
    if (!matches(subscriber.filter, event)) return;
    if (relay.obeysSince && event.created_at < (subscriber.filter.since ?? 0)) return;
    for (let copy = 0; copy < relay.copies; copy += 1)
      subscriber.socket.send(JSON.stringify(['EVENT', subscriber.id, event]));
  };

  server.on('connection', (socket) => {
    const mine = new Map<string, Subscriber>();
    const forget = (id: string): void => {
      const old = mine.get(id);
      if (old) subscribers.delete(old);
      mine.delete(id);
    };
    socket.on('error', () => undefined);
    socket.on('ping', (data) => {
      if (!dead) socket.pong(data);
    });
    socket.on('close', () => {
      for (const id of mine.keys()) forget(id);
    });
    socket.on('message', (data: Buffer) => {
      if (dead) return;
      const [type, first, second] = JSON.parse(data.toString()) as [string, unknown, unknown];
      if (type === 'REQ') {
        const subscriber = { socket, id: first as string, filter: second as Filter };
        forget(subscriber.id);
        mine.set(subscriber.id, subscriber);
        subscribers.add(subscriber);
        relay.requests.push({ id: subscriber.id, filter: subscriber.filter });
        for (const event of stored) deliverTo(subscriber, event);
        socket.send(JSON.stringify(['EOSE', subscriber.id]));
      } else if (type === 'CLOSE') forget(first as string);
      else if (type === 'EVENT') {
        const event = first as NostrEvent;
        relay.published.push(event);
        const said = relay.ok(event);
        if (said) socket.send(JSON.stringify(['OK', event.id, ...said]));
        if (said && !said[0]) return;
        if (event.kind === 13_194) {
          const older = stored.findIndex(({ pubkey }) => pubkey === event.pubkey);
          if (older >= 0) stored.splice(older, 1);
          stored.push(event);
        }
        relay.deliver(relay.tamper(event));
      }
    });
  });

  const relay: TinyRelay = {
    url: `ws://127.0.0.1:${(server.address() as { port: number }).port}`,
    published: [],
    requests: [],
    copies: 1,
    obeysSince: true,
    tamper: (event) => event,
    ok: () => [true, ''],
    playDead: () => void (dead = true),
    deliver: (event) => {
      for (const subscriber of subscribers) deliverTo(subscriber, event);
    },
    say: (text) => {
      for (const client of server.clients) client.send(text);
    },
    clients: () => server.clients.size,
    cut: () => {
      for (const client of server.clients) client.terminate();
    },
    stop: async () => {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  onTestFinished(relay.stop);
  return relay;
}
