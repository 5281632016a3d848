// Verification of the stored log: everything, in slices, with progress; cancelled, broken, anchored.
import { expect, test } from 'vitest';
import { describeLog } from '../../../electron/audit/log-state.ts';
import { createAuditLog, type AuditHead } from '../../../electron/audit/log.ts';
import { checkTail, createLogVerification } from '../../../electron/audit/verify-log.ts';
import { plusSeconds, unixSeconds } from '../../../shared/domain/time.ts';
import { entry } from '../../support/audit-entries.ts';
import { createFakeClock, START } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

function filled(length: number) {
  const database = scratchDatabase();
  const clock = createFakeClock();
  const log = createAuditLog(database);
  const add = (count: number): void =>
    database.transaction(() => {
      for (let index = 0; index < count; index += 1)
        log.append(plusSeconds(clock.now(), index), entry({ summary: `entry ${index}` }));
    });
  add(length);
  const run = (sql: string, ...values: (string | number)[]): void =>
    void database.prepare(sql).run(...values);
  return { database, clock, log, add, run };
}

test('is verifying until it has run, then intact, with the time', async () => {
  const { database, clock, log } = filled(700);
  const verification = createLogVerification({ database, clock, anchor: () => log.head() });
  expect(verification.finding()).toEqual({ state: 'verifying', verified: 0, verifiedAt: null, fault: null });
  expect(await verification.run()).toEqual({
    state: 'intact',
    verified: 700,
    verifiedAt: START,
    fault: null,
  });
});

test('finds an empty log intact', async () => {
  const { database, clock } = filled(0);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  expect(await verification.run()).toMatchObject({ state: 'intact', verified: 0 });
});

test('lets others work between slices and takes in what they add meanwhile', async () => {
  const { database, clock, add } = filled(600);
  let pauses = 0;
  const verification = createLogVerification({
    database,
    clock,
    anchor: () => null,
    pause: () => {
      pauses += 1;
      if (pauses === 2) add(10);
      return Promise.resolve();
    },
  });
  expect(await verification.run()).toMatchObject({ state: 'intact', verified: 610 });
  expect(pauses).toBeGreaterThan(2);
});

test('tells how far it is, not oftener than four times a second', async () => {
  const { database, clock } = filled(2_000);
  let pushes = 0;
  database.onChange((changed) => (pushes += changed.has('timeline') ? 1 : 0));
  const seen: number[] = [];
  const verification = createLogVerification({
    database,
    clock,
    anchor: () => null,
    pause: () => {
      clock.advance(0.1);
      seen.push(verification.finding().verified);
      return Promise.resolve();
    },
  });
  await verification.run();
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.some((verified) => verified > 0 && verified < 2_000)).toBe(true);
  // Begin, end, and one for each quarter of the 0.8 s it took.
  expect(pushes).toBeGreaterThanOrEqual(3);
  expect(pushes).toBeLessThanOrEqual(5);
});

test.each([
  [
    'changed',
    "UPDATE audit SET canonical = replace(canonical, 'asked', 'paid!') WHERE seq = 417",
    417,
    'hash',
  ],
  ['hidden from a filter', "UPDATE audit SET agent_id = 'agent-2' WHERE seq = 417", 417, 'columns'],
  ['deleted', 'DELETE FROM audit WHERE seq = 417', 417, 'missing'],
  ['moved', 'UPDATE audit SET seq = 100000 WHERE seq = 417', 417, 'missing'],
  ['put before the first', 'UPDATE audit SET seq = -5 WHERE seq = 700', -5, 'out-of-order'],
] as const)('is broken when an entry was %s, and names it', async (_, sql, seq, kind) => {
  const { database, clock, run } = filled(700);
  run(sql);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  expect(await verification.run()).toMatchObject({
    state: 'broken',
    fault: { seq, kind },
    verifiedAt: START,
  });
});

