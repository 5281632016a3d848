// Paying through ln-service: what is sent, and what comes of every way in which the answer can fail to come.
import { describe, expect, it, vi } from 'vitest';
import type { Stream } from '../../../fakes/lnd-server.ts';
import { connected, invoiceOf, openNode, orderOf, paymentMessage } from './connected.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const invoice = invoiceOf(1_500n);
const order = orderOf(invoice, 1_500n);
const speaks =
  (...updates: readonly Record<string, unknown>[]) =>
  (stream: Stream): void => {
    for (const update of updates) stream.write(update);
    if (updates.some(({ status }) => status === 'SUCCEEDED' || status === 'FAILED')) stream.end();
  };
const fails =
  (code: number, details: string) =>
  (stream: Stream): void =>
    void stream.emit('error', { code, details });
const initiated = paymentMessage(invoice, 'INITIATED');
const settled = paymentMessage(invoice, 'SUCCEEDED');

describe('what is sent', () => {
  it('is the invoice, the fee limit in msat and nothing that could widen the order', async () => {
    const { node, lnd } = await connected({ SendPaymentV2: speaks(initiated, settled) });
    expect(await node.pay(order)).toEqual({ kind: 'settled', preimage: invoice.preimage, fee: 21n });
    expect(lnd.asked('SendPaymentV2')).toHaveLength(1);
    expect(lnd.asked('SendPaymentV2')[0]).toMatchObject({
      payment_request: invoice.text,
      fee_limit_msat: '7777',
      fee_limit_sat: '0',
      amt: '0',
      amt_msat: '0',
      max_parts: 16,
      timeout_seconds: 25,
      allow_self_payment: false,
    });
  });

  it('carries the amount only for an invoice that names none', async () => {
    const open = invoiceOf(null, 'open');
    const { node, lnd } = await connected({
      SendPaymentV2: speaks(paymentMessage(open, 'SUCCEEDED')),
    });
    expect(await node.pay(orderOf(open, 1_500n, true))).toMatchObject({ kind: 'settled' });
    expect(lnd.asked('SendPaymentV2')[0]).toMatchObject({ amt_msat: '1500', fee_limit_msat: '7777' });
  });

  it('allows no fee when the limit is zero', async () => {
    const { node, lnd } = await connected({ SendPaymentV2: speaks(settled) });
    await node.pay({ ...order, feeLimit: 0n as typeof order.feeLimit });
    expect(lnd.asked('SendPaymentV2')[0]).toMatchObject({ fee_limit_msat: '0', fee_limit_sat: '0' });
  });
});

describe('an order that does not fit its invoice', () => {
  const other = invoiceOf(1_500n, 'other');
  const open = invoiceOf(null, 'open');
  it.each([
    ['another hash', { ...order, paymentHash: other.paymentHash }],
    ['another invoice', { ...order, invoice: other.text }],
    ['a larger amount', orderOf(invoice, 1_501n)],
    ['a smaller amount', orderOf(invoice, 1_499n)],
    ['an amount for an invoice that has one', orderOf(invoice, 1_500n, true)],
    ['none for an invoice that has none', orderOf(open, 1_500n)],
    ['nothing', orderOf(open, 0n, true)],
    ['garbage', { ...order, invoice: 'lnbcrt1garbage' }],
    [
      'an invoice of which one letter was changed',
      { ...order, invoice: invoice.text.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')) },
    ],
  ])('is not sent: %s', async (_name, wrong) => {
    const { node, lnd } = await connected({ SendPaymentV2: speaks(settled) });
    expect(await node.pay(wrong)).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^not sent: /),
    });
    expect(lnd.asked('SendPaymentV2')).toEqual([]);
  });
});

describe('a node that was not heard yet', () => {
  it('gets no order', async () => {
    const { lnd } = await connected({ SendPaymentV2: speaks(settled) });
    const fresh = openNode(lnd, createFakeClock());
    expect(await fresh.pay(order)).toEqual({ kind: 'failed', detail: 'not sent: the node is not connected' });
    expect(lnd.asked('SendPaymentV2')).toEqual([]);
  });

  it('gets none when it is another one than was added', async () => {
    const { lnd } = await connected({ SendPaymentV2: speaks(settled) });
    const expected = { publicKey: `03${'cd'.repeat(32)}` as never, network: 'regtest' as const };
    const stranger = openNode(lnd, createFakeClock(), { expected });
    expect(await stranger.refresh()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/Another node/),
    });
    expect(await stranger.pay(order)).toMatchObject({ kind: 'failed' });
    expect(lnd.asked('SendPaymentV2')).toEqual([]);
  });
});

