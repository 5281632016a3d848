// What still comes back from a node when the gate has stopped and its ledger is closed: it is dropped, and nothing is thrown at nobody.
import { expect, it, onTestFinished } from 'vitest';
import { createGateBench } from '../../support/gate-bench.ts';

it('a node that answers after the end finds the ledger closed and breaks nothing', async () => {
  const escaped: unknown[] = [];
  const note = (error: unknown): void => void escaped.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  void bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  await bench.crashAndRestart();
  // The next question goes out, and the answer comes when nobody is there any more.
  bench.clock.advance(30);
  void bench.gate.stop();
  bench.close();
  await bench.settle();
  await new Promise((resolve) => void setImmediate(resolve));
  expect(escaped).toEqual([]);
});
