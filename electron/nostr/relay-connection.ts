// Relay connection: one socket to one relay, kept up. Source: NIP-01. Reconnects with back-off, resubscribes, notices a dead socket.
import { WebSocket, type RawData } from 'ws';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Clock, Random } from '../store/clock.ts';
import { backOff, FAILURES_TO_LONGEST } from './back-off.ts';
import type { NostrEvent } from './event.ts';
import { createOutbox, type PublishVerdict } from './outbox.ts';
import type { RelayAddress } from './relay-address.ts';
import { MAX_FRAME_BYTES, parseFrame, relayWords, type RelayFrame } from './relay-frames.ts';

/** As the console shows it. `since`: connected since then; null while not connected. */
export type RelayState = {
  readonly url: string;
  readonly connected: boolean;
  readonly since: UnixSeconds | null;
  /** What is wrong, in words; empty when nothing is. */
  readonly note: string;
};

/** A NIP-01 filter without its time: `since` is set anew at every subscription. */
export type Filter = { readonly kinds: readonly number[]; readonly '#p': readonly string[] };

export type RelayConnectionDeps = {
  readonly address: RelayAddress;
  readonly clock: Clock;
  readonly random: Random;
  /** Judges an event as sent; `forged` counts against the relay. */
  readonly onEvent: (event: unknown) => 'taken' | 'ignored' | 'forged';
  readonly onConnected: () => void;
  readonly onState: () => void;
};

export type RelayConnection = {
  readonly state: () => RelayState;
  /** Replaces all subscriptions, by id. Only what differs is sent. */
  readonly subscribe: (filters: ReadonlyMap<string, Filter>) => void;
  readonly send: (event: NostrEvent) => Promise<PublishVerdict>;
  readonly close: () => void;
};

/** Seconds a subscription reaches back: as long as a request is fresh (docs/gate.md 7). */
export const LOOK_BACK_SECONDS = 90;
const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 10_000;
/** A connection that held this long starts the back-off anew. */
const STABLE_MS = 30_000;
const RESUBSCRIBE_MS = 30_000;
/** Forged events after which a relay is left alone for the longest wait. */
const MAX_FORGED = 100;
const MAX_BUFFERED_BYTES = 8_388_608;

/** Connects at once and stays connected until `close`. */
export function createRelayConnection(deps: RelayConnectionDeps): RelayConnection {
  const { address, clock, random, onEvent, onConnected, onState } = deps;
  const outbox = createOutbox(clock);
  let filters: ReadonlyMap<string, Filter> = new Map();
  let socket: WebSocket | null = null;
  let since: UnixSeconds | null = null;
  let note = 'connecting';
  let failures = 0;
  let forged = 0;
  let closed = false;
  const timers = new Map<string, () => void>();

  const later = (name: string, ms: number, callback: () => void): void => {
    timers.get(name)?.();
    timers.set(
      name,
      clock.after(ms, () => {
        timers.delete(name);
        callback();
      }),
    );
  };
  const stopTimers = (): void => {
    for (const stop of timers.values()) stop();
    timers.clear();
  };
  const say = (text: string): void => {
    if (note === text) return;
    note = text;
    onState();
  };

  const write = (frame: readonly unknown[]): void => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      note = 'the relay takes no more data';
      socket.terminate();
      return;
    }
    socket.send(JSON.stringify(frame));
  };
  const request = (id: string, filter: Filter): void =>
    write(['REQ', id, { ...filter, since: clock.now() - LOOK_BACK_SECONDS }]);

  const keepAlive = (current: WebSocket): void => {
    let heard = false;
    const hear = (): void => void (heard = true);
    current.once('pong', hear);
    current.once('message', hear);
    current.ping();
    later('pong', PONG_WITHIN_MS, () => {
      current.off('pong', hear);
      current.off('message', hear);
      if (heard) return;
      note = 'the relay stopped answering';
      current.terminate();
    });
    later('ping', PING_EVERY_MS, () => keepAlive(current));
  };

  const handle = (frame: RelayFrame): void => {
    switch (frame.kind) {
      case 'event':
        if (filters.has(frame.subscription) && onEvent(frame.event) === 'forged') countForged();
        return;
      case 'ok':
        if (!frame.accepted) say(`refused an event: ${frame.reason || 'no reason given'}`);
        else if (note.startsWith('refused an event')) say('');
        outbox.answered(frame.id, {
          outcome: frame.accepted ? 'accepted' : 'refused',
          reason: frame.reason,
        });
        return;
      case 'closed':
        if (!filters.has(frame.subscription)) return;
        say(`ended our subscription: ${frame.reason || 'no reason given'}`);
        later(`again ${frame.subscription}`, RESUBSCRIBE_MS, () => {
          const filter = filters.get(frame.subscription);
          if (filter) request(frame.subscription, filter);
        });
        return;
      case 'notice':
        if (frame.text) say(`says: ${frame.text}`);
        return;
      case 'other':
        return;
    }
  };

  const countForged = (): void => {
    forged += 1;
    say(`sent ${forged} forged ${forged === 1 ? 'event' : 'events'}, dropped`);
    if (forged < MAX_FORGED) return;
    failures = FAILURES_TO_LONGEST;
    socket?.terminate();
  };

  const opened = (current: WebSocket): void => {
    since = clock.now();
    note = '';
    forged = 0;
    later('stable', STABLE_MS, () => void (failures = 0));
    keepAlive(current);
    for (const [id, filter] of filters) request(id, filter);
    outbox.connected((event) => write(['EVENT', event]));
    onState();
    onConnected();
  };

  const ended = (reason: string): void => {
    socket = null;
    since = null;
    stopTimers();
    outbox.disconnected();
    note ||= reason;
    const wait = backOff(failures, random);
    failures += 1;
    later('connect', wait, connect);
    onState();
  };

  const connect = (): void => {
    const current = new WebSocket(address, {
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: PONG_WITHIN_MS,
      perMessageDeflate: false,
      followRedirects: false,
    });
    socket = current;
    current.on('open', () => opened(current));
    current.on('message', (data: RawData, binary: boolean) => {
      if (closed || binary) return;
      const frame = parseFrame(textOf(data));
      if (frame) handle(frame);
    });
    current.on('error', (error) => void (note = troubleText(error)));
    current.on('close', (code, reason) => {
      if (!closed) ended(closeText(code, relayWords(reason.toString())));
    });
  };

  connect();
  return {
    state: () => ({ url: address, connected: since !== null, since, note }),
    subscribe: (wanted) => {
      const before = filters;
      filters = new Map(wanted);
      for (const id of before.keys()) if (!filters.has(id)) write(['CLOSE', id]);
      for (const [id, filter] of filters)
        if (JSON.stringify(before.get(id)) !== JSON.stringify(filter)) request(id, filter);
    },
    send: outbox.add,
    close: () => {
      closed = true;
      stopTimers();
      outbox.close('the relay is no longer used');
      const current = socket;
      since = null;
      note = 'not used';
      // terminate, not close: a relay that does not answer the closing handshake must not keep the process alive.
      current?.terminate();
    },
  };
}

const textOf = (data: RawData): string => {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
};

const closeText = (code: number, reason: string): string =>
  reason ? `the relay closed the connection: ${reason}` : `the connection ended (${code})`;

function troubleText(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return 'the relay sent a frame larger than 256 kB';
    case 'ECONNREFUSED':
      return 'nothing listens at this address';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name cannot be resolved';
    case 'ECONNRESET':
      return 'the connection was cut';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the relay cannot be reached';
    default:
      return relayWords(error.message);
  }
}
