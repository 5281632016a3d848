// Entry feed: every new line of the audit log, once, after it is durable. For what prints or notifies; the window asks for itself.
import type { AuditLevel, AuditOutcome } from '../../shared/domain/audit-entry.ts';
import { AUDIT_LEVELS } from '../../shared/domain/audit-entry.ts';
import type { Database } from '../store/database.ts';

export type EntryLine = {
  readonly seq: number;
  /** Unix seconds. */
  readonly at: number;
  readonly level: AuditLevel;
  readonly category: string;
  readonly action: string;
  readonly outcome: AuditOutcome;
  readonly agentId: string | null;
  /** The payment it belongs to. */
  readonly correlation: string | null;
  readonly summary: string;
};

type Row = {
  seq: number;
  at: number;
  level: number;
  category: string;
  action: string;
  outcome: AuditOutcome;
  agent_id: string | null;
  correlation: string | null;
  summary: string;
};

/** Lines read at once; a burst beyond it comes with the next commit. */
const AT_MOST = 500;

/** Calls `listener` for each entry written after this call, in order. Returns the disposer. */
export function followEntries(database: Database, listener: (line: EntryLine) => void): () => void {
  const newest = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit');
  const since = database.prepare<Row>(
    `SELECT seq, at, level, category, action, outcome, agent_id, correlation, summary FROM audit WHERE seq > ? ORDER BY seq LIMIT ${AT_MOST}`,
  );
  let told = newest.get()?.seq ?? 0;
  return database.onChange((changed) => {
    if (!changed.has('timeline')) return;
    for (const row of since.all(told)) {
      told = row.seq;
      const { agent_id: agentId, level, ...line } = row;
      listener({ ...line, agentId, level: AUDIT_LEVELS[level] ?? 'critical' });
    }
  });
}
