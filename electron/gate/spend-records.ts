// Spend records: the ledger's rows of payments, and the only place that moves one from state to state.
import type { AgentId, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import { SPEND_TRANSITIONS, type SpendState } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Database, Row, Value } from '../store/database.ts';
import { IN_FLIGHT, WAITING } from '../store/in-flight.ts';
import { measuredToText, type Measured } from './measured.ts';
import { readSpend, type Checked, type Spend } from './spend.ts';

export type NewSpend = Omit<
  Spend,
  | 'fee'
  | 'preimage'
  | 'byHand'
  | 'grantExpiresAt'
  | 'dispatchedAt'
  | 'endedAt'
  | 'missingSince'
  | 'checked'
  | 'note'
> & { readonly measured: Measured };

/** Columns a transition may set beside `state`. */
export type SpendChange = {
  readonly fee?: Msat;
  readonly preimage?: string;
  readonly byHand?: boolean;
  readonly decisionReason?: string;
  readonly decidedAt?: UnixSeconds;
  readonly decidedSeq?: number;
  readonly grantExpiresAt?: UnixSeconds;
  readonly reservedAt?: UnixSeconds;
  readonly dispatchedAt?: UnixSeconds;
  readonly countedAt?: UnixSeconds;
  readonly endedAt?: UnixSeconds;
  readonly note?: string;
};

const COLUMNS: Readonly<Record<keyof SpendChange, string>> = {
  fee: 'fee_msat',
  preimage: 'preimage',
  byHand: 'by_hand',
  decisionReason: 'decision_reason',
  decidedAt: 'decided_at',
  decidedSeq: 'decided_seq',
  grantExpiresAt: 'grant_expires_at',
  reservedAt: 'reserved_at',
  dispatchedAt: 'dispatched_at',
  countedAt: 'counted_at',
  endedAt: 'ended_at',
  note: 'note',
};

/** What a spend has before anything happened to it. */
const UNTOUCHED = {
  fee: null,
  preimage: null,
  byHand: false,
  grantExpiresAt: null,
  dispatchedAt: null,
  endedAt: null,
  missingSince: null,
  checked: null,
  note: '',
} as const;

export type SpendRecords = {
  readonly insert: (spend: NewSpend) => Spend;
  readonly get: (id: SpendId) => Spend | undefined;
  /** Live or settled payment of a hash: at most one exists (unique index). */
  readonly liveOrSettled: (hash: PaymentHash) => Spend | undefined;
  /** The newest of an agent's spends of this hash. */
  readonly newestOfAgent: (agentId: AgentId, hash: PaymentHash) => Spend | undefined;
  /** true when an earlier try of this hash failed. */
  readonly failedBefore: (hash: PaymentHash) => boolean;
  /** Any spend of this hash, whosever. */
  readonly anyOfHash: (hash: PaymentHash) => Spend | undefined;
  /** Reserved, at the node, or of unknown outcome; oldest first. */
  readonly inFlight: () => readonly Spend[];
  /** Held for a person, or granted and not yet asked for again; oldest first. */
  readonly waiting: () => readonly Spend[];
  readonly waitingOfAgent: (agentId: AgentId) => number;
  /**
   * Moves a spend on and returns it as it is now. Throws when the table of docs/gate.md 4 does not allow the step, or when `from` is
   * not what the ledger holds: a bug, and nothing is written.
   */
  readonly move: (from: Spend, to: SpendState, change?: SpendChange) => Spend;
  readonly markMissing: (id: SpendId, since: UnixSeconds | null) => void;
  readonly markChecked: (id: SpendId, checked: Checked) => void;
};

