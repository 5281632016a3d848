// Start and restart of a real fleet: phases, one console per folder, cold and unlocked, and ledgers that are not what they were.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AlreadyRunningError } from '../../../electron/core/start-core.ts';
import { createHandlers } from '../../../electron/core/handlers/all-handlers.ts';
import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { scratchRoot, startCoreBench, WINDOW, type CoreBench } from '../../support/core-bench.ts';

const PASSPHRASE = 'correct horse battery staple';
const ANOTHER = { via: 'control', session: 'c1' } as const;

async function newFleet(root: string): Promise<CoreBench> {
  const bench = await startCoreBench({ mode: 'ask', dataRoot: root });
  await bench.ask('app.setUpFleet', {});
  await bench.ask('vault.create', { passphrase: PASSPHRASE });
  return bench;
}

describe('handlers', () => {
  it('answer every call of the contract and no other', () => {
    const handlers = createHandlers({} as never);
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(contract).toSorted());
  });
});

describe('a real fleet', { timeout: 60_000 }, () => {
  it('goes from welcome over a new vault to an open, empty fleet', async () => {
    const bench = await startCoreBench({ mode: 'ask' });
    expect(await bench.ask('app.status', {})).toMatchObject({
      phase: 'welcome',
      fleet: null,
      screen: 'locked',
    });
    expect(bench.windows()).toBe(1);
    expect(await bench.code('agents.list', {})).toBe('not_ready');
    expect(await bench.code('vault.unlock', { passphrase: 'x' })).toBe('no_vault');
    await bench.ask('app.setUpFleet', {});
    expect(await bench.ask('app.status', {})).toMatchObject({ phase: 'no-vault', fleet: 'real' });
    expect(await bench.code('app.setUpFleet', {})).toBe('not_now');
    expect(await bench.code('vault.create', { passphrase: '' })).toBe('bad_arguments');
    expect(await bench.core.call('vault.create', { passphrase: 'seven77' }, WINDOW)).toMatchObject({
      code: 'weak_passphrase',
      message: expect.stringMatching(/^A passphrase of 7 characters .* No vault was made\. Take at least 8;/),
    });
    await bench.ask('vault.create', { passphrase: PASSPHRASE });
    expect(await bench.ask('app.status', {})).toMatchObject({
      phase: 'open',
      fleet: 'real',
      screen: 'unlocked',
    });
    expect(await bench.ask('agents.list', {})).toEqual({ agents: [] });
    expect(await bench.ask('gate.status', {})).toMatchObject({ open: true, nodesTotal: 0, relaysTotal: 0 });
    expect((await bench.ask('fleet.overview', {})).outflow).toMatchObject({ usedMsat: '0', limitMsat: null });
    expect(await bench.core.call('vault.create', { passphrase: PASSPHRASE }, WINDOW)).toMatchObject({
      code: 'vault_exists',
      message: expect.stringMatching(/^There is a vault already\./),
    });
    expect(bench.faults).toEqual([]);
  });

  it('is cold after a restart: nothing is served until the right passphrase, then who gave it is present', async () => {
    const root = scratchRoot();
    const first = await newFleet(root);
    await first.ask('relays.set', { urls: ['wss://relay.example.com/', 'wss://relay.example.com'] });
    await first.core.stop();

    const bench = await startCoreBench({ mode: 'ask', dataRoot: root });
    expect(await bench.ask('app.status', {})).toMatchObject({
      phase: 'cold',
      fleet: 'real',
      failedUnlocks: 0,
    });
    expect(await bench.code('agents.list', {})).toBe('not_ready');
    expect(await bench.code('app.explorePractice', {})).toBe('not_now');
    expect(await bench.code('vault.unlock', { passphrase: 'guess' })).toBe('wrong_passphrase');
    expect(await bench.ask('app.status', {})).toMatchObject({ phase: 'cold', failedUnlocks: 1 });
    await bench.until('app.status', {}, ({ unlockRetryAt }) => unlockRetryAt === null);
    const together = await Promise.all(
      [1, 2, 3].map(() => bench.code('vault.unlock', { passphrase: PASSPHRASE })),
    );
    expect(together).toEqual(['ok', 'ok', 'ok']);
    expect(await bench.ask('relays.get', {})).toMatchObject({
      relays: [{ url: 'wss://relay.example.com', used: false, connected: false, note: '' }],
    });
    expect(
      await bench.code('fleet.setPolicy', { expectedVersion: 0, maxFleetDailySpend: '5', reason: 'x' }),
    ).toBe('ok');
    expect(
      await bench.code(
        'fleet.setPolicy',
        { expectedVersion: 1, maxFleetDailySpend: '6', reason: 'x' },
        ANOTHER,
      ),
    ).toBe('presence_required');
    expect(await bench.code('vault.confirmPresence', { passphrase: PASSPHRASE }, ANOTHER)).toBe('ok');
    expect(
      await bench.code(
        'fleet.setPolicy',
        { expectedVersion: 1, maxFleetDailySpend: '6', reason: 'x' },
        ANOTHER,
      ),
    ).toBe('ok');
    expect(await bench.ask('gate.status', {})).toMatchObject({ open: true, doubts: [] });

    // A command of one person at a terminal, the screen being locked: nothing is opened but its own connection.
    const command = { via: 'control', session: 'c2' } as const;
    expect(await bench.code('vault.lock', {})).toBe('ok');
    expect(await bench.code('vault.confirmPresence', { passphrase: PASSPHRASE })).toBe('locked');
    expect(await bench.code('agents.list', {}, command)).toBe('locked');
    expect(await bench.code('vault.confirmPresence', { passphrase: PASSPHRASE }, command)).toBe('ok');
    expect(await bench.code('agents.list', {}, command)).toBe('ok');
    expect(
      await bench.code(
        'fleet.setPolicy',
        { expectedVersion: 2, maxFleetDailySpend: '7', reason: 'x' },
        command,
      ),
    ).toBe('ok');
    expect(await bench.code('agents.list', {})).toBe('locked');
    expect(await bench.code('agents.list', {}, ANOTHER)).toBe('locked');
    expect(await bench.ask('app.status', {})).toMatchObject({ screen: 'locked' });
    expect(await bench.code('vault.unlock', { passphrase: PASSPHRASE })).toBe('ok');
    const log = await bench.until('timeline.log', {}, ({ state }) => state !== 'verifying');
    expect(log.state).toBe('intact');
    expect(bench.faults).toEqual([]);
  });

  it('shows a second start the first one’s window, says so and does not start', async () => {
    const root = scratchRoot();
    const first = await startCoreBench({ mode: 'ask', dataRoot: root });
    const second: unknown = await startCoreBench({ mode: 'ask', dataRoot: root }).catch(
      (error: unknown) => error,
    );
    expect(second).toBeInstanceOf(AlreadyRunningError);
    expect(second).toMatchObject({
      shown: true,
      message: `Another Portcullis (process ${process.pid}) runs on this data folder. It was asked to show its window. This one was not started.`,
    });
    expect(first.windows()).toBe(2);
    expect(await first.ask('app.status', {})).toMatchObject({ phase: 'welcome' });
  });

  it('opens closed when an older ledger was put back, and stays so until a person confirms', async () => {
    const root = scratchRoot();
    const ledger = join(root, 'real', 'ledger.db');
    const first = await newFleet(root);
    await first.core.stop();
    copyFileSync(ledger, join(root, 'backup.db'));
    const second = await startCoreBench({ mode: 'ask', dataRoot: root });
    await second.ask('vault.unlock', { passphrase: PASSPHRASE });
    await second.ask('gate.freezeFleet', { reason: 'something that the backup does not know' });
    await second.core.stop();
    copyFileSync(join(root, 'backup.db'), ledger);

    const third = await startCoreBench({ mode: 'ask', dataRoot: root });
    await third.ask('vault.unlock', { passphrase: PASSPHRASE });
    const closed = await third.ask('gate.status', {});
    expect(closed.open).toBe(false);
    expect(closed.doubts.map((doubt) => doubt.reason)).toContain('ledger-rolled-back');
    await third.ask('gate.confirmLedger', { reason: 'compared with the node’s payments' });
    await third.until('gate.status', {}, ({ open }) => open);
    await third.core.stop();

    const fourth = await startCoreBench({ mode: 'ask', dataRoot: root });
    await fourth.ask('vault.unlock', { passphrase: PASSPHRASE });
    expect(await fourth.ask('gate.status', {})).toMatchObject({ open: true, doubts: [] });
  });

  it('opens closed when the ledger is gone', async () => {
    const root = scratchRoot();
    const first = await newFleet(root);
    await first.core.stop();
    rmSync(join(root, 'real', 'ledger.db'));
    const bench = await startCoreBench({ mode: 'ask', dataRoot: root });
    await bench.ask('vault.unlock', { passphrase: PASSPHRASE });
    expect((await bench.ask('gate.status', {})).doubts.map((doubt) => doubt.reason)).toContain(
      'ledger-rolled-back',
    );
  });

  it('says what is wrong with a ledger it cannot read, leaves it, and opens once it is put back', async () => {
    const root = scratchRoot();
    const ledger = join(root, 'real', 'ledger.db');
    const first = await newFleet(root);
    await first.core.stop();
    copyFileSync(ledger, join(root, 'kept.db'));
    writeFileSync(ledger, Buffer.alloc(8_192, 7));

    const bench = await startCoreBench({ mode: 'ask', dataRoot: root });
    expect(await bench.code('vault.unlock', { passphrase: PASSPHRASE })).toBe('cannot_open');
    const status = await bench.ask('app.status', {});
    expect(status.phase).toBe('failed');
    expect(status.phaseNote).toContain('It was left as it is');
    expect(await bench.code('agents.list', {})).toBe('not_ready');
    copyFileSync(join(root, 'kept.db'), ledger);
    await bench.ask('vault.unlock', { passphrase: PASSPHRASE });
    expect(await bench.ask('app.status', {})).toMatchObject({ phase: 'open' });
  });
});

