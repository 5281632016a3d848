// The audit log's write side: hash-chained entries, appended inside the caller's own transaction. Format: docs/adr/0004.
import canonicalize from 'canonicalize';
import { hash } from 'node:crypto';
import {
  AUDIT_LEVELS,
  FIRST_PREVIOUS_HASH,
  type AuditEntry,
  type NewAuditEntry,
} from '../../shared/domain/audit-entry.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { Database } from '../store/database.ts';

export type AuditHead = { readonly seq: number; readonly hash: string };

export type AuditLog = {
  /**
   * Appends inside the caller's transaction, so that an act and its entry are durable together or not at all.
   * Returns the entry's sequence number. Throws when it cannot be written: the caller's act then does not happen.
   */
  readonly append: (at: UnixSeconds, entry: NewAuditEntry) => number;
  readonly head: () => AuditHead;
};

/** RFC 8785 text of an entry, and its SHA-256 in hex. */
export function sealEntry(entry: AuditEntry): { readonly canonical: string; readonly hash: string } {
  const canonical = canonicalize(entry);
  if (canonical === undefined) throw new Error('an audit entry could not be written as canonical JSON');
  return { canonical, hash: hash('sha256', canonical) };
}

export function createAuditLog(database: Database): AuditLog {
  const insert = database.prepare(
    `INSERT INTO audit (seq, at, level, category, action, outcome, actor, agent_id, correlation, summary, canonical, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const newest = database.prepare<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  // Read from the table each time: a head kept in memory would survive a rollback and break the chain.
  const head = (): AuditHead => newest.get() ?? { seq: 0, hash: FIRST_PREVIOUS_HASH };

  return {
    head,
    append: (at, entry) => {
      const previous = head();
      const full: AuditEntry = { ...entry, v: 1, seq: previous.seq + 1, at, prev: previous.hash };
      const sealed = sealEntry(full);
      insert.run(
        full.seq,
        at,
        AUDIT_LEVELS.indexOf(entry.level),
        entry.category,
        entry.action,
        entry.outcome,
        JSON.stringify(entry.actor),
        entry.agentId,
        entry.correlation,
        entry.summary,
        sealed.canonical,
        sealed.hash,
      );
      database.touch('timeline');
      return full.seq;
    },
  };
}
