// The console walks: a practice fleet asks over real protocols, the gate decides, a person approves, the log shows it.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../support/audit-entries.ts';
import { startCoreBench, type CoreBench } from '../../support/core-bench.ts';

const walk = async (): Promise<CoreBench> => {
  const bench = await startCoreBench();
  await bench.until('app.status', {}, ({ phase }) => phase === 'open', 30);
  return bench;
};

describe('practice from start to stop', { timeout: 60_000 }, () => {
  it('pays what is inside the limits, holds what is not, and pays it once a person approves', async () => {
    const bench = await walk();
    const { ask, until } = bench;

    const status = await ask('app.status', {});
    expect(status).toMatchObject({ fleet: 'practice', phase: 'open', screen: 'unlocked', shell: 'chromium' });
    expect(await ask('fleet.network', {})).toEqual({ network: 'regtest' });
    expect(await ask('gate.status', {})).toMatchObject({
      open: true,
      frozen: false,
      doubts: [],
      nodesReady: 3,
      nodesTotal: 3,
    });

    const { agents } = await ask('agents.list', {});
    expect(agents).toHaveLength(6);
    expect(agents.every((agent) => agent.balanceMsat !== null)).toBe(true);

    const moved = await until(
      'fleet.overview',
      {},
      ({ outflow, waiting }) => outflow.usedMsat !== '0' && waiting.count > 0,
      30,
    );
    expect(BigInt(moved.hotMsat)).toBeGreaterThan(0n);
    expect(bench.notices.some((notice) => notice.startsWith('A payment waits for you'))).toBe(true);
    expect(bench.notices.join()).not.toMatch(/\d{3,}/);

    const { approvals } = await ask('approvals.list', { which: 'waiting', limit: 10 });
    const id = approvals[0]!.id;
    const page = await ask('approvals.get', { id });
    expect(page.decision).toBeNull();
    expect(page.approval.brokenRules.length).toBeGreaterThan(0);
    expect(BigInt(page.dailyAfterMsat)).toBeGreaterThan(BigInt(page.daily.usedMsat));

    const altered = { ...page.shown, amountMsat: '1' as never };
    expect(await bench.code('approvals.approve', { id, reason: 'ok', shown: altered })).toBe(
      'changed_while_waiting',
    );
    const approved = await ask('approvals.approve', { id, reason: 'expected this week', shown: page.shown });
    expect(await bench.code('approvals.approve', { id, reason: 'again', shown: page.shown })).toBe(
      'not_waiting',
    );

    const decided = await until(
      'approvals.get',
      { id },
      ({ approval }) => approval.state === 'settled' || approval.state === 'failed',
      30,
    );
    expect(decided.decision).toMatchObject({
      verdict: 'approved',
      reason: 'expected this week',
      seq: approved.seq,
    });
    expect(decided.approval.approvedByHand).toBe(true);
    const entry = await ask('timeline.entry', { seq: approved.seq });
    expect(entry.fits).toBe(true);
    expect(entry.chain.map((row) => row.action)).toEqual(
      expect.arrayContaining(['request', 'hold', 'approve', 'dispatch']),
    );

    const spends = await ask('agents.spends', { id: page.approval.agentId, limit: 50 });
    expect(
      spends.spends.filter(
        (spend) => spend.paymentHash === page.shown.paymentHash && spend.state === 'settled',
      ).length,
    ).toBeLessThanOrEqual(1);
    const log = await until('timeline.log', {}, ({ state }) => state === 'intact');
    expect(log.entries).toBeGreaterThan(40);
    expect((await ask('timeline.page', { filter: EVERYTHING, before: null, limit: 20 })).rows).toHaveLength(
      20,
    );
    const outflow = await ask('fleet.outflow', { range: '24h' });
    const charted = outflow.buckets.reduce(
      (sum, bucket) => sum + BigInt(bucket.byPolicyMsat) + BigInt(bucket.byHandMsat),
      0n,
    );
    expect(charted).toBeGreaterThanOrEqual(BigInt(moved.outflow.usedMsat));
    expect(
      bench.pushes.some((push) => push.changed.includes('timeline') && push.changed.includes('fleet')),
    ).toBe(true);
    expect(bench.lines.some((line) => /^\d\d:\d\d:\d\d {2}HELD /.test(line))).toBe(true);
    expect(bench.faults).toEqual([]);
  });

  it('freezes the fleet, locks only the screen, pairs an agent, and ends in order', async () => {
    const bench = await walk();
    const { ask, code, until } = bench;

    const { nodes } = await until('nodes.list', {}, (answer) =>
      answer.nodes.every((node) => node.state === 'ready'),
    );
    expect(nodes.map((node) => node.network)).toEqual(['regtest', 'regtest', 'regtest']);
    const frozen = await ask('gate.freezeFleet', { reason: 'drill' });
    expect(frozen.agentsFrozen).toBe(6);
    const quiet = async (): Promise<unknown> =>
      (
        await ask('timeline.page', {
          filter: { ...EVERYTHING, outcomes: ['started'] },
          before: null,
          limit: 1,
        })
      ).total;
    const before = await quiet();
    await until(
      'timeline.page',
      {
        filter: { ...EVERYTHING, outcomes: ['refused'], text: 'the fleet is frozen' },
        before: null,
        limit: 1,
      },
      ({ total }) => total > 2,
      30,
    );
    expect(await quiet()).toBe(before);
    await ask('gate.unfreezeFleet', { reason: 'drill over' });

    await ask('vault.lock', {});
    expect(await code('agents.list', {})).toBe('locked');
    expect(await code('vault.unlock', { passphrase: 'wrong' })).toBe('wrong_passphrase');
    await until('app.status', {}, ({ unlockRetryAt }) => unlockRetryAt === null);
    await ask('vault.unlock', { passphrase: 'practice' });
    expect(await code('gate.unfreezeFleet', { reason: 'x' }, { via: 'control', session: 'other' })).toBe(
      'presence_required',
    );

    const { agents } = await ask('agents.list', {});
    const agentId = agents.find((agent) => agent.draw === 'allotted')!.id;
    const page = await ask('agents.get', { id: agentId });
    const pairing = await ask('connections.create', {
      agentId,
      label: 'laptop',
      methods: ['get_balance'],
      expiresAt: null,
    });
    expect(pairing.uri).toMatch(/^nostr\+walletconnect:\/\/[0-9a-f]{64}\?relay=ws%3A%2F%2F127\.0\.0\.1/);
    expect(
      await code('agents.setPolicy', {
        id: agentId,
        expectedVersion: page.policyVersion + 1,
        policy: page.policy,
        reason: 'x',
      }),
    ).toBe('changed_meanwhile');
    await ask('agents.setPolicy', {
      id: agentId,
      expectedVersion: page.policyVersion,
      policy: { ...page.policy, firstTime: 'hold' },
      reason: 'careful',
    });
    expect((await ask('agents.get', { id: agentId })).policyVersion).toBe(page.policyVersion + 1);
    expect(
      await code('agents.credit', { id: agentId, amountMsat: '2100000000000000000', reason: 'all of it' }),
    ).toBe('more_than_node_has');
    expect(await code('relays.set', { urls: ['wss://relay.example.com'] })).toBe('bad_relay');
    expect(await code('nodes.remove', { id: page.agent.nodeId, reason: 'x' })).toBe('node_in_use');

    const folder = join(bench.root, 'practice');
    expect(readdirSync(bench.root)).not.toContain('real');
    for (const file of ['ledger.db', 'vault.json', 'anchor.json'])
      expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    bench.quit('test');
    await until('app.status', {}, () => bench.exits.length > 0);
    expect(bench.exits).toEqual([0]);
    expect(await code('agents.list', {})).toBe('not_ready');
    expect(existsSync(join(folder, 'ledger.db-wal'))).toBe(false);
    expect(bench.faults).toEqual([]);
  });
});
