// A whole gate over a given database and node: real ledger, registry, rules and log. For tests, the simulation and the benchmarks.
import { createHash } from 'node:crypto';
import { createFreezeSwitch } from '../../electron/agents/freeze.ts';
import { createAgentRegistry } from '../../electron/agents/registry.ts';
import { createAuditLog } from '../../electron/audit/log.ts';
import { createGate } from '../../electron/gate/create-gate.ts';
import type { LightningNode } from '../../electron/lightning/lightning-node.ts';
import type { Clock, Random } from '../../electron/store/clock.ts';
import type { Database } from '../../electron/store/database.ts';
import type { EnrolledApprover } from '../../shared/domain/attestation.ts';
import type { AgentId, ConnectionId, NodeKey } from '../../shared/domain/ids.ts';

export type GateSetting = {
  readonly database: Database;
  readonly node: LightningNode;
  readonly clock: Clock;
  readonly random: Random;
  readonly ledgerInDoubt?: boolean;
  readonly approver?: () => EnrolledApprover | null;
  readonly onError?: (details: object, message: string) => void;
};

export function assembleGate({
  database,
  node,
  clock,
  random,
  ledgerInDoubt = false,
  approver = () => null,
  onError,
}: GateSetting) {
  const audit = createAuditLog(database);
  const registry = createAgentRegistry({ database, audit, clock, random });
  const freeze = createFreezeSwitch({ database, audit, clock });
  const gate = createGate({
    database,
    audit,
    tag: (text) => createHash('sha256').update(text).digest('hex').slice(0, 16),
    registry,
    freeze,
    nodes: {
      get: (id) => (id === node.id ? node : undefined),
      list: () => [node],
      onChange: () => () => undefined,
    },
    ledgerInDoubt,
    logBroken: () => false,
    approver,
    clock,
    random,
    log: { error: onError ?? (() => undefined) },
  });
  return { audit, registry, freeze, gate };
}

/** Random bytes that are the same in every run. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) =>
    createHash('sha512')
      .update(`${seed} ${(counter += 1)}`)
      .digest()
      .subarray(0, length);
}

export function insertNode(database: Database, node: LightningNode, key: NodeKey, addedAt: number): void {
  database
    .prepare(
      `INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES (?, 'n', 'localhost:1', ?, 'regtest', '', ?)`,
    )
    .run(node.id, key, addedAt);
}

/** A connection row without keys: enough for a request that comes in past the Nostr side. */
export function insertConnection(
  database: Database,
  agentId: AgentId,
  name: string,
  at: number,
): ConnectionId {
  const id = `c-${name}` as ConnectionId;
  database
    .prepare(
      `INSERT INTO connections (id, agent_id, label, client_key, service_key, methods, relays, created_at)
       VALUES (?, ?, 'test', ?, ?, '[]', '[]', ?)`,
    )
    .run(id, agentId, `client ${name}`, `service ${name}`, at);
  return id;
}
