// What the node knows of a payment: one answer, in time, and "never heard of it" only in lnd's own words.
import { describe, expect, it, vi } from 'vitest';
import type { Stream } from '../../../fakes/lnd-server.ts';
import { connected, invoiceOf, nowSeconds, paymentMessage } from './connected.ts';

const invoice = invoiceOf(1_500n);
const { paymentHash } = invoice;
const silent = (): void => undefined;
const says =
  (message: Record<string, unknown>) =>
  (stream: Stream): void =>
    void stream.write(message);
const fails =
  (code: number, details: string) =>
  (stream: Stream): void =>
    void stream.emit('error', { code, details });

describe('by the tracking stream', () => {
  it('gives preimage, fee and amount of a settled payment', async () => {
    const { node } = await connected({ TrackPaymentV2: says(paymentMessage(invoice, 'SUCCEEDED')) });
    expect(await node.lookupPayment(paymentHash)).toEqual({
      kind: 'settled',
      preimage: invoice.preimage,
      fee: 21n,
      amount: 1_500n,
    });
  });

  it.each(['INITIATED', 'IN_FLIGHT'])('answers at once for a payment that is %s', async (status) => {
    const { node } = await connected({
      TrackPaymentV2: says(paymentMessage(invoice, status, { htlcs: [] })),
    });
    expect(await node.lookupPayment(paymentHash)).toMatchObject({ kind: 'in-flight' });
  });

  it('answers failed with the reason', async () => {
    const failed = paymentMessage(invoice, 'FAILED', { failure_reason: 'FAILURE_REASON_NO_ROUTE' });
    const { node } = await connected({ TrackPaymentV2: says(failed) });
    expect(await node.lookupPayment(paymentHash)).toEqual({
      kind: 'failed',
      detail: 'no route within the fee limit',
      startedAt: expect.any(Number) as number,
    });
  });

  it('does not believe a payment without its preimage', async () => {
    const unproven = paymentMessage(invoice, 'SUCCEEDED', { payment_preimage: 'e'.repeat(64) });
    const { node } = await connected({ TrackPaymentV2: says(unproven) });
    expect((await node.lookupPayment(paymentHash)).kind).toBe('no-answer');
  });

  it('takes lnd’s own sentence for "never heard of it"', async () => {
    const { node } = await connected({ TrackPaymentV2: fails(5, "payment isn't initiated") });
    expect(await node.lookupPayment(paymentHash)).toEqual({ kind: 'not-found' });
  });

  it.each([
    [5, 'not found'],
    [5, ''],
    [12, "payment isn't initiated"],
    [2, 'permission denied'],
    [14, 'gone'],
    [13, 'internal'],
  ])('takes nothing else for it: %i %s', async (code, details) => {
    const { node } = await connected({ TrackPaymentV2: fails(code, details) });
    expect((await node.lookupPayment(paymentHash)).kind).toBe('no-answer');
  });
});

describe('by the list, when the stream is silent', () => {
  const lists = (...payments: readonly Record<string, unknown>[]) => ({
    ListPayments: () => ({ payments, first_index_offset: '1', last_index_offset: '9' }),
  });
  const late = async (unary: Parameters<typeof connected>[1], track: (stream: Stream) => void = silent) => {
    const { node, clock, lnd } = await connected({ TrackPaymentV2: track }, unary);
    const answer = node.lookupPayment(paymentHash);
    await vi.waitFor(() => expect(lnd.asked('TrackPaymentV2')).toHaveLength(1));
    clock.advance(15);
    return answer;
  };

  it('finds the payment', async () => {
    expect(await late(lists(paymentMessage(invoice, 'SUCCEEDED')))).toMatchObject({ kind: 'settled' });
    expect(await late(lists(paymentMessage(invoice, 'INITIATED')))).toMatchObject({ kind: 'in-flight' });
  });

  it('does not take a hash that is not listed for one that was never heard of', async () => {
    expect((await late(lists())).kind).toBe('no-answer');
    expect((await late(lists(paymentMessage(invoiceOf(1n, 'other'), 'FAILED')))).kind).toBe('no-answer');
  });

  it.each([
    ['ends', (stream: Stream) => void stream.end()],
    ['tells of another payment', says(paymentMessage(invoiceOf(1n, 'other'), 'FAILED'))],
    ['tells what cannot be read', says({ payment_hash: paymentHash, status: 'SUCCEEDED', value_msat: '-1' })],
  ])('is asked at once when the stream %s', async (_name, track) => {
    const { node } = await connected({ TrackPaymentV2: track }, lists(paymentMessage(invoice, 'IN_FLIGHT')));
    expect(await node.lookupPayment(paymentHash)).toMatchObject({ kind: 'in-flight' });
  });
});

