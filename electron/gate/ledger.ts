// Ledger: the gate's hold on the database. Every write is one transaction with its audit entries and the clock's high mark.
import type { AuditLog } from '../audit/log.ts';
import type { Database } from '../store/database.ts';
import type { Doubts } from './doubts.ts';
import type { Entries } from './entries.ts';
import type { GuardedClock } from './guarded-clock.ts';
import type { RequestRecords } from './request-records.ts';
import type { SpendRecords } from './spend-records.ts';
import type { Windows } from './windows.ts';

export type OpsLog = {
  /** The ops log, never the audit log: for programmers, redacted. */
  readonly error: (details: object, message: string) => void;
};

export type Ledger = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly spends: SpendRecords;
  readonly requests: RequestRecords;
  readonly windows: Windows;
  readonly clock: GuardedClock;
  readonly entries: Entries;
  readonly doubts: Doubts;
  readonly log: OpsLog;
  /** One durable transaction. When it throws, nothing was written, and a failing disk has closed the gate. */
  readonly write: <T>(work: () => T extends PromiseLike<unknown> ? never : T) => T;
};

export function createLedger(parts: Omit<Ledger, 'write'>): Ledger {
  return {
    ...parts,
    write: (work) => {
      try {
        return parts.database.transaction(() => {
          parts.clock.persist();
          return work();
        });
      } catch (error) {
        if (isDiskTrouble(error)) parts.doubts.set('store-unwritable', true);
        throw error;
      }
    },
  };
}

const DISK_CODES = [
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_BUSY',
];

/** Anything by which the disk, not the request, says no. */
export function isDiskTrouble(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return DISK_CODES.some((known) => code.startsWith(known));
}
