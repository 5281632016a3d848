// Info publisher: sends every connection's info event to its relays when either is new, and daily; paced, as relays count.
import type { ConnectionRegistry } from '../../agents/agent.ts';
import type { Clock } from '../../store/clock.ts';
import { relayAddress } from '../relay-address.ts';
import type { RelayPool } from '../relay-pool.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import { infoEvent } from './info-event.ts';
import type { Link } from './link.ts';
import type { Links } from './links.ts';

const AT_ONCE = 20;
const PAUSE_MS = 250;
const EVERY_MS = 86_400_000;

export type InfoPublisher = {
  readonly announce: (links: readonly Link[]) => void;
  /** A relay is there (again): it gets the info events of all connections that use it. */
  readonly relayConnected: (relay: string) => void;
  readonly start: () => void;
  readonly stop: () => void;
};

type Job = { readonly link: Link; readonly relay: string };

export function createInfoPublisher(
  links: Links,
  connections: ConnectionRegistry,
  pool: RelayPool,
  clock: Clock,
): InfoPublisher {
  const jobs = new Map<string, Job>();
  const lastAt = new WeakMap<Link, number>();
  let stopPause: (() => void) | null = null;
  let stopDaily: (() => void) | null = null;

  const publish = ({ link, relay }: Job): void => {
    const connection = connections.get(link.id);
    if (!connection || connection.revokedAt !== null || links.get(link.id) !== link) return;
    // A replaceable event of the same second would be decided by chance.
    const at = Math.max(clock.now(), (lastAt.get(link) ?? 0) + 1) as UnixSeconds;
    lastAt.set(link, at);
    void pool.publish(link.sign(infoEvent(connection.methods, at)), [relay]);
  };

  const drain = (): void => {
    stopPause = null;
    const connected = new Set(pool.states().flatMap((state) => (state.connected ? [state.url] : [])));
    let sent = 0;
    for (const [key, job] of jobs) {
      if (sent === AT_ONCE) break;
      jobs.delete(key);
      // A relay that is away gets its events when it is back.
      if (!connected.has(job.relay)) continue;
      publish(job);
      sent += 1;
    }
    if (jobs.size > 0) stopPause = clock.after(PAUSE_MS, drain);
  };

  const enqueue = (chosen: readonly Link[], only?: string): void => {
    for (const link of chosen) {
      for (const relay of addressesOf(link)) {
        if (only === undefined || relay === only) jobs.set(`${link.id} ${relay}`, { link, relay });
      }
    }
    if (jobs.size > 0 && !stopPause) drain();
  };

  const daily = (): void => {
    stopDaily = clock.after(EVERY_MS, () => {
      enqueue(links.all());
      daily();
    });
  };

  return {
    announce: enqueue,
    relayConnected: (relay) => enqueue(links.all(), relay),
    start: daily,
    stop: () => {
      stopPause?.();
      stopDaily?.();
      stopPause = null;
      stopDaily = null;
      jobs.clear();
    },
  };
}

const addressesOf = (link: Link): readonly string[] =>
  link.relays.flatMap((url) => {
    const address = relayAddress(url);
    return address.ok ? [address.value] : [];
  });
