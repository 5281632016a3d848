// What one agent's flood of requests may cost the ledger: its refusals are bounded, whatever form the flood takes.
import { describe, expect, it } from 'vitest';
import { createGateBench, PLAIN_POLICY, type GateBench } from '../../support/gate-bench.ts';

const PER_MINUTE = 3;
const rate = { perMinute: PER_MINUTE, perHour: 1_000 };

const rows = (bench: GateBench, table: 'audit' | 'requests'): number =>
  Number(bench.database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);

const flood = async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate });
  await bench.start();
  return { bench, agent };
};

describe('a flood', () => {
  it('of requests that are too old does not fill the audit log', async () => {
    const { bench, agent } = await flood();
    const before = rows(bench, 'audit');
    for (let index = 0; index < 200; index += 1) {
      const stale = bench.request(agent, 'garbage', { createdAt: bench.later(-1_000) });
      expect(await bench.pay(stale)).toBeNull();
    }
    expect(rows(bench, 'audit') - before).toBeLessThan(PER_MINUTE * 8);
  });

  it('of fresh requests is written down only up to a multiple of the rate', async () => {
    const { bench, agent } = await flood();
    for (let index = 0; index < 200; index += 1) await bench.pay(bench.request(agent, 'garbage'));
    expect(rows(bench, 'requests')).toBeLessThanOrEqual(PER_MINUTE * 8);
    expect(bench.actions().filter((action) => action === 'request').length).toBeLessThan(PER_MINUTE * 8);
  });

  it('that keeps just below the bound of the minute is held to the hour’s', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate: { perMinute: 3, perHour: 5 } });
    await bench.start();
    for (let minute = 0; minute < 30; minute += 1) {
      for (let index = 0; index < 11; index += 1) await bench.pay(bench.request(agent, 'garbage'));
      bench.clock.advance(61);
    }
    expect(rows(bench, 'requests')).toBeLessThanOrEqual(5 * 8);
    expect(bench.actions().filter((action) => action === 'request').length).toBeLessThan(5 * 5);
  });

  it('leaves a request that was too much unanswered, and lets it be paid when the flood is over', async () => {
    const { bench, agent } = await flood();
    for (let index = 0; index < 200; index += 1) await bench.pay(bench.request(agent, 'garbage'));
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const asked = bench.request(agent, invoice.text);
    expect(await bench.pay(asked)).toBeNull();
    bench.clock.advance(61);
    expect(await bench.pay(asked)).toMatchObject({ kind: 'settled' });
    expect(bench.node.left()).toHaveLength(1);
  });
});

describe('old requests that somebody publishes again', () => {
  it('use up nothing of the agent’s own rate once their ids are forgotten', async () => {
    const { bench, agent } = await flood();
    const before = rows(bench, 'requests');
    for (let index = 0; index < 20; index += 1)
      await bench.pay(bench.request(agent, 'garbage', { createdAt: bench.later(-31 * 86_400) }));
    expect(rows(bench, 'requests')).toBe(before);
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'settled' });
  });
});
