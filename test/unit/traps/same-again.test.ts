// Traps of the same thing again: the same hash, the same event, the same payment in other words, and our own invoices. List: docs/traps.md.
import { describe, expect, it } from 'vitest';
import { msat } from '../../../shared/domain/money.ts';
import { payeeKey } from '../../support/bolt11.ts';
import { OPERATOR } from '../../support/gate-bench.ts';
import { START } from '../../support/fake-clock.ts';
import { started, STRICT } from './started.ts';

describe('the same payment hash', () => {
  it('4.8 is told how it ended before its invoice’s age, a freeze or a full day is looked at', async () => {
    const { bench, agent } = await started({ maxDailySpend: msat(1_000n) });
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, expirySeconds: 60 });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    const first = await bench.pay(bench.request(agent, invoice.text));
    expect(first).toMatchObject({ kind: 'settled' });
    bench.clock.advance(3_600);
    bench.freeze.freezeAgent(agent.id, 'odd', OPERATOR);
    expect(await bench.pay(bench.request(agent, invoice.text))).toEqual(first);
    expect(bench.node.orders).toHaveLength(1);
  });

  it('4.8 in another invoice text is refused and flagged, and after a definite failure is a new attempt', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const wrapped = bench.invoice({ seed: 'a', msat: 1_000n, payee: 'middleman', description: 'wrapped' });
    bench.node.script(invoice.paymentHash, { kind: 'fail' });
    await bench.pay(bench.request(agent, invoice.text));
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);
    expect(await bench.pay(bench.request(agent, wrapped.text))).toMatchObject({
      code: 'payment_hash_reused',
    });
    expect(bench.node.orders).toHaveLength(2);
    const flagged = bench.database
      .prepare(`SELECT count(*) AS n FROM audit WHERE canonical LIKE '%"level":"critical"%'`)
      .get();
    expect(flagged?.['n']).toBe(1);
  });

  it('4.10 asked for under a new event id is not sent again, however often and over a restart', async () => {
    const { bench, agent, hold } = await started();
    const held = await hold('a', 1_000n);
    const again = () => bench.gate.pay(bench.request(agent, held.text));
    for (let index = 0; index < 5; index += 1) void again();
    await bench.settle();
    await bench.crashAndRestart();
    const last = again();
    bench.node.release(held.paymentHash, 'settle');
    bench.clock.advance(30);
    await bench.settle();
    expect(await last).toMatchObject({ kind: 'settled' });
    expect(bench.node.orders).toHaveLength(1);
  });
});

describe('the same event', () => {
  it('4.9 gives the same answer a hundred times, after a restart and after its freshness has passed', async () => {
    const { bench, agent } = await started();
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
    const first = await bench.pay(asked);
    for (let index = 0; index < 100; index += 1) expect(await bench.pay(asked)).toEqual(first);
    await bench.crashAndRestart();
    bench.clock.advance(29 * 86_400);
    expect(await bench.pay(asked)).toEqual(first);
    expect(bench.node.orders).toHaveLength(1);
  });

  it('4.9 is not executed when its id has been forgotten: it is then far too old', async () => {
    const { bench, agent } = await started();
    const asked = bench.request(agent, 'garbage');
    await bench.pay(asked);
    bench.clock.advance(31 * 86_400);
    await bench.settle();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const replayed = bench.request(agent, invoice.text, {
      eventId: asked.eventId,
      createdAt: asked.createdAt,
    });
    expect(await bench.pay(replayed)).toBeNull();
    expect(bench.node.orders).toHaveLength(0);
  });
});

describe('our own invoices', () => {
  it('4.20 are refused: no agent pays a node of the fleet, or another agent through it, even while that node is down', async () => {
    const { bench, agent } = await started();
    bench.database
      .prepare(
        `INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES ('node2', 'n2', 'localhost:2', ?, 'regtest', '', ?)`,
      )
      .run(payeeKey('our second node'), START);
    const other = bench.addAgent('B', STRICT, msat(0n));
    const invoice = bench.invoice({ seed: 'own', msat: 1_000n, payee: 'our second node' });
    for (const payer of [agent, other])
      expect(await bench.pay(bench.request(payer, invoice.text))).toMatchObject({
        kind: 'refused',
        code: 'invalid_destination',
      });
    expect(bench.node.orders).toHaveLength(0);
  });

  it('4.20 one invoice asked for by two agents is paid by one of them', async () => {
    const { bench, agent } = await started({}, { allotment: msat(1_000_000n) });
    const other = bench.addAgent('B', STRICT);
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const answers = await Promise.all(
      [agent, other].map((payer) => bench.gate.pay(bench.request(payer, invoice.text))),
    );
    expect(new Set(answers.map((answer) => answer?.kind))).toEqual(new Set(['refused', 'settled']));
    expect(bench.node.left()).toHaveLength(1);
  });
});
