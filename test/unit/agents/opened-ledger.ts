// A real encrypted ledger in a throw-away folder, with a settable clock and a vault's sealing in memory.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditLog, type AuditLog } from '../../../electron/audit/log.ts';
import type { Clock } from '../../../electron/store/clock.ts';
import { openDatabase, type Database } from '../../../electron/store/database.ts';
import type { AuditEntry } from '../../../shared/domain/audit-entry.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

export type OpenedLedger = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock & { readonly set: (seconds: number) => void };
  readonly random: (length: number) => Uint8Array;
  readonly addNode: (id: string) => void;
  readonly entries: () => readonly AuditEntry[];
  /** Every byte of every table as text, to look for what must not be there. */
  readonly dump: () => string;
  readonly reopen: () => Database;
  readonly close: () => void;
};

export const START = 1_800_000_000;
export const OPERATOR = { kind: 'operator', via: 'window' } as const;

export function openLedger(): OpenedLedger {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-agents-'));
  const key = randomBytes(32);
  const open = (): Database => openDatabase({ path: join(folder, 'ledger.db'), key });
  let database = open();
  let now = START;
  return {
    database,
    audit: createAuditLog(database),
    clock: {
      now: () => unixSeconds(now),
      monotonic: () => (now - START) * 1_000,
      after: () => () => undefined,
      set: (seconds) => void (now = seconds),
    },
    random: (length) => randomBytes(length),
    addNode: (id) =>
      void database
        .prepare(
          'INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(id, `node ${id}`, '127.0.0.1:1', `02${'a'.repeat(64)}`, 'regtest', 'f'.repeat(64), START),
    entries: () =>
      database
        .prepare<{ canonical: string }>('SELECT canonical FROM audit ORDER BY seq')
        .all()
        .map((row) => JSON.parse(row.canonical) as AuditEntry),
    dump: () => {
      const tables = database
        .prepare<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
        .all();
      return tables
        .flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all())
        .flatMap((row) => Object.values(row))
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)))
        .join('\n');
    },
    reopen: () => {
      database.close();
      database = open();
      return database;
    },
    close: () => {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A stand-in for the vault's sealing that binds a box to its purpose and record, kept in the real table. */
export function sealingIn(database: Database) {
  const pad = (purpose: string, id: string, length: number): Uint8Array =>
    createHmac('sha512', 'test vault').update(`${purpose}/${id}`).digest().subarray(0, length);
  const mix = (purpose: string, id: string, bytes: Uint8Array): Uint8Array => {
    const mask = pad(purpose, id, bytes.length);
    return bytes.map((byte, index) => byte ^ (mask[index] ?? 0));
  };
  return {
    put: (purpose: 'nwc-service-key' | 'node-credentials', id: string, secret: Uint8Array): void =>
      void database
        .prepare('INSERT OR REPLACE INTO sealed (purpose, id, box) VALUES (?, ?, ?)')
        .run(purpose, id, mix(purpose, id, secret)),
    get: (purpose: 'nwc-service-key' | 'node-credentials', id: string): Uint8Array | undefined => {
      const row = database
        .prepare<{ box: Uint8Array }>('SELECT box FROM sealed WHERE purpose = ? AND id = ?')
        .get(purpose, id);
      return row && mix(purpose, id, Uint8Array.from(row.box));
    },
    remove: (purpose: 'nwc-service-key' | 'node-credentials', id: string): void =>
      void database.prepare('DELETE FROM sealed WHERE purpose = ? AND id = ?').run(purpose, id),
  };
}
