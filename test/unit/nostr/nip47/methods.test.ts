// Every method through a real encrypted event on a real socket, with only the gate scripted (NIP-47, extensions 02 05 09 13 321).
import { describe, expect, it, vi } from 'vitest';
import type { GateAnswer, RefusalCode } from '../../../../electron/gate/gate.ts';
import { sats } from '../../../../shared/domain/money.ts';
import { HASH, PREIMAGE, SETTLED, SPEND, transaction } from '../../../fakes/scripted-gate.ts';
import { makeInvoice } from '../../../support/bolt11.ts';
import { START } from '../../../support/fake-clock.ts';
import { startNwcBench } from '../../../support/nwc-bench.ts';
import { AGENT } from '../../../support/test-connections.ts';

const about = { spendId: SPEND, paymentHash: HASH, amount: sats(21n) };
const HELD: GateAnswer = { kind: 'held', ...about, retryAfter: 60 };
const FLYING: GateAnswer = { kind: 'in-flight', ...about };

describe('get_info', () => {
  it('tells the node and exactly what the connection was granted', async () => {
    const { client } = await startNwcBench({ connection: { methods: ['get_info', 'get_balance'] } });
    const { result, error } = await client.ask('get_info');
    expect(error).toBeNull();
    expect(result).toMatchObject({
      alias: 'practice-1',
      network: 'regtest',
      block_height: 812,
      methods: ['get_info', 'get_balance'],
      notifications: [],
      extensions: ['02', '05', '09', '13', '321'],
    });
  });
});

describe('get_balance and get_budget', () => {
  it('tell what the agent may spend, with reservations counted as used', async () => {
    const { client } = await startNwcBench();
    expect((await client.ask('get_balance')).result).toEqual({ balance: 250_000_000 });
    expect((await client.ask('get_budget')).result).toEqual({
      used_budget: 500_000,
      total_budget: 10_000_000,
      renews_at: 1_800_086_400,
      renewal_period: 'daily',
    });
  });
});

