// Traps at the door: who asks, how long a request stands, what is not served, and whom an allowlist means. List: docs/traps.md.
import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { GateAnswer } from '../../../electron/gate/gate.ts';
import type { NostrKey } from '../../../shared/domain/ids.ts';
import { SETTLED } from '../../fakes/scripted-gate.ts';
import { makeInvoice, payeeKey } from '../../support/bolt11.ts';
import { startNwcBench } from '../../support/nwc-bench.ts';
import { AGENT, clientSecret } from '../../support/test-connections.ts';
import { connectNwcClient } from '../../support/nwc-client.ts';
import { invoiceText, keyOf, TAGS, toWords, type Field, type Parts } from '../../fuzz/bolt11-parts.ts';
import { started } from './started.ts';

const NODE_KEY = payeeKey('shop');

describe('keysend', () => {
  it('4.11 is not served: it is not offered, not granted, and asked for it is NOT_IMPLEMENTED', async () => {
    const { client, gate, relay } = await startNwcBench();
    const asked = await client.ask('pay_keysend', {
      amount: 1_000,
      pubkey: NODE_KEY,
      preimage: 'a'.repeat(64),
    });
    expect(asked.error?.code).toBe('NOT_IMPLEMENTED');
    expect((await client.ask('multi_pay_keysend', { keysends: [] })).error?.code).toBe('NOT_IMPLEMENTED');
    expect((await client.ask('get_info')).result?.['methods']).not.toContain('pay_keysend');
    const info = relay.published.find((event) => event.kind === 13_194);
    expect(info?.content).not.toContain('keysend');
    expect(gate.asked).toEqual([]);
  });

  it.each(['', 'lightning:', 'keysend:', 'bitcoin:?lightning='])(
    '4.11 is not smuggled in as a bare node key after “%s”',
    async (prefix) => {
      const { bench, agent } = await started();
      const { client, gate } = await startNwcBench();
      const { error } = await client.ask('pay', { payment: `${prefix}${NODE_KEY}`, amount: 1_000 });
      // Either the URI is no instruction at all, or what reaches the gate is no invoice.
      if (error === null) expect(gate.asked.map((asked) => asked.invoice)).toEqual([null]);
      expect(await bench.pay(bench.request(agent, NODE_KEY))).toMatchObject({ code: 'invalid_destination' });
      expect(bench.node.orders).toHaveLength(0);
    },
  );

  it('4.10 has no retry that could pay twice, since only invoices are paid and their hash is the key', async () => {
    const { client, gate, clock } = await startNwcBench();
    const invoice = makeInvoice({ seed: 'a', msat: 1_000n, createdAt: clock.now() });
    await client.ask('pay_invoice', { invoice: invoice.text });
    await client.ask('pay_invoice', { invoice: invoice.text });
    expect(new Set(gate.asked.map((asked) => asked.eventId)).size).toBe(2);
    expect(new Set(gate.asked.map((asked) => asked.invoice?.paymentHash))).toEqual(
      new Set([invoice.paymentHash]),
    );
  });
});

describe('who asks', () => {
  it('4.16 is the key that signed, whatever the request says of itself', async () => {
    const { client, gate, connection } = await startNwcBench();
    await client.ask('pay_invoice', {
      invoice: 'x',
      agentId: 'agent2',
      agent_id: 'agent2',
      connectionId: 'c2',
      id: 'agent2',
      metadata: { agent: 'agent2' },
    });
    expect(gate.asked).toMatchObject([{ agentId: AGENT, connectionId: connection.id }]);
  });

  it('4.16 a key that no connection has asks for nobody', async () => {
    const { relay, gate, clock, connection, client } = await startNwcBench();
    const now = () => clock.now();
    const stranger = await connectNwcClient(relay.url, clientSecret('stranger'), connection.serviceKey, now);
    const { error } = await stranger.ask('pay_invoice', { invoice: 'x' });
    expect(error?.code).toBe('UNAUTHORIZED');
    client.publish({
      ...client.event('pay_invoice', { invoice: 'x' }),
      pubkey: stranger.publicKey as NostrKey,
    });
    await client.ask('get_balance');
    expect(gate.asked).toEqual([]);
  });
});

