// Nodes: the fleet's directory. Knows which nodes were added, and adds only what it has checked live.
import type { AuditActor, AuditBody } from '../../shared/domain/audit-entry.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { AuditLog } from '../audit/log.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { SealedSecrets } from '../vault/vault.ts';
import { admit, type Admitted, type AdmissionRefusal } from './admission.ts';
import type { LightningNode, NodeCredentials } from './lightning-node.ts';
import { openConnection, type LndConnection } from './lnd/connection.ts';
import { pinOf } from './lnd/credentials.ts';
import { createLiveNodes, type Connect } from './live-nodes.ts';
import { createNodeRows, type StoredNode } from './node-rows.ts';

export type NodeRecord = StoredNode & {
  /** The macaroon's rights in words; null when its credentials cannot be opened. */
  readonly permissions: readonly string[] | null;
  /** When the node last answered since this start; null when it has not. */
  readonly lastAnswerAt: UnixSeconds | null;
};

/** What a check found. `knownAs`: the name under which this very node was added before, which adding would renew. */
export type CheckedNode = Omit<Admitted, 'credentials'> & {
  readonly tlsPin: string;
  readonly knownAs: string | null;
};

export type NewNode = NodeCredentials & { readonly name: string };
export type AddRefusal = AdmissionRefusal | 'name_taken';

