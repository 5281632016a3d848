// A disk that takes no more writes: SQLite itself says so, because the file may not grow or not be written. Nothing leaves, nothing is
// lost, and it ends by itself.
import { expect, it } from 'vitest';
import { msat } from '../../../shared/domain/money.ts';
import { createGateBench, type GateBench } from '../../support/gate-bench.ts';

const pages = (bench: GateBench): number =>
  bench.database.prepare<{ page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
const allow = (bench: GateBench, count: number): void =>
  void bench.database.prepare(`PRAGMA max_page_count = ${count}`).get();
/** No page more, and none left over inside the file. */
const fill = (bench: GateBench): void => {
  allow(bench, pages(bench));
  try {
    for (let index = 0; ; index += 1)
      bench.database.transaction(() => {
        bench.database.prepare('INSERT INTO meta VALUES (?, ?)').run(`filler ${index}`, 'x'.repeat(2_000));
      });
  } catch (error) {
    expect(error).toMatchObject({ code: 'SQLITE_FULL' });
  }
};
const reasons = (bench: GateBench): string[] => bench.gate.doubts().map((doubt) => doubt.reason);

it('pays nothing that it cannot write down, says so, and goes on when there is room again', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  fill(bench);
  const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
  expect(await bench.pay(asked)).toMatchObject({ kind: 'internal' });
  expect(bench.node.orders).toHaveLength(0);
  expect(reasons(bench)).toContain('store-unwritable');

  allow(bench, 1_000_000);
  bench.clock.advance(30);
  await bench.settle();
  expect(reasons(bench)).not.toContain('store-unwritable');
  const again = bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text);
  expect(await bench.pay(again)).toMatchObject({ kind: 'settled' });
});

it('keeps a reservation whose outcome could not be written, and books it once it can be', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  const answer = bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  bench.database.prepare('PRAGMA query_only = ON').run();
  bench.node.release(invoice.paymentHash, 'settle');
  await bench.settle();
  expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);

  bench.database.prepare('PRAGMA query_only = OFF').run();
  bench.clock.advance(31);
  await bench.settle();
  expect(await answer).toMatchObject({ kind: 'settled' });
  expect(bench.gate.budget(agent.id)).toMatchObject({ used: msat(1_000n), reserved: 0n });
  expect(bench.node.left()).toHaveLength(1);
});

it('credits what arrived while the disk took nothing, once it does again', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const { paymentHash, preimage } = bench.invoice({ seed: 'in', msat: 5_000n });
  const at = bench.clock.now();
  bench.database
    .prepare(
      `INSERT INTO invoices (payment_hash, agent_id, node_id, invoice, amount_msat, description, created_at, expires_at)
       VALUES (?, ?, 'node1', '', ?, '', ?, ?)`,
    )
    .run(paymentHash, agent.id, 5_000n, at, at + 3_600);
  const before = bench.gate.spendable(agent.id);
  bench.database.prepare('PRAGMA query_only = ON').run();
  bench.node.settleInvoice({ paymentHash, preimage, received: msat(5_000n), settledAt: at });
  expect(bench.gate.spendable(agent.id)).toBe(before);

  bench.database.prepare('PRAGMA query_only = OFF').run();
  bench.clock.advance(31);
  await bench.settle();
  expect(bench.gate.spendable(agent.id)).toBe(msat(before + 5_000n));
});

it('tells no answer that it could not write down', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const large = bench.invoice({ seed: 'large', msat: 200_000_000n });
  const answer = bench.gate.pay(bench.request(agent, large.text, { askedBy: 'pay_invoice' }));
  await bench.settle();
  bench.database.prepare('PRAGMA query_only = ON').run();
  bench.clock.advance(26);
  await bench.settle();
  expect(await answer).toBeNull();
  bench.database.prepare('PRAGMA query_only = OFF').run();
});
