// Who opened the ledger: an identity for ever, a session per start.
import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../electron/store/database.ts';
import { claimLedger } from '../../../electron/store/ledger-owner.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchDatabase, scratchFolder } from '../../support/scratch.ts';

const claim = (database: Parameters<typeof claimLedger>[0]['database'], clock = createFakeClock()) =>
  claimLedger({ database, clock, random: randomBytes });

test('gives a new ledger an identity that later sessions find again', () => {
  const database = scratchDatabase();
  const first = claim(database);
  expect(first.previous).toBe(null);
  expect(first.ledgerId).toMatch(/^[a-z2-7]{16}$/);
  const second = claim(database);
  expect(second.ledgerId).toBe(first.ledgerId);
  expect(second.session).not.toBe(first.session);
});

test('tells an orderly end from a broken one', () => {
  const database = scratchDatabase();
  const clock = createFakeClock();
  const first = claim(database, clock);
  clock.advance(60);
  first.release();
  const second = claim(database, clock);
  expect(second.previous).toEqual({ session: first.session, since: START, releasedAt: START + 60 });
  expect(claim(database, clock).previous).toMatchObject({ session: second.session, releasedAt: null });
});

test('notices a second program on the same file, and does not release over it', () => {
  const folder = scratchFolder();
  const key = randomBytes(32);
  const one = scratchDatabase(folder, key);
  const two = scratchDatabase(folder, key);
  const first = claim(one);
  expect(first.stillOwns()).toBe(true);
  const second = claim(two);
  expect(first.stillOwns()).toBe(false);
  first.release();
  expect(second.stillOwns()).toBe(true);
});

test('shows an earlier owner after a restore', () => {
  const folder = scratchFolder();
  const key = randomBytes(32);
  const open = () => openDatabase({ path: join(folder, 'ledger.db'), key });
  const first = open();
  const monday = claim(first);
  first.close();
  copyFileSync(join(folder, 'ledger.db'), join(folder, 'copy.db'));
  const second = open();
  const tuesday = claim(second);
  second.close();
  copyFileSync(join(folder, 'copy.db'), join(folder, 'ledger.db'));
  const restored = open();
  const wednesday = claim(restored);
  restored.close();
  expect(tuesday.previous?.session).toBe(monday.session);
  expect(wednesday.previous?.session).toBe(monday.session);
});

test('takes an unreadable owner row as no owner', () => {
  const database = scratchDatabase();
  database.prepare("INSERT INTO meta (name, value) VALUES ('owner', '{\"session\":1')").run();
  expect(claim(database).previous).toBe(null);
});
