// Paying within the limits, as an agent lives through it. The scripted node's books, not ours, say what left.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, PLAIN_POLICY } from '../../support/gate-bench.ts';

const LIMIT = PLAIN_POLICY.maxSingleTx;

describe('paying', () => {
  it('pays a request of exactly the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: LIMIT });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    const answer = await bench.pay(bench.request(agent, invoice.text));
    expect(answer).toMatchObject({ kind: 'settled', preimage: invoice.preimage });
    expect(bench.node.left()).toHaveLength(1);
    expect(bench.actions()).toEqual(expect.arrayContaining(['request', 'decide', 'dispatch', 'settle']));
  });

  it('writes request and decision before the node hears of it', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
    expect(bench.actions().slice(-3)).toEqual(['request', 'decide', 'dispatch']);
  });

  it('holds a payment one msat over the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const pending = bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: LIMIT + 1n }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
    bench.clock.advance(25);
    expect(await pending).toMatchObject({ kind: 'held' });
    expect(bench.node.orders).toHaveLength(0);
  });

  it('counts the fee limit against the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, maxFee: { msat: sats(10n), ppm: 0 } });
    await bench.start();
    void bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: LIMIT }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
  });

  it('lets only as many of fifty simultaneous requests through as the day has room for', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', {
      ...PLAIN_POLICY,
      rate: { perMinute: 1_000, perHour: 1_000 },
      maxInFlight: { msat: sats(5_000_000n), count: 100 },
      whenBroken: { ...PLAIN_POLICY.whenBroken, daily: 'refuse' },
    });
    await bench.start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        bench.gate.pay(bench.request(agent, bench.invoice({ seed: `n${index}`, msat: LIMIT }).text)),
      ),
    );
    expect(answers.filter((answer) => answer?.kind === 'settled')).toHaveLength(5);
    expect(bench.node.left()).toHaveLength(5);
    expect(
      answers.filter((answer) => answer?.kind === 'refused' && answer.code === 'exceeds_daily_limit'),
    ).toHaveLength(45);
  });

  it('refuses what the allotment cannot pay', async () => {
    const bench = createGateBench({ allotment: sats(10n) });
    const agent = bench.addAgent('A');
    await bench.start();
    const answer = await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 11_000n }).text));
    expect(answer).toMatchObject({ kind: 'refused', code: 'insufficient_balance' });
  });

  it('frees the reservation when the node says it failed for good, and only then', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const before = bench.gate.spendable(agent.id);
    const failing = bench.invoice({ seed: 'f', msat: 5_000n });
    bench.node.script(failing.paymentHash, { kind: 'fail' });
    expect(await bench.pay(bench.request(agent, failing.text))).toMatchObject({ kind: 'failed' });
    expect(bench.gate.spendable(agent.id)).toBe(before);
    const unheard = bench.invoice({ seed: 'u', msat: 5_000n });
    bench.node.script(unheard.paymentHash, { kind: 'settle-unheard', fee: msat(0n) });
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: '' }));
    const pending = bench.gate.pay(bench.request(agent, unheard.text));
    await bench.settle();
    expect(bench.gate.spendable(agent.id)).toBe(before - 5_000n);
    bench.clock.advance(45);
    expect(await pending).toMatchObject({ kind: 'in-flight' });
    expect(bench.gate.spendable(agent.id)).toBe(before - 5_000n);
    bench.node.setLookup(null);
    bench.clock.advance(60);
    await bench.settle();
    expect(bench.gate.transaction(agent.id, { paymentHash: unheard.paymentHash })).toMatchObject({
      state: 'settled',
    });
  });

  it('does not believe a settlement without the right preimage', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'wrong-preimage' });
    bench.node.setLookup(() => ({ kind: 'in-flight' }));
    const pending = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.clock.advance(45);
    expect(await pending).toMatchObject({ kind: 'in-flight' });
    expect(bench.actions()).toContain('lose-sight');
  });

  it('gives a used limit back only when 24 hours have passed', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', {
      ...PLAIN_POLICY,
      maxDailySpend: LIMIT,
      whenBroken: { ...PLAIN_POLICY.whenBroken, daily: 'refuse' },
    });
    await bench.start();
    const full = bench.invoice({ seed: 'a', msat: LIMIT });
    bench.node.script(full.paymentHash, { kind: 'settle', fee: msat(0n) });
    await bench.pay(bench.request(agent, full.text));
    bench.clock.advance(86_400);
    expect(await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1n }).text))).toMatchObject({
      kind: 'refused',
    });
    bench.clock.advance(1);
    expect(await bench.pay(bench.request(agent, bench.invoice({ seed: 'c', msat: 1n }).text))).toMatchObject({
      kind: 'settled',
    });
  });
});
