// The node may have tried the same invoice before anybody asked here, and failed: that end says nothing about an order that is out now.
// Rules: docs/gate.md, section 4.
import { expect, it } from 'vitest';
import type { PaymentLookup } from '../../../electron/lightning/lightning-node.ts';
import { sats } from '../../../shared/domain/money.ts';
import { plusSeconds, unixSeconds } from '../../../shared/domain/time.ts';
import { START } from '../../support/fake-clock.ts';
import { createGateBench } from '../../support/gate-bench.ts';

const failedAt = (at: number): PaymentLookup => ({
  kind: 'failed',
  detail: 'no route',
  startedAt: unixSeconds(at),
});

const outFor = async (answer: (dispatchedAt: number) => PaymentLookup) => {
  const bench = createGateBench();
  const agent = bench.addAgent('a');
  await bench.start();
  const { text, paymentHash } = bench.invoice({ seed: 'by hand', msat: sats(90_000n) });
  bench.node.script(paymentHash, { kind: 'hold' });
  void bench.gate.pay(bench.request(agent, text));
  await bench.settle();
  bench.node.setLookup((hash) => (hash === paymentHash ? answer(START) : null));
  for (let n = 0; n < 130; n += 1) {
    bench.clock.advance(1);
    await bench.settle();
  }
  return { bench, agent, paymentHash };
};

it('keeps the reservation while the node tells of a try from before the order, and books what comes of the order', async () => {
  const { bench, agent, paymentHash } = await outFor((at) => failedAt(at - 60));
  expect(bench.gate.budget(agent.id)).toMatchObject({ reserved: sats(90_000n) });
  bench.node.setLookup(null);
  bench.node.release(paymentHash, 'settle');
  await bench.settle();
  expect(bench.gate.budget(agent.id)).toMatchObject({ reserved: 0n, used: sats(90_000n) });
});

it('frees at once what failed after it was ordered', async () => {
  const { bench, agent } = await outFor((at) => failedAt(plusSeconds(unixSeconds(at), 1)));
  expect(bench.gate.budget(agent.id)).toMatchObject({ reserved: 0n, used: 0n });
});

it('frees in the end what a node with a slow clock says has failed, once no order is out', async () => {
  const { bench, agent } = await outFor((at) => failedAt(at - 60));
  await bench.crashAndRestart();
  for (let n = 0; n < 130; n += 1) {
    bench.clock.advance(1);
    await bench.settle();
  }
  expect(bench.gate.budget(agent.id)).toMatchObject({ reserved: 0n, used: 0n });
});
