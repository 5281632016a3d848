// A person's yes, and everything that can happen in the same turn; ids that are guessed; heights that are made up.
// Rules: docs/gate.md, sections 2, 4 and 6.
import { describe, expect, it } from 'vitest';
import type { SpendId } from '../../../shared/domain/ids.ts';
import { sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';

const held = async (askedBy: 'pay' | 'pay_invoice') => {
  const bench = createGateBench();
  const agent = bench.addAgent('a');
  const other = bench.addAgent('b');
  await bench.start();
  const { text, paymentHash } = bench.invoice({ seed: 'big', msat: sats(200_000n) });
  const answer = bench.gate.pay(bench.request(agent, text, { askedBy }));
  await bench.settle();
  const id = bench.onlyWaiting();
  const approve = (reason = 'yes') => bench.gate.approve(id, bench.shown(id), reason, OPERATOR);
  return { bench, agent, other, text, paymentHash, answer, id, approve };
};

const granted = async () => {
  const all = await held('pay_invoice');
  all.bench.clock.advance(26);
  await all.bench.settle();
  expect(await all.answer).toMatchObject({ kind: 'held' });
  expect(all.approve()).toMatchObject({ value: { result: 'granted' } });
  return all;
};

describe('a yes', () => {
  it('given twice in one turn, and a no after it, pays once', async () => {
    const { bench, id, approve } = await held('pay');
    expect(approve()).toMatchObject({ value: { result: 'paying' } });
    expect(approve()).toMatchObject({ code: 'not_waiting' });
    expect(bench.gate.deny(id, 'no', OPERATOR)).toMatchObject({ code: 'not_waiting' });
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
  });

  it.each(['freeze', 'policy', 'stop'] as const)('after a %s of the same turn pays nothing', async (act) => {
    const { bench, agent, approve } = await held('pay');
    if (act === 'freeze') bench.freeze.freezeAgent(agent.id, 'stop', OPERATOR);
    if (act === 'policy') bench.registry.setPolicy(agent.id, 1, PLAIN_POLICY, 'the same', OPERATOR);
    if (act === 'stop') void bench.gate.stop();
    expect(approve().ok).toBe(false);
    await bench.settle();
    expect(bench.node.orders).toEqual([]);
  });

  it('in the very turn in which the agent is told to wait moves nothing until it asks again', async () => {
    const { bench, agent, text, answer, approve } = await held('pay_invoice');
    bench.clock.advance(25);
    expect(approve()).toMatchObject({ value: { result: 'granted' } });
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'held' });
    expect(bench.node.orders).toEqual([]);
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ kind: 'settled' });
  });

  it('to a payment asked for by `pay` moves nothing once the same was told no by `pay_invoice`', async () => {
    const { bench, agent, text, answer, approve } = await held('pay');
    expect(await answer).toMatchObject({ kind: 'held' });
    const again = bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    bench.clock.advance(26);
    await bench.settle();
    expect(await again).toMatchObject({ kind: 'held' });
    expect(approve()).toMatchObject({ value: { result: 'granted' } });
    await bench.settle();
    expect(bench.node.orders).toEqual([]);
    expect(await bench.pay(bench.request(agent, text, { askedBy: 'pay' }))).toMatchObject({
      kind: 'settled',
    });
  });

  it('that waits for the agent is used up once by twenty requests of one turn', async () => {
    const { bench, agent, text } = await granted();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => bench.pay(bench.request(agent, text))),
    );
    expect(bench.node.orders).toHaveLength(1);
    expect(answers.every((answer) => answer?.kind === 'settled')).toBe(true);
  });

  it('that waits for the agent is void for another agent, after a freeze, and once it was taken back', async () => {
    const { bench, agent, other, text, id } = await granted();
    // The other agent's own limits hold it: it needs a yes of its own.
    const theirs = bench.gate.pay(bench.request(other, text, { askedBy: 'pay' }));
    bench.freeze.freezeAgent(agent.id, 'stop', OPERATOR);
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ code: 'agent_frozen' });
    bench.freeze.unfreezeAgent(agent.id, 'go', OPERATOR);
    expect(bench.gate.deny(id, 'changed my mind', OPERATOR).ok).toBe(true);
    expect(await bench.pay(bench.request(agent, text))).toMatchObject({ code: 'denied_by_operator' });
    expect(bench.node.orders).toEqual([]);
    bench.clock.advance(26);
    await bench.settle();
    expect(await theirs).toMatchObject({ kind: 'held' });
  });

  it('to one agent’s payment is refused once the other agent has paid the same invoice', async () => {
    const { bench, other, text, id, approve } = await held('pay');
    void bench.gate.pay(bench.request(other, text, { askedBy: 'pay' }));
    await bench.settle();
    const second = bench.database.prepare(`SELECT id FROM spends WHERE state = 'held' AND id <> ?`).get(id)?.[
      'id'
    ] as SpendId;
    expect(bench.gate.approve(second, bench.shown(second), 'yes', OPERATOR).ok).toBe(true);
    expect(approve()).toMatchObject({ code: 'refused_now' });
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
  });
});

describe('what an agent may know and a node may say', () => {
  it('an id that another agent guesses opens nothing', async () => {
    const { bench, agent, other, id, paymentHash } = await held('pay');
    expect(bench.gate.transaction(agent.id, { spendId: id })).toBeDefined();
    expect(bench.gate.transaction(other.id, { spendId: id })).toBeUndefined();
    expect(bench.gate.transaction(other.id, { paymentHash })).toBeUndefined();
  });

  it('heights that are made up alarm once and move no money', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text, paymentHash } = bench.invoice({ seed: 'held', msat: sats(1_000n) });
    bench.node.script(paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    const heights = [1, 0, -7, Number.MAX_SAFE_INTEGER, 100];
    for (let n = 0; n < 200; n += 1) {
      bench.node.setLookup(() => ({ kind: 'in-flight', expiryHeight: heights[n % heights.length] ?? null }));
      bench.clock.advance(10);
      await bench.settle();
    }
    expect(bench.actions().filter((action) => action === 'expiry-near')).toHaveLength(1);
    expect(bench.gate.budget(agent.id).reserved).toBe(sats(1_000n));
  });
});
