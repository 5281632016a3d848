// What meets the gate from outside: a freeze, a crash, a restored ledger, payments nobody asked for, a clock that jumps.
import { describe, expect, it } from 'vitest';
import { sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR } from '../../support/gate-bench.ts';

describe('freezing', () => {
  it('lets nothing new out once acknowledged, while what is in flight finishes and counts', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const flying = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(flying.paymentHash, { kind: 'hold' });
    const pending = bench.gate.pay(bench.request(agent, flying.text));
    await bench.settle();
    bench.freeze.freezeFleet('drill', OPERATOR);
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'fleet_frozen' });
    bench.node.release(flying.paymentHash, 'settle');
    await bench.settle();
    expect(await pending).toMatchObject({ kind: 'settled' });
    expect(bench.gate.budget(agent.id).used).toBe(1_000n);
  });
});

describe('after a crash', () => {
  it('reconciles a payment that settled while nobody looked, and answers the open request', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const asked = bench.request(agent, invoice.text);
    void bench.gate.pay(asked);
    await bench.settle();
    bench.node.release(invoice.paymentHash, 'settle');
    // The outcome reaches a process that is gone.
    await bench.crashAndRestart();
    const open = bench.gate.unanswered();
    const replies = await Promise.all(open.map((request) => request.answer));
    expect(bench.gate.transaction(agent.id, { paymentHash: invoice.paymentHash })).toMatchObject({
      state: 'settled',
    });
    expect([...replies, await bench.pay(asked)].at(-1)).toMatchObject({ kind: 'settled' });
    expect(bench.node.left()).toHaveLength(1);
  });

  it('asks again at the very next round, though the node took a moment to say that it is in flight', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => {
      queueMicrotask(() => bench.clock.advance(0.05));
      return { kind: 'in-flight' };
    });
    await bench.crashAndRestart();
    bench.node.setLookup(null);
    bench.node.release(invoice.paymentHash, 'settle');
    bench.clock.advance(29.96);
    await bench.settle();
    expect(bench.gate.reconciling()).toBe(0);
    expect(bench.gate.budget(agent.id).used).toBe(1_000n);
  });

  it('frees a payment the node never received only after asking twice, a minute apart', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => ({ kind: 'not-found' }));
    await bench.crashAndRestart();
    expect(bench.gate.reconciling()).toBe(1);
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(30);
      await bench.settle();
    }
    expect(bench.gate.reconciling()).toBe(0);
    expect(bench.gate.budget(agent.id).reserved).toBe(0n);
  });

  it('stays closed until the node has answered for every open payment', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: 'slow' }));
    await bench.crashAndRestart();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.node.setLookup(null);
    bench.clock.advance(30);
    await bench.settle();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'c', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });

  it('opens closed on a restored ledger until a person confirms', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.crashAndRestart(true);
    const ask = () =>
      bench.pay(
        bench.request(agent, bench.invoice({ seed: `r${bench.clock.monotonic()}`, msat: 1_000n }).text),
      );
    expect(await ask()).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.gate.confirmLedger('compared with the node', OPERATOR);
    bench.clock.advance(1);
    expect(await ask()).toMatchObject({ kind: 'settled' });
  });
});

describe('the world outside', () => {
  it('counts a payment nobody asked for against the fleet, and alarms', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: sats(1_000n), attestAbove: null },
      'cap',
      OPERATOR,
    );
    const foreign = bench.invoice({ seed: 'outside', msat: 1_000_000n });
    bench.node.payOutside({
      paymentHash: foreign.paymentHash,
      state: 'settled',
      outflow: sats(1_000n),
      at: bench.clock.now(),
    });
    await bench.start();
    expect(bench.actions()).toContain('foreign-payment');
    const pending = bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1n }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
    bench.clock.advance(25);
    await pending;
  });

  it('counts what nobody asked for and the node has forgotten since for one day more, and not for ever', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: sats(1_000n), attestAbove: null },
      'cap',
      OPERATOR,
    );
    const { paymentHash } = bench.invoice({ seed: 'outside', msat: 1_000_000n });
    const payment = { paymentHash, outflow: sats(1_000n), at: bench.clock.now() };
    bench.node.payOutside({ ...payment, state: 'in-flight' });
    await bench.start();
    const counts = (): unknown =>
      bench.database.prepare('SELECT amount_msat, final FROM foreign_payments').all();
    const rounds = async (seconds: number): Promise<void> => {
      for (let passed = 0; passed < seconds; passed += 30) {
        bench.clock.advance(30);
        await bench.settle();
      }
    };
    bench.node.forgetOutside();
    await rounds(60);
    // Said once, or twice within a minute, it may be a node that is still reading its own books.
    expect(counts()).toEqual([{ amount_msat: 1_000_000n, final: 0 }]);
    await rounds(60);
    expect(counts()).toEqual([{ amount_msat: 1_000_000n, final: 1 }]);
    expect(bench.actions()).toContain('foreign-forgotten');
    expect(bench.gate.budget(agent.id).total).toBe(0n);

    bench.node.payOutside({ ...payment, state: 'in-flight' });
    await rounds(30);
    expect(counts()).toEqual([{ amount_msat: 1_000_000n, final: 0 }]);
    bench.node.forgetOutside();
    await rounds(150);
    bench.clock.advance(86_400);
    await bench.settle();
    expect(bench.gate.budget(agent.id).total).toBeGreaterThan(0n);
  });

  it('counts what nobody asked for as long as it is on its way, and with its fee from when it settles', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(
      0,
      { maxFleetDailySpend: sats(1_000n), attestAbove: null },
      'cap',
      OPERATOR,
    );
    const { paymentHash } = bench.invoice({ seed: 'outside', msat: 1_000_000n });
    const at = bench.clock.now();
    bench.node.payOutside({ paymentHash, state: 'in-flight', outflow: sats(400n), at });
    await bench.start();
    const used = () =>
      sats(1_000n) -
      (bench.gate.budget(agent.id).total -
        bench.gate.budget(agent.id).used -
        bench.gate.budget(agent.id).reserved);
    expect(used()).toBe(sats(400n));
    bench.node.setLookup(() => ({ kind: 'in-flight' }));
    for (let hour = 0; hour < 30; hour += 1) {
      bench.clock.advance(3_600);
      await bench.settle();
    }
    expect(used()).toBe(sats(400n));
    bench.node.setLookup(() => ({ kind: 'settled', preimage: '', amount: sats(400n), fee: sats(3n) }));
    bench.clock.advance(60);
    await bench.settle();
    expect(used()).toBe(sats(403n));
    bench.clock.advance(23 * 3_600);
    expect(used()).toBe(sats(403n));
    bench.clock.advance(2 * 3_600);
    expect(used()).toBe(0n);
  });

  it('closes when the clock leaps forward, and opens when a person confirms it', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    bench.clock.setWall(bench.clock.now() + 90_000);
    bench.clock.advance(1);
    await bench.settle();
    expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
    bench.gate.confirmClock('checked', OPERATOR);
    await bench.settle();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });

  it('forgets nothing of a window when the clock goes back', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text));
    const used = bench.gate.budget(agent.id).used;
    bench.clock.setWall(bench.clock.now() - 200_000);
    expect(bench.gate.budget(agent.id).used).toBe(used);
  });

  it('closes a node that can spend less than its agents were allotted', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    bench.node.setSpendable(sats(1_000n));
    bench.node.setSpendable(sats(1_000n));
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.node.setSpendable(sats(10_000_000n));
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });
});
