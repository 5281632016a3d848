// Database: values, transactions and the change feed over a real encrypted file.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../electron/store/database.ts';

let folder: string;
let database: Database;
const key = randomBytes(32);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
  database = openDatabase({ path: join(folder, 'ledger.db'), key });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const setMeta = (name: string, value: string): void =>
  void database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)').run(name, value);
const meta = (): unknown[] =>
  database
    .prepare('SELECT name FROM meta ORDER BY name')
    .all()
    .map((row) => row['name']);

describe('database', () => {
  it('binds numbered places, each as often as it stands in the text', () => {
    const row = database.prepare('SELECT ?1 AS a, ?2 AS b, ?1 AS c').get('x', 'y');
    expect(row).toEqual({ a: 'x', b: 'y', c: 'x' });
  });

  it('binds numbered and bare places of one statement as SQLite counts them', () => {
    const row = database.prepare('SELECT ? AS a, ? AS b, ?1 AS c, ? AS d').get('x', 'y', 'z');
    expect(row).toEqual({ a: 'x', b: 'y', c: 'x', d: 'z' });
  });

  it('reads amounts as bigint to the last digit and every other integer as number', () => {
    const row = database.prepare('SELECT 9007199254740993 AS a_msat, 42 AS b').get();
    expect(row).toEqual({ a_msat: 9_007_199_254_740_993n, b: 42 });
  });

  it('keeps nothing of a transaction that throws, and announces nothing', () => {
    const heard: unknown[] = [];
    database.onChange((changed) => heard.push([...changed]));
    expect(() =>
      database.transaction(() => {
        setMeta('a', '1');
        database.touch('agents');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(meta()).toEqual([]);
    expect(heard).toEqual([]);
    database.transaction(() => {
      setMeta('b', '1');
      database.touch('gate', 'fleet');
      database.touch('gate');
    });
    expect(meta()).toEqual(['b']);
    expect(heard).toEqual([['gate', 'fleet']]);
  });

  it('takes a commit for what it is, whatever a listener does', async () => {
    const thrown = new Promise<unknown>((resolve) => {
      const others = process.listeners('uncaughtException');
      process.removeAllListeners('uncaughtException');
      process.once('uncaughtException', (error) => {
        for (const other of others) process.on('uncaughtException', other);
        resolve(error);
      });
    });
    database.onChange(() => {
      throw new Error('a listener’s bug');
    });
    database.transaction(() => {
      setMeta('stands', '1');
      database.touch('gate');
    });
    expect(meta()).toEqual(['stands']);
    expect(await thrown).toMatchObject({ message: 'a listener’s bug' });
  });

  it('does not nest transactions, and works on after the attempt', () => {
    expect(() => database.transaction(() => database.transaction(() => undefined))).toThrow('do not nest');
    database.transaction(() => setMeta('c', '1'));
    expect(meta()).toEqual(['c']);
  });

  it('makes a file that nobody else may read, whatever the umask', () => {
    expect(statSync(join(folder, 'ledger.db')).mode & 0o777).toBe(0o600);
  });

  it('opens with its own key only, and its file shows nothing', () => {
    setMeta('plainly-visible-name', 'value');
    database.close();
    const path = join(folder, 'ledger.db');
    expect(readFileSync(path).includes('plainly-visible-name')).toBe(false);
    expect(() => openDatabase({ path, key: randomBytes(32) })).toThrow();
    database = openDatabase({ path, key });
    expect(meta()).toEqual(['plainly-visible-name']);
  });
});
