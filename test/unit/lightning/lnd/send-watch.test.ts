// The last look before money can move: a request that is not the order never reaches the node.
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { LndConnection } from '../../../../electron/lightning/lnd/connection.ts';
import { watchSend } from '../../../../electron/lightning/lnd/send-watch.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { invoiceOf, orderOf } from './connected.ts';

const invoice = invoiceOf(1_500n);
const exact = { payment_request: invoice.text, fee_limit_msat: '7777' };

function watched(amountless = false) {
  const stream = Object.assign(new EventEmitter(), { cancel: vi.fn(), resume: vi.fn() });
  const sendPaymentV2 = vi.fn(() => stream);
  const clock = createFakeClock();
  const connection = { lnd: {}, raw: { router: { sendPaymentV2 } } } as unknown as LndConnection;
  const watch = watchSend(connection, orderOf(invoice, 1_500n, amountless), clock, 1_000);
  const { router } = watch.lnd as {
    readonly router: { readonly sendPaymentV2: (request: object) => unknown };
  };
  return { watch, send: router.sendPaymentV2, sendPaymentV2, stream, clock };
}

describe('a request', () => {
  it('goes out when it is the order, once', () => {
    const { watch, send, sendPaymentV2 } = watched();
    send({ ...exact, max_parts: 16, timeout_seconds: 25, cancelable: true, allow_self_payment: true });
    expect(watch.sent()).toBe(true);
    expect(sendPaymentV2).toHaveBeenCalledWith(expect.objectContaining({ allow_self_payment: false }));
    expect(() => send(exact)).toThrow(/sent already/);
    expect(sendPaymentV2).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['a higher fee limit', { ...exact, fee_limit_msat: '7778' }],
    ['no fee limit', { payment_request: invoice.text }],
    [
      'the library’s unlimited fee',
      { ...exact, fee_limit_msat: undefined, fee_limit_sat: 9_007_199_254_740_991 },
    ],
    ['a second fee limit', { ...exact, fee_limit_sat: 1 }],
    ['an amount', { ...exact, amt_msat: '1500' }],
    ['an amount in sat', { ...exact, amt: 2 }],
    ['another invoice', { ...exact, payment_request: invoiceOf(1_500n, 'other').text }],
    ['a destination', { ...exact, dest: Buffer.alloc(33) }],
    ['a hash', { ...exact, payment_hash: Buffer.alloc(32) }],
    ['custom records', { ...exact, dest_custom_records: { 5: Buffer.alloc(1) } }],
    ['a field of tomorrow', { ...exact, surprise: 1 }],
  ])('does not go out with %s', (_name, request) => {
    const { watch, send, sendPaymentV2 } = watched();
    expect(() => send(request)).toThrow(/changed on its way/);
    expect(sendPaymentV2).not.toHaveBeenCalled();
    expect(watch.sent()).toBe(false);
  });

  it('needs the amount for an invoice that names none', () => {
    expect(() => watched(true).send(exact)).toThrow(/amt_msat/);
    expect(() => watched(true).send({ ...exact, amt_msat: '1501' })).toThrow(/amt_msat/);
    expect(() => watched(true).send({ ...exact, amt_msat: '1500' })).not.toThrow();
  });
});

describe('a stream that is let go of', () => {
  it('is left for the node to end once the outcome is there, and cut off when the node does not', () => {
    const { watch, send, stream, clock } = watched();
    send(exact);
    stream.emit('data', { status: 'SUCCEEDED' });
    watch.release();
    expect(stream.cancel).not.toHaveBeenCalled();
    clock.advance(5);
    expect(stream.cancel).toHaveBeenCalledTimes(1);
  });

  it('may break afterwards without harm', () => {
    const { watch, send, stream } = watched();
    send(exact);
    stream.emit('data', { status: 'SUCCEEDED' });
    watch.release();
    expect(() => stream.emit('error', new Error('the connection went down'))).not.toThrow();
  });

  it('is not cut off after the node has ended it', () => {
    const { watch, send, stream, clock } = watched();
    send(exact);
    stream.emit('data', { status: 'FAILED' });
    watch.release();
    stream.emit('end');
    clock.advance(60);
    expect(stream.cancel).not.toHaveBeenCalled();
  });

  it('is cut off at once without an outcome', () => {
    const { watch, send, stream } = watched();
    send(exact);
    stream.emit('data', { status: 'IN_FLIGHT' });
    watch.release();
    expect(stream.cancel).toHaveBeenCalledTimes(1);
  });
});
