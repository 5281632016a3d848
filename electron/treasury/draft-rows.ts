// Draft rows: drafts, the broadcasts they set off, and what they hold, as they stand in the database. Writes run inside the caller's transaction.
import { sat } from '../../shared/domain/sat.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { DraftPurpose, DraftState } from '../../shared/domain/treasury.ts';
import type { Database } from '../store/database.ts';
import { holdsCoins, isEnded, nextDraftState, type DraftEvent } from './draft-machine.ts';
import type { Draft, DraftPlan } from './draft.ts';

export type BroadcastOutcome = 'unknown' | 'accepted' | 'refused';
export type Broadcast = {
  readonly id: string;
  readonly draftId: string;
  readonly txid: string;
  readonly outcome: BroadcastOutcome;
  readonly orderedAt: UnixSeconds;
  readonly note: string;
};

export type DraftRows = {
  readonly get: (id: string) => Draft | undefined;
  readonly byTxid: (txid: string) => Draft | undefined;
  /** Live ones and the newest of those that ended, newest first. */
  readonly list: () => readonly Draft[];
  /** Those whose fate the chain decides: broadcast, or ended in a way a reorganisation may undo. */
  readonly ofAccount: (accountId: string) => readonly Draft[];
  readonly insert: (draft: Draft) => void;
  /** Moves it on; throws when that cannot happen in its state. Returns the draft as it is now. */
  readonly move: (id: string, event: DraftEvent, at: UnixSeconds, note?: string) => Draft;
  readonly psbt: (id: string, psbt: string) => void;
  readonly complete: (id: string, psbt: string, raw: string) => void;
  readonly note: (id: string, note: string) => void;
  /** Outpoints held by drafts of an account; those of the drafts named in `except` are free for whoever takes their place. */
  readonly held: (accountId: string, except?: readonly (string | null | undefined)[]) => ReadonlySet<string>;
  readonly order: (broadcast: Omit<Broadcast, 'outcome' | 'note'> & { readonly raw: string }) => void;
  readonly answer: (broadcastId: string, outcome: BroadcastOutcome, at: UnixSeconds, note: string) => void;
  readonly broadcasts: (draftId: string) => readonly Broadcast[];
};

type DraftRecord = {
  id: string;
  account_id: string;
  purpose: string;
  state: string;
  created_at: number;
  plan: string;
  psbt: string;
  raw: string | null;
  txid: string;
  replaces: string | null;
  reason: string;
  note: string;
};

const COLUMNS = 'id, account_id, purpose, state, created_at, plan, psbt, raw, txid, replaces, reason, note';
/** Ended ones that are still listed. */
const LISTED = 50;

