// Relay pool: the relays in use as one. Every event that comes out of it was checked here, on a freshly parsed object. Source: NIP-01.
import type { EventId, NostrKey } from '../../shared/domain/ids.ts';
import type { Clock, Random } from '../store/clock.ts';
import { isAuthentic, parseEvent, type NostrEvent, type VerifiedEvent } from './event.ts';
import type { PublishVerdict } from './outbox.ts';
import { relayAddress, type RelayAddress } from './relay-address.ts';
import {
  createRelayConnection,
  type Filter,
  type RelayConnection,
  type RelayState,
} from './relay-connection.ts';

/** What is wanted of one relay: events of these kinds that name one of these keys in a `p` tag. */
export type RelayInterest = { readonly kinds: readonly number[]; readonly recipients: readonly NostrKey[] };

export type PoolListener = {
  /** Asked before the signature is checked, so that noise costs no cryptography. */
  readonly wants: (event: NostrEvent) => boolean;
  /**
   * An authentic event. `again` is true when it was delivered before, by this relay or another; what a repetition means
   * is the listener's to say.
   */
  readonly receive: (event: VerifiedEvent, relay: string, again: boolean) => void;
  /** A relay is connected, for the first time or again. */
  readonly connected: (relay: string) => void;
};

export type RelayVerdict = PublishVerdict & { readonly url: string };
export type PublishReport = {
  readonly accepted: boolean;
  /** Of the relays that had answered by then. */
  readonly verdicts: readonly RelayVerdict[];
};

export type RelayPool = {
  /** Replaces everything wanted, by relay URL. Relays not named are left, new ones connected. */
  readonly setInterest: (interest: ReadonlyMap<string, RelayInterest>) => void;
  readonly listen: (listener: PoolListener) => () => void;
  /** Resolves when the first relay accepted it, or when every one has refused, dropped or not answered it. Never rejects. */
  readonly publish: (event: VerifiedEvent, relays: readonly string[]) => Promise<PublishReport>;
  readonly states: () => readonly RelayState[];
  readonly onStates: (listener: (states: readonly RelayState[]) => void) => () => void;
  /** Leaves every relay. */
  readonly close: () => void;
};

/** Keys in one subscription: 500 make a frame of 34 kB, which relays take. */
export const KEYS_PER_SUBSCRIPTION = 500;
/** Ids remembered as authentic. */
const MAX_REMEMBERED = 8_192;

export type RelayPoolDeps = { readonly clock: Clock; readonly random: Random };

export function createRelayPool({ clock, random }: RelayPoolDeps): RelayPool {
  const connections = new Map<RelayAddress, RelayConnection>();
  const unusable = new Map<string, RelayState>();
  const listeners = new Set<PoolListener>();
  const stateListeners = new Set<(states: readonly RelayState[]) => void>();
  const authentic = new Set<EventId>();

  const states = (): readonly RelayState[] => [
    ...[...connections.values()].map((connection) => connection.state()),
    ...unusable.values(),
  ];
  const announce = (): void => {
    const now = states();
    for (const listener of stateListeners) listener(now);
  };

  const remember = (id: EventId): void => {
    authentic.add(id);
    if (authentic.size <= MAX_REMEMBERED) return;
    const [oldest] = authentic;
    if (oldest) authentic.delete(oldest);
  };

  const receive = (raw: unknown, relay: string): 'taken' | 'ignored' | 'forged' => {
    const event = parseEvent(raw);
    // Not `forged`: anyone can have an honest relay pass on an event outside our bounds.
    if (!event) return 'ignored';
    const wanting = [...listeners].filter((listener) => listener.wants(event));
    if (wanting.length === 0) return 'ignored';
    const again = authentic.has(event.id);
    // SECURITY: checked again although the id is known: a relay may put other content under an id it has seen.
    if (!isAuthentic(event)) return 'forged';
    remember(event.id);
    for (const listener of wanting) listener.receive(event, relay, again);
    return 'taken';
  };

  const open = (address: RelayAddress): RelayConnection =>
    createRelayConnection({
      address,
      clock,
      random,
      onEvent: (raw) => receive(raw, address),
      onConnected: () => {
        for (const listener of listeners) listener.connected(address);
      },
      onState: announce,
    });

  return {
    setInterest: (interest) => {
      unusable.clear();
      const wanted = new Map<RelayAddress, RelayInterest>();
      for (const [url, one] of interest) {
        const address = relayAddress(url);
        if (address.ok) wanted.set(address.value, merge(wanted.get(address.value), one));
        else unusable.set(url, { url, connected: false, since: null, note: address.message });
      }
      for (const [address, connection] of connections) {
        if (wanted.has(address)) continue;
        connections.delete(address);
        connection.close();
      }
      for (const [address, one] of wanted) {
        const connection = connections.get(address) ?? open(address);
        connections.set(address, connection);
        connection.subscribe(subscriptionsFor(one));
      }
      announce();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    publish: (event, relays) => {
      const targets = new Set(relays.flatMap((url) => addressIn(connections, url)));
      const verdicts: RelayVerdict[] = [];
      const { promise, resolve } = Promise.withResolvers<PublishReport>();
      const report = (accepted: boolean): void => resolve({ accepted, verdicts: [...verdicts] });
      if (targets.size === 0) report(false);
      for (const address of targets) {
        void connections
          .get(address)
          ?.send(event)
          .then((verdict) => {
            verdicts.push({ ...verdict, url: address });
            if (verdict.outcome === 'accepted') report(true);
            else if (verdicts.length === targets.size) report(false);
          });
      }
      return promise;
    },
    states,
    onStates: (listener) => {
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    close: () => {
      for (const connection of connections.values()) connection.close();
      connections.clear();
      unusable.clear();
      announce();
    },
  };
}

function addressIn(connections: ReadonlyMap<RelayAddress, unknown>, url: string): readonly RelayAddress[] {
  const address = relayAddress(url);
  return address.ok && connections.has(address.value) ? [address.value] : [];
}

const merge = (a: RelayInterest | undefined, b: RelayInterest): RelayInterest =>
  a
    ? {
        kinds: [...new Set([...a.kinds, ...b.kinds])],
        recipients: [...new Set([...a.recipients, ...b.recipients])],
      }
    : b;

function subscriptionsFor({ kinds, recipients }: RelayInterest): ReadonlyMap<string, Filter> {
  const filters = new Map<string, Filter>();
  for (let start = 0; start < recipients.length; start += KEYS_PER_SUBSCRIPTION) {
    const keys = recipients.slice(start, start + KEYS_PER_SUBSCRIPTION);
    filters.set(`requests-${start / KEYS_PER_SUBSCRIPTION}`, { kinds, '#p': keys });
  }
  return filters;
}
