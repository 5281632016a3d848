// Traps of windows, clocks and counts: what a day is, whose day it is, and what is counted in it. List: docs/traps.md.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWindows } from '../../../electron/gate/windows.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import { unixSeconds, WINDOW_SECONDS } from '../../../shared/domain/time.ts';
import { OPERATOR } from '../../support/gate-bench.ts';
import { START } from '../../support/fake-clock.ts';
import { SINGLE, started, STRICT } from './started.ts';

const DAY = 86_400;
/** From the bench's start to ten seconds before midnight, UTC. */
const BEFORE_MIDNIGHT = DAY - (START % DAY) - 10;

describe('a day', () => {
  it('4.13 is the last 24 hours, and not a calendar day that begins anew at midnight', async () => {
    const { bench, pay } = await started({ maxDailySpend: SINGLE });
    bench.clock.advance(BEFORE_MIDNIGHT);
    expect(await pay('a', SINGLE)).toMatchObject({ kind: 'settled' });
    bench.clock.advance(20);
    expect(await pay('b', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
    bench.clock.advance(DAY - 20);
    expect(await pay('c', 1n)).toMatchObject({ kind: 'refused' });
    bench.clock.advance(1);
    expect(await pay('d', 1n)).toMatchObject({ kind: 'settled' });
  });

  it('4.13 counts a payment that was held for 23 hours from its settlement on', async () => {
    const { bench, hold, pay } = await started({ maxDailySpend: SINGLE });
    const held = await hold('a', SINGLE);
    bench.clock.advance(23 * 3_600);
    bench.node.release(held.paymentHash, 'settle');
    await bench.settle();
    bench.clock.advance(2 * 3_600);
    expect(await pay('b', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
    bench.clock.advance(22 * 3_600 + 1);
    expect(await pay('c', 1n)).toMatchObject({ kind: 'settled' });
  });

  it('4.13 has 86,400 seconds in every time zone, also when summer time begins', async () => {
    const zone = process.env['TZ'];
    try {
      process.env['TZ'] = 'America/New_York';
      const { bench, pay } = await started({ maxDailySpend: SINGLE, maxSingleTx: SINGLE });
      // 2027-03-14, 07:00 UTC: clocks there jump from 02:00 to 03:00, and that local day has 23 hours.
      bench.clock.advance(1_805_007_600 - START - 3_600);
      expect(new Date(bench.clock.now() * 1_000).getTimezoneOffset()).toBe(300);
      expect(await pay('a', SINGLE)).toMatchObject({ kind: 'settled' });
      bench.clock.advance(DAY - 3_599);
      expect(new Date(bench.clock.now() * 1_000).getTimezoneOffset()).toBe(240);
      expect(await pay('b', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
      bench.clock.advance(3_600);
      expect(await pay('c', 1n)).toMatchObject({ kind: 'settled' });
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it('4.28 holds for every interval of random days, by the node’s own books', async () => {
    const act = fc.record({
      wait: fc.constantFrom(1, 60, 3_600, DAY / 2, DAY - 1, DAY, DAY + 1),
      amount: fc.bigInt({ min: 1n, max: 900n }),
      fee: fc.bigInt({ min: 0n, max: 100n }),
    });
    let serial = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 12 }), async (acts) => {
        const limit = msat(1_500n);
        const { bench, agent } = await started({
          maxDailySpend: limit,
          maxFee: { msat: msat(100n), ppm: 0 },
        });
        for (const { wait, amount, fee } of acts) {
          const invoice = bench.invoice({ seed: `p${(serial += 1)}`, msat: amount });
          bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(fee) });
          await bench.pay(bench.request(agent, invoice.text));
          bench.clock.advance(wait);
          await bench.settle();
        }
        const paid = await bench.node.paymentsSince(unixSeconds(0));
        for (const { at } of paid) {
          const within = paid.filter((other) => other.at >= at && other.at <= at + WINDOW_SECONDS);
          expect(within.reduce((sum, one) => sum + one.outflow, 0n)).toBeLessThanOrEqual(limit);
        }
        bench.close();
      }),
      { numRuns: 12 },
    );
  });

  it('4.28 sums every row of the window and not the last one', async () => {
    const { bench, agent, pay } = await started();
    for (let index = 0; index < 40; index += 1) await pay(`s${index}`, 1_000n);
    const windows = createWindows(bench.database);
    expect(windows.agentUsage(agent.id, bench.clock.now()).used).toBe(40_000n);
    expect(windows.fleetUsage(bench.clock.now()).used).toBe(40_000n);
  });
});

describe('the clock', () => {
  it('4.14 set forward empties no window: the gate closes until a person confirms the time', async () => {
    const { bench, agent, pay } = await started({ maxDailySpend: SINGLE });
    await pay('a', SINGLE);
    const asked = bench.request(agent, bench.invoice({ seed: 'b', msat: 1n }).text);
    bench.clock.setWall(bench.clock.now() + 2 * DAY);
    expect(bench.gate.budget(agent.id).used).toBe(SINGLE);
    bench.clock.advance(1);
    await bench.settle();
    const refused = await bench.pay(asked);
    expect(refused).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
    expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
    expect(bench.actions()).toContain('close');
    bench.gate.confirmClock('the station clock says so too', OPERATOR);
    await bench.settle();
    expect(await pay('c', 1n)).toMatchObject({ kind: 'settled' });
  });

  it('4.14 set back forgets nothing, also over a restart', async () => {
    const { bench, agent, pay } = await started({ maxDailySpend: SINGLE });
    await pay('a', SINGLE);
    bench.clock.setWall(bench.clock.now() - 2 * DAY);
    expect(bench.gate.budget(agent.id).used).toBe(SINGLE);
    await bench.crashAndRestart();
    expect(bench.gate.budget(agent.id).used).toBe(SINGLE);
    bench.clock.advance(DAY);
    expect(bench.gate.budget(agent.id).used).toBe(SINGLE);
  });

  it('4.14 is compared with the chain at a cold start, when there is no monotonic time to hold it to', async () => {
    const { bench, agent } = await started();
    bench.database.prepare(`UPDATE nodes SET network = 'mainnet'`).run();
    const state = bench.node.state();
    if (state.kind !== 'ready') throw new Error('the scripted node is ready');
    bench.node.setState({
      ...state,
      info: { ...state.info, network: 'mainnet', synced: true, blockTime: bench.later(-25 * 3_600) },
    });
    await bench.crashAndRestart();
    expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, network: 'bitcoin' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ code: 'gate_closed' });
  });
});

describe('whose limit', () => {
  it('4.15 holds the fleet to its limit, though each of five agents keeps to its own', async () => {
    const { bench, agent, pay } = await started({}, { allotment: sats(1_000_000n) });
    const agents = [agent, ...['B', 'C', 'D', 'E'].map((name) => bench.addAgent(name, STRICT))];
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: msat(SINGLE * 2n), attestAbove: null },
      'cap',
      OPERATOR,
    );
    const answers = await Promise.all(agents.map((one, index) => pay(`f${index}`, SINGLE, one)));
    const left = bench.node.left().reduce((sum, one) => sum + one.amount + one.fee, 0n);
    expect(left).toBe(SINGLE * 2n);
    expect(answers.filter((answer) => answer?.kind === 'refused')).toHaveLength(3);
    for (const answer of answers)
      if (answer?.kind === 'refused') expect(answer.code).toBe('exceeds_fleet_limit');
  });

  it('4.19 gives nothing of a limit back for money that comes in', async () => {
    const { bench, agent, pay } = await started({ maxDailySpend: SINGLE }, { allotment: SINGLE });
    await pay('a', SINGLE);
    const back = bench.invoice({ seed: 'refund', msat: SINGLE });
    bench.database
      .prepare(
        `INSERT INTO invoices (payment_hash, agent_id, node_id, invoice, amount_msat, description, created_at, expires_at)
         VALUES (?, ?, 'node1', ?, ?, '', ?, ?)`,
      )
      .run(back.paymentHash, agent.id, back.text, SINGLE, START, START + 3_600);
    bench.node.settleInvoice({
      paymentHash: back.paymentHash,
      received: SINGLE,
      settledAt: bench.clock.now(),
      preimage: back.preimage,
    });
    expect(bench.gate.spendable(agent.id)).toBe(SINGLE);
    expect(bench.gate.budget(agent.id).used).toBe(SINGLE);
    expect(await pay('b', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
  });
});

describe('how often', () => {
  it('4.29 counts refused and unreadable requests, and refuses beyond the rate without touching any money', async () => {
    const { bench, agent, pay } = await started({
      rate: { perMinute: 4, perHour: 5 },
      maxSingleTx: msat(1_000n),
    });
    await bench.pay(bench.request(agent, 'garbage'));
    await pay('too big', 1_001n);
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'open', msat: null }).text));
    expect(await pay('a', 1_000n)).toMatchObject({ kind: 'settled' });
    const before = { ...bench.gate.budget(agent.id), spendable: bench.gate.spendable(agent.id) };
    expect(await pay('b', 1_000n)).toMatchObject({ kind: 'refused', code: 'exceeds_rate_limit' });
    bench.clock.advance(61);
    expect(await pay('c', 1_000n)).toMatchObject({ kind: 'refused', code: 'exceeds_rate_limit' });
    expect({ ...bench.gate.budget(agent.id), spendable: bench.gate.spendable(agent.id) }).toEqual(before);
    expect(bench.node.orders).toHaveLength(1);
    bench.clock.advance(3_601);
    expect(await pay('d', 1_000n)).toMatchObject({ kind: 'settled' });
  });
});
