// The same event, invoice or payment hash again: answered from the ledger, and never paid twice. Rules: docs/gate.md, section 4.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench } from '../../support/gate-bench.ts';

describe('the same request or the same invoice again', () => {
  it('answers a replayed event from the ledger without paying again', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
    const first = await bench.pay(asked);
    bench.clock.advance(4_000);
    expect(await bench.pay(asked)).toEqual(first);
    await bench.crashAndRestart();
    expect(await bench.pay(asked)).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('answers a paid invoice asked under a new event id with the first result, even after it expired', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, expirySeconds: 60 });
    const first = await bench.pay(bench.request(agent, invoice.text));
    bench.clock.advance(3_600);
    expect(await bench.pay(bench.request(agent, invoice.text))).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('tells of a payment made even to a request that is too old to be executed', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const first = await bench.pay(bench.request(agent, invoice.text));
    const late = bench.request(agent, invoice.text, { createdAt: bench.later(-200) });
    expect(await bench.pay(late)).toEqual(first);
    const unknown = bench.invoice({ seed: 'b', msat: 1_000n });
    expect(await bench.pay(bench.request(agent, unknown.text, { createdAt: bench.later(-200) }))).toBeNull();
    expect(bench.node.left()).toHaveLength(1);
  });

  it('does not send an invoice that is in flight a second time', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const one = bench.gate.pay(bench.request(agent, invoice.text));
    const two = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
    bench.node.release(invoice.paymentHash, 'settle');
    await bench.settle();
    expect(await one).toMatchObject({ kind: 'settled' });
    expect(await two).toMatchObject({ kind: 'settled' });
  });

  it('tries again after a final failure, with a new reservation', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'fail' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'failed' });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'settled' });
  });

  it('refuses a hash that another agent paid', async () => {
    const bench = createGateBench({ allotment: sats(1_000n) });
    const one = bench.addAgent('A');
    const two = bench.addAgent('B');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    await bench.pay(bench.request(one, invoice.text));
    expect(await bench.pay(bench.request(two, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'paid_by_another_agent',
    });
  });

  it('refuses a known hash in another invoice text', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text));
    const other = bench.invoice({ seed: 'a', msat: 1_000n, description: 'wrapped', payee: 'middleman' });
    expect(await bench.pay(bench.request(agent, other.text))).toMatchObject({
      kind: 'refused',
      code: 'payment_hash_reused',
    });
  });
});