test('is broken when the newest entries were cut off, by the anchor alone', async () => {
  const { database, clock, log, run } = filled(300);
  const anchored = log.head();
  run('DELETE FROM audit WHERE seq > 290');
  const without = createLogVerification({ database, clock, anchor: () => null });
  expect(await without.run()).toMatchObject({ state: 'intact', verified: 290 });
  const with_ = createLogVerification({ database, clock, anchor: () => anchored });
  expect(await with_.run()).toMatchObject({ state: 'broken', fault: { seq: 291, kind: 'truncated' } });
});

test('joins a running verification instead of starting another', async () => {
  const { database, clock } = filled(10);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  const first = verification.run();
  expect(verification.run()).toBe(first);
  await first;
});

test('goes on with the first verification when it is cancelled, and falls back to the finding before on a later one', async () => {
  const { database, clock, run } = filled(700);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  const first = verification.run();
  verification.cancel();
  expect(await first).toMatchObject({ state: 'intact', verified: 700 });
  run('DELETE FROM audit WHERE seq = 690');
  const second = verification.run();
  expect(verification.finding().state).toBe('verifying');
  verification.cancel();
  expect(await second).toMatchObject({ state: 'intact', verified: 700, verifiedAt: START });
  expect(await verification.run()).toMatchObject({ state: 'broken' });
});

test('does not touch the database once stopped', async () => {
  const { database, clock } = filled(2_000);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  const running = verification.run();
  await verification.stop();
  database.close();
  expect((await running).state).toBe('verifying');
  expect((await verification.run()).state).toBe('verifying');
});

test('is broken, not thrown, when the file cannot be read', async () => {
  const { database, clock } = filled(300);
  const verification = createLogVerification({ database, clock, anchor: () => null });
  const running = verification.run();
  database.close();
  expect(await running).toMatchObject({ state: 'broken', fault: { seq: 1, kind: 'unreadable' } });
});

test('checks the newest entries and the anchor at once', () => {
  const { database, log, run } = filled(700);
  const anchored: AuditHead = log.head();
  expect(checkTail(database, anchored, 100)).toBe(null);
  expect(checkTail(database, null, 5_000)).toBe(null);
  expect(checkTail(database, { seq: 701, hash: anchored.hash }, 100)).toEqual({
    seq: 701,
    kind: 'truncated',
  });
  expect(checkTail(database, { seq: 700, hash: 'f'.repeat(64) }, 100)).toEqual({
    seq: 700,
    kind: 'rewritten',
  });
  run("UPDATE audit SET summary = 'x' WHERE seq = 650");
  expect(checkTail(database, anchored, 100)).toEqual({ seq: 650, kind: 'columns' });
  expect(checkTail(database, anchored, 20)).toBe(null);
  run('DELETE FROM audit WHERE seq = 680');
  expect(checkTail(database, anchored, 20)).toEqual({ seq: 680, kind: 'missing' });
});

test('finds the tail of an empty log sound', () => {
  expect(checkTail(filled(0).database, null)).toBe(null);
});

test('describes length, head, finding and the tail no anchor holds', async () => {
  const { database, clock, log, add } = filled(5);
  const anchored = log.head();
  const verification = createLogVerification({ database, clock, anchor: () => anchored });
  await verification.run();
  add(2);
  expect(describeLog({ log, finding: verification.finding(), anchored })).toEqual({
    entries: 7,
    headHash: log.head().hash,
    state: 'intact',
    verified: 5,
    verifiedAt: START,
    firstBroken: null,
    fault: null,
    unanchored: 2,
  });
  expect(describeLog({ log, finding: verification.finding(), anchored: null }).unanchored).toBe(7);
});

test('describes a broken log by its first broken entry and what is wrong with it', () => {
  const { log } = filled(5);
  const finding = {
    state: 'broken',
    verified: 2,
    verifiedAt: unixSeconds(START),
    fault: { seq: 3, kind: 'missing' },
  } as const;
  expect(describeLog({ log, finding, anchored: null })).toMatchObject({
    state: 'broken',
    firstBroken: 3,
    fault: 'Entry 3 is missing.',
  });
});
