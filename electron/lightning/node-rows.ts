// Node rows: the fleet's nodes as the ledger keeps them, credentials sealed beside them. Callers bring the transaction.
import { z } from 'zod';
import type { NodeId, NodeKey } from '../../shared/domain/ids.ts';
import type { Network } from '../../shared/domain/network.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database, Row } from '../store/database.ts';
import { IN_FLIGHT } from '../store/in-flight.ts';
import type { SealedSecrets } from '../vault/vault.ts';
import type { NodeCredentials } from './lightning-node.ts';

export type StoredNode = {
  readonly id: NodeId;
  readonly name: string;
  /** host:port */
  readonly socket: string;
  readonly publicKey: NodeKey;
  readonly network: Network;
  /** SHA-256 of the certificate, hex. */
  readonly tlsPin: string;
  readonly addedAt: UnixSeconds;
};

export type NodeRows = {
  /** All that were not removed, oldest first. */
  readonly present: () => readonly StoredNode[];
  /** Also finds a removed one: it keeps its id, and with it its agents and its history. */
  readonly idOfKey: (publicKey: NodeKey) => NodeId | undefined;
  /** Inserts, or brings up to date and back. */
  readonly put: (node: StoredNode, credentials: NodeCredentials) => void;
  readonly remove: (id: NodeId, at: UnixSeconds) => void;
  /** undefined when there are none; throws when the box was tampered with. */
  readonly credentials: (id: NodeId) => NodeCredentials | undefined;
  /** What still needs the node: agents that may spend over it, and payments, its own among them, whose end only it knows. */
  readonly uses: (id: NodeId) => { readonly agents: number; readonly payments: number };
};

const storedCredentials = z.strictObject({
  socket: z.string(),
  certificate: z.string(),
  macaroon: z.string(),
});

type NodeRow = Row & {
  id: string;
  name: string;
  socket: string;
  public_key: string;
  network: string;
  tls_pin: string;
  added_at: number;
};

export function createNodeRows(database: Database, sealed: SealedSecrets): NodeRows {
  const present = database.prepare<NodeRow>(
    'SELECT * FROM nodes WHERE removed_at IS NULL ORDER BY added_at, id',
  );
  const byKey = database.prepare<{ id: string }>('SELECT id FROM nodes WHERE public_key = ?');
  const put = database.prepare(
    `INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, socket = excluded.socket, network = excluded.network,
       tls_pin = excluded.tls_pin, removed_at = NULL`,
  );
  const remove = database.prepare('UPDATE nodes SET removed_at = ? WHERE id = ? AND removed_at IS NULL');
  const uses = database.prepare<{ agents: number; payments: number }>(
    `SELECT (SELECT count(*) FROM agents WHERE node_id = ?1 AND frozen_at IS NULL) AS agents,
            (SELECT count(*) FROM spends WHERE node_id = ?1 AND ${IN_FLIGHT})
              + (SELECT count(*) FROM foreign_payments WHERE node_id = ?1 AND final = 0) AS payments`,
  );

  return {
    present: () => present.all().map(storedNodeOf),
    idOfKey: (publicKey) => byKey.get(publicKey)?.id as NodeId | undefined,
    put: (node, credentials) => {
      put.run(node.id, node.name, node.socket, node.publicKey, node.network, node.tlsPin, node.addedAt);
      const text = storedCredentials.parse(credentials);
      sealed.put('node-credentials', node.id, Buffer.from(JSON.stringify(text)));
    },
    remove: (id, at) => {
      remove.run(at, id);
      sealed.remove('node-credentials', id);
    },
    credentials: (id) => {
      const box = sealed.get('node-credentials', id);
      return box && storedCredentials.parse(JSON.parse(Buffer.from(box).toString('utf8')));
    },
    uses: (id) => uses.get(id) ?? { agents: 0, payments: 0 },
  };
}

const storedNodeOf = (row: NodeRow): StoredNode => ({
  id: row.id as NodeId,
  name: row.name,
  socket: row.socket,
  publicKey: row.public_key as NodeKey,
  network: row.network as Network,
  tlsPin: row.tls_pin,
  addedAt: unixSeconds(row.added_at),
});
