// Approval by hand: bound to exactly one payment, used once, never by time passing. Rules: docs/gate.md, section 6.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';

const LIMIT = PLAIN_POLICY.maxSingleTx;

describe('approval by hand', () => {
  const held = async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'big', msat: LIMIT + 1n });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    const answer = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    return { bench, agent, invoice, answer, id: bench.onlyWaiting() };
  };

  it('pays at once while the agent waits', async () => {
    const { bench, id, answer } = await held();
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'paying' },
    });
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'settled' });
  });

  it('becomes a grant once the agent was told no, and is used once', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    bench.clock.advance(25);
    expect(await answer).toMatchObject({ kind: 'held' });
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'granted' },
    });
    await bench.settle();
    expect(bench.node.orders).toHaveLength(0);
    const first = await bench.pay(bench.request(agent, invoice.text));
    expect(first).toMatchObject({ kind: 'settled' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('pays a request of the pay method at once although its agent was answered pending', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'big', msat: LIMIT + 1n });
    const answer = await bench.pay(bench.request(agent, invoice.text, { askedBy: 'pay' }));
    expect(answer).toMatchObject({ kind: 'held' });
    const id = bench.onlyWaiting();
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'paying' },
    });
    await bench.settle();
    expect(bench.stateOf(id)).toBe('settled');
  });

  it('cannot be given twice', async () => {
    const { bench, id } = await held();
    bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    expect(bench.gate.approve(id, { ...bench.shown(id) }, 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'not_waiting',
    });
    await bench.settle();
    expect(bench.node.left()).toHaveLength(1);
  });

  it.each(['amount', 'feeLimit', 'destination', 'paymentHash', 'policyVersion'] as const)(
    'is refused when the page showed another %s',
    async (field) => {
      const { bench, id } = await held();
      const shown = {
        ...bench.shown(id),
        [field]:
          field === 'policyVersion' ? 2 : field === 'amount' || field === 'feeLimit' ? msat(1n) : 'other',
      };
      expect(bench.gate.approve(id, shown, 'fine', OPERATOR)).toMatchObject({
        ok: false,
        code: 'changed_while_waiting',
      });
      expect(bench.stateOf(id)).toBe('held');
    },
  );

  it('is refused after the policy changed', async () => {
    const { bench, agent, id } = await held();
    bench.registry.setPolicy(agent.id, 1, { ...PLAIN_POLICY, maxSingleTx: sats(1n) }, 'tighter', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'changed_while_waiting',
    });
  });

  it('is refused while the agent or the fleet is frozen', async () => {
    const { bench, agent, id } = await held();
    bench.freeze.freezeAgent(agent.id, 'odd', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
    bench.freeze.unfreezeAgent(agent.id, 'ok', OPERATOR);
    bench.freeze.freezeFleet('odd', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
    expect(bench.node.orders).toHaveLength(0);
  });

  it('waives only the rule that held it', async () => {
    const { bench, agent, id } = await held();
    // The day fills up while it waits: the daily rule did not hold it, so it is not waived.
    for (let index = 0; index < 5; index += 1) {
      const invoice = bench.invoice({ seed: `fill${index}`, msat: LIMIT });
      bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
      expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'settled' });
    }
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
  });

  it('is refused when the fleet limit that held it was tightened since', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(10n), attestAbove: null }, 'cap', OPERATOR);
    await bench.start();
    void bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'fleet', msat: 20_000n }).text));
    await bench.settle();
    const id = bench.onlyWaiting();
    bench.registry.setFleetPolicy(
      1,
      { maxFleetDailySpend: sats(5n), attestAbove: null },
      'tighter',
      OPERATOR,
    );
    const refused = bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    expect(refused).toMatchObject({ ok: false, code: 'refused_now' });
    bench.registry.setFleetPolicy(2, { maxFleetDailySpend: sats(10n), attestAbove: null }, 'back', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({ ok: true });
  });

  it('expires with its invoice, recorded as expired and not as denied', async () => {
    const { bench, id } = await held();
    bench.clock.advance(3_601);
    await bench.settle();
    expect(bench.stateOf(id)).toBe('expired');
    expect(bench.actions()).toContain('expire');
    expect(bench.gate.approve(id, bench.shown(id), 'late', OPERATOR)).toMatchObject({
      ok: false,
      code: 'not_waiting',
    });
  });

  it('tells the agent of a denial, and of the same invoice again', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    expect(bench.gate.deny(id, 'no', OPERATOR)).toMatchObject({ ok: true });
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'refused', code: 'denied_by_operator' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'denied_by_operator',
    });
  });

  it('joins a second request for the same held invoice to the first', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    const second = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.onlyWaiting()).toBe(id);
    bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'settled' });
    expect(await second).toMatchObject({ kind: 'settled' });
    expect(bench.node.left()).toHaveLength(1);
  });

  it('refuses the twenty-first payment that would have to wait', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate: { perMinute: 100, perHour: 1_000 } });
    await bench.start();
    const answers = Array.from({ length: 21 }, (_, index) =>
      bench.gate.pay(bench.request(agent, bench.invoice({ seed: `w${index}`, msat: LIMIT + 1n }).text)),
    );
    expect(await answers[20]).toMatchObject({ kind: 'refused', code: 'exceeds_single_tx_limit' });
  });
});
