// Exports: what lands on the disk, for whom, and what an unfinished or overlong one leaves behind.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createExports } from '../../../electron/core/exports.ts';
import { createTableViews } from '../../../electron/core/table-views.ts';
import { systemRandom } from '../../../electron/store/clock.ts';
import { tableCalls, type TableView } from '../../../shared/contract/tables.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'portcullis-exports-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const exportsIn = (folder = join(root, 'exports')) =>
  createExports({ folder, clock: createFakeClock(), random: systemRandom });

test('writes the parts in order into a file that is the operator’s alone, and tells its hash', async () => {
  const exports = exportsIn();
  const id = await exports.begin('agents', 'practice');
  // Not awaited one by one: the page may send the next part before the answer to the last.
  await Promise.all([exports.add(id, 'a,b\r\n'), exports.add(id, 'ü,2\r\n')]);
  const ended = await exports.end(id);
  if (!ended.ok) throw new Error(ended.message);
  const { path, bytes, sha256 } = ended.value;
  const written = readFileSync(path);
  expect(written.toString('utf8')).toBe('a,b\r\nü,2\r\n');
  expect(bytes).toBe(written.length);
  expect(sha256).toBe(createHash('sha256').update(written).digest('hex'));
  expect(basename(path)).toMatch(/^portcullis-practice-agents-\d{8}T\d{6}Z-[2-7a-z]{4}\.csv$/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'exports')).mode & 0o777).toBe(0o700);
});

test('leaves no unfinished file: neither a dropped one nor one that another took the place of', async () => {
  const exports = exportsIn();
  const first = await exports.begin('agents', 'real');
  await exports.add(first, 'x');
  const second = await exports.begin('timeline', 'real');
  expect(await exports.add(first, 'y')).toMatchObject({ ok: false, code: 'unknown_export' });
  expect(await exports.end(first)).toMatchObject({ ok: false, code: 'unknown_export' });
  await exports.drop(second);
  expect(readdirSync(join(root, 'exports'))).toEqual([]);
});

test('takes away what a console that was killed left unfinished, and touches nothing else', async () => {
  const before = exportsIn();
  await before.begin('agents', 'real');
  writeFileSync(join(root, 'exports', 'portcullis-agents-20260101T000000Z-abcd.csv'), 'kept');
  const after = exportsIn();
  const id = await after.begin('agents', 'real');
  await after.end(id);
  const names = readdirSync(join(root, 'exports'));
  expect(names).toHaveLength(2);
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
});

test.each(['../escape', 'a/b', '', 'Agents', 'a'.repeat(40), 'x.csv', 'nul\0'])(
  'the contract takes no table called %o',
  (table) => expect(tableCalls['exports.begin'].params.safeParse({ table }).success).toBe(false),
);

test('keeps a view of each table and forgives one that it cannot read', () => {
  const database = scratchDatabase();
  const views = createTableViews(database);
  expect(views.get('agents')).toEqual({ hidden: null, saved: [] });
  const view: TableView = {
    hidden: ['node'],
    saved: [{ label: 'Frozen', search: 'q=frozen&sort=daily.desc', hidden: [] }],
  };
  views.set('agents', view);
  views.set('timeline', { hidden: [], saved: [] });
  expect(createTableViews(database).get('agents')).toEqual(view);
  database.prepare('UPDATE meta SET value = ? WHERE name = ?').run('{"hidden":7}', 'table-view:agents');
  expect(views.get('agents')).toEqual({ hidden: null, saved: [] });
});
