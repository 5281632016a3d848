// The simulated disk: the real ledger's schema and statements in a real SQLite file, with the transaction as the seam at which a process
// dies or a disk says no. One whole history is one open SQLite transaction; a transaction of the product is a savepoint in it. So a
// commit costs no I/O, a crash is ROLLBACK TO, and the next history begins with ROLLBACK. What SQLite itself promises of a power cut
// (WAL, synchronous=FULL) is taken for granted here; the crash test of the built product is where that is put to the proof.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change } from '../../shared/contract/push.ts';
import { SPEND_TRANSITIONS, type SpendState } from '../../shared/domain/spend.ts';
import {
  openDatabase,
  type Database,
  type Row,
  type Statement,
  type Value,
} from '../../electron/store/database.ts';
import type { Coverage } from './coverage.ts';
import { ProcessDied, type Life, type Reaper } from './life.ts';

export type DiskFault = {
  readonly code: 'SQLITE_FULL' | 'SQLITE_IOERR';
  readonly at: 'begin' | 'write' | 'commit' | 'read';
  /** Let this many matching moments pass first. */
  readonly skip: number;
  /** How many fail in a row. */
  readonly times: number;
};

export class DiskError extends Error {
  override readonly name = 'SqliteError';
  readonly code: string;
  constructor(code: string) {
    super(`simulated ${code}`);
    this.code = code;
  }
}

export type Disk = {
  /** The file as a new program would find it: what is committed and nothing else. For the judge, never for the product. */
  readonly committed: Database;
  readonly open: (life: Life) => Database;
  readonly fail: (fault: DiskFault | null) => void;
  /** Whether any write failed since this was asked last. */
  readonly tookFaults: () => boolean;
  /** Whether anything ever failed in this history. */
  readonly everFailed: () => boolean;
  /** true while a transaction of the product is open. */
  readonly inside: () => boolean;
  /** Calm: for the judge's own questions, nothing fails or dies. */
  readonly calmly: <T>(work: () => T) => T;
  readonly reset: () => void;
  readonly backup: () => void;
  /** Puts the copy back; false when there is none. */
  readonly restore: () => boolean;
};

/** Opens one file for a whole run of histories. */
export function openPlatter(): { readonly file: Database; readonly close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-sim-'));
  const file = openDatabase({ path: join(folder, 'ledger.db'), key: new Uint8Array(32).fill(7) });
  file.prepare('PRAGMA temp_store = MEMORY').run();
  file.prepare('BEGIN').run();
  return {
    file,
    close: () => {
      file.prepare('ROLLBACK').run();
      file.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const writes = (sql: string): boolean => /^\s*(INSERT|UPDATE|DELETE)/i.test(sql);

export function createDisk(file: Database, reaper: Reaper, coverage: Coverage): Disk {
  const savepoint = file.prepare('SAVEPOINT one');
  const release = file.prepare('RELEASE one');
  const undo = file.prepare('ROLLBACK TO one');
  const stateOf = file.prepare<{ state: string }>('SELECT state FROM spends WHERE id = ?');
  let fault: DiskFault | null = null;
  let skipped = 0;
  let failed = 0;
  let took = false;
  let ever = false;
  let calm = false;
  let copied = false;
  let inside = false;
  let written = 0;
  /** What the open transaction is about: the action of its newest audit entry. */
  let during: string | null = null;

  const mayFail = (at: DiskFault['at']): void => {
    if (calm || fault?.at !== at) return;
    if (skipped < fault.skip) {
      skipped += 1;
      return;
    }
    const { code, times } = fault;
    if ((failed += 1) >= times) fault = null;
    took = ever = true;
    coverage.hit('disk fault', `${at} ${code}`);
    throw new DiskError(code);
  };

  const alive = (life: Life): void => {
    if (life.dead) throw new ProcessDied('after its death');
  };

  const watch = (sql: string, values: readonly Value[]): void => {
    if (sql.startsWith('INSERT INTO audit ')) during = String(values[4]);
    if (sql.startsWith('INSERT INTO spends ')) coverage.hit('transition', `received → ${String(values[5])}`);
    if (!sql.startsWith('UPDATE spends SET state = ?')) return;
    const [row] = values.slice(-2).flatMap((value) => stateOf.all(value));
    const from = row?.state as SpendState | undefined;
    const to = values[0] as SpendState;
    if (!from || !SPEND_TRANSITIONS[from].includes(to))
      throw new Error(`an illegal step, ${from ?? 'nothing'} → ${to}`);
    coverage.hit('transition', `${from} → ${to}`);
  };

  const wrap = <R extends Row>(life: Life, sql: string): Statement<R> => {
    const statement = file.prepare<R>(sql);
    const isWrite = writes(sql);
    const read = (): void => {
      alive(life);
      mayFail('read');
    };
    return {
      get: (...values) => (read(), statement.get(...values)),
      all: (...values) => (read(), statement.all(...values)),
      run: (...values) => {
        alive(life);
        if (!isWrite) return statement.run(...values);
        if (inside) mayFail('write');
        else mayFail('commit');
        watch(sql, values);
        const done = statement.run(...values);
        if (inside) reaper.pass(life, 'after-statement', during, (written += 1));
        return done;
      },
    };
  };

  return {
    committed: file,
    fail: (next) => {
      fault = next;
      skipped = 0;
      failed = 0;
    },
    tookFaults: () => {
      const answer = took;
      took = false;
      return answer;
    },
    everFailed: () => ever,
    inside: () => inside,
    calmly: (work) => {
      calm = true;
      try {
        return work();
      } finally {
        calm = false;
      }
    },
    reset: () => {
      file.prepare('ROLLBACK').run();
      file.prepare('BEGIN').run();
      copied = inside = false;
    },
    backup: () => {
      if (copied) return;
      file.prepare('SAVEPOINT copy').run();
      copied = true;
    },
    restore: () => {
      if (copied) file.prepare('ROLLBACK TO copy').run();
      return copied;
    },
    open: (life) => {
      const statements = new Map<string, Statement>();
      const listeners = new Set<(changed: ReadonlySet<Change>) => void>();
      let touched = new Set<Change>();
      const announce = (): void => {
        if (touched.size === 0) return;
        const changed = touched;
        touched = new Set();
        for (const listener of listeners) listener(changed);
      };
      return {
        prepare: <R extends Row>(sql: string) => {
          const kept = statements.get(sql) ?? wrap(life, sql);
          statements.set(sql, kept);
          return kept as Statement<R>;
        },
        transaction: (work) => {
          if (inside) throw new Error('transactions do not nest');
          alive(life);
          reaper.pass(life, 'before-begin', null);
          mayFail('begin');
          savepoint.run();
          inside = true;
          written = 0;
          during = null;
          let committed = false;
          try {
            const value = work();
            alive(life);
            reaper.pass(life, 'before-commit', during);
            mayFail('commit');
            release.run();
            committed = true;
            inside = false;
            reaper.pass(life, 'after-commit', during);
            announce();
            return value;
          } catch (error) {
            touched = new Set();
            if (!committed) {
              undo.run();
              release.run();
            }
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
        forgetPages: () => undefined,
        close: () => undefined,
      };
    },
  };
}