export function createSpendRecords(database: Database): SpendRecords {
  const byId = database.prepare('SELECT * FROM spends WHERE id = ?');
  const insert = database.prepare(
    `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, invoice, destination, amount_msat,
       fee_limit_msat, purpose, description, policy_version, code, measured, rules, invoice_expires_at, hold_expires_at, asked_at, reserved_at, attempt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT count(*) + 1 FROM spends WHERE payment_hash = ?))`,
  );
  const live = database.prepare(
    `SELECT * FROM spends WHERE payment_hash = ? AND state IN ('reserved', 'dispatched', 'unknown', 'settled')`,
  );
  const newest = database.prepare(
    'SELECT * FROM spends INDEXED BY spends_hash WHERE payment_hash = ? AND agent_id = ? ORDER BY asked_at DESC, attempt DESC LIMIT 1',
  );
  const any = database.prepare('SELECT * FROM spends WHERE payment_hash = ? LIMIT 1');
  const failed = database.prepare(
    `SELECT 1 AS found FROM spends WHERE payment_hash = ? AND state = 'failed' LIMIT 1`,
  );
  // By name, so that a ledger of a million payments is never read to find the few that are open: whoever breaks it breaks the start.
  const inFlight = database.prepare(
    `SELECT * FROM spends INDEXED BY spends_live WHERE ${IN_FLIGHT} ORDER BY asked_at, id`,
  );
  const waiting = database.prepare(
    `SELECT * FROM spends INDEXED BY spends_waiting WHERE ${WAITING} ORDER BY asked_at, id`,
  );
  const waitingCount = database.prepare<{ count: number }>(
    `SELECT count(*) AS count FROM spends INDEXED BY spends_waiting WHERE agent_id = ? AND ${WAITING}`,
  );
  const missing = database.prepare('UPDATE spends SET missing_since = ? WHERE id = ?');
  const checked = database.prepare(
    'UPDATE spends SET checked_at = ?, checked_reason = ?, checked_seq = ? WHERE id = ?',
  );
  const one = (row: Row | undefined): Spend | undefined => (row === undefined ? undefined : readSpend(row));
  const touch = (): void => database.touch('fleet', 'agents', 'approvals', 'nodes');

  return {
    insert: (spend) => {
      insert.run(
        spend.id,
        spend.agentId,
        spend.connectionId,
        spend.nodeId,
        spend.askedBy,
        spend.state,
        spend.paymentHash,
        spend.invoice,
        spend.destination,
        spend.amount,
        spend.feeLimit,
        spend.purpose,
        spend.description,
        spend.policyVersion,
        spend.code,
        measuredToText(spend.measured),
        JSON.stringify(spend.rules),
        spend.invoiceExpiresAt,
        spend.holdExpiresAt,
        spend.askedAt,
        spend.reservedAt,
        spend.paymentHash,
      );
      touch();
      return { ...spend, ...UNTOUCHED };
    },
    get: (id) => one(byId.get(id)),
    liveOrSettled: (hash) => one(live.get(hash)),
    newestOfAgent: (agentId, hash) => one(newest.get(hash, agentId)),
    failedBefore: (hash) => failed.get(hash) !== undefined,
    anyOfHash: (hash) => one(any.get(hash)),
    inFlight: () => inFlight.all().map(readSpend),
    waiting: () => waiting.all().map(readSpend),
    waitingOfAgent: (agentId) => waitingCount.get(agentId)?.count ?? 0,
    move: (from, to, change = {}) => {
      if (!SPEND_TRANSITIONS[from.state].includes(to))
        throw new Error(`a spend cannot go from ${from.state} to ${to}`);
      const keys = Object.keys(change) as (keyof SpendChange)[];
      const values: Value[] = keys.map((key) => toValue(change[key]));
      const set = ['state = ?', 'missing_since = NULL', ...keys.map((key) => `${COLUMNS[key]} = ?`)].join(
        ', ',
      );
      const { changes } = database
        .prepare(`UPDATE spends SET ${set} WHERE id = ? AND state = ?`)
        .run(to, ...values, from.id, from.state);
      if (changes !== 1) throw new Error(`a spend was taken to be ${from.state}, and is not`);
      touch();
      return { ...from, ...change, state: to, missingSince: null };
    },
    markMissing: (id, since) => void missing.run(since, id),
    markChecked: (id, { at, reason, seq }) => {
      checked.run(at, reason, seq, id);
      database.touch('gate', 'nodes', 'agents');
    },
  };
}

const toValue = (value: SpendChange[keyof SpendChange]): Value =>
  typeof value === 'boolean' ? (value ? 1 : 0) : (value ?? null);