describe('pay_invoice', () => {
  it('hands the request to the gate as it came and answers with preimage and fee', async () => {
    const { client, gate, connection } = await startNwcBench();
    const event = client.event('pay_invoice', {
      invoice: 'lnbcrt1anything',
      amount: 21_000,
      max_fee: 0,
      metadata: { comment: 'for the archive' },
      unknown_key: true,
    });
    expect(await client.answerTo(event)).toEqual({
      result_type: 'pay_invoice',
      error: null,
      result: { preimage: PREIMAGE, fees_paid: 1_001 },
    });
    expect(gate.asked).toEqual([
      {
        eventId: event.id,
        connectionId: connection.id,
        agentId: AGENT,
        askedBy: 'pay_invoice',
        invoice: null,
        amount: 21_000n,
        maxFee: 0n,
        purpose: 'for the archive',
        createdAt: START,
        expiresAt: START + 45,
      },
    ]);
  });

  it('answers a held payment with its id and when to come back', async () => {
    const { client, gate } = await startNwcBench();
    gate.onPay = () => Promise.resolve(HELD);
    expect(await client.ask('pay_invoice', { invoice: 'x' })).toEqual({
      result_type: 'pay_invoice',
      error: { code: 'QUOTA_EXCEEDED', message: `approval_pending id=${SPEND} retry_after=60` },
      result: null,
    });
  });

  it('never calls an unknown outcome failed', async () => {
    const { client, gate } = await startNwcBench();
    gate.onPay = () => Promise.resolve(FLYING);
    const { error } = await client.ask('pay_invoice', { invoice: 'x' });
    expect(error).toEqual({ code: 'OTHER', message: `in_flight hash=${HASH}` });
  });

  it('says PAYMENT_FAILED for what the node named a terminal failure', async () => {
    const { client, gate } = await startNwcBench();
    gate.onPay = () => Promise.resolve({ kind: 'failed', ...about, detail: 'no route' });
    const { error } = await client.ask('pay_invoice', { invoice: 'x' });
    expect(error).toEqual({ code: 'PAYMENT_FAILED', message: 'payment_failed no route' });
  });

  const REFUSALS: readonly (readonly [RefusalCode, string])[] = [
    ['exceeds_single_tx_limit', 'QUOTA_EXCEEDED'],
    ['exceeds_daily_limit', 'QUOTA_EXCEEDED'],
    ['exceeds_fleet_limit', 'QUOTA_EXCEEDED'],
    ['exceeds_fee_limit', 'QUOTA_EXCEEDED'],
    ['too_much_in_flight', 'QUOTA_EXCEEDED'],
    ['exceeds_rate_limit', 'RATE_LIMITED'],
    ['insufficient_balance', 'INSUFFICIENT_BALANCE'],
    ['invalid_destination', 'RESTRICTED'],
    ['destination_not_allowed', 'RESTRICTED'],
    ['destination_lookalike', 'RESTRICTED'],
    ['new_destination', 'RESTRICTED'],
    ['outside_schedule', 'RESTRICTED'],
    ['agent_frozen', 'RESTRICTED'],
    ['fleet_frozen', 'RESTRICTED'],
    ['denied_by_operator', 'RESTRICTED'],
    ['payment_hash_reused', 'RESTRICTED'],
    ['paid_by_another_agent', 'RESTRICTED'],
    ['gate_closed', 'OTHER'],
    ['request_expired', 'OTHER'],
    ['amount_mismatch', 'OTHER'],
  ];
  it('names each refusal by its NIP-47 code and starts the message with ours', async () => {
    const { client, gate } = await startNwcBench();
    for (const [code, expected] of REFUSALS) {
      gate.onPay = () => Promise.resolve({ kind: 'refused', code, message: 'outside the limits' });
      const { error, result } = await client.ask('pay_invoice', { invoice: 'x' });
      expect([code, error, result]).toEqual([
        code,
        { code: expected, message: `${code} outside the limits` },
        null,
      ]);
    }
  });

  it('says nothing when the gate did not execute it', async () => {
    const { client, gate } = await startNwcBench();
    gate.onPay = () => Promise.resolve(null);
    const event = client.event('pay_invoice', { invoice: 'x' });
    client.publish(event);
    await client.ask('get_balance');
    expect(gate.asked).toHaveLength(1);
    expect(client.answers(event)).toEqual([]);
  });

  it('gives a log id and nothing more when something breaks inside', async () => {
    const { client, gate, errors } = await startNwcBench();
    gate.onPay = () => Promise.reject(new Error('secret path /var/lib'));
    const { error } = await client.ask('pay_invoice', { invoice: 'x' });
    expect(error?.code).toBe('INTERNAL');
    expect(error?.message).toMatch(/^log=[a-z2-7]{16}$/);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ logId: error?.message.slice(4) });
  });
});

