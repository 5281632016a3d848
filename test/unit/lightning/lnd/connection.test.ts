// The connection: exactly the pinned certificate, and an order that goes over the wire once.
import { randomBytes } from 'node:crypto';
import { constants, createSecureServer } from 'node:http2';
import { expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../../../electron/lightning/lnd/connection.ts';
import { createTlsPair } from '../../../../electron/practice/lightning/tls.ts';
import { READY, startFakeLnd } from '../../../fakes/lnd-server.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { openNode } from './connected.ts';

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