describe('a request that waited', () => {
  it('4.26 behind others is void 45 s after it came, though it is fresh by its own date', async () => {
    const { client, gate, clock, connection } = await startNwcBench();
    const open: ((answer: GateAnswer) => void)[] = [];
    gate.onPay = () => new Promise((resolve) => open.push(resolve));
    for (let index = 0; index < 65; index += 1)
      client.publish(client.event('pay_invoice', { invoice: `x${index}` }));
    await vi.waitFor(() => expect(gate.asked).toHaveLength(64));
    await client.ask('get_balance');
    clock.advance(46);
    open[0]?.(SETTLED);
    await vi.waitFor(() => expect(gate.asked).toHaveLength(65));
    expect(Number(gate.asked[64]?.expiresAt)).toBeLessThanOrEqual(clock.now());
    expect(connection.expiresAt).toBeNull();
  });

  it('4.26 until it was void is not paid, not answered, and logged', async () => {
    const { bench, agent } = await started();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const asked = bench.request(agent, invoice.text, { expiresAt: bench.later(45) });
    bench.clock.advance(45);
    expect(await bench.pay(asked)).toBeNull();
    expect(await bench.pay(asked)).toBeNull();
    expect(bench.node.orders).toHaveLength(0);
    const entry = bench.database.prepare(`SELECT summary FROM audit ORDER BY seq DESC LIMIT 1`).get();
    expect(entry?.['summary']).toContain('expired request was not executed');
  });
});

describe('an allowlist', () => {
  it('4.30 means the key that signed the invoice, and not a name, a description or a label', async () => {
    const { bench, agent } = await started({ allowlist: [payeeKey('ACME')] });
    const ask = (seed: string, payee: string) =>
      bench.pay(
        bench.request(
          agent,
          bench.invoice({ seed, msat: 1_000n, payee, description: `ACME ${payeeKey('ACME')}` }).text,
        ),
      );
    bench.database
      .prepare(`INSERT INTO destination_labels VALUES (?, 'ACME', 0)`)
      .run(payeeKey('somebody else'));
    expect(await ask('a', 'somebody else')).toMatchObject({ code: 'destination_not_allowed' });
    expect(bench.node.orders).toHaveLength(0);
    expect(await ask('b', 'ACME')).toMatchObject({ kind: 'settled' });
  });

  it.each([
    'satoshi@example.com',
    'lnurl1dp68gurn8ghj7um9',
    'lno1pqps7sjqpgt',
    'lightning:satoshi@example.com',
  ])(
    '4.30 is not passed by “%s”: addresses, LNURL and offers, whose recipient is not known here, are not paid',
    async (text) => {
      const { bench, agent } = await started({ allowlist: [payeeKey('ACME')] });
      expect(await bench.pay(bench.request(agent, text, { amount: 1_000n as never }))).toMatchObject({
        code: 'invalid_destination',
      });
      expect(bench.node.orders).toHaveLength(0);
    },
  );

  it('4.30 is not asked about an invoice with a blinded path: the key that signed it is nobody’s', async () => {
    const { bench, agent } = await started();
    const secret = createHash('sha256').update('made for this invoice alone').digest();
    const key = Buffer.from(keyOf(secret), 'hex');
    // bLIP 39: fees, delays, bounds and features, all zero; the path's key; one hop with three bytes for it.
    const path = Buffer.concat([Buffer.alloc(28), key, Buffer.from([1]), key, Buffer.from([3, 1, 2, 3])]);
    const parts = (fields: readonly Field[]): Parts => ({
      prefix: 'lnbcrt10n',
      timestamp: bench.clock.now(),
      fields: [
        { tag: TAGS.p, words: toWords(createHash('sha256').update('hash').digest()) },
        { tag: TAGS.d, words: toWords(Buffer.from('hidden')) },
        ...fields,
      ],
    });
    const hidden = invoiceText(parts([{ tag: TAGS.b, words: toWords(path) }]), secret);
    expect(await bench.pay(bench.request(agent, hidden))).toMatchObject({ code: 'invalid_destination' });
    expect(bench.node.orders).toHaveLength(0);
    // The same without the path is an invoice like any other.
    void bench.gate.pay(bench.request(agent, invoiceText(parts([]), secret)));
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
  });
});