describe('the two fleets', { timeout: 60_000 }, () => {
  it('do not touch each other’s folders', async () => {
    const root = scratchRoot();
    const real = await newFleet(root);
    await real.core.stop();
    const before = readdirSync(join(root, 'real')).toSorted();
    const practice = await startCoreBench({ mode: 'practice', dataRoot: root });
    await practice.until('app.status', {}, ({ phase }) => phase === 'open', 30);
    expect((await practice.ask('agents.list', {})).agents).toHaveLength(6);
    await practice.core.stop();
    expect(readdirSync(join(root, 'real')).toSorted()).toEqual(before);
    const again = await startCoreBench({ mode: 'real', dataRoot: root });
    await again.ask('vault.unlock', { passphrase: PASSPHRASE });
    expect(await again.ask('agents.list', {})).toEqual({ agents: [] });
  });

  it('leave a folder alone that only happens to be called “practice”', async () => {
    const root = scratchRoot();
    mkdirSync(join(root, 'practice'));
    writeFileSync(join(root, 'practice', 'thesis.txt'), 'years of work');
    const bench = await startCoreBench({ mode: 'practice', dataRoot: root });
    const status = await bench.until('app.status', {}, ({ phase }) => phase === 'failed');
    expect(status.phaseNote).toContain('was left alone');
    expect(existsSync(join(root, 'practice', 'thesis.txt'))).toBe(true);
  });

  it('end the practice fleet when its child does not start, and say so', async () => {
    const bench = await startCoreBench({
      mode: 'ask',
      shell: {
        startChild: () => ({
          send: () => undefined,
          onMessage: () => undefined,
          onExit: (listener: (code: number) => void) => void setTimeout(() => listener(3), 20),
          kill: () => undefined,
        }),
      } as never,
    });
    await bench.ask('app.explorePractice', {});
    const status = await bench.until('app.status', {}, ({ phase }) => phase === 'failed');
    expect(status.phaseNote).toBe('The practice fleet ended while it was starting (code 3).');
    expect(await bench.code('agents.list', {})).toBe('not_ready');
  });
});

describe('every call', { timeout: 60_000 }, () => {
  it('is refused before a fleet is open unless it is meant for that', async () => {
    const bench = await startCoreBench({ mode: 'ask' });
    for (const name of Object.keys(contract) as CallName[]) {
      if (contract[name].whileLocked) continue;
      const answer = await bench.core.call(name, {}, WINDOW);
      expect(answer.ok, name).toBe(false);
      expect(answer.ok ? '' : answer.code, name).toMatch(/^(not_ready|bad_arguments)$/);
    }
  });
});

describe('a stop in the middle of the start', { timeout: 60_000 }, () => {
  it('ends the practice child and does not wait for it to be ready', async () => {
    let killed = 0;
    let exited: (code: number | null) => void = () => undefined;
    const bench = await startCoreBench({
      mode: 'practice',
      shell: {
        startChild: () => ({
          send: () => undefined,
          onMessage: () => undefined,
          onExit: (listener: typeof exited) => void (exited = listener),
          kill: () => {
            killed += 1;
            exited(null);
          },
        }),
      } as never,
    });
    await bench.until('gate.status', {}, () => true);
    await bench.core.stop();
    expect(killed).toBeGreaterThan(0);
  });
});
