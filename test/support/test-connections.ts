// Connections of one agent in memory, with keys made from a word: what the Nostr side is given where no ledger is wanted.
import { createHash } from 'node:crypto';
import type { Connection, ConnectionRegistry } from '../../electron/agents/agent.ts';
import { publicKeyOf } from '../../electron/nostr/event.ts';
import type { Clock } from '../../electron/store/clock.ts';
import type { AgentId, ConnectionId } from '../../shared/domain/ids.ts';
import { NWC_METHODS } from '../../shared/domain/nwc.ts';

export const AGENT = 'agent1' as AgentId;
const secretOf = (seed: string): Uint8Array => createHash('sha256').update(seed).digest();

export type TestConnections = ConnectionRegistry & {
  readonly add: (seed: string, about?: Partial<Connection>) => Connection;
  readonly drop: (id: ConnectionId) => void;
  readonly seenAt: Map<ConnectionId, number>;
};

export const clientSecret = (seed: string): Uint8Array => secretOf(`client ${seed}`);

export function createTestConnections(clock: Clock): TestConnections {
  const all = new Map<ConnectionId, Connection>();
  const listeners = new Set<() => void>();
  const seenAt = new Map<ConnectionId, number>();
  const change = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    seenAt,
    add: (seed, about = {}) => {
      const connection: Connection = {
        id: seed as ConnectionId,
        agentId: AGENT,
        label: seed,
        clientKey: publicKeyOf(clientSecret(seed)),
        serviceKey: publicKeyOf(secretOf(`service ${seed}`)),
        methods: NWC_METHODS,
        relays: [],
        createdAt: clock.now(),
        expiresAt: null,
        revokedAt: null,
        lastSeenAt: null,
        ...about,
      };
      all.set(connection.id, connection);
      change();
      return connection;
    },
    drop: (id) => {
      const connection = all.get(id);
      if (connection) all.set(id, { ...connection, revokedAt: clock.now() });
      change();
    },
    get: (id) => all.get(id),
    live: () =>
      [...all.values()].filter(
        ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > clock.now()),
      ),
    ofAgent: (id) => [...all.values()].filter(({ agentId }) => agentId === id),
    create: () => {
      throw new Error('not in these tests');
    },
    revoke: () => {
      throw new Error('not in these tests');
    },
    serviceSecret: (id) =>
      all.get(id)?.revokedAt === null ? Uint8Array.from(secretOf(`service ${id}`)) : undefined,
    seen: (id, at) => void seenAt.set(id, at),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
