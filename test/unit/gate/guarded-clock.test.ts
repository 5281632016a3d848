// The ledger's time after a start with a wrong clock, and in the very second of a jump. Rule: docs/gate.md, section 5.
import { expect, it } from 'vitest';
import type { NodeState } from '../../../electron/lightning/lightning-node.ts';
import type { PaymentHash } from '../../../shared/domain/ids.ts';
import { sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';
import { START } from '../../support/fake-clock.ts';
import { NODE_KEY } from '../../support/scripted-node.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';

const DAY = 86_400;

/** A node whose newest block is of that second. */
const readyAt = (blockTime: number): NodeState => ({
  kind: 'ready',
  info: {
    publicKey: NODE_KEY,
    alias: 'scripted',
    version: '0.21.2',
    network: 'mainnet',
    blockHeight: 100,
    blockHash: '0'.repeat(64),
    blockTime: unixSeconds(blockTime),
    synced: true,
    channels: { active: 1, inactive: 0, pending: 0 },
  },
  balance: {
    total: sats(10_000_000n),
    spendable: sats(10_000_000n),
    reserved: sats(0n),
    inFlight: sats(0n),
  },
  asOf: unixSeconds(START),
});

/** An agent that has just spent its daily limit through a node whose chain tells the time. */
async function spentOut() {
  const bench = createGateBench();
  bench.database.prepare(`UPDATE nodes SET network = 'mainnet'`).run();
  bench.node.setState(readyAt(START));
  const agent = bench.addAgent('A', { ...PLAIN_POLICY, maxDailySpend: sats(100_000n) });
  await bench.start();
  const ask = (seed: string) =>
    bench.pay(
      bench.request(
        agent,
        bench.invoice({ seed, msat: 99_000_000n, network: 'bitcoin', expirySeconds: 10 * DAY }).text,
        { askedBy: 'pay' },
      ),
    );
  expect(await ask('first')).toMatchObject({ kind: 'settled' });
  return { bench, agent, ask };
}

it('keeps the day’s payments in the window after a start with the clock a day ahead, once the clock is put right', async () => {
  const { bench, agent, ask } = await spentOut();
  bench.clock.setWall(START + DAY + 3_600);
  await bench.crashAndRestart();
  expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
  bench.clock.advance(61);
  await bench.settle();
  bench.clock.setWall(START + 120);
  bench.gate.confirmClock('compared with another clock', OPERATOR);
  await bench.settle();
  expect(bench.gate.doubts()).toEqual([]);
  expect(bench.gate.budget(agent.id).used).toBeGreaterThanOrEqual(99_000_000n);
  expect(await ask('second')).toMatchObject({ kind: 'held' });
});

it('does not take over the wrong clock of a start that nobody confirmed', async () => {
  const { bench, agent } = await spentOut();
  bench.clock.setWall(START + DAY + 3_600);
  await bench.crashAndRestart();
  bench.clock.setWall(START + 120);
  await bench.crashAndRestart();
  expect(bench.gate.doubts()).toEqual([]);
  expect(bench.gate.budget(agent.id).used).toBeGreaterThanOrEqual(99_000_000n);
});

it('pays nothing in the second in which the clock jumps forward', async () => {
  const { bench, agent } = await spentOut();
  bench.clock.setWall(START + 301);
  const invoice = bench.invoice({ seed: 'small', msat: 1_000n, network: 'bitcoin' });
  expect(
    await bench.pay(bench.request(agent, invoice.text, { createdAt: unixSeconds(START) })),
  ).toMatchObject({
    kind: 'refused',
    code: 'gate_closed',
  });
});

it('lets no payment seem older than it is when it settles while the wall is far behind', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A', { ...PLAIN_POLICY, maxDailySpend: sats(100_000n) });
  await bench.start();
  const invoice = bench.invoice({ seed: 'late', msat: 99_000_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  void bench.gate.pay(bench.request(agent, invoice.text, { askedBy: 'pay' }));
  await bench.settle();
  bench.clock.setWall(START - DAY - 3_600);
  bench.clock.advance(DAY);
  expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
  bench.node.release(invoice.paymentHash, 'settle');
  await bench.settle();
  bench.clock.advance(3_600);
  bench.clock.setWall(START + DAY + 3_600);
  bench.gate.confirmClock('put right', OPERATOR);
  expect(bench.gate.budget(agent.id).used).toBeGreaterThanOrEqual(99_000_000n);
});

it('doubts a start with the clock behind the chain, though the ledger could be that young', async () => {
  const { bench, agent } = await spentOut();
  // Down for two days, and the clock went back as far.
  bench.clock.advance(2 * DAY);
  bench.clock.setWall(START + 60);
  bench.node.setState(readyAt(START + 2 * DAY));
  await bench.crashAndRestart();
  expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
  bench.clock.setWall(START + 2 * DAY + 60);
  bench.gate.confirmClock('put right', OPERATOR);
  await bench.settle();
  expect(bench.gate.doubts()).toEqual([]);
  expect(bench.gate.budget(agent.id).used).toBe(0n);
});

it('measures the minute in which a lost order may still arrive by no wall', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'buffered', msat: 1_000_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  void bench.gate.pay(bench.request(agent, invoice.text, { askedBy: 'pay' }));
  await bench.settle();
  bench.node.setLookup(() => ({ kind: 'not-found' }));
  await bench.crashAndRestart();
  bench.clock.setWall(START + 290);
  bench.clock.advance(3);
  await bench.settle();
  expect(bench.gate.reconciling()).toBe(1);
});

it('counts what the node paid by itself while nobody could trust the clock', async () => {
  const { bench } = await spentOut();
  bench.registry.setFleetPolicy(
    0,
    { maxFleetDailySpend: sats(150_000n), attestAbove: null },
    'cap',
    OPERATOR,
  );
  bench.clock.setWall(START + DAY + 3_600);
  bench.node.payOutside({
    paymentHash: 'e'.repeat(64) as PaymentHash,
    state: 'settled',
    outflow: sats(100_000n),
    at: unixSeconds(START + 30),
  });
  await bench.crashAndRestart();
  bench.clock.setWall(START + 60);
  bench.gate.confirmClock('put right', OPERATOR);
  await bench.settle();
  const other = bench.addAgent('B');
  const invoice = bench.invoice({ seed: 'other', msat: 1_000_000n, network: 'bitcoin' });
  expect(await bench.pay(bench.request(other, invoice.text, { askedBy: 'pay' }))).toMatchObject({
    kind: 'held',
  });
});
