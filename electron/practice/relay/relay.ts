// Relay: a Nostr relay on loopback (NIP-01: EVENT, REQ, CLOSE; OK, EOSE, CLOSED, NOTICE) with switches that make it misbehave.
//
// startRelay({ port?, clock? }) -> Promise<Relay>
//   { url: 'ws://127.0.0.1:port', faults, resetFaults(), events(), replay(), cutAll(), connections(), close() }
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { wallClock, type Clock } from '../seeded.ts';
import { createArchive } from './archive.ts';
import { checkEvent, type RelayEvent } from './event.ts';
import { NO_RELAY_FAULTS, type RelayFaults } from './faults.ts';
import { matches, parseFilter, type Filter } from './filter.ts';

export type Relay = {
  readonly url: string;
  /** Mutable on purpose. */
  readonly faults: RelayFaults;
  readonly resetFaults: () => void;
  /** Everything the relay keeps. */
  readonly events: () => readonly RelayEvent[];
  /** Gives every event seen in this run (kept or not) once more to whoever subscribes to it now; returns how many. */
  readonly replay: (kinds?: readonly number[]) => number;
  /** Ends every connection without a close frame. */
  readonly cutAll: () => void;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/** Bytes of one message: 128 kB holds every NIP-47 page. */
const MAX_MESSAGE = 131_072;
const MAX_SUBSCRIPTIONS = 64;
const MAX_FILTERS = 16;
const MAX_SUBSCRIPTION_ID = 64;
const MAX_HISTORY = 5_000;
/** Seconds an event may lie in the future. */
const MAX_FUTURE = 900;

type Client = { readonly socket: WebSocket; readonly subscriptions: Map<string, readonly Filter[]> };

export async function startRelay(
  options: { readonly port?: number; readonly clock?: Clock } = {},
): Promise<Relay> {
  const clock = options.clock ?? wallClock;
  const faults: RelayFaults = { ...NO_RELAY_FAULTS };
  const archive = createArchive(() => faults.keepEphemeral);
  const history: RelayEvent[] = [];
  const clients = new Set<Client>();
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    maxPayload: MAX_MESSAGE,
    perMessageDeflate: false,
  });

  const say = (client: Client, ...message: readonly unknown[]): void => {
    if (client.socket.readyState === client.socket.OPEN) client.socket.send(JSON.stringify(message));
  };

  function deliver(event: RelayEvent): void {
    if (faults.dropKinds.includes(event.kind)) return;
    const sent = faults.badSignatures ? withBrokenSignature(event) : event;
    const copies = faults.deliverTwice ? 2 : 1;
    for (const client of clients)
      for (const [id, filters] of client.subscriptions)
        if (filters.some((filter) => matches(filter, event)))
          for (let copy = 0; copy < copies; copy += 1) say(client, 'EVENT', id, sent);
  }

  function publish(client: Client, raw: unknown): void {
    const checked = checkEvent(raw);
    if (!checked.ok) {
      say(client, 'OK', checked.id, false, checked.reason);
      return;
    }
    const { event } = checked;
    if (faults.refuseEvents || event.created_at > clock.now() + MAX_FUTURE) {
      const reason = faults.refuseEvents
        ? 'blocked: this relay takes no events now'
        : 'invalid: created_at is in the future';
      say(client, 'OK', event.id, false, reason);
      return;
    }
    const kept = archive.add(event);
    if (!faults.silent)
      say(client, 'OK', event.id, true, kept === 'duplicate' ? 'duplicate: already have this event' : '');
    if (kept !== 'kept') return;
    history.push(event);
    if (history.length > MAX_HISTORY) history.shift();
    if (faults.delayMs > 0) clock.after(faults.delayMs, () => deliver(event));
    else deliver(event);
  }

  function subscribe(client: Client, id: unknown, rawFilters: readonly unknown[]): void {
    if (typeof id !== 'string' || id.length === 0 || id.length > MAX_SUBSCRIPTION_ID) {
      say(client, 'NOTICE', 'invalid: a subscription id has 1 to 64 characters');
      return;
    }
    const filters = rawFilters.map(parseFilter).filter((filter) => filter !== undefined);
    const many = client.subscriptions.size >= MAX_SUBSCRIPTIONS && !client.subscriptions.has(id);
    if (
      filters.length === 0 ||
      filters.length !== rawFilters.length ||
      filters.length > MAX_FILTERS ||
      many
    ) {
      say(client, 'CLOSED', id, many ? 'error: too many subscriptions' : 'invalid: unreadable filter');
      return;
    }
    client.subscriptions.set(id, filters);
    const found = new Map(
      filters.flatMap((filter) => archive.find(filter)).map((event) => [event.id, event]),
    );
    for (const event of found.values()) say(client, 'EVENT', id, event);
    say(client, 'EOSE', id);
  }

  function receive(client: Client, data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parseMessage(data);
    switch (message?.[0]) {
      case 'EVENT':
        publish(client, message[1]);
        return;
      case 'REQ':
        subscribe(client, message[1], message.slice(2));
        return;
      case 'CLOSE':
        client.subscriptions.delete(String(message[1]));
        return;
      default:
        say(client, 'NOTICE', 'invalid: expected EVENT, REQ or CLOSE');
    }
  }

  server.on('connection', (socket) => {
    const client: Client = { socket, subscriptions: new Map() };
    clients.add(client);
    socket.on('message', (data, isBinary) => receive(client, data, isBinary));
    socket.on('close', () => clients.delete(client));
    // A message above the limit or a broken frame ends this connection and nothing else.
    socket.on('error', () => socket.terminate());
  });

  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });

  const cutAll = (): void => clients.forEach(({ socket }) => socket.terminate());
  return {
    url: `ws://127.0.0.1:${port}`,
    faults,
    resetFaults: () => void Object.assign(faults, NO_RELAY_FAULTS),
    events: archive.all,
    replay: (kinds) => {
      const again = history.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
      again.forEach(deliver);
      return again.length;
    },
    cutAll,
    connections: () => clients.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}

function parseMessage(data: RawData): readonly unknown[] | undefined {
  try {
    const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function withBrokenSignature(event: RelayEvent): RelayEvent {
  const last = (Number.parseInt(event.sig.slice(-1), 16) ^ 1).toString(16);
  return { ...event, sig: event.sig.slice(0, -1) + last };
}