describe('pay', () => {
  const invoice = makeInvoice({ seed: 'uri', msat: 21_000n, createdAt: START }).text;

  it('answers settled, or pending with an id to follow', async () => {
    const { client, gate } = await startNwcBench();
    expect((await client.ask('pay', { payment: invoice })).result).toEqual({
      transaction_id: SPEND,
      state: 'settled',
      instruction_type: 'bolt11',
      amount: 21_000,
      fees_paid: 1_001,
      payment_hash: HASH,
      preimage: PREIMAGE,
    });
    for (const answer of [HELD, FLYING]) {
      gate.onPay = () => Promise.resolve(answer);
      expect((await client.ask('pay', { payment: invoice })).result).toMatchObject({
        transaction_id: SPEND,
        state: 'pending',
      });
    }
  });

  it('reads the invoice and the amount out of a bitcoin: URI', async () => {
    const { client, gate } = await startNwcBench();
    await client.ask('pay', {
      payment: `BITCOIN:?amount=0.00000021&LIGHTNING=${invoice.toUpperCase()}`,
      payer_note: 'thanks',
      metadata: { order: 7 },
      max_fee: 5,
    });
    expect(gate.asked[0]).toMatchObject({
      askedBy: 'pay',
      invoice: { text: invoice, amount: 21_000n },
      amount: 21_000n,
      maxFee: 5n,
      purpose: 'thanks\n{"order":7}',
    });
  });

  it.each([
    ['bitcoin:bcrt1qexample?amount=1', 'UNSUPPORTED_PAYMENT_INSTRUCTION'],
    ['bitcoin:?lno=lno1abc', 'UNSUPPORTED_PAYMENT_INSTRUCTION'],
    ['bitcoin:?lightning=a&lightning=b', 'UNSUPPORTED_PAYMENT_INSTRUCTION'],
    ['bitcoin:?req-pop=x&lightning=a', 'UNSUPPORTED_PAYMENT_INSTRUCTION'],
    ['https://shop.example/invoice', 'UNSUPPORTED_PAYMENT_INSTRUCTION'],
    ['bitcoin:?lightning=a&amount=1e3', 'OTHER'],
    ['bitcoin:?lightning=a&amount=-1', 'OTHER'],
    ['bitcoin:?lightning=a&amount=0', 'OTHER'],
    ['bitcoin:?lightning=a&amount=1&amount=2', 'OTHER'],
  ])('does not pay %s', async (payment, code) => {
    const { client, gate } = await startNwcBench();
    expect((await client.ask('pay', { payment })).error?.code).toBe(code);
    expect(gate.asked).toEqual([]);
  });

  it('does not choose between two different amounts', async () => {
    const { client, gate } = await startNwcBench();
    const payment = `bitcoin:?lightning=${invoice}&amount=0.00000021`;
    expect((await client.ask('pay', { payment, amount: 22_000 })).error?.message).toMatch(
      /^bad_request amount/,
    );
    expect(gate.asked).toEqual([]);
  });
});

describe('lookups', () => {
  const own = makeInvoice({ seed: 'lookup', msat: 1_000n, createdAt: START });

  it('find a record by hash in either case, by invoice and by id, always with its invoice', async () => {
    const { client, gate } = await startNwcBench();
    gate.records = [transaction({ paymentHash: own.paymentHash, invoice: own.text })];
    const core = { type: 'outgoing', state: 'settled', invoice: own.text, payment_hash: own.paymentHash };
    for (const params of [
      { payment_hash: own.paymentHash.toUpperCase() },
      { invoice: own.text },
      { invoice: own.text, payment_hash: own.paymentHash },
    ])
      expect((await client.ask('lookup_invoice', params)).result).toMatchObject(core);
    for (const params of [
      { transaction_id: SPEND },
      { payment_hash: own.paymentHash },
      { invoice: own.text },
    ])
      expect((await client.ask('lookup_payment', params)).result).toMatchObject({
        ...core,
        transaction_id: SPEND,
        payment_type: 'bolt11',
      });
  });

  it('say NOT_FOUND for what is not the agent’s, and bad_request for what names nothing', async () => {
    const { client, gate } = await startNwcBench();
    gate.records = [];
    for (const method of ['lookup_invoice', 'lookup_payment']) {
      expect((await client.ask(method, { payment_hash: HASH })).error?.code).toBe('NOT_FOUND');
      for (const params of [{}, { payment_hash: 'zz' }, { payment_hash: 7 }, { invoice: 'lnbc1garbage' }])
        expect((await client.ask(method, params)).error?.message).toMatch(/^bad_request /);
      expect((await client.ask(method, { invoice: own.text, payment_hash: HASH })).error?.message).toMatch(
        /^bad_request /,
      );
    }
  });

  it('never hand out the preimage of an unpaid invoice', async () => {
    const { client, gate } = await startNwcBench();
    gate.records = [transaction({ type: 'incoming', state: 'pending', settledAt: null })];
    const { result } = await client.ask('lookup_invoice', { payment_hash: HASH });
    expect(result).toMatchObject({ type: 'incoming', state: 'pending' });
    expect(result).not.toHaveProperty('preimage');
    expect(result).not.toHaveProperty('settled_at');
  });
});

