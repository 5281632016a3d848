// Connections: one per agent and purpose, each with its own key pairs, methods and expiry (NIP-47; docs/gate.md, section 2).
// The agent's secret exists in the pairing URI and nowhere else; ours is sealed by the vault.
import { isPrivate, xOnlyPointFromScalar } from 'tiny-secp256k1';
import type { AuditActor, AuditBody } from '../../shared/domain/audit-entry.ts';
import type { AgentId, ConnectionId, NostrKey } from '../../shared/domain/ids.ts';
import { NWC_METHODS, type NwcMethod } from '../../shared/domain/nwc.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { AuditLog } from '../audit/log.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { SealedSecrets } from '../vault/vault.ts';
import type { Connection, ConnectionRegistry } from './agent.ts';

export type ConnectionDeps = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly sealed: SealedSecrets;
  readonly clock: Clock;
  readonly random: Random;
};

const SEAL_PURPOSE = 'nwc-service-key';
/** `last_seen_at` is written at most this often, so that a busy agent does not turn every request into one more commit. */
const SEEN_INTERVAL_SECONDS = 60;

type ConnectionRecord = {
  id: string;
  agent_id: string;
  label: string;
  client_key: string;
  service_key: string;
  methods: string;
  relays: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_seen_at: number | null;
};

const time = (value: number | null): UnixSeconds | null => (value === null ? null : unixSeconds(value));
const isMethod = (value: unknown): value is NwcMethod => NWC_METHODS.some((method) => method === value);

const readConnection = (row: ConnectionRecord): Connection => ({
  id: row.id as ConnectionId,
  agentId: row.agent_id as AgentId,
  label: row.label,
  clientKey: row.client_key as NostrKey,
  serviceKey: row.service_key as NostrKey,
  methods: (JSON.parse(row.methods) as unknown[]).filter(isMethod),
  relays: JSON.parse(row.relays) as string[],
  createdAt: unixSeconds(row.created_at),
  expiresAt: time(row.expires_at),
  revokedAt: time(row.revoked_at),
  lastSeenAt: time(row.last_seen_at),
});

/** A NIP-01 key pair; the caller wipes `secret`. */
function newKeyPair(random: Random): { readonly secret: Uint8Array; readonly key: NostrKey } {
  for (;;) {
    const secret = Uint8Array.from(random(32));
    if (secret.length !== 32) throw new Error('the random source gave too few bytes');
    if (isPrivate(secret))
      return { secret, key: Buffer.from(xOnlyPointFromScalar(secret)).toString('hex') as NostrKey };
  }
}

/** NIP-47 pairing URI. The best relay comes first: many clients use only that one. */
export function pairingUri(serviceKey: NostrKey, relays: readonly string[], secret: Uint8Array): string {
  const query = [
    ...relays.map((relay) => `relay=${encodeURIComponent(relay)}`),
    `secret=${Buffer.from(secret).toString('hex')}`,
  ];
  return `nostr+walletconnect://${serviceKey}?${query.join('&')}`;
}

export function createConnectionRegistry({
  database,
  audit,
  sealed,
  clock,
  random,
}: ConnectionDeps): ConnectionRegistry {
  const one = database.prepare<ConnectionRecord>('SELECT * FROM connections WHERE id = ?');
  const live = database.prepare<ConnectionRecord>(
    `SELECT * FROM connections WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?) ORDER BY created_at, id`,
  );
  const ofAgent = database.prepare<ConnectionRecord>(
    'SELECT * FROM connections WHERE agent_id = ? ORDER BY created_at DESC, id',
  );
  const agentName = database.prepare<{ name: string }>('SELECT name FROM agents WHERE id = ?');
  const insert = database.prepare(
    `INSERT INTO connections (id, agent_id, label, client_key, service_key, methods, relays, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const revoke = database.prepare('UPDATE connections SET revoked_at = ? WHERE id = ?');
  const see = database.prepare(
    'UPDATE connections SET last_seen_at = ? WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at <= ?)',
  );
  const listeners = new Set<() => void>();
  const seenAt = new Map<ConnectionId, number>();

  const announce = (): void => {
    for (const listener of listeners) listener();
  };

  const record = (
    action: 'connect' | 'revoke',
    agentId: AgentId,
    summary: string,
    body: AuditBody,
    actor: AuditActor,
  ): void => {
    audit.append(clock.now(), {
      level: 'info',
      category: 'key',
      action,
      actor,
      outcome: 'succeeded',
      agentId,
      correlation: null,
      summary,
      body,
    });
    // The page of a payment that waits says whether the connection that asked is still there.
    database.touch('agents', 'fleet', 'approvals');
  };

  return {
    get: (id) => {
      const row = one.get(id);
      return row && readConnection(row);
    },
    live: () => live.all(clock.now()).map(readConnection),
    ofAgent: (id) => ofAgent.all(id).map(readConnection),

    create: ({ agentId, label, methods, relays, expiresAt }, actor) => {
      const service = newKeyPair(random);
      const client = newKeyPair(random);
      try {
        const made = database.transaction(() => {
          const agent = agentName.get(agentId);
          if (!agent) return refuse('unknown_agent', 'There is no such agent. No connection was made.');
          const id = newId(random) as ConnectionId;
          const granted = NWC_METHODS.filter((method) => methods.includes(method));
          insert.run(
            id,
            agentId,
            label,
            client.key,
            service.key,
            JSON.stringify(granted),
            JSON.stringify(relays),
            clock.now(),
            expiresAt,
          );
          sealed.put(SEAL_PURPOSE, id, service.secret);
          record(
            'connect',
            agentId,
            `Connection “${label}” made for “${agent.name}”.`,
            {
              connectionId: id,
              clientKey: client.key,
              serviceKey: service.key,
              methods: granted,
              relays,
              expiresAt,
            },
            actor,
          );
          return ok(id);
        });
        if (!made.ok) return made;
        // SECURITY: the only place where the agent's secret leaves this function; it is neither stored nor logged.
        const uri = pairingUri(service.key, relays, client.secret);
        announce();
        return ok({ id: made.value, uri });
      } finally {
        client.secret.fill(0);
        service.secret.fill(0);
      }
    },

    revoke: (id, reason, actor) => {
      const revoked = database.transaction(() => {
        const row = one.get(id);
        if (!row) return refuse('unknown_connection', 'There is no such connection. Nothing was changed.');
        if (row.revoked_at !== null) return ok(true as const);
        revoke.run(clock.now(), id);
        // What was recorded on a relay can no longer be opened with anything that is left here.
        sealed.remove(SEAL_PURPOSE, id);
        record(
          'revoke',
          row.agent_id as AgentId,
          `Connection “${row.label}” revoked: ${reason}`,
          { reason, connectionId: id, clientKey: row.client_key },
          actor,
        );
        return ok(true as const);
      });
      if (revoked.ok) announce();
      return revoked;
    },

    serviceSecret: (id) => sealed.get(SEAL_PURPOSE, id),

    seen: (id, at) => {
      const last = seenAt.get(id);
      if (last !== undefined && at - last < SEEN_INTERVAL_SECONDS) return;
      seenAt.set(id, at);
      if (see.run(at, id, at - SEEN_INTERVAL_SECONDS).changes > 0) database.touch('agents');
    },

    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
