// A disk that cannot be read while a payment is on its way: the agent must not hear that nothing left.
import { expect, it } from 'vitest';
import { createGateBench } from '../../support/gate-bench.ts';

it('tells the outcome, and not INTERNAL, when the ledger could not be read for a while', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'read fault', msat: 1_000_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  const answer = bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  bench.database.prepare('ALTER TABLE spends RENAME TO hidden').run();
  bench.clock.advance(46);
  await bench.settle();
  bench.database.prepare('ALTER TABLE hidden RENAME TO spends').run();
  bench.node.release(invoice.paymentHash, 'settle');
  for (let second = 0; second < 5; second += 1) {
    bench.clock.advance(1);
    await bench.settle();
  }
  expect(await answer).toMatchObject({ kind: 'settled' });
});
