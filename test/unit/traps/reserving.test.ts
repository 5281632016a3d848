// Traps of reserving: what is set aside, for which amount, and that nobody can set aside the same headroom twice. List: docs/traps.md.
import { describe, expect, it } from 'vitest';
import { claimLedger } from '../../../electron/store/ledger-owner.ts';
import { feeCeiling } from '../../../electron/gate/rules/amounts.ts';
import { lndPayment, lookupOf, sentPaymentOf } from '../../../electron/lightning/lnd/sent-payment.ts';
import { policyText } from '../../../shared/contract/values.ts';
import { toPolicyText } from '../../../electron/agents/policy-text.ts';
import {
  MAX_MSAT,
  msat,
  msatFromJsonNumber,
  parseMsat,
  sats,
  satsCeil,
} from '../../../shared/domain/money.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { seededRandom } from '../../support/assemble-gate.ts';
import { SINGLE, started, STRICT } from './started.ts';

describe('one headroom for many', () => {
  it('4.1 lets only what fits the day out when fifty requests come at once over two connections', async () => {
    const { bench, agent } = await started();
    bench.database
      .prepare(
        `INSERT INTO connections (id, agent_id, label, client_key, service_key, methods, relays, created_at)
         VALUES ('c-second', ?, 'second', 'k1', 'k2', '[]', '[]', 0)`,
      )
      .run(agent.id);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        bench.gate.pay(
          bench.request(
            index % 2 === 0 ? agent : { ...agent, connectionId: 'c-second' as never },
            bench.invoice({ seed: `n${index}`, msat: SINGLE }).text,
          ),
        ),
      ),
    );
    expect(answers.filter((answer) => answer?.kind === 'settled')).toHaveLength(5);
    expect(bench.node.left().reduce((sum, paid) => sum + paid.amount, 0n)).toBe(STRICT.maxDailySpend);
  });

  it('4.1 sees when a second program claims the same ledger', async () => {
    const { bench } = await started();
    const claim = () =>
      claimLedger({ database: bench.database, clock: createFakeClock(), random: seededRandom('owner') });
    const first = claim();
    expect(first.stillOwns()).toBe(true);
    bench.database.prepare(`UPDATE meta SET value = '{}' WHERE name = 'owner'`).run();
    expect(first.stillOwns()).toBe(false);
  });

  it('4.2 sets aside amount and fee limit, hands the node exactly that, and frees what the fee did not need', async () => {
    const { bench, agent, hold } = await started({ maxFee: { msat: sats(50n), ppm: 10_000 } });
    const held = await hold('a', 2_000_000n);
    expect(bench.node.orders[0]).toMatchObject({ amount: 2_000_000n, feeLimit: 20_000n });
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 0n, reserved: 2_020_000n });
    bench.node.release(held.paymentHash, 'settle');
    await bench.settle();
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 2_000_000n, reserved: 0n });
  });

  it('4.2 refuses a payment whose fee limit alone goes over the day', async () => {
    const { bench, pay } = await started({
      maxSingleTx: sats(1_000_000n),
      maxDailySpend: sats(1_000n),
      maxFee: { msat: sats(10n), ppm: 0 },
    });
    expect(await pay('a', 990_001n)).toMatchObject({ kind: 'refused', code: 'exceeds_daily_limit' });
    expect(await pay('b', 990_000n)).toMatchObject({ kind: 'settled' });
    expect(bench.node.orders).toHaveLength(1);
  });
});

describe('one amount', () => {
  it('4.3 refuses an amount that contradicts the invoice, and sends the invoice’s when both agree', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: 5_000n });
    for (const amount of [4_999n, 5_001n, MAX_MSAT])
      expect(await bench.pay(bench.request(agent, invoice.text, { amount: msat(amount) }))).toMatchObject({
        kind: 'refused',
        code: 'amount_mismatch',
      });
    expect(bench.node.orders).toHaveLength(0);
    await bench.pay(bench.request(agent, invoice.text, { amount: msat(5_000n) }));
    expect(bench.node.orders).toMatchObject([{ amount: 5_000n, amountless: false }]);
  });

  it('4.4 pays an invoice without an amount only for a named amount above zero, under the same caps', async () => {
    const { bench, agent } = await started();
    const ask = (seed: string, amount: bigint | null) =>
      bench.pay(
        bench.request(agent, bench.invoice({ seed, msat: null }).text, {
          amount: amount === null ? null : msat(amount),
        }),
      );
    expect(await ask('a', null)).toMatchObject({ code: 'amount_missing' });
    expect(await ask('b', 0n)).toMatchObject({ code: 'amount_invalid' });
    expect(await ask('c', SINGLE + 1n)).toMatchObject({ code: 'exceeds_single_tx_limit' });
    expect(bench.node.orders).toHaveLength(0);
    expect(await ask('d', SINGLE)).toMatchObject({ kind: 'settled', amount: SINGLE });
  });

  it('4.4 takes another amount for the same open invoice only after the first try has failed for good', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: null });
    const ask = (amount: bigint) =>
      bench.gate.pay(bench.request(agent, invoice.text, { amount: msat(amount) }));
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const first = ask(1_000n);
    await bench.settle();
    expect(await ask(2_000n)).toMatchObject({ kind: 'refused', code: 'amount_mismatch' });
    bench.node.release(invoice.paymentHash, 'fail');
    expect(await first).toMatchObject({ kind: 'failed' });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    expect(await ask(2_000n)).toMatchObject({ kind: 'settled', amount: 2_000n });
  });
});

