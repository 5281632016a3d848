// Somebody with the operator's files and without the key: every page of the ledger is sealed, but an old page is sealed as well as a new
// one, and the file is then whole. Rules: docs/gate.md, section 4.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createConnectionRegistry } from '../../../electron/agents/connections.ts';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createLedgerTrust } from '../../../electron/core/ledger-trust.ts';
import { createLedgerWitness } from '../../../electron/core/ledger-witness.ts';
import { systemRandom } from '../../../electron/store/clock.ts';
import type { Database } from '../../../electron/store/database.ts';
import { sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY, type GateBench } from '../../support/gate-bench.ts';

const PAGE = 4_096;

const carryOver = (database: Database): void => {
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
};

/** The pages of one table as they were, put into the file of now. */
const putBack = async (bench: GateBench, table: string, old: Buffer): Promise<void> => {
  carryOver(bench.database);
  const root = bench.database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table);
  bench.close();
  const at = ((root?.['rootpage'] as number) - 1) * PAGE;
  const file = openSync(`${bench.folder}/ledger.db`, 'r+');
  writeSync(file, old, at, PAGE, at);
  closeSync(file);
  await bench.crashAndRestart();
};

const copyOf = (bench: GateBench): Buffer => {
  carryOver(bench.database);
  return readFileSync(`${bench.folder}/ledger.db`);
};

const trustOf = (bench: GateBench, onContradiction: () => void = () => undefined) =>
  createLedgerTrust({
    database: bench.database,
    ledgerFile: `${bench.folder}/ledger.db`,
    onContradiction,
    audit: createAuditLog(bench.database),
    clock: bench.clock,
    random: systemRandom,
    anchorFile: `${bench.folder}/anchor.json`,
    onLost: () => undefined,
  });

const begin = async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('a');
  await bench.start();
  const pay = async (seed: string) =>
    bench.pay(bench.request(agent, bench.invoice({ seed, msat: sats(90_000n) }).text));
  await pay('first');
  return { bench, agent, pay };
};

const differences = (bench: GateBench): readonly string[] =>
  createLedgerWitness(bench.database).contradictions();

