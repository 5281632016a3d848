// Traps of outcomes: settled, failed, unknown; a crash in between; money a recipient holds; a node that says more than it can prove.
// List: docs/traps.md.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { SINGLE, started } from './started.ts';

describe('three outcomes', () => {
  it('4.5 frees money on the node’s own terminal failure and on nothing else', async () => {
    const { bench, agent } = await started();
    const failing = bench.invoice({ seed: 'f', msat: 1_000n });
    bench.node.script(failing.paymentHash, { kind: 'fail' });
    expect(await bench.pay(bench.request(agent, failing.text))).toMatchObject({ kind: 'failed' });
    expect(bench.gate.budget(agent.id).reserved).toBe(0n);
    const broken = bench.invoice({ seed: 'b', msat: 2_000n });
    bench.node.script(broken.paymentHash, { kind: 'settle-unheard', fee: msat(0n) });
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: 'slow' }));
    const answer = bench.gate.pay(bench.request(agent, broken.text));
    await bench.settle();
    for (let minute = 0; minute < 60; minute += 1) {
      bench.clock.advance(60);
      await bench.settle();
    }
    expect(await answer).toMatchObject({ kind: 'in-flight' });
    expect(bench.gate.budget(agent.id).reserved).toBe(2_000n);
  });

  it('4.6 keeps the reservation over a crash, sends nothing again, and books what the node then says', async () => {
    const { bench, agent, hold, pay } = await started();
    const held = await hold('a', 3_000n);
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: 'starting' }));
    await bench.crashAndRestart();
    expect(bench.gate.budget(agent.id).reserved).toBe(3_000n);
    expect(bench.gate.reconciling()).toBe(1);
    expect(await pay('b', 1_000n)).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.node.setLookup(null);
    bench.node.release(held.paymentHash, 'settle');
    bench.clock.advance(30);
    await bench.settle();
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 3_000n, reserved: 0n });
    expect(bench.node.orders).toHaveLength(1);
    expect(await pay('c', 1_000n)).toMatchObject({ kind: 'settled' });
  });

  it('4.6 frees “never heard of it” only when it is said twice, a minute apart', async () => {
    const { bench, agent, hold } = await started();
    await hold('a', 3_000n);
    bench.node.setLookup(() => ({ kind: 'not-found' }));
    await bench.crashAndRestart();
    bench.clock.advance(30);
    await bench.settle();
    expect(bench.gate.budget(agent.id).reserved).toBe(3_000n);
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(30);
      await bench.settle();
    }
    expect(bench.gate.budget(agent.id).reserved).toBe(0n);
  });

  it('4.7 alarms for a payment the node made by itself, and counts it against the fleet until it failed', async () => {
    const { bench, agent, pay } = await started();
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(1_000n), attestAbove: null }, 'cap', {
      kind: 'operator',
      via: 'window',
    });
    const outside = bench.invoice({ seed: 'outside', msat: 1n });
    const payment = { paymentHash: outside.paymentHash, outflow: sats(1_000n), at: bench.clock.now() };
    bench.node.payOutside({ ...payment, state: 'in-flight' });
    bench.clock.advance(30);
    await bench.settle();
    expect(bench.actions()).toContain('foreign-payment');
    expect(await pay('a', 1n)).toMatchObject({ kind: 'refused', code: 'exceeds_fleet_limit' });
    expect(bench.gate.budget(agent.id).used).toBe(0n);
    bench.node.payOutside({ ...payment, state: 'failed' });
    bench.clock.advance(30);
    await bench.settle();
    expect(await pay('b', 1n)).toMatchObject({ kind: 'settled' });
  });

  it('4.27 calls nothing settled without the preimage, however the node says it', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'wrong-preimage' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    for (const preimage of ['0'.repeat(64), '', 'zz', invoice.paymentHash]) {
      bench.node.setLookup(() => ({ kind: 'settled', preimage, fee: msat(0n), amount: msat(1_000n) }));
      bench.clock.advance(900);
      await bench.settle();
    }
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 0n, reserved: 1_000n });
    expect(bench.actions()).toContain('lose-sight');
    expect(bench.actions()).not.toContain('settle');
  });
});

describe('money a recipient holds', () => {
  it('4.21 counts from dispatch for as long as it is held, and caps how much and how many may be out', async () => {
    const { bench, agent, hold, pay } = await started({ maxInFlight: { msat: SINGLE, count: 2 } });
    await hold('a', 1_000n);
    await hold('b', 2_000n);
    expect(await pay('c', 1_000n)).toMatchObject({ kind: 'refused', code: 'too_much_in_flight' });
    bench.clock.advance(3 * 86_400);
    await bench.settle();
    expect(bench.gate.budget(agent.id).reserved).toBe(3_000n);
    const { bench: other, hold: keep, pay: ask } = await started({ maxInFlight: { msat: SINGLE, count: 9 } });
    await keep('d', SINGLE - 1n);
    expect(await ask('e', 2n)).toMatchObject({ kind: 'refused', code: 'too_much_in_flight' });
    expect(await ask('f', 1n)).toMatchObject({ kind: 'settled' });
    expect(other.node.held()).toHaveLength(1);
  });

  it('4.21 alarms once, before the height at which the channel has to be closed', async () => {
    const { bench, hold } = await started();
    await hold('a', 1_000n);
    const alarms = () => bench.actions().filter((action) => action === 'expiry-near').length;
    const height = 100;
    bench.node.setLookup(() => ({ kind: 'in-flight', expiryHeight: height + 37 }));
    for (let round = 0; round < 10; round += 1) {
      bench.clock.advance(60);
      await bench.settle();
    }
    expect(alarms()).toBe(0);
    bench.node.setLookup(() => ({ kind: 'in-flight', expiryHeight: height + 36 }));
    for (let round = 0; round < 60; round += 1) {
      bench.clock.advance(60);
      await bench.settle();
    }
    expect(alarms()).toBe(1);
  });
});