describe('make_invoice', () => {
  it('asks the gate with the defaults filled in and answers with the invoice', async () => {
    const { client, gate } = await startNwcBench();
    const { result } = await client.ask('make_invoice', { amount: 5_000, description: 'answer' });
    expect(result).toMatchObject({
      type: 'incoming',
      state: 'pending',
      amount: 5_000,
      description: 'answer',
    });
    expect(gate.invoices).toEqual([
      { amount: 5_000n, description: 'answer', descriptionHash: null, expirySeconds: 3_600 },
    ]);
  });

  it.each([
    { amount: 1_000, description: 'x'.repeat(640) },
    { amount: 1_000, description: 'é'.repeat(320) },
    { amount: 1_000, description_hash: 'nothex' },
    { amount: 1_000, expiry: 0 },
    { amount: 1_000, expiry: 3_000_000 },
    { amount: 1_000, expiry: 1.5 },
    {},
  ])('refuses what BOLT 11 cannot hold: %o', async (params) => {
    const { client, gate } = await startNwcBench();
    expect((await client.ask('make_invoice', params)).error?.message).toMatch(/^bad_request /);
    expect(gate.invoices).toEqual([]);
  });
});

describe('list_transactions', () => {
  it('passes the query on, in pages of twenty at the most', async () => {
    const { client, gate } = await startNwcBench();
    gate.records = Array.from({ length: 50 }, () => transaction());
    const query = { from: 5, until: 9, limit: 1_000, offset: 3, unpaid: true, type: 'incoming' };
    const { result } = await client.ask('list_transactions', query);
    expect(result?.['transactions']).toHaveLength(20);
    expect(gate.queried).toEqual([{ ...query, limit: 20 }]);
    await client.ask('list_transactions', { limit: 2, type: null });
    expect(gate.queried[1]).toMatchObject({ limit: 2, type: null, unpaid: false, from: null });
  });

  it('keeps a page of the longest records below what one event holds', async () => {
    const { client, gate, relay } = await startNwcBench();
    gate.records = Array.from({ length: 20 }, () =>
      transaction({ invoice: 'l'.repeat(7_000), description: '漢'.repeat(639) }),
    );
    const { result } = await client.ask('list_transactions');
    expect(result?.['transactions']).toSatisfy((page: unknown[]) => page.length > 3 && page.length < 20);
    expect(JSON.stringify(result).length).toBeLessThan(64_000);
    const answer = relay.published.findLast(({ kind }) => kind === 23_195);
    expect(JSON.stringify(answer).length).toBeLessThan(128_000);
  });
});

describe('notifications', () => {
  it('reach every connection that could have asked, as kind 23197', async () => {
    const { client, gate, connections, relay, clock } = await startNwcBench({
      connection: { methods: ['make_invoice'] },
    });
    const silent = connections.add('blind', { methods: ['get_balance', 'get_info'], relays: [relay.url] });
    clock.advance(1);
    await vi.waitFor(() => expect(relay.published.map(({ pubkey }) => pubkey)).toContain(silent.serviceKey));
    gate.move({ kind: 'sent', agentId: AGENT, transaction: transaction() });
    gate.move({ kind: 'received', agentId: AGENT, transaction: transaction({ type: 'incoming' }) });
    await vi.waitFor(() => expect(client.heard).toHaveLength(1));
    const [note] = client.heard;
    expect(note?.event.kind).toBe(23_197);
    expect(note?.body).toMatchObject({
      notification_type: 'payment_received',
      notification: { type: 'incoming', state: 'settled', payment_hash: HASH },
    });
    expect(relay.published.filter((event) => event.tags.some((tag) => tag[1] === silent.clientKey))).toEqual(
      [],
    );
  });
});

describe('a payment accepted before a restart', () => {
  it('is answered when its outcome is known', async () => {
    const { promise, resolve } = Promise.withResolvers<GateAnswer>();
    const id = 'ef'.repeat(32);
    const { client, relay } = await startNwcBench({
      prepare: (gate) => {
        gate.leftOver = [
          { eventId: id as never, connectionId: 'one' as never, askedBy: 'pay_invoice', answer: promise },
        ];
      },
    });
    expect(relay.published.filter(({ kind }) => kind === 23_195)).toEqual([]);
    resolve(SETTLED);
    await vi.waitFor(() => expect(client.heard).toHaveLength(1));
    expect(client.heard[0]?.event.tags).toContainEqual(['e', id]);
    expect(client.heard[0]?.body.result).toEqual({ preimage: PREIMAGE, fees_paid: 1_001 });
  });
});