describe('one old page put back into the ledger', () => {
  it('is not what an ordinary day looks like', async () => {
    const { bench, agent, pay } = await begin();
    bench.freeze.freezeAgent(agent.id, 'stop', OPERATOR);
    bench.freeze.unfreezeAgent(agent.id, 'go', OPERATOR);
    bench.freeze.freezeFleet('stop', OPERATOR);
    bench.freeze.unfreezeFleet('go', OPERATOR);
    bench.registry.setPolicy(agent.id, 1, { ...PLAIN_POLICY, maxSingleTx: sats(99_000n) }, 'less', OPERATOR);
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: sats(400_000n), attestAbove: null },
      'less',
      OPERATOR,
    );
    for (const seed of ['b', 'c', 'd']) await pay(seed);
    const held = bench.invoice({ seed: 'held', msat: sats(10_000n) });
    bench.node.script(held.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, held.text));
    const failing = bench.invoice({ seed: 'fails', msat: sats(10_000n) });
    bench.node.script(failing.paymentHash, { kind: 'fail' });
    await bench.pay(bench.request(agent, failing.text));
    expect(differences(bench)).toEqual([]);
    bench.clock.advance(90_000);
    await bench.settle();
    await pay('f');
    expect(differences(bench)).toEqual([]);
    await bench.crashAndRestart();
    expect(differences(bench)).toEqual([]);
  });

  it('does not empty the day in silence, and the day is added up anew', async () => {
    const { bench, agent, pay } = await begin();
    const old = copyOf(bench);
    for (const seed of ['b', 'c', 'd', 'e']) await pay(seed);
    const { used } = bench.gate.budget(agent.id);
    await putBack(bench, 'outflow', old);
    expect(bench.gate.budget(agent.id).used).toBeLessThan(used);
    expect(differences(bench)).toEqual(['the sums of the day are not those of its payments']);
    bench.database.transaction(() => createLedgerWitness(bench.database).makeAnew());
    expect(bench.gate.budget(agent.id).used).toBe(used);
    expect(differences(bench)).toEqual([]);
  });

  it('does not set an agent free, nor give it back its old limits', async () => {
    const { bench, agent } = await begin();
    const old = copyOf(bench);
    bench.registry.setPolicy(agent.id, 1, { ...PLAIN_POLICY, maxSingleTx: sats(1n) }, 'less', OPERATOR);
    bench.freeze.freezeAgent(agent.id, 'stop', OPERATOR);
    await putBack(bench, 'agents', old);
    expect(differences(bench)).toEqual([
      'agent “a” is not frozen',
      'agent “a” has version 1 of its limits and not 2',
    ]);
  });

  it('does not set the fleet free, nor give it back its old limit', async () => {
    const { bench } = await begin();
    let old = copyOf(bench);
    bench.freeze.freezeFleet('stop', OPERATOR);
    await putBack(bench, 'meta', old);
    expect(differences(bench)).toEqual(['the fleet is not frozen']);
    old = copyOf(bench);
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(1n), attestAbove: null }, 'less', OPERATOR);
    await putBack(bench, 'fleet_policies', old);
    expect(differences(bench)).toContain('the fleet’s limits are not those that were set last');
  });

  it.each([
    ['spends_agent_counted', 'an index of the day’s payments is not of these payments'],
    ['spends_counted', 'an index of the day’s payments is not of these payments'],
    ['spends_live', '1 payment stands otherwise than the log says'],
  ])('does not hide payments behind an old page of the index %s', async (index, words) => {
    const { bench, agent, pay } = await begin();
    const old = copyOf(bench);
    for (const seed of ['b', 'c']) await pay(seed);
    const held = bench.invoice({ seed: 'held', msat: sats(10_000n) });
    bench.node.script(held.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, held.text));
    await bench.settle();
    expect(differences(bench)).toEqual([]);
    await putBack(bench, index, old);
    expect(differences(bench)).toContain(words);
    bench.database.transaction(() => createLedgerWitness(bench.database).makeAnew());
    expect(differences(bench)).toEqual([]);
  });

  it('is seen even when the log’s own index is as old', async () => {
    const { bench, agent } = await begin();
    const old = copyOf(bench);
    bench.freeze.freezeAgent(agent.id, 'stop', OPERATOR);
    await putBack(bench, 'agents', old);
    await putBack(bench, 'audit_list', old);
    expect(differences(bench)).toEqual(['the log’s index does not hold every entry']);
  });

  it('does not bring a revoked connection back', async () => {
    const { bench, agent } = await begin();
    const connections = createConnectionRegistry({
      database: bench.database,
      audit: createAuditLog(bench.database),
      sealed: { put: () => undefined, get: () => undefined, remove: () => undefined },
      clock: bench.clock,
      random: systemRandom,
    });
    const old = copyOf(bench);
    expect(connections.revoke(agent.connectionId, 'stolen', OPERATOR).ok).toBe(true);
    expect(differences(bench)).toEqual([]);
    await putBack(bench, 'connections', old);
    expect(differences(bench)).toEqual(['connection “test” is not revoked']);
  });

  it('closes the gate while it runs, within seconds, also where the page is still remembered', async () => {
    const { bench, agent, pay } = await begin();
    const old = copyOf(bench);
    for (const seed of ['b', 'c', 'd', 'e']) await pay(seed);
    const { used } = bench.gate.budget(agent.id);
    carryOver(bench.database);
    let told = 0;
    const trust = trustOf(bench, () => (told += 1));
    trust.confirm();
    trust.start();
    await trust.verification.stop();
    bench.clock.advance(60);
    expect(told).toBe(0);
    const root = bench.database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'outflow'`).get();
    const at = ((root?.['rootpage'] as number) - 1) * PAGE;
    const file = openSync(`${bench.folder}/ledger.db`, 'r+');
    writeSync(file, old, at, PAGE, at);
    closeSync(file);
    bench.clock.advance(10);
    expect(told).toBe(1);
    expect(bench.actions()).toContain('contradict');
    expect(bench.gate.budget(agent.id).used).toBe(used);
    // Told once, not at every look.
    bench.clock.advance(1_200);
    expect(told).toBe(1);
    trust.stop();
  });

  it('opens the gate closed, with an entry that says what is otherwise', async () => {
    const { bench, agent, pay } = await begin();
    const old = copyOf(bench);
    for (const seed of ['b', 'c', 'd', 'e']) await pay(seed);
    const { used } = bench.gate.budget(agent.id);
    const before = trustOf(bench);
    before.confirm();
    before.stop();
    expect(trustOf(bench).inDoubt).toBe(false);
    await putBack(bench, 'outflow', old);
    const trust = trustOf(bench);
    expect(trust.inDoubt).toBe(true);
    trust.start();
    await trust.verification.stop();
    expect(bench.actions()).toContain('contradict');
    expect(bench.gate.budget(agent.id).used).toBe(used);
  });
});
