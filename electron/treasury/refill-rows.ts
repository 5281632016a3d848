// Refill rows: cold money on its way to an agent, from its draft to the one credit. Writes run inside the caller's transaction.
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';

export type Refill = {
  readonly draftId: string;
  readonly agentId: AgentId;
  readonly nodeId: NodeId;
  readonly address: string;
  readonly amount: Msat;
  readonly creditedAt: UnixSeconds | null;
  /** Why it is not credited though it is deep enough; empty: nothing stands in the way. */
  readonly waitsFor: string;
};

export type RefillRows = {
  readonly get: (draftId: string) => Refill | undefined;
  /** Not credited yet. A replacement with a higher fee pays the same address, so a refill outlives the draft it began with. */
  readonly open: () => readonly Refill[];
  readonly hasAddress: (address: string) => boolean;
  readonly insert: (refill: Refill) => void;
  readonly credited: (draftId: string, at: UnixSeconds) => void;
  readonly waits: (draftId: string, forWhat: string) => void;
};

type RefillRecord = {
  draft_id: string;
  agent_id: string;
  node_id: string;
  address: string;
  amount_msat: bigint;
  credited_at: number | null;
  waits_for: string;
};

const COLUMNS = 'draft_id, agent_id, node_id, address, amount_msat, credited_at, waits_for';

const read = (row: RefillRecord): Refill => ({
  draftId: row.draft_id,
  agentId: row.agent_id as AgentId,
  nodeId: row.node_id as NodeId,
  address: row.address,
  amount: msat(row.amount_msat),
  creditedAt: row.credited_at === null ? null : unixSeconds(row.credited_at),
  waitsFor: row.waits_for,
});

export function createRefillRows(database: Database): RefillRows {
  const one = database.prepare<RefillRecord>(`SELECT ${COLUMNS} FROM treasury_refills WHERE draft_id = ?`);
  const open = database.prepare<RefillRecord>(
    `SELECT ${COLUMNS} FROM treasury_refills WHERE credited_at IS NULL ORDER BY draft_id`,
  );
  const toAddress = database.prepare<{ one: number }>(
    'SELECT 1 AS one FROM treasury_refills WHERE address = ? LIMIT 1',
  );
  const insert = database.prepare(
    `INSERT INTO treasury_refills (${COLUMNS}) VALUES (?, ?, ?, ?, ?, NULL, '')`,
  );
  const credited = database.prepare(
    `UPDATE treasury_refills SET credited_at = ?, waits_for = '' WHERE draft_id = ? AND credited_at IS NULL`,
  );
  const waits = database.prepare('UPDATE treasury_refills SET waits_for = ? WHERE draft_id = ?');
  return {
    get: (draftId) => {
      const row = one.get(draftId);
      return row && read(row);
    },
    open: () => open.all().map(read),
    hasAddress: (address) => toAddress.get(address) !== undefined,
    insert: ({ draftId, agentId, nodeId, address, amount }) =>
      void insert.run(draftId, agentId, nodeId, address, amount),
    credited: (draftId, at) => {
      // SECURITY: the row itself says whether it was credited; a second credit finds nothing to change and undoes itself.
      if (credited.run(at, draftId).changes !== 1) throw new Error(`refill ${draftId} was credited before`);
    },
    waits: (draftId, forWhat) => void waits.run(forWhat, draftId),
  };
}
