// Links: the connections served, by service key, kept in step with the registry. Keys of revoked ones are overwritten.
import type { AgentId, ConnectionId, NostrKey } from '../../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { ConnectionRegistry } from '../../agents/agent.ts';
import type { Clock, Random } from '../../store/clock.ts';
import { createLink, type Link } from './link.ts';

export type Links = {
  /** Takes up new connections and lets go of revoked ones; returns what is new. */
  readonly refresh: () => readonly Link[];
  readonly get: (id: ConnectionId) => Link | undefined;
  readonly byServiceKey: (key: string) => Link | undefined;
  readonly ofAgent: (id: AgentId) => readonly Link[];
  readonly all: () => readonly Link[];
  /** Wipes all keys. */
  readonly clear: () => void;
};

/** An expired connection is still told UNAUTHORIZED for this long, in seconds; then its requests are no longer fetched. */
const EXPIRED_GRACE_SECONDS = 86_400;

export function createLinks(connections: ConnectionRegistry, clock: Clock, random: Random): Links {
  const links = new Map<ConnectionId, Link>();
  const byKey = new Map<NostrKey, Link>();

  const remove = (link: Link): void => {
    links.delete(link.id);
    byKey.delete(link.serviceKey);
    link.wipe();
  };

  const lapsed = (link: Link, now: UnixSeconds): boolean => {
    const connection = connections.get(link.id);
    if (!connection || connection.revokedAt !== null) return true;
    return connection.expiresAt !== null && now >= connection.expiresAt + EXPIRED_GRACE_SECONDS;
  };

  return {
    refresh: () => {
      const live = connections.live();
      const ids = new Set(live.map((connection) => connection.id));
      for (const link of links.values()) if (!ids.has(link.id) && lapsed(link, clock.now())) remove(link);
      const added: Link[] = [];
      for (const connection of live) {
        if (links.has(connection.id)) continue;
        const secret = connections.serviceSecret(connection.id);
        if (!secret) continue;
        const link = createLink(connection, secret, clock, random);
        links.set(link.id, link);
        byKey.set(link.serviceKey, link);
        added.push(link);
      }
      return added;
    },
    get: (id) => links.get(id),
    byServiceKey: (key) => byKey.get(key as NostrKey),
    ofAgent: (id) => [...links.values()].filter((link) => link.agentId === id),
    all: () => [...links.values()],
    clear: () => {
      for (const link of links.values()) remove(link);
    },
  };
}