it('answers within its deadline when nothing answers at all', async () => {
  const { node, clock, lnd } = await connected({ TrackPaymentV2: silent }, { ListPayments: () => null });
  const answer = node.lookupPayment(paymentHash);
  await vi.waitFor(() => expect(lnd.asked('TrackPaymentV2')).toHaveLength(1));
  clock.advance(15);
  await vi.waitFor(() => expect(lnd.asked('ListPayments')).toHaveLength(1));
  clock.advance(20);
  expect(await answer).toEqual({ kind: 'no-answer', detail: 'the node did not answer in time' });
});

describe('the node’s own list', () => {
  const row = (index: number, at: number, status = 'SUCCEEDED'): Record<string, unknown> => {
    const one = invoiceOf(1_500n, `row ${index}`);
    return paymentMessage(one, status, { payment_index: String(index), creation_time_ns: `${at}000000000` });
  };
  /** lnd's paging: from the end, offset excluded, oldest first. */
  const book = (rows: readonly Record<string, unknown>[]) => ({
    ListPayments: (request: Readonly<Record<string, unknown>>) => {
      const offset = Number(request['index_offset']);
      const page = rows
        .filter((one) => offset === 0 || Number(one['payment_index']) < offset)
        .slice(-Number(request['max_payments']));
      return { payments: page, first_index_offset: String(Number(page[0]?.['payment_index'] ?? 0)) };
    },
  });

  it('is walked page by page, oldest first, and no further than asked', async () => {
    const start = nowSeconds() - 10_000;
    const rows = Array.from({ length: 1_203 }, (_unused, index) => row(index + 1, start + index));
    const { node, lnd } = await connected({}, book(rows));
    const found = await node.paymentsSince((start + 800) as never);
    expect(found.map(({ at }) => at)).toEqual(
      Array.from({ length: 403 }, (_unused, index) => start + 800 + index),
    );
    expect(lnd.asked('ListPayments').length).toBe(3);
    expect(await node.paymentsSince(start as never)).toHaveLength(1_203);
  });

  it('counts principal and fee, what is out in HTLCs while in flight, and nothing of what failed', async () => {
    const at = nowSeconds();
    const failedFirst = row(5, at, 'IN_FLIGHT');
    const out = failedFirst['htlcs'] as object[];
    failedFirst['htlcs'] = [{ ...out[0], status: 'FAILED' }, ...out];
    const { node } = await connected(
      {},
      book([row(1, at), row(2, at, 'IN_FLIGHT'), row(3, at, 'INITIATED'), row(4, at, 'FAILED'), failedFirst]),
    );
    const found = await node.paymentsSince(0 as never);
    expect(found.map(({ state, outflow }) => [state, outflow])).toEqual([
      ['settled', 1_521n],
      ['in-flight', 1_521n],
      ['in-flight', 1_500n],
      ['failed', 0n],
      ['in-flight', 1_521n],
    ]);
  });

  it('rejects rather than leave out a row that it cannot read', async () => {
    const { node } = await connected({}, book([row(1, 5), { ...row(2, 5), value_msat: '-4' }]));
    await expect(node.paymentsSince(0 as never)).rejects.toThrow();
  });
});
