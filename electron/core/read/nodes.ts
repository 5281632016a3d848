// Nodes as the console shows them: what the directory knows, what the node last said, what is promised on it.
import type { z } from 'zod';
import type { nodeRow } from '../../../shared/contract/nodes.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import { msat, msatText, saturatingSub, type Msat } from '../../../shared/domain/money.ts';
import type { Network } from '../../../shared/domain/network.ts';
import type { Gate } from '../../gate/gate.ts';
import type { NodeInfo, NodeState } from '../../lightning/lightning-node.ts';
import type { NodeDirectory, NodeRecord } from '../../lightning/nodes.ts';
import type { Database } from '../../store/database.ts';

export type NodeRow = z.input<typeof nodeRow>;

export type NodeReader = {
  readonly list: () => NodeRow[];
  /** Also of a node that was removed. */
  readonly name: (id: string) => string | null;
  /** The fleet's network; what a fleet without a node would be on. */
  readonly network: () => Network;
  /** What can still be allotted on a node; null when the node does not answer. */
  readonly room: (id: NodeId) => Msat | null;
  /** What the node last said of itself; null when it never answered. */
  readonly lastInfo: (id: NodeId) => NodeInfo | null;
};

export function createNodeReader({
  database,
  nodes,
  gate,
}: {
  readonly database: Database;
  readonly nodes: NodeDirectory;
  readonly gate: Pick<Gate, 'reconciling'>;
}): NodeReader {
  const allotments = database.prepare<{ node_id: string; agents: number; sum_msat: bigint | null }>(
    `SELECT node_id, count(*) AS agents, sum(CASE WHEN draw = 'allotted' THEN max(booked_msat, 0) ELSE 0 END) AS sum_msat
     FROM agents GROUP BY node_id`,
  );
  const nameOf = database.prepare<{ name: string }>('SELECT name FROM nodes WHERE id = ?');
  const anyNetwork = database.prepare<{ network: Network }>(
    'SELECT network FROM nodes ORDER BY removed_at IS NULL DESC, added_at LIMIT 1',
  );
  const last = new Map<NodeId, { readonly info: NodeInfo; readonly balance: NodeRow['balance'] }>();

  const look = (id: NodeId): NodeState => {
    const state = nodes.get(id)?.state() ?? { kind: 'connecting' as const };
    if (state.kind === 'ready')
      last.set(id, {
        info: state.info,
        balance: {
          totalMsat: msatText(state.balance.total),
          spendableMsat: msatText(state.balance.spendable),
          reservedMsat: msatText(state.balance.reserved),
          inFlightMsat: msatText(state.balance.inFlight),
          asOf: state.asOf,
        },
      });
    return state;
  };

  const toRow = (record: NodeRecord, allotted: bigint, agents: number): NodeRow => {
    const state = look(record.id);
    const seen = last.get(record.id);
    return {
      id: record.id,
      name: record.name,
      socket: record.socket,
      state: state.kind,
      note: 'note' in state ? state.note : '',
      alias: seen?.info.alias ?? null,
      publicKey: record.publicKey,
      version: seen?.info.version ?? null,
      network: record.network,
      blockHeight: seen?.info.blockHeight ?? null,
      synced: seen?.info.synced ?? null,
      balance: seen?.balance ?? null,
      allottedMsat: msatText(allotted),
      agents,
      channels: seen ? { ...seen.info.channels } : null,
      reconciling: gate.reconciling(record.id),
      tlsPin: record.tlsPin,
      permissions: record.permissions ? [...record.permissions] : null,
      lastAnswerAt: record.lastAnswerAt,
    };
  };

  return {
    list: () => {
      const promised = new Map(allotments.all().map((row) => [row.node_id, row]));
      return nodes.records().map((record) => {
        const row = promised.get(record.id);
        return toRow(record, row?.sum_msat ?? 0n, row?.agents ?? 0);
      });
    },
    name: (id) => nameOf.get(id)?.name ?? null,
    network: () => anyNetwork.get()?.network ?? 'mainnet',
    room: (id) => {
      const state = look(id);
      if (state.kind !== 'ready') return null;
      const allotted = allotments.all().find((row) => row.node_id === id)?.sum_msat ?? 0n;
      return saturatingSub(state.balance.spendable, msat(allotted));
    },
    lastInfo: (id) => {
      look(id);
      return last.get(id)?.info ?? null;
    },
  };
}