describe('many parts', () => {
  const record = (status: string, parts: readonly (readonly [string, number])[]) =>
    lndPayment.parse({
      payment_hash: 'ab'.repeat(32),
      payment_index: '1',
      payment_preimage: '0'.repeat(64),
      value_msat: '3000',
      fee_msat: '7',
      status,
      failure_reason: 'FAILURE_REASON_NONE',
      creation_time_ns: '1800000000000000000',
      htlcs: parts.map(([part, height]) => ({
        status: part,
        route: { total_amt_msat: '1003', total_time_lock: height },
      })),
    });

  it('4.12 goes by the payment, not by its parts: one part failed or settled ends nothing', () => {
    const parts = [
      ['FAILED', 500],
      ['SUCCEEDED', 600],
      ['IN_FLIGHT', 700],
    ] as const;
    expect(lookupOf(record('IN_FLIGHT', parts))).toEqual({ kind: 'in-flight', expiryHeight: 700 });
    // Value plus fee as booked, or what the HTLCs carry, whichever is more.
    expect(sentPaymentOf(record('IN_FLIGHT', parts)).outflow).toBe(3_007n);
    expect(sentPaymentOf(record('IN_FLIGHT', [...parts, ...parts])).outflow).toBe(4_012n);
  });

  it('4.12 sends no second part for a hash by hand: the reservation is one per hash until its end', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: null });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const ask = (amount: bigint) =>
      bench.gate.pay(bench.request(agent, invoice.text, { amount: msat(amount) }));
    void ask(600n);
    void ask(400n);
    void ask(600n);
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
    expect(bench.gate.budget(agent.id).reserved).toBe(600n);
  });
});

describe('numbers', () => {
  it('4.17 reads no amount from text, fractions, signs, exponents or beyond what a number holds exactly', () => {
    for (const wrong of ['1', 1.5, -1, -0, 1e308, Number.NaN, 2 ** 53, true, null, [], {}, 1n])
      expect(msatFromJsonNumber(wrong)).toBeUndefined();
    for (const wrong of ['-1', '+1', '01', '1.0', '1e3', ' 1', '', '0x1', `${MAX_MSAT + 1n}`, 1, null])
      expect(parseMsat(wrong)).toBeUndefined();
    expect(parseMsat(`${MAX_MSAT}`)).toBe(MAX_MSAT);
    expect(satsCeil(msat(1n))).toBe(1n);
  });

  it('4.17 computes with all bitcoin there is, and refuses it instead of failing', async () => {
    const { bench, agent } = await started({ maxFee: { msat: MAX_MSAT, ppm: 1_000_000 } });
    const whole = { ...STRICT, maxFee: { msat: MAX_MSAT, ppm: 1_000_000 } };
    expect(feeCeiling(whole, MAX_MSAT)).toBe(MAX_MSAT);
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: null }).text, { amount: MAX_MSAT });
    expect(await bench.pay(asked)).toMatchObject({ kind: 'refused', code: 'exceeds_single_tx_limit' });
  });

  it('4.18 knows no fiat: limits are msat, and a policy with a currency in it is not one', () => {
    const policy = toPolicyText(STRICT);
    expect(policyText.safeParse(policy).success).toBe(true);
    for (const fiat of [{ currency: 'USD' }, { maxDailySpendUsd: '100' }])
      expect(policyText.safeParse({ ...policy, ...fiat }).success).toBe(false);
    for (const amount of ['100.00', '$100', '100 USD'])
      expect(policyText.safeParse({ ...policy, maxDailySpend: amount }).success).toBe(false);
  });
});