describe('an outcome that does not come', () => {
  it('is unknown when the node takes the order and says nothing, and the order is taken back', async () => {
    let cancelled = false;
    const { node, clock, lnd } = await connected({
      SendPaymentV2: (stream) => void stream.on('cancelled', () => (cancelled = true)),
    });
    const outcome = node.pay(order);
    await vi.waitFor(() => expect(lnd.asked('SendPaymentV2')).toHaveLength(1));
    clock.advance(30);
    expect(await outcome).toEqual({ kind: 'unknown', detail: 'the node took the order and says nothing' });
    await vi.waitFor(() => expect(cancelled).toBe(true));
  });

  it('is waited for as long as the node holds the payment', async () => {
    let held: Stream | undefined;
    const { node, clock } = await connected({
      SendPaymentV2: (stream) => {
        held = stream;
        stream.write(initiated);
        stream.write(paymentMessage(invoice, 'IN_FLIGHT'));
      },
    });
    const ended = vi.fn();
    const outcome = node.pay(order).then((result) => (ended(result), result));
    await vi.waitFor(() => expect(held).toBeDefined());
    await node.lookupPayment(invoice.paymentHash);
    clock.advance(7_200);
    await node.refresh();
    expect(ended).not.toHaveBeenCalled();
    held?.write(settled);
    held?.end();
    expect(await outcome).toMatchObject({ kind: 'settled' });
  });

  it.each([
    ['at once', speaks()],
    ['after it was registered', speaks(initiated)],
    ['in flight', speaks(initiated, paymentMessage(invoice, 'IN_FLIGHT'))],
  ])('is unknown when the stream is closed %s', async (_name, script) => {
    const { node } = await connected({
      SendPaymentV2: (stream) => {
        script(stream);
        stream.end();
      },
    });
    expect(await node.pay(order)).toEqual({
      kind: 'unknown',
      detail: 'the node closed the stream without an outcome',
    });
  });

  it('is unknown when the node dies', async () => {
    const { node, lnd } = await connected({ SendPaymentV2: speaks(initiated) });
    const outcome = node.pay(order);
    await vi.waitFor(() => expect(lnd.asked('SendPaymentV2')).toHaveLength(1));
    lnd.stop();
    expect((await outcome).kind).toBe('unknown');
  });

  it('is unknown when the console closes the connection', async () => {
    const { node, lnd } = await connected({ SendPaymentV2: speaks(initiated) });
    const outcome = node.pay(order);
    await vi.waitFor(() => expect(lnd.asked('SendPaymentV2')).toHaveLength(1));
    await node.close();
    expect(await outcome).toEqual({ kind: 'unknown', detail: 'the console closed the connection' });
    expect(await node.pay(order)).toMatchObject({ kind: 'failed' });
  });
});

describe('an outcome that cannot be believed', () => {
  it.each([
    ['paid, without an HTLC that succeeded', paymentMessage(invoice, 'SUCCEEDED', { htlcs: [] })],
    [
      'paid, with another preimage',
      paymentMessage(invoice, 'SUCCEEDED', { payment_preimage: 'e'.repeat(64) }),
    ],
    ['paid, with no preimage', paymentMessage(invoice, 'SUCCEEDED', { payment_preimage: '' })],
    ['paid, with a fee below zero', paymentMessage(invoice, 'SUCCEEDED', { fee_msat: '-5' })],
  ])('is unknown: %s', async (_name, update) => {
    const { node } = await connected({ SendPaymentV2: speaks(initiated, update) });
    expect((await node.pay(order)).kind).toBe('unknown');
  });
});

describe('an error of the node', () => {
  const failed = (reason: string): Record<string, unknown> =>
    paymentMessage(invoice, 'FAILED', { failure_reason: reason });

  it.each([
    ['FAILURE_REASON_NO_ROUTE', 'no route within the fee limit'],
    ['FAILURE_REASON_INSUFFICIENT_BALANCE', 'the node’s channels hold too little'],
    ['FAILURE_REASON_INCORRECT_PAYMENT_DETAILS', expect.stringMatching(/recipient rejected/)],
    ['FAILURE_REASON_TIMEOUT', 'no route was found in time'],
    ['FAILURE_REASON_CANCELED', 'the node cancelled it before it left'],
    ['FAILURE_REASON_ERROR', 'the node found no route that carries it'],
  ])('is final when the payment FAILED with %s', async (reason, detail) => {
    const { node } = await connected({ SendPaymentV2: speaks(initiated, failed(reason)) });
    expect(await node.pay(order)).toEqual({ kind: 'failed', detail });
  });

  it('leaves a hash that is paid or on its way unknown', async () => {
    const { node } = await connected({ SendPaymentV2: fails(6, 'invoice is already paid') });
    expect((await node.pay(order)).kind).toBe('unknown');
  });

  it('turned away and never heard of has failed', async () => {
    const { node } = await connected({
      SendPaymentV2: fails(2, 'permission denied'),
      TrackPaymentV2: fails(5, "payment isn't initiated"),
    });
    expect(await node.pay(order)).toEqual({
      kind: 'failed',
      detail: 'the node turned it away: permission denied',
    });
  });

  it.each([
    ['on its way', speaks(paymentMessage(invoice, 'IN_FLIGHT'))],
    ['paid', speaks(settled)],
    ['not to be looked up', fails(2, 'permission denied')],
  ])('turned away but %s is unknown', async (_name, track) => {
    const { node } = await connected({
      SendPaymentV2: fails(2, 'invoice expired. Valid until x'),
      TrackPaymentV2: track,
    });
    expect((await node.pay(order)).kind).toBe('unknown');
  });
});

it('leaves no timer behind', async () => {
  const { node, clock } = await connected({ SendPaymentV2: speaks(initiated, settled) });
  await node.pay(order);
  await node.close();
  // The node ends the stream a moment after its last word.
  await vi.waitFor(() => expect(clock.pendingTimers()).toBe(0));
});
