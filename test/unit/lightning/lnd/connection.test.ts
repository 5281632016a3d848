// The connection: exactly the pinned certificate, and an order that goes over the wire once.
import { randomBytes } from 'node:crypto';
import { constants, createSecureServer } from 'node:http2';
import { InterceptingCall, ListenerBuilder, RequesterBuilder, status, type Interceptor } from '@grpc/grpc-js';
import { createInvoice } from 'ln-service';
import { expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../../../electron/lightning/lnd/connection.ts';
import { createTlsPair } from '../../../../electron/practice/lightning/tls.ts';
import { READY, startFakeLnd } from '../../../fakes/lnd-server.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { invoiceOf, openNode } from './connected.ts';

it('trusts the pinned certificate alone, and not what else would verify', async () => {
  const lnd = await startFakeLnd({ unary: READY });
  const pinned = createTlsPair(new Date(), randomBytes(16)).certificate;
  // Both are anchors to TLS now, as when the pinned one had signed the other; the pin is the first.
  const certificate = `${pinned}${lnd.credentials.certificate}`;
  const node = openNode({ credentials: { ...lnd.credentials, certificate } }, createFakeClock());
  expect((await node.refresh()).kind).toBe('refused');
  expect(lnd.asked('GetInfo')).toEqual([]);
});

it('does not send an order again by itself when the transport says that it was not processed', async () => {
  const tls = createTlsPair(new Date(), randomBytes(16));
  const server = createSecureServer({ key: tls.privateKey, cert: tls.certificate });
  let orders = 0;
  server.on('stream', (stream) => {
    orders += 1;
    stream.on('error', () => undefined);
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  const { raw, close } = openConnection({
    socket: `localhost:${port}`,
    certificate: tls.certificate,
    macaroon: '02',
  });
  onTestFinished(() => {
    close();
    server.close();
  });
  await new Promise((resolve) => {
    raw.router.sendPaymentV2({}).on('data', resolve).on('error', resolve);
  });
  expect(orders).toBe(1);
});

it('ends a call that is made after it was closed, and does not throw', async () => {
  const lnd = await startFakeLnd({ unary: READY });
  const { raw, close } = openConnection(lnd.credentials);
  close();
  const unary = await new Promise<unknown>((resolve) => void raw.default.getInfo({}, resolve));
  expect(unary).toMatchObject({ code: status.CANCELLED, details: 'the console closed the connection' });
  const streamed = await new Promise((resolve) => void raw.router.trackPaymentV2({}).on('error', resolve));
  expect(streamed).toMatchObject({ code: status.CANCELLED });
  expect(lnd.asked('GetInfo')).toEqual([]);
});

it('ends what the library asks in two calls when it is closed between them', async () => {
  const { text } = invoiceOf(1_000n);
  const lnd = await startFakeLnd({
    unary: {
      ...READY,
      AddInvoice: () => ({
        payment_request: text,
        payment_addr: Buffer.alloc(32, 1),
        r_hash: Buffer.alloc(32, 2),
      }),
    },
  });
  let closeNow = (): void => undefined;
  const closing: Interceptor = (options, next) =>
    new InterceptingCall(
      next(options),
      new RequesterBuilder()
        .withStart((metadata, _listener, start) => {
          const listener = new ListenerBuilder().withOnReceiveStatus((given, pass) => {
            closeNow();
            pass(given);
          });
          start(metadata, listener.build());
        })
        .build(),
    );
  const { lnd: library, close } = openConnection(lnd.credentials, undefined, [closing]);
  closeNow = close;
  await expect(createInvoice({ lnd: library, mtokens: '1000' })).rejects.toEqual(
    expect.arrayContaining([503]),
  );
  expect(lnd.asked('AddInvoice')).toHaveLength(1);
  expect(lnd.asked('LookupInvoice')).toEqual([]);
});
