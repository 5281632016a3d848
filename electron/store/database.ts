// The ledger's database: one encrypted SQLite file, one writer, durable at every commit (WAL, synchronous=FULL).
// Column names carry the unit: `…_msat` is read as bigint, every other integer as number.
import Driver from 'better-sqlite3-multiple-ciphers';
import { closeSync, openSync } from 'node:fs';
import type { Change } from '../../shared/contract/push.ts';
import { migrate } from './migrations.ts';

export type Value = string | number | bigint | Uint8Array | null;
export type Row = Readonly<Record<string, Value>>;

export type Statement<R extends Row = Row> = {
  readonly run: (...values: readonly Value[]) => { readonly changes: number };
  readonly get: (...values: readonly Value[]) => R | undefined;
  readonly all: (...values: readonly Value[]) => R[];
};

export type Database = {
  /** Statements are prepared once per SQL text and kept. */
  readonly prepare: <R extends Row = Row>(sql: string) => Statement<R>;
  /**
   * Runs `work` in one `BEGIN IMMEDIATE … COMMIT`; durable when it returns. Throws what `work` throws, after rolling back.
   * SECURITY: `work` is synchronous by type: an `await` between reading a window and reserving would let two payments share one headroom.
   */
  readonly transaction: <T>(work: () => NotAPromise<T>) => T;
  /** Inside a transaction: names what the commit will have changed. Outside: announced at once. */
  readonly touch: (...changes: readonly Change[]) => void;
  /** Called after each commit with the union of what was touched. Returns the disposer. */
  readonly onChange: (listener: (changed: ReadonlySet<Change>) => void) => () => void;
  /** Drops what was read from the file and is remembered, so that the next read sees the file itself. Between transactions. */
  readonly forgetPages: () => void;
  readonly close: () => void;
};

type NotAPromise<T> = T extends PromiseLike<unknown> ? never : T;

export type OpenOptions = {
  readonly path: string;
  /** 32 bytes; not kept. */
  readonly key: Uint8Array;
};

/** Opens or makes the database and brings it to the newest schema. Throws when the key is wrong or the file is damaged. */
export function openDatabase({ path, key }: OpenOptions): Database {
  // Made by us so that it is ours alone from its first moment; the driver would leave the mode to the umask.
  closeSync(openSync(path, 'a', 0o600));
  const driver = new Driver(path, { timeout: 2_000 });
  unlock(driver, key);
  driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.pragma('foreign_keys = ON');
  driver.pragma('trusted_schema = OFF');
  driver.pragma('cache_size = -16384');
  // 16 MB of log before its pages are carried over: a page that many commits change is then carried over once.
  driver.pragma('wal_autocheckpoint = 4000');
  driver.defaultSafeIntegers(true);
  migrate(driver);
  return wrap(driver);
}

function unlock(driver: Driver.Database, key: Uint8Array): void {
  if (key.length !== 32) throw new RangeError('the database key has 32 bytes');
  const raw = Buffer.alloc(4 + 64);
  raw.write('raw:', 'latin1');
  raw.write(Buffer.from(key).toString('hex'), 4, 'latin1');
  try {
    // AEGIS-256 with a nonce and a tag per page: on processors with AES a third of the time of ChaCha20, which commits wait for.
    driver.pragma("cipher = 'aegis'");
    driver.key(raw);
    driver.pragma('schema_version');
    // A file that is new has no page to check the key against; the first read of an old one fails here and not later.
    driver.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    raw.fill(0);
  }
}

function wrap(driver: Driver.Database): Database {
  const statements = new Map<string, Statement>();
  const listeners = new Set<(changed: ReadonlySet<Change>) => void>();
  let touched = new Set<Change>();
  let inside = false;

  const announce = (): void => {
    if (touched.size === 0) return;
    const changed = touched;
    touched = new Set();
    for (const listener of listeners) {
      try {
        listener(changed);
      } catch (error) {
        // The commit stands: its caller must not take a listener's bug for a failed write. Thrown again where nobody waits for it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  };

  const begin = driver.prepare('BEGIN IMMEDIATE');
  const commit = driver.prepare('COMMIT');
  const rollback = driver.prepare('ROLLBACK');

  return {
    prepare: <R extends Row>(sql: string) => {
      let statement = statements.get(sql);
      if (!statement) {
        const numbered = NUMBERED.test(sql);
        statement = wrapStatement(driver.prepare(numbered ? numberAll(sql) : sql), numbered);
        statements.set(sql, statement);
      }
      return statement as Statement<R>;
    },
    transaction: (work) => {
      if (inside) throw new Error('transactions do not nest');
      inside = true;
      try {
        begin.run();
        const value = work();
        commit.run();
        inside = false;
        announce();
        return value;
      } catch (error) {
        touched = new Set();
        if (driver.inTransaction) rollback.run();
        throw error;
      } finally {
        inside = false;
      }
    },
    touch: (...changes) => {
      for (const change of changes) touched.add(change);
      if (!inside) announce();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forgetPages: () => void driver.pragma('shrink_memory'),
    close: () => {
      if (!driver.open) return;
      driver.pragma('wal_checkpoint(TRUNCATE)');
      driver.close();
    },
  };
}

/** The driver takes `?1` for a name, not for a place, and wants such values as an object. */
const NUMBERED = /\?[1-9]/;

/** Gives bare places the number SQLite would: one more than the largest before them. */
function numberAll(sql: string): string {
  let largest = 0;
  return sql.replace(/\?(\d*)/g, (_place, digits: string) => {
    const number = digits === '' ? largest + 1 : Number(digits);
    largest = Math.max(largest, number);
    return `?${number}`;
  });
}

function wrapStatement(statement: Driver.Statement<unknown[]>, numbered: boolean): Statement {
  const holdsMoney = statement.reader && statement.columns().some((column) => column.name.endsWith('_msat'));
  // Where no column is money the driver hands out numbers itself.
  if (statement.reader && !holdsMoney) statement.safeIntegers(false);
  const read = holdsMoney ? readRow : (row: Record<string, Value>): Row => row;
  const bind = (values: readonly Value[]): readonly unknown[] =>
    numbered ? [Object.fromEntries(values.map((value, index) => [index + 1, value]))] : values;
  return {
    run: (...values) => ({ changes: statement.run(...bind(values)).changes }),
    get: (...values) => {
      const row = statement.get(...bind(values));
      return row === undefined ? undefined : read(row as Record<string, Value>);
    },
    all: (...values) => (statement.all(...bind(values)) as Record<string, Value>[]).map(read),
  };
}

function readRow(row: Record<string, Value>): Row {
  for (const column in row) {
    const value = row[column];
    if (typeof value === 'bigint' && !column.endsWith('_msat')) row[column] = Number(value);
  }
  return row;
}
