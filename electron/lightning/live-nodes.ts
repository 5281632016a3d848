// Live nodes: one open connection to each node of the fleet, made with the credentials that were sealed when it was added.
import type { NodeId } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';
import { permissionsOf } from './admission.ts';
import type { LightningNode, NodeCredentials } from './lightning-node.ts';
import { pinOf } from './lnd/credentials.ts';
import type { ExpectedNode } from './lnd/state.ts';
import type { NodeRows, StoredNode } from './node-rows.ts';
import { createUnusableNode } from './unusable-node.ts';

/** `expected` is who must answer; null while a node is being tried. */
export type Connect = (
  id: NodeId,
  credentials: NodeCredentials,
  expected: ExpectedNode | null,
) => LightningNode;

export type LiveNode = {
  readonly node: LightningNode;
  /** The macaroon's rights in words; null when its credentials cannot be opened. */
  readonly permissions: readonly string[] | null;
  /** When the node last answered since this start; null when it has not. */
  readonly lastAnswerAt: UnixSeconds | null;
};

export type LiveNodes = {
  /** Connects anew; whoever had this id before is closed, and resolves once it is. */
  readonly attach: (stored: StoredNode) => Promise<void>;
  readonly detach: (id: NodeId) => Promise<void>;
  readonly find: (id: NodeId) => LiveNode | undefined;
  readonly list: () => readonly LightningNode[];
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
};

export function createLiveNodes({
  database,
  rows,
  connect,
}: {
  readonly database: Pick<Database, 'touch'>;
  readonly rows: Pick<NodeRows, 'credentials'>;
  readonly connect: Connect;
}): LiveNodes {
  type Entry = LiveNode & { lastAnswerAt: UnixSeconds | null; readonly stop: () => void };
  const live = new Map<NodeId, Entry>();
  const listeners = new Set<() => void>();
  const announce = (): void => {
    for (const listener of listeners) listener();
  };

  const connectTo = (stored: StoredNode): Pick<LiveNode, 'node' | 'permissions'> => {
    try {
      const credentials = rows.credentials(stored.id);
      // SECURITY: the certificate was sealed; the pin in the open row must not be what decides.
      if (credentials && pinOf(credentials.certificate) === stored.tlsPin)
        return {
          node: connect(stored.id, credentials, stored),
          permissions: permissionsOf(credentials.macaroon)?.words ?? null,
        };
    } catch {
      // Said below: what a damaged box holds is of no use to anyone.
    }
    const note =
      'The credentials of this node cannot be read. Nothing is paid through it. Add it again with its certificate and macaroon.';
    return { node: createUnusableNode(stored.id, note), permissions: null };
  };

  const detach = async (id: NodeId): Promise<void> => {
    const entry = live.get(id);
    if (!entry) return;
    live.delete(id);
    entry.stop();
    announce();
    await entry.node.close();
  };

  return {
    attach: async (stored) => {
      // Whoever was there is off the list before this turn ends, so no two connections can bear one id.
      const detached = detach(stored.id);
      const { node, permissions } = connectTo(stored);
      const entry: Entry = {
        node,
        permissions,
        lastAnswerAt: null,
        stop: node.onState((state) => {
          if (state.kind === 'ready') entry.lastAnswerAt = state.asOf;
          database.touch('nodes');
        }),
      };
      live.set(stored.id, entry);
      announce();
      await detached;
    },
    detach,
    find: (id) => live.get(id),
    list: () => [...live.values()].map(({ node }) => node),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {
      listeners.clear();
      const entries = [...live.values()];
      live.clear();
      for (const entry of entries) entry.stop();
      await Promise.all(entries.map(({ node }) => node.close()));
    },
  };
}
