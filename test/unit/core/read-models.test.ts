// Read models over a real gate on a virtual clock: every figure against what was paid, held and decided.
import { describe, expect, it } from 'vitest';
import { createConnectionRegistry } from '../../../electron/agents/connections.ts';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { composeTreasury } from '../../../electron/core/compose-treasury.ts';
import { createReadModels } from '../../../electron/core/read/read-models.ts';
import { createWindows } from '../../../electron/gate/windows.ts';
import type { NodeDirectory } from '../../../electron/lightning/nodes.ts';
import { agentCalls } from '../../../shared/contract/agents.ts';
import { paymentInQuestion } from '../../../shared/contract/app.ts';
import { approvalCalls } from '../../../shared/contract/approvals.ts';
import { nodeCalls } from '../../../shared/contract/nodes.ts';
import type { SpendId } from '../../../shared/domain/ids.ts';
import { MAX_MSAT, sats } from '../../../shared/domain/money.ts';
import type { Policy } from '../../../shared/domain/policy.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY, type GateBench } from '../../support/gate-bench.ts';
import { START } from '../../support/fake-clock.ts';
import { noHardware } from '../../support/no-hardware.ts';
import { sealingIn } from '../agents/opened-ledger.ts';

function readModels(bench: GateBench) {
  const { database, gate, registry, node, clock } = bench;
  const audit = createAuditLog(database);
  const directory: Pick<NodeDirectory, 'get' | 'records' | 'onChange'> = {
    onChange: () => () => undefined,
    get: (id) => (id === node.id ? node : undefined),
    records: () => [
      {
        id: node.id,
        name: 'n',
        socket: 'localhost:1',
        publicKey: `02${'1'.repeat(64)}` as never,
        network: 'regtest',
        tlsPin: '',
        addedAt: unixSeconds(START),
        permissions: ['read invoices'],
        lastAnswerAt: null,
      },
    ],
  };
  return createReadModels({
    database,
    registry,
    gate,
    connections: createConnectionRegistry({
      database,
      audit,
      clock,
      sealed: sealingIn(database),
      random: () => new Uint8Array(32),
    }),
    attestations: { of: () => null, approver: () => null },
    freeze: bench.freeze,
    windows: createWindows(database),
    backups: { state: () => ({ copies: [], coveredAt: null, note: '' }) },
    nodes: directory as NodeDirectory,
    now: clock.now,
    treasury: composeTreasury({
      kind: 'real',
      database,
      audit,
      clock,
      random: () => new Uint8Array(32),
      hardware: noHardware,
      gate,
      registry,
      nodes: directory as NodeDirectory,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    }),
  });
}

async function walked() {
  const bench = createGateBench({ allotment: sats(2_000_000n) });
  await bench.start();
  const shopper = bench.addAgent('Shopper');
  const reader = bench.addAgent('Reader', { ...PLAIN_POLICY, maxDailySpend: sats(1_000n) });
  const idle = bench.addAgent('Idle');
  /** Asks and lets everything run that can; a held request goes on waiting. */
  const pay = async (agent: typeof shopper, seed: string, amount: bigint): Promise<void> => {
    const invoice = bench.invoice({ seed, msat: amount * 1_000n, expirySeconds: 600 });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: sats(0n) });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
  };
  return { bench, shopper, reader, idle, pay, read: readModels(bench) };
}

