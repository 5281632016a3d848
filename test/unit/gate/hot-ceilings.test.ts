// The hot ceiling alerts and never stops a payment: exactly the ceiling is quiet, one msat more is told once.
import { expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';

it('alerts once when an agent holds more than its ceiling, again after it was below, and stops nothing', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A', { ...PLAIN_POLICY, maxHotBalance: sats(1_000n) }, sats(1_000n));
  const alerts = (): number => bench.actions().filter((action) => action === 'hot-ceiling').length;
  const round = async (): Promise<void> => {
    bench.clock.advance(30);
    await bench.settle();
  };
  await bench.start();
  await round();
  expect(alerts()).toBe(0);

  bench.gate.credit(agent.id, msat(1n), 'one more', OPERATOR);
  await round();
  await round();
  expect(alerts()).toBe(1);
  expect(
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 500_000n }).text)),
  ).toMatchObject({ kind: 'settled' });

  await round();
  bench.gate.credit(agent.id, sats(2_000n), 'refill', OPERATOR);
  await round();
  expect(alerts()).toBe(2);
});
