// Traps of the ledger file: lost, deleted, put back from a copy, or another one altogether. It opens closed. List: docs/traps.md.
import { randomBytes } from 'node:crypto';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createLedgerTrust } from '../../../electron/core/ledger-trust.ts';
import { openDatabase } from '../../../electron/store/database.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { seededRandom } from '../../support/assemble-gate.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { OPERATOR } from '../../support/gate-bench.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { started } from './started.ts';

/** A folder with a ledger and its anchor, written to and closed in order. */
function folderWithLedger() {
  const folder = scratchFolder();
  const key = randomBytes(32);
  const path = join(folder, 'ledger.db');
  const anchorFile = join(folder, 'anchor.json');
  const clock = createFakeClock();
  const random = seededRandom('trust');

  /** One run of the program: opens, judges, writes some entries, closes. */
  const run = (entries: number): boolean => {
    const database = openDatabase({ path, key });
    const audit = createAuditLog(database);
    const trust = createLedgerTrust({
      ledgerFile: path,
      onContradiction: () => undefined,
      database,
      audit,
      clock,
      random,
      anchorFile,
      onLost: () => undefined,
    });
    trust.start();
    for (let index = 0; index < entries; index += 1)
      database.transaction(
        () =>
          void audit.append(unixSeconds(clock.now()), {
            level: 'info',
            category: 'gate',
            action: 'test',
            actor: OPERATOR,
            outcome: 'succeeded',
            agentId: null,
            correlation: null,
            summary: `entry ${index}`,
            body: {},
          }),
      );
    trust.stop();
    database.close();
    return trust.inDoubt;
  };
  return { folder, path, anchorFile, run };
}

const remove = (path: string): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
};

describe('a ledger', () => {
  it('4.24 that is where it was left, or is new, is trusted', () => {
    const { run } = folderWithLedger();
    expect(run(3)).toBe(false);
    expect(run(2)).toBe(false);
  });

  it('4.24 that was deleted is in doubt: an empty one beside an anchor is no fresh start', () => {
    const { path, run } = folderWithLedger();
    run(3);
    remove(path);
    expect(run(0)).toBe(true);
  });

  it('4.24 without its anchor, or with a damaged one, is in doubt', () => {
    const lost = folderWithLedger();
    lost.run(3);
    rmSync(lost.anchorFile);
    expect(lost.run(0)).toBe(true);
    const damaged = folderWithLedger();
    damaged.run(3);
    writeFileSync(damaged.anchorFile, '{"version":1');
    expect(damaged.run(0)).toBe(true);
  });

  it('4.24 that is somebody else’s is in doubt', () => {
    const mine = folderWithLedger();
    const other = folderWithLedger();
    mine.run(3);
    other.run(5);
    copyFileSync(other.anchorFile, mine.anchorFile);
    expect(mine.run(0)).toBe(true);
  });

  it('4.25 put back from a copy of yesterday is in doubt, though it is whole and genuine', () => {
    const { folder, path, run } = folderWithLedger();
    run(3);
    copyFileSync(path, join(folder, 'yesterday.db'));
    run(4);
    remove(path);
    copyFileSync(join(folder, 'yesterday.db'), path);
    expect(run(0)).toBe(true);
  });

  it('4.24 in doubt pays nothing until a person confirms it, and says so', async () => {
    const { bench, pay } = await started();
    await bench.crashAndRestart(true);
    expect(await pay('a', 1_000n)).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    expect(bench.gate.doubts().map((doubt) => doubt.reason)).toEqual(['ledger-rolled-back']);
    bench.gate.confirmLedger('compared with the node', OPERATOR);
    expect(await pay('b', 1_000n)).toMatchObject({ kind: 'settled' });
  });

  it('4.25 put back from a copy is compared with the node’s own payments: what it forgot counts against the fleet', async () => {
    const { bench, agent, pay } = await started();
    const copy = join(bench.folder, 'yesterday.db');
    bench.database.prepare(`VACUUM INTO '${copy}'`).run();
    onTestFinished(() => rmSync(copy, { force: true }));
    await pay('forgotten', 700_000n);
    bench.database.prepare(`DELETE FROM requests`).run();
    bench.database.prepare(`DELETE FROM spends`).run();
    await bench.crashAndRestart(true);
    expect(bench.actions()).toContain('foreign-payment');
    bench.gate.confirmLedger('compared', OPERATOR);
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: 700_000n as never, attestAbove: null },
      'cap',
      OPERATOR,
    );
    expect(bench.gate.budget(agent.id).total).toBe(0n);
    expect(await pay('more', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_fleet_limit' });
  });
});
