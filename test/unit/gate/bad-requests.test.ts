// Requests that are not paid whatever the limits are: unreadable, contradictory, expired, look-alike, too many.
import { describe, expect, it } from 'vitest';
import { msat } from '../../../shared/domain/money.ts';
import { createGateBench, PLAIN_POLICY } from '../../support/gate-bench.ts';

describe('bad requests', () => {
  const cases: readonly (readonly [
    string,
    (bench: ReturnType<typeof createGateBench>) => { text: string; amount?: bigint },
    string,
  ])[] = [
    ['garbage', () => ({ text: 'garbage' }), 'invalid_destination'],
    [
      'a truncated invoice',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n }).text.slice(0, -5) }),
      'invalid_destination',
    ],
    [
      'another network',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n, network: 'bitcoin' }).text }),
      'invalid_destination',
    ],
    [
      'an amount beside the invoice that differs',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n }).text, amount: 2_000n }),
      'amount_mismatch',
    ],
    [
      'an amountless invoice without an amount',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: null }).text }),
      'amount_missing',
    ],
    [
      'an amountless invoice with zero',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: null }).text, amount: 0n }),
      'amount_invalid',
    ],
  ];
  it.each(cases)('refuses %s', async (_what, make, code) => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const { text, amount } = make(bench);
    const answer = await bench.pay(
      bench.request(agent, text, { amount: amount === undefined ? null : msat(amount) }),
    );
    expect(answer).toMatchObject({ kind: 'refused', code });
    expect(bench.node.orders).toHaveLength(0);
    expect(bench.actions()).toContain('request');
  });

  it('refuses an expired invoice', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, expirySeconds: 30 });
    bench.clock.advance(31);
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'invalid_destination',
    });
  });

  it('pays exactly the amount named for an amountless invoice', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: null });
    await bench.pay(bench.request(agent, invoice.text, { amount: msat(7_001n) }));
    expect(bench.node.orders[0]).toMatchObject({ amount: 7_001n, amountless: true });
  });

  it.each([
    ['older than 90 s', -91, null],
    ['newer than 90 s', 91, null],
    ['past its expiration', 0, 0],
  ])('ignores a request %s, now and when it comes again', async (_what, shift, expiry) => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text, {
      createdAt: bench.later(shift),
      expiresAt: expiry === null ? null : bench.later(expiry),
    });
    expect(await bench.pay(asked)).toBeNull();
    bench.clock.advance(60);
    expect(await bench.pay(asked)).toBeNull();
    expect(bench.node.orders).toHaveLength(0);
  });

  it('refuses a look-alike of a known destination', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const known = `${invoice.destination.slice(0, 8)}${'0'.repeat(50)}${invoice.destination.slice(-8)}`;
    bench.database.prepare(`INSERT INTO destination_labels VALUES (?, 'ACME', 0)`).run(known);
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'destination_lookalike',
    });
  });

  it('refuses over the rate, counting refused requests too', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate: { perMinute: 3, perHour: 100 } });
    await bench.start();
    for (let index = 0; index < 3; index += 1) await bench.pay(bench.request(agent, 'garbage'));
    const over = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
    expect(await bench.pay(over)).toMatchObject({ kind: 'refused', code: 'exceeds_rate_limit' });
    bench.clock.advance(61);
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });
});
