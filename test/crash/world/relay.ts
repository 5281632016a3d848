// The hostile relay: NIP-01 over loopback with the vices of real ones. It needs no keys, checks no signature, and writes down every event.
import { once } from 'node:events';
import { WebSocketServer, type WebSocket } from 'ws';
import type { NostrEvent } from 'nostr-tools/pure';
import type { Seeded } from './seeded.ts';

export type Filter = {
  readonly kinds?: readonly number[];
  readonly authors?: readonly string[];
  readonly ids?: readonly string[];
  readonly since?: number;
  readonly [tag: `#${string}`]: readonly string[];
};

/** One event as it was published. */
export type Heard = {
  /** True time, milliseconds. */
  readonly at: number;
  readonly relay: string;
  readonly event: NostrEvent;
};

export type Vices = {
  /** How often an event goes out to each subscription. */
  copies: number;
  /** Kinds 23194 to 23197 are kept and given to every new subscription, whatever its `since` says. */
  keepsEphemeral: boolean;
  /** Events wait until so many are there and then go out in another order; 1 is none. */
  shuffles: number;
  delayMs: number;
  /** Events of these kinds are acknowledged and lost. */
  loses: readonly number[];
  /** Nobody is told OK. */
  silent: boolean;
};
export const NO_VICES: Readonly<Vices> = {
  copies: 1,
  keepsEphemeral: false,
  shuffles: 1,
  delayMs: 0,
  loses: [],
  silent: false,
};

export type HostileRelay = {
  readonly url: string;
  readonly vices: Vices;
  /** Everything published here, in order. */
  readonly heard: readonly Heard[];
  /** Called before the relay says OK or passes the event on; may kill the wallet. */
  onEvent: (event: NostrEvent) => void;
  /** Gives every event of these kinds once more to whoever subscribes to it; how many there were. */
  readonly replay: (kinds: readonly number[]) => number;
  /** Passes one event on, as if it had just been published. */
  readonly deliver: (event: NostrEvent) => void;
  /** Says anything at all to everybody. */
  readonly say: (frame: string) => void;
  /** Cuts every socket without a word. */
  readonly cut: () => void;
  /** Subscriptions that name one of these keys. */
  readonly listeners: (key: string) => number;
  readonly close: () => void;
};

const INFO = 13_194;

export async function startHostileRelay(seeded: Seeded, now: () => number): Promise<HostileRelay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
  const subscriptions = new Map<WebSocket, Map<string, readonly Filter[]>>();
  const heard: Heard[] = [];
  const waiting: NostrEvent[] = [];

  const give = (socket: WebSocket, id: string, event: NostrEvent): void => {
    for (let copy = 0; copy < relay.vices.copies; copy += 1)
      socket.send(JSON.stringify(['EVENT', id, event]));
  };
  const deliver = (event: NostrEvent): void => {
    for (const [socket, mine] of subscriptions)
      for (const [id, filters] of mine)
        if (filters.some((filter) => matches(filter, event))) give(socket, id, event);
  };
  const passOn = (event: NostrEvent): void => {
    const { shuffles, delayMs, loses } = relay.vices;
    if (loses.includes(event.kind)) return;
    waiting.push(event);
    if (waiting.length < shuffles) return;
    for (const one of seeded.shuffle(waiting.splice(0)))
      if (delayMs > 0) setTimeout(() => deliver(one), delayMs).unref();
      else deliver(one);
  };
  const kept = (filter: Filter): readonly NostrEvent[] => {
    const events = heard.map(({ event }) => event).filter((event) => matches(filter, event));
    return relay.vices.keepsEphemeral ? events : events.filter(({ kind }) => kind === INFO).slice(-1);
  };

  const receive = (socket: WebSocket, frame: readonly unknown[]): void => {
    const mine = subscriptions.get(socket);
    const [type, first] = frame;
    if (type === 'EVENT') {
      const event = first as NostrEvent;
      heard.push({ at: now(), relay: url, event });
      relay.onEvent(event);
      if (!relay.vices.silent) socket.send(JSON.stringify(['OK', event.id, true, '']));
      passOn(event);
    } else if (type === 'REQ') {
      const filters = frame.slice(2) as Filter[];
      mine?.set(first as string, filters);
      for (const filter of filters) for (const event of kept(filter)) give(socket, first as string, event);
      socket.send(JSON.stringify(['EOSE', first]));
    } else if (type === 'CLOSE') mine?.delete(first as string);
  };

  server.on('connection', (socket) => {
    subscriptions.set(socket, new Map());
    socket.on('error', () => socket.terminate());
    socket.on('close', () => subscriptions.delete(socket));
    socket.on('message', (data: Buffer) => {
      const frame = parse(data.toString('utf8'));
      if (frame) receive(socket, frame);
    });
  });

  const relay: HostileRelay = {
    url,
    vices: { ...NO_VICES },
    heard,
    onEvent: () => undefined,
    deliver,
    replay: (kinds) => {
      const again = heard.filter(({ event }) => kinds.includes(event.kind));
      for (const { event } of again) deliver(event);
      return again.length;
    },
    say: (frame) => {
      for (const socket of subscriptions.keys()) socket.send(frame);
    },
    cut: () => {
      for (const socket of subscriptions.keys()) socket.terminate();
    },
    listeners: (key) =>
      [...subscriptions.values()].flatMap((mine) =>
        [...mine.values()].filter((filters) => filters.some((filter) => filter['#p']?.includes(key))),
      ).length,
    close: () => {
      for (const socket of subscriptions.keys()) socket.terminate();
      server.close();
    },
  };
  return relay;
}

/** Without `since`: a hostile relay sends what it likes. */
const matches = (filter: Filter, event: NostrEvent): boolean =>
  (filter.kinds?.includes(event.kind) ?? true) &&
  (filter.authors?.includes(event.pubkey) ?? true) &&
  (filter.ids?.includes(event.id) ?? true) &&
  Object.entries(filter)
    .filter(([name]) => name.startsWith('#'))
    .every(([name, values]) =>
      event.tags.some(
        (tag) => tag[0] === name.slice(1) && (values as readonly string[]).includes(tag[1] ?? ''),
      ),
    );

function parse(text: string): readonly unknown[] | undefined {
  try {
    const frame: unknown = JSON.parse(text);
    return Array.isArray(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