export type NodeDirectory = {
  /** Connects to every stored node. Does not wait for any of them. */
  readonly open: () => void;
  readonly get: (id: NodeId) => LightningNode | undefined;
  readonly list: () => readonly LightningNode[];
  /** One more channel to a stored node, with the credentials that were sealed for it. Whoever asks closes it. */
  readonly connectTo: (id: NodeId) => Result<LndConnection, 'unknown_node' | 'bad_credentials'>;
  readonly records: () => readonly NodeRecord[];
  /** Everything `add` asks, and nothing stored: what an operator looks at before joining. */
  readonly check: (given: NodeCredentials) => Promise<Result<CheckedNode, AdmissionRefusal>>;
  /**
   * Checks live, then stores. A node that is known by its key is renewed: new address, certificate and macaroon under its old id.
   * Nothing is stored on a refusal but the audit entry that says so.
   */
  readonly add: (
    node: NewNode,
    actor: AuditActor,
  ) => Promise<Result<{ readonly id: NodeId; readonly warnings: readonly string[] }, AddRefusal>>;
  /** Refused while an agent may spend over it or a payment of unknown outcome is at it. */
  readonly remove: (
    id: NodeId,
    reason: string,
    actor: AuditActor,
  ) => Promise<Result<true, 'unknown_node' | 'node_in_use'>>;
  /** Called after a node was added or removed; for a renewed one twice, once without it. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
};

export type NodeDirectoryParts = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly sealed: SealedSecrets;
  readonly clock: Clock;
  readonly random: Random;
  readonly connect: Connect;
};

export function createNodeDirectory(parts: NodeDirectoryParts): NodeDirectory {
  const { database, audit, clock, random, connect } = parts;
  const rows = createNodeRows(database, parts.sealed);
  const live = createLiveNodes({ database, rows, connect });

  const note = (
    action: 'add' | 'renew' | 'remove',
    actor: AuditActor,
    outcome: 'succeeded' | 'refused',
    summary: string,
    body: AuditBody,
  ): void =>
    void audit.append(clock.now(), {
      level: outcome === 'refused' ? 'warning' : 'info',
      category: 'node',
      action,
      actor,
      outcome,
      agentId: null,
      correlation: null,
      summary,
      body,
    });

  const tried = (given: NodeCredentials): Promise<Result<Admitted, AdmissionRefusal>> =>
    admit(given, rows.present()[0]?.network ?? null, (id, credentials) => connect(id, credentials, null));

  const store = (name: string, admitted: Admitted, actor: AuditActor): Result<StoredNode, 'name_taken'> =>
    database.transaction(() => {
      const { info, credentials, permissions } = admitted;
      const known = rows.idOfKey(info.publicKey);
      if (rows.present().some((other) => other.name === name && other.id !== known))
        return refuse(
          'name_taken',
          `Another node is called “${name}”. Nothing was stored. Choose another name.`,
        );
      const stored: StoredNode = {
        id: known ?? (newId(random) as NodeId),
        name,
        socket: credentials.socket,
        publicKey: info.publicKey,
        network: info.network,
        tlsPin: pinOf(credentials.certificate),
        addedAt: clock.now(),
      };
      rows.put(stored, credentials);
      const action = known === undefined ? 'add' : 'renew';
      note(action, actor, 'succeeded', `node ${name} ${known === undefined ? 'added' : 'renewed'}`, {
        nodeId: stored.id,
        name,
        socket: stored.socket,
        publicKey: stored.publicKey,
        network: stored.network,
        tlsPin: stored.tlsPin,
        permissions: permissions.words,
      });
      database.touch('nodes', 'fleet', 'gate');
      return ok(stored);
    });

  return {
    open: () => {
      for (const stored of rows.present()) if (!live.find(stored.id)) void live.attach(stored);
    },
    get: (id) => live.find(id)?.node,
    list: live.list,
    connectTo: (id) => {
      const stored = rows.present().find((row) => row.id === id);
      if (!stored) return refuse('unknown_node', 'There is no such node in the fleet.');
      try {
        const credentials = rows.credentials(id);
        // SECURITY: the certificate was sealed; the pin in the open row must not be what decides.
        if (credentials && pinOf(credentials.certificate) === stored.tlsPin)
          return ok(openConnection(credentials));
      } catch {
        // Said below: what a damaged box holds is of no use to anyone.
      }
      return refuse('bad_credentials', `The credentials of ${stored.name} cannot be read. Add it again.`);
    },
    records: () =>
      rows.present().map((stored) => {
        const entry = live.find(stored.id);
        return {
          ...stored,
          permissions: entry?.permissions ?? null,
          lastAnswerAt: entry?.lastAnswerAt ?? null,
        };
      }),
    check: async (given) => {
      const admitted = await tried(given);
      if (!admitted.ok) return admitted;
      const { credentials, ...found } = admitted.value;
      const known = rows.present().find(({ publicKey }) => publicKey === found.info.publicKey);
      return ok({ ...found, tlsPin: pinOf(credentials.certificate), knownAs: known?.name ?? null });
    },
    add: async (given, actor) => {
      const refused = <C extends AddRefusal>(code: C, message: string): Result<never, C> => {
        database.transaction(() =>
          note('add', actor, 'refused', `node ${given.name} not added: ${code}`, {
            name: given.name,
            socket: given.socket.slice(0, 300),
            code,
          }),
        );
        return refuse(code, message);
      };
      const admitted = await tried(given);
      if (!admitted.ok) return refused(admitted.code, admitted.message);
      // Looked at again: another node may have been added while this one was being tried.
      const network = rows.present()[0]?.network;
      if (network !== undefined && network !== admitted.value.info.network)
        return refused('wrong_network', 'The fleet is on another network by now. The node was not added.');
      const stored = store(given.name, admitted.value, actor);
      if (!stored.ok) return refused(stored.code, stored.message);
      await live.attach(stored.value);
      const { permissions, warnings } = admitted.value;
      const { excessWarning } = permissions;
      return ok({
        id: stored.value.id,
        warnings: [...(excessWarning === '' ? [] : [excessWarning]), ...warnings],
      });
    },
    remove: async (id, reason, actor) => {
      const removed = database.transaction((): Result<true, 'unknown_node' | 'node_in_use'> => {
        const stored = rows.present().find((row) => row.id === id);
        if (!stored) return refuse('unknown_node', 'There is no such node.');
        const { agents, payments } = rows.uses(id);
        if (agents > 0 || payments > 0)
          return refuse(
            'node_in_use',
            payments > 0
              ? `${payments} ${payments === 1 ? 'payment' : 'payments'} through ${stored.name} did not end yet, and only this node knows how. It was not removed; wait until they have.`
              : `${agents} ${agents === 1 ? 'agent' : 'agents'} may spend over ${stored.name}. It was not removed; freeze them first.`,
          );
        rows.remove(id, clock.now());
        note('remove', actor, 'succeeded', `node ${stored.name} removed`, {
          nodeId: id,
          name: stored.name,
          reason,
        });
        database.touch('nodes', 'fleet', 'gate');
        return ok(true);
      });
      if (removed.ok) await live.detach(id);
      return removed;
    },
    onChange: live.onChange,
    close: live.close,
  };
}