/** Amounts are bigint in a plan and decimal text in JSON; no other field is written with this mark. */
const planText = (plan: DraftPlan): string =>
  JSON.stringify(plan, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}sat` : value));
const readPlan = (text: string): DraftPlan =>
  JSON.parse(text, (key, value: unknown) =>
    (key === 'value' || key === 'fee') && typeof value === 'string' && /^\d+sat$/.test(value)
      ? sat(BigInt(value.slice(0, -3)))
      : value,
  ) as DraftPlan;

const read = (row: DraftRecord): Draft => ({
  id: row.id,
  accountId: row.account_id,
  purpose: row.purpose as DraftPurpose,
  state: row.state as DraftState,
  createdAt: unixSeconds(row.created_at),
  plan: readPlan(row.plan),
  psbt: row.psbt,
  raw: row.raw,
  txid: row.txid,
  replaces: row.replaces,
  reason: row.reason,
  note: row.note,
});

export function createDraftRows(database: Database): DraftRows {
  const one = database.prepare<DraftRecord>(`SELECT ${COLUMNS} FROM treasury_drafts WHERE id = ?`);
  const byTxid = database.prepare<DraftRecord>(
    `SELECT ${COLUMNS} FROM treasury_drafts WHERE txid = ? ORDER BY (state = 'discarded'), created_at DESC LIMIT 1`,
  );
  const open = database.prepare<DraftRecord>(
    `SELECT ${COLUMNS} FROM treasury_drafts WHERE ended_at IS NULL ORDER BY created_at DESC, id`,
  );
  const ended = database.prepare<DraftRecord>(
    `SELECT ${COLUMNS} FROM treasury_drafts WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id LIMIT ${LISTED}`,
  );
  const ofAccount = database.prepare<DraftRecord>(
    `SELECT ${COLUMNS} FROM treasury_drafts WHERE account_id = ? ORDER BY created_at, id`,
  );
  const insert = database.prepare(
    `INSERT INTO treasury_drafts (${COLUMNS}, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const move = database.prepare(
    'UPDATE treasury_drafts SET state = ?, changed_at = ?, ended_at = ? WHERE id = ?',
  );
  const setPsbt = database.prepare('UPDATE treasury_drafts SET psbt = ? WHERE id = ?');
  const complete = database.prepare('UPDATE treasury_drafts SET psbt = ?, raw = ? WHERE id = ?');
  const note = database.prepare('UPDATE treasury_drafts SET note = ? WHERE id = ?');
  const order = database.prepare(
    `INSERT INTO treasury_broadcasts (id, draft_id, txid, raw, ordered_at, outcome) VALUES (?, ?, ?, ?, ?, 'unknown')`,
  );
  const answer = database.prepare(
    'UPDATE treasury_broadcasts SET outcome = ?, answered_at = ?, note = ? WHERE id = ?',
  );
  const broadcasts = database.prepare<{
    id: string;
    draft_id: string;
    txid: string;
    outcome: BroadcastOutcome;
    ordered_at: number;
    note: string;
  }>(
    `SELECT id, draft_id, txid, outcome, ordered_at, note FROM treasury_broadcasts WHERE draft_id = ?
     ORDER BY ordered_at DESC, rowid DESC`,
  );

  const get = (id: string): Draft | undefined => {
    const row = one.get(id);
    return row && read(row);
  };

  return {
    get,
    byTxid: (txid) => {
      const row = byTxid.get(txid);
      return row && read(row);
    },
    list: () => [...open.all(), ...ended.all()].map(read),
    ofAccount: (accountId) => ofAccount.all(accountId).map(read),
    insert: (draft) =>
      void insert.run(
        draft.id,
        draft.accountId,
        draft.purpose,
        draft.state,
        draft.createdAt,
        planText(draft.plan),
        draft.psbt,
        draft.raw,
        draft.txid,
        draft.replaces,
        draft.reason,
        draft.note,
        draft.createdAt,
      ),
    move: (id, event, at, text) => {
      const draft = get(id);
      if (!draft) throw new Error(`there is no draft ${id}`);
      const state = nextDraftState(draft.state, event);
      if (!state) throw new Error(`a draft that is ${draft.state} cannot ${event}`);
      move.run(state, at, isEnded(state) ? at : null, id);
      if (text !== undefined) note.run(text, id);
      return { ...draft, state, note: text ?? draft.note };
    },
    psbt: (id, psbt) => void setPsbt.run(psbt, id),
    complete: (id, psbt, raw) => void complete.run(psbt, raw, id),
    note: (id, text) => void note.run(text, id),
    held: (accountId, except = []) =>
      new Set(
        ofAccount
          .all(accountId)
          .map(read)
          .filter(({ id, state }) => !except.includes(id) && holdsCoins(state))
          .flatMap(({ plan }) => plan.inputs.map(({ outpoint }) => outpoint)),
      ),
    order: ({ id, draftId, txid, raw, orderedAt }) => void order.run(id, draftId, txid, raw, orderedAt),
    answer: (id, outcome, at, text) => void answer.run(outcome, at, text, id),
    broadcasts: (draftId) =>
      broadcasts.all(draftId).map((row) => ({
        id: row.id,
        draftId: row.draft_id,
        txid: row.txid,
        outcome: row.outcome,
        orderedAt: unixSeconds(row.ordered_at),
        note: row.note,
      })),
  };
}
