// Sweep rows: orders to a node to send hot money to a cold address, as they stand in the database. Writes run inside the caller's transaction.
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { SatPerKvb, SweepState } from '../../shared/domain/treasury.ts';
import type { Database } from '../store/database.ts';

export type Sweep = {
  readonly id: string;
  readonly agentId: AgentId;
  readonly nodeId: NodeId;
  readonly accountId: string;
  /** Number of the receiving address. */
  readonly index: number;
  readonly address: string;
  readonly amount: Msat;
  readonly feeRate: SatPerKvb;
  readonly state: SweepState;
  readonly txid: string | null;
  readonly reason: string;
  readonly note: string;
  readonly orderedAt: UnixSeconds;
};

export type SweepRows = {
  readonly get: (id: string) => Sweep | undefined;
  /** The one that stands of this address: never one that was refused. */
  readonly toAddress: (accountId: string, index: number) => Sweep | undefined;
  /** Ordered or sent, oldest first. */
  readonly open: () => readonly Sweep[];
  /** Of which the node said, or seemed to say, that it did not send them; newest first. */
  readonly refused: (limit: number) => readonly Sweep[];
  readonly newest: (limit: number) => readonly Sweep[];
  readonly insert: (sweep: Sweep) => void;
  readonly set: (
    id: string,
    part: {
      readonly state: SweepState;
      readonly txid: string | null;
      readonly note: string;
      readonly endedAt: UnixSeconds | null;
    },
  ) => void;
};

type SweepRecord = {
  id: string;
  agent_id: string;
  node_id: string;
  account_id: string;
  position: number;
  address: string;
  amount_msat: bigint;
  fee_rate: number;
  state: SweepState;
  txid: string | null;
  reason: string;
  note: string;
  ordered_at: number;
};

const COLUMNS = `id, agent_id, node_id, account_id, position, address, amount_msat, fee_rate, state, txid, reason, note, ordered_at`;

const read = (row: SweepRecord): Sweep => ({
  id: row.id,
  agentId: row.agent_id as AgentId,
  nodeId: row.node_id as NodeId,
  accountId: row.account_id,
  index: row.position,
  address: row.address,
  amount: msat(row.amount_msat),
  feeRate: row.fee_rate,
  state: row.state,
  txid: row.txid,
  reason: row.reason,
  note: row.note,
  orderedAt: unixSeconds(row.ordered_at),
});

export function createSweepRows(database: Database): SweepRows {
  const one = database.prepare<SweepRecord>(`SELECT ${COLUMNS} FROM treasury_sweeps WHERE id = ?`);
  const toAddress = database.prepare<SweepRecord>(
    `SELECT ${COLUMNS} FROM treasury_sweeps WHERE account_id = ? AND position = ? AND state <> 'refused'`,
  );
  const open = database.prepare<SweepRecord>(
    `SELECT ${COLUMNS} FROM treasury_sweeps WHERE state IN ('ordered', 'sent') ORDER BY ordered_at, id`,
  );
  const newest = database.prepare<SweepRecord>(
    `SELECT ${COLUMNS} FROM treasury_sweeps ORDER BY ordered_at DESC, id LIMIT ?`,
  );
  const refused = database.prepare<SweepRecord>(
    `SELECT ${COLUMNS} FROM treasury_sweeps WHERE state = 'refused' ORDER BY ordered_at DESC, id LIMIT ?`,
  );
  const insert = database.prepare(
    `INSERT INTO treasury_sweeps (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const set = database.prepare(
    'UPDATE treasury_sweeps SET state = ?, txid = ?, note = ?, ended_at = ? WHERE id = ?',
  );
  return {
    get: (id) => {
      const row = one.get(id);
      return row && read(row);
    },
    toAddress: (accountId, index) => {
      const row = toAddress.get(accountId, index);
      return row && read(row);
    },
    open: () => open.all().map(read),
    refused: (limit) => refused.all(limit).map(read),
    newest: (limit) => newest.all(limit).map(read),
    insert: (sweep) =>
      void insert.run(
        sweep.id,
        sweep.agentId,
        sweep.nodeId,
        sweep.accountId,
        sweep.index,
        sweep.address,
        sweep.amount,
        sweep.feeRate,
        sweep.state,
        sweep.txid,
        sweep.reason,
        sweep.note,
        sweep.orderedAt,
      ),
    set: (id, { state, txid, note, endedAt }) => void set.run(state, txid, note, endedAt, id),
  };
}
