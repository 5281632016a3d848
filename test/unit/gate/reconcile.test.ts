// What the node may say of an open payment before its word is final.
import { describe, expect, it } from 'vitest';
import { createGateBench } from '../../support/gate-bench.ts';

describe('a second try of a payment that failed before', () => {
  /** The first try failed for good; the order of the second may be at the node or in a buffer when the process is killed. */
  const secondTryLost = async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'fail' });
    await bench.pay(bench.request(agent, invoice.text));
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    // Until it has the new order, the node knows the hash by the first try alone.
    bench.node.setLookup(() => ({ kind: 'failed', detail: 'no route' }));
    await bench.crashAndRestart();
    return { bench, agent, invoice };
  };

  it('is not freed by the node’s word about the first try', async () => {
    const { bench, agent, invoice } = await secondTryLost();
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);
    bench.node.setLookup(null);
    bench.node.release(invoice.paymentHash, 'settle');
    bench.clock.advance(30);
    await bench.settle();
    expect(bench.gate.budget(agent.id).used).toBe(1_000n);
  });

  it('is freed when the node says so again, a minute later', async () => {
    const { bench, agent } = await secondTryLost();
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(30);
      await bench.settle();
    }
    expect(bench.gate.reconciling()).toBe(0);
    expect(bench.gate.budget(agent.id).reserved).toBe(0n);
  });
});

describe('“never heard of it”', () => {
  it('counts anew after the node has known the payment in between', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => ({ kind: 'in-flight' }));
    await bench.crashAndRestart();
    for (const kind of ['not-found', 'in-flight', 'not-found'] as const) {
      let asked = 0;
      bench.node.setLookup(() => ((asked += 1), { kind }));
      while (asked === 0) {
        bench.clock.advance(30);
        await bench.settle();
      }
    }
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);
  });
});
