// Traps of approval: what a person approved is what was shown, under the limits it was shown with, and nothing else. List: docs/traps.md.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';

const LIMIT = PLAIN_POLICY.maxSingleTx;

async function waiting(askedBy: 'pay' | 'pay_invoice' = 'pay') {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'big', msat: LIMIT + 1n });
  bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
  const answer = bench.gate.pay(bench.request(agent, invoice.text, { askedBy }));
  await bench.settle();
  const id = bench.onlyWaiting();
  const approve = (shown = bench.shown(id)) => bench.gate.approve(id, shown, 'because', OPERATOR);
  return { bench, agent, invoice, answer, id, approve };
}

describe('while a payment waits', () => {
  it('4.22 a policy made tighter, or only different, makes it impossible to approve', async () => {
    for (const next of [
      { ...PLAIN_POLICY, maxSingleTx: sats(1n) },
      { ...PLAIN_POLICY, maxDailySpend: LIMIT },
      { ...PLAIN_POLICY, maxSingleTx: msat(LIMIT * 2n) },
    ]) {
      const { bench, agent, approve } = await waiting();
      bench.registry.setPolicy(agent.id, 1, next, 'changed', OPERATOR);
      expect(approve()).toMatchObject({ ok: false, code: 'changed_while_waiting' });
      expect(bench.node.orders).toHaveLength(0);
    }
  });

  it('4.22 every rule that did not hold it is asked again: freeze, full day, spent balance, closed gate', async () => {
    const frozen = await waiting();
    frozen.bench.freeze.freezeFleet('odd', OPERATOR);
    expect(frozen.approve()).toMatchObject({ ok: false, code: 'refused_now' });
    const poor = await waiting();
    poor.bench.gate.debit(poor.agent.id, poor.bench.gate.spendable(poor.agent.id), 'emptied', OPERATOR);
    expect(poor.approve()).toMatchObject({ ok: false, code: 'refused_now' });
    const doubtful = await waiting();
    doubtful.bench.node.setState({ kind: 'unreachable', note: '' });
    expect(doubtful.approve()).toMatchObject({ ok: false, code: 'refused_now' });
    for (const { bench } of [frozen, poor, doubtful]) expect(bench.node.orders).toHaveLength(0);
  });

  it('4.22 an approval given before the policy changed is void when the agent comes for it', async () => {
    const { bench, agent, invoice, answer, approve } = await waiting('pay_invoice');
    bench.clock.advance(25);
    expect(await answer).toMatchObject({ kind: 'held' });
    expect(approve()).toMatchObject({ ok: true, value: { result: 'granted' } });
    bench.registry.setPolicy(
      agent.id,
      1,
      { ...PLAIN_POLICY, whenBroken: { ...PLAIN_POLICY.whenBroken, single: 'refuse' } },
      'tighter',
      OPERATOR,
    );
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'exceeds_single_tx_limit',
    });
    expect(bench.node.orders).toHaveLength(0);
  });
});

describe('an approval', () => {
  it.each([
    ['amount', msat(LIMIT)],
    ['feeLimit', msat(1n)],
    ['destination', `02${'a'.repeat(64)}`],
    ['paymentHash', 'ab'.repeat(32)],
    ['policyVersion', 2],
  ] as const)('4.23 given for another %s than the payment’s approves nothing', async (field, value) => {
    const { bench, id, approve } = await waiting();
    expect(approve({ ...bench.shown(id), [field]: value })).toMatchObject({
      ok: false,
      code: 'changed_while_waiting',
    });
    expect(bench.stateOf(id)).toBe('held');
    expect(bench.node.orders).toHaveLength(0);
  });

  it('4.23 pays one invoice once: not twice, and not another one of the same amount and recipient', async () => {
    const { bench, agent, approve } = await waiting();
    expect(approve()).toMatchObject({ ok: true });
    await bench.settle();
    expect(approve()).toMatchObject({ ok: false, code: 'not_waiting' });
    const twin = bench.invoice({ seed: 'twin', msat: LIMIT + 1n });
    expect(await bench.pay(bench.request(agent, twin.text, { askedBy: 'pay' }))).toMatchObject({
      kind: 'held',
    });
    expect(bench.node.left()).toHaveLength(1);
  });

  it('4.23 is never given by time passing', async () => {
    const { bench, id } = await waiting();
    bench.clock.advance(3_601);
    await bench.settle();
    expect(bench.stateOf(id)).toBe('expired');
    expect(bench.node.orders).toHaveLength(0);
  });
});