describe('read models', () => {
  it('keep the rare alert in sight of a flood, which stands as one with its exact count', async () => {
    const { shopper, reader, pay, read } = await walked();
    await pay(reader, 'rare', 2_000n);
    for (let index = 0; index < 25; index += 1) await pay(shopper, `flood ${index}`, 100_001n);
    const { alerts } = agentCalls['fleet.overview'].result.parse(read.overview.overview());
    expect(alerts.some(({ agentId }) => agentId === reader.id)).toBe(true);
    const ofShopper = alerts.filter(({ agentId }) => agentId === shopper.id);
    expect(ofShopper.reduce((sum, { more }) => sum + more + 1, 0)).toBeGreaterThanOrEqual(25);
    expect(ofShopper.length).toBeLessThan(5);
  });

  it('answer within the contract and agree on every figure', async () => {
    const { bench, shopper, reader, pay, read } = await walked();
    await pay(shopper, 'a', 40_000n);
    await pay(shopper, 'b', 2_000n);
    await pay(reader, 'c', 900n);
    await pay(shopper, 'd', 100_001n);
    const overview = agentCalls['fleet.overview'].result.parse(read.overview.overview());
    expect(overview).toMatchObject({
      agents: 3,
      agentsFrozen: 0,
      hotMsat: String((6_000_000n - 42_900n) * 1_000n),
      outflow: { usedMsat: '42900000', reservedMsat: '0', limitMsat: null },
      waiting: { msat: '100001000', count: 1 },
      inFlight: { msat: '0', count: 0, oldestAt: null },
    });
    expect(overview.nearest.map((row) => row.agentName)).toEqual(['Reader', 'Shopper']);
    expect(overview.alerts[0]).toMatchObject({ level: 'warning', action: 'hold', agentId: shopper.id });

    const { agents } = agentCalls['agents.list'].result.parse({ agents: read.agents.list() });
    expect(agents.map(({ name, waiting, balanceMsat }) => [name, waiting, balanceMsat])).toEqual(
      expect.arrayContaining([
        ['Shopper', 1, '1958000000'],
        ['Reader', 0, '1999100000'],
        ['Idle', 0, '2000000000'],
      ]),
    );
    const page = agentCalls['agents.get'].result.parse(read.agents.page(shopper.id));
    expect(page).toMatchObject({
      agent: { daily: { usedMsat: '42000000', limitMsat: '500000000' } },
      largestSingleMsat: '40000000',
      inFlight: { count: 0, usedMsat: '0' },
      rate: { lastMinute: 3, lastHour: 3 },
      moves: [{ kind: 'credit', amountMsat: '2000000000' }],
    });
    expect(read.spends.ofAgent(shopper.id, 10).map((spend) => spend.state)).toEqual(
      expect.arrayContaining(['settled', 'settled', 'held']),
    );
    expect(read.agents.page('nobody' as never)).toBeUndefined();
    expect(bench.node.left()).toHaveLength(3);
  });

  it('bear agents whose ceilings together are more than all bitcoin there is', () => {
    const bench = createGateBench({ allotment: sats(0n) });
    for (const name of ['A', 'B', 'C']) bench.addAgent(name, { ...PLAIN_POLICY, maxHotBalance: MAX_MSAT });
    const overview = agentCalls['fleet.overview'].result.parse(readModels(bench).overview.overview());
    expect(overview.hotCeilingMsat).toBe(String(MAX_MSAT));
  });

  it('show a held payment whole, and what it would do to the day', async () => {
    const { bench, shopper, pay, read } = await walked();
    await pay(shopper, 'first', 1_000n);
    await pay(shopper, 'large', 100_001n);
    const id = bench.onlyWaiting();
    const [row] = approvalCalls['approvals.list'].result.parse({
      approvals: read.approvals.list('waiting', 10),
    }).approvals;
    expect(row).toMatchObject({ id, agentName: 'Shopper', agentWaiting: true, askedBy: 'pay_invoice' });
    expect(row?.brokenRules.map((rule) => rule.rule)).toEqual(['single']);
    const page = approvalCalls['approvals.get'].result.parse(read.approvals.page(id));
    expect(page).toMatchObject({
      decision: null,
      purpose: 'because',
      daily: { usedMsat: '1000000' },
      dailyAfterMsat: '101001000',
      destinationKnown: { timesPaid: 1, largestMsat: '1000000', onAllowlist: false },
      lookalikeOf: null,
    });
    expect(page.recent).toHaveLength(1);
    expect(page.connectionGone).toBeNull();
    const connection =
      bench.database
        .prepare<{ connection_id: string }>('SELECT connection_id FROM spends WHERE id = ?')
        .get(id)?.connection_id ?? '';
    const end = (column: string, at: number): void =>
      void bench.database.prepare(`UPDATE connections SET ${column} = ? WHERE id = ?`).run(at, connection);
    end('expires_at', bench.clock.now() + 1);
    expect(read.approvals.page(id)?.connectionGone).toBeNull();
    end('expires_at', bench.clock.now());
    expect(read.approvals.page(id)?.connectionGone).toMatchObject({ how: 'expired', at: bench.clock.now() });
    end('revoked_at', bench.clock.now() - 5);
    expect(read.approvals.page(id)?.connectionGone).toMatchObject({
      how: 'revoked',
      at: bench.clock.now() - 5,
    });
    expect(read.approvals.page('none' as SpendId)).toBeUndefined();
  });

  it('say what would stop an approved payment now, until it does no more', async () => {
    const { bench, shopper, reader, pay, read } = await walked();
    await pay(shopper, 'large', 100_001n);
    const id = bench.onlyWaiting();
    const stoppedBy = () => {
      const row = read.approvals.list('waiting', 10)[0]?.stoppedBy;
      expect(read.approvals.page(id)?.approval.stoppedBy).toBe(row);
      return row;
    };
    expect(stoppedBy()).toBeNull();
    bench.freeze.freezeAgent(reader.id, 'another', OPERATOR);
    expect(stoppedBy()).toBeNull();
    bench.freeze.freezeFleet('drill', OPERATOR);
    expect(stoppedBy()).toBe('fleet-frozen');
    bench.freeze.freezeAgent(shopper.id, 'this one', OPERATOR);
    expect(stoppedBy()).toBe('agent-frozen');
    bench.freeze.unfreezeFleet('over', OPERATOR);
    bench.freeze.unfreezeAgent(shopper.id, 'over', OPERATOR);
    expect(stoppedBy()).toBeNull();
    bench.gate.deny(id, 'no', OPERATOR);
    bench.freeze.freezeFleet('again', OPERATOR);
    expect(read.approvals.page(id)?.approval.stoppedBy).toBeNull();
  });

  it('tell what an agent paid in the last day beside an ordinary day of its week', async () => {
    const { bench, shopper, pay, read } = await walked();
    const paceOf = async (name: string) => {
      await pay(shopper, name, 100_001n);
      const id = read.approvals.list('waiting', 10).at(-1)?.id as SpendId;
      const pace = read.approvals.page(id)?.pace;
      bench.gate.deny(id, 'seen', OPERATOR);
      return pace;
    };
    await pay(shopper, 'one', 1_000n);
    expect(await paceOf('first day')).toEqual({
      lastDayMsat: '1000000',
      lastDayCount: 1,
      usualDayMsat: null,
      usualDayCount: null,
    });
    // Two days on: the first payment is two days' work less one.
    bench.clock.advance(2 * 86_400);
    await pay(shopper, 'two', 3_000n);
    await pay(shopper, 'three', 1_000n);
    expect(await paceOf('third day')).toEqual({
      lastDayMsat: '4000000',
      lastDayCount: 2,
      usualDayMsat: '1000000',
      usualDayCount: 1,
    });
    // And when the week has passed, it is no longer asked about.
    bench.clock.advance(9 * 86_400);
    expect(await paceOf('much later')).toMatchObject({ lastDayMsat: '0', usualDayMsat: null });
  });

  it('keep the decision of what was approved, denied or left to expire', async () => {
    const { bench, shopper, pay, read } = await walked();
    await pay(shopper, 'yes', 100_001n);
    const yes = bench.onlyWaiting();
    expect(bench.gate.approve(yes, bench.shown(yes), 'expected', OPERATOR).ok).toBe(true);
    await bench.settle();
    bench.clock.advance(1);
    await pay(shopper, 'no', 100_002n);
    const no = bench.onlyWaiting();
    expect(bench.gate.deny(no, 'not this one', OPERATOR).ok).toBe(true);
    bench.clock.advance(1);
    await pay(shopper, 'late', 100_003n);
    const late = bench.onlyWaiting();
    for (let step = 0; step < 200 && bench.stateOf(late) === 'held'; step += 1) bench.clock.advance(600);
    expect(bench.stateOf(late)).toBe('expired');

    expect(read.approvals.list('waiting', 10)).toEqual([]);
    expect(read.approvals.list('decided', 10).map((row) => row.id)).toEqual([late, no, yes]);
    expect(read.approvals.list('decided', 1).map((row) => row.id)).toEqual([late]);
    expect(read.approvals.page(yes)?.decision).toMatchObject({ verdict: 'approved', reason: 'expected' });
    expect(read.approvals.page(no)?.decision).toMatchObject({ verdict: 'denied', reason: 'not this one' });
    const expired = read.approvals.page(late)?.decision;
    expect(expired).toMatchObject({ verdict: 'expired', reason: '' });
    expect(expired?.seq).toBeGreaterThan(read.approvals.page(no)?.decision?.seq ?? 0);
  });

  it('try a policy on what was asked, with why and with what would have left', async () => {
    const { shopper, pay, read } = await walked();
    await pay(shopper, 'small', 1_000n);
    await pay(shopper, 'middle', 60_000n);
    await pay(shopper, 'large', 100_001n);
    const ask = (policy: Policy, which: 'changed' | 'all') =>
      agentCalls['agents.whatIf'].result.parse(read.whatIf(shopper.id, policy, which, 50));
    expect(ask(PLAIN_POLICY, 'changed')).toMatchObject({
      payments: 3,
      before: { allow: 2, hold: 1, refuse: 0 },
      after: { allow: 2, hold: 1, refuse: 0 },
      changed: 0,
      outflowBeforeMsat: '61000000',
      outflowAfterMsat: '61000000',
      rows: [],
    });
    const tight = ask({ ...PLAIN_POLICY, maxSingleTx: sats(50_000n) }, 'changed');
    expect(tight).toMatchObject({
      after: { allow: 1, hold: 2, refuse: 0 },
      outflowAfterMsat: '1000000',
      found: 1,
      rows: [
        {
          spend: { amountMsat: '60000000', state: 'settled' },
          before: 'allow',
          after: 'hold',
          broken: [{ rule: 'single', limit: '50000000' }],
          money: 'stays',
        },
      ],
    });
    const wide = ask({ ...PLAIN_POLICY, maxSingleTx: sats(200_000n) }, 'all');
    expect(wide.rows.map((row) => [row.before, row.after, row.money])).toEqual([
      ['hold', 'allow', 'leaves'],
      ['allow', 'allow', 'leaves'],
      ['allow', 'allow', 'leaves'],
    ]);
    expect(wide.outflowAfterMsat).toBe('161001000');
    expect(read.whatIf('nobody' as never, PLAIN_POLICY, 'all', 50)).toBeUndefined();
  });

  it('list a payment in question with what the node said of it and who has checked it', async () => {
    const { bench, shopper, read } = await walked();
    const invoice = bench.invoice({ seed: 'lost', msat: 5_000_000n });
    bench.node.script(invoice.paymentHash, { kind: 'settle-unheard', fee: sats(0n) });
    bench.node.setLookup(() => ({ kind: 'in-flight', expiryHeight: 244 }));
    void bench.gate.pay(bench.request(shopper, invoice.text));
    await bench.settle();
    bench.clock.advance(30);
    await bench.settle();
    const list = () => read.reconciling().map((payment) => paymentInQuestion.parse(payment));
    const [payment] = list();
    expect(payment).toMatchObject({
      spend: { agentName: 'Shopper', state: 'unknown', amountMsat: '5000000' },
      nodeName: 'n',
      atNode: false,
      lastAnswer: { kind: 'in-flight', expiryHeight: 244 },
      blockHeight: 100,
      checked: null,
    });
    bench.gate.markChecked(payment?.spend.id as SpendId, 'asked the shop', OPERATOR);
    expect(list()).toMatchObject([{ checked: { reason: 'asked the shop' } }]);
  });

  it('chart every settled millisatoshi in exactly one bucket', async () => {
    const { bench, shopper, pay, read } = await walked();
    for (let hour = 0; hour < 6; hour += 1) {
      await pay(shopper, `hour ${hour}`, BigInt(1_000 + hour));
      bench.clock.advance(3_599);
    }
    await pay(shopper, 'by hand', 100_001n);
    const id = bench.onlyWaiting();
    bench.gate.approve(id, bench.shown(id), 'yes', OPERATOR);
    await bench.settle();
    for (const range of ['24h', '7d', '30d'] as const) {
      const { buckets, bucketSeconds } = agentCalls['fleet.outflow'].result.parse(
        read.overview.outflow(range),
      );
      const sum = (field: 'byPolicyMsat' | 'byHandMsat') =>
        buckets.reduce((total, bucket) => total + BigInt(bucket[field]), 0n);
      expect(sum('byPolicyMsat')).toBe(6_015_000n);
      expect(sum('byHandMsat')).toBe(100_001_000n);
      expect(
        buckets.every((bucket, index) => index === 0 || bucket.at - buckets[index - 1]!.at === bucketSeconds),
      ).toBe(true);
      expect(buckets.at(-1)!.at).toBeLessThanOrEqual(bench.clock.now());
    }
  });

  it('split a node’s balance and say what is promised on it', async () => {
    const { bench, shopper, pay, read } = await walked();
    await pay(shopper, 'x', 1_000n);
    const { nodes } = nodeCalls['nodes.list'].result.parse({ nodes: read.nodes.list() });
    expect(nodes).toMatchObject([
      { state: 'ready', agents: 3, allottedMsat: String(5_999_000_000n), permissions: ['read invoices'] },
    ]);
    bench.node.setState({ kind: 'unreachable', note: 'no answer' });
    expect(read.nodes.list()[0]).toMatchObject({ state: 'unreachable', note: 'no answer' });
    expect(read.nodes.list()[0]?.balance).not.toBeNull();
    expect(read.nodes.room(bench.node.id)).toBeNull();
  });

  it('list a thousand agents fast enough to be asked anew at every payment', async () => {
    const { bench, read } = await walked();
    const { database } = bench;
    const add = database.prepare(
      `INSERT INTO agents (id, name, purpose, node_id, draw, policy_version, booked_msat, created_at)
       VALUES (?, ?, '', ?, 'allotted', 1, 5000, ?)`,
    );
    const policy = database.prepare(
      `INSERT INTO policies (agent_id, version, body, set_at, reason) SELECT ?, 1, body, set_at, '' FROM policies LIMIT 1`,
    );
    database.transaction(() => {
      for (let index = 0; index < 1_000; index += 1) {
        add.run(`a${index}`, `Agent ${index}`, bench.node.id, START);
        policy.run(`a${index}`);
      }
    });
    expect(read.agents.list()).toHaveLength(1_003);
    const started = performance.now();
    read.overview.overview();
    expect(performance.now() - started).toBeLessThan(250);
  });
});
