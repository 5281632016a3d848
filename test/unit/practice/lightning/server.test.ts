// The practice node as the unmodified `lightning` client sees it: TLS, macaroons, answers, lnd's refusals, faults.
import {
  authenticatedLndGrpc,
  cancelHodlInvoice,
  createHodlInvoice,
  createInvoice,
  decodePaymentRequest,
  getBackups,
  getChainBalance,
  getChainFeeEstimate,
  getChainTransactions,
  getChannelBalance,
  getChannels,
  getClosedChannels,
  getIdentity,
  getInvoice,
  getInvoices,
  getMethods,
  getNetworkGraph,
  getPayment,
  getPayments,
  getPeers,
  getPendingChannels,
  getRouteToDestination,
  getWalletInfo,
  getWalletStatus,
  getWalletVersion,
  payViaPaymentRequest,
  settleHodlInvoice,
  subscribeToInvoices,
  unauthenticatedLndGrpc,
  verifyAccess,
  type AuthenticatedLnd,
  createChainAddress,
} from 'lightning';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPracticeNetwork } from '../../../../electron/practice/lightning/network.ts';
import type { PracticeNetwork } from '../../../../electron/practice/lightning/network.ts';
import { startLndServer, type LndServer } from '../../../../electron/practice/lightning/server.ts';
import { sha256 } from '../../../../electron/practice/seeded.ts';
import { sats } from '../../../../shared/domain/money.ts';

let network: PracticeNetwork;
let server: LndServer;
let lnd: AuthenticatedLnd;

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const clientWith = (macaroonHex: string, certificate = server.certificate): AuthenticatedLnd =>
  authenticatedLndGrpc({
    socket: server.socket,
    cert: Buffer.from(certificate).toString('base64'),
    macaroon: base64(macaroonHex),
  }).lnd;

/** Code, name and lnd's own details of a rejection. */
async function refusalOf(promise: Promise<unknown>): Promise<readonly unknown[]> {
  try {
    await promise;
  } catch (error) {
    const [code, name, more] = error as [number, string, { err?: { code?: number; details?: string } }?];
    return [code, name, more?.err?.code, more?.err?.details];
  }
  throw new Error('it was not refused');
}

const bill = (amount: number, payee = 'search') =>
  network.node(payee).invoices.add({ amount: sats(amount), description: 'test' });

beforeAll(async () => {
  network = createPracticeNetwork({ seed: 'server test' });
  server = await startLndServer({ network, nodeName: 'north' });
  lnd = clientWith(server.macaroon);
});
afterAll(() => server.stop());
beforeEach(() => network.nodes().forEach((node) => node.resetFaults()));

describe('the client’s reading of the node', () => {
  it('knows who it is', async () => {
    const info = await getWalletInfo({ lnd });
    expect(info).toMatchObject({
      alias: 'Hot node north',
      public_key: network.node('north').publicKey,
      active_channels_count: 2,
      is_synced_to_chain: true,
    });
    expect(Math.abs(Date.parse(info.latest_block_at) - Date.now())).toBeLessThan(60_000);
    expect(await getIdentity({ lnd })).toEqual({ public_key: info.public_key });
    expect((await getWalletVersion({ lnd })).version).toBe('0.21.2-beta');
  });

  it('finds lnd’s permission table', async () => {
    const { methods } = await getMethods({ lnd });
    const pay = methods.find(({ endpoint }) => endpoint === '/routerrpc.Router/SendPaymentV2');
    expect(pay?.permissions).toEqual(['offchain:write']);
    expect(methods.length).toBeGreaterThan(150);
  });

  it('adds up channels and balances', async () => {
    const { channels } = await getChannels({ lnd });
    const balance = await getChannelBalance({ lnd });
    expect(channels.reduce((sum, channel) => sum + channel.local_balance, 0)).toBe(balance.channel_balance);
    for (const channel of channels)
      expect(
        channel.local_balance +
          channel.remote_balance +
          channel.unsettled_balance +
          channel.commit_transaction_fee +
          // Two anchors (BOLT 3), which no balance holds.
          660,
      ).toBe(channel.capacity);
  });

  it('reads everything else it asks for', async () => {
    expect((await getPeers({ lnd })).peers).toHaveLength(2);
    expect(await getChainBalance({ lnd })).toEqual({ chain_balance: 1_250_000 });
    expect(await getPendingChannels({ lnd })).toEqual({ pending_channels: [] });
    expect(await getClosedChannels({ lnd })).toEqual({ channels: [] });
    expect((await getBackups({ lnd })).channels).toHaveLength(2);
    expect((await getNetworkGraph({ lnd })).nodes).toHaveLength(network.nodes().length);
    expect((await getChainTransactions({ lnd })).transactions).toHaveLength(3);
    const { address } = await createChainAddress({ lnd, format: 'p2wpkh' });
    expect(address).toMatch(/^bcrt1q/);
    expect(await getChainFeeEstimate({ lnd, send_to: [{ address, tokens: 1_000 }] })).toMatchObject({
      fee: 282,
    });
  });
});

describe('paying', () => {
  it('settles with the preimage and the fee to the msat', async () => {
    const invoice = bill(5_000);
    const paid = await payViaPaymentRequest({ lnd, request: invoice.request, max_fee_mtokens: '100000' });
    expect(paid).toMatchObject({ fee_mtokens: '2750', mtokens: '5002750', secret: invoice.preimage });
    const found = await getPayment({ lnd, id: invoice.hash });
    expect(found).toMatchObject({ is_confirmed: true, payment: { fee_mtokens: '2750' } });
  });

  it('pays an open invoice with the amount given beside it', async () => {
    const { request, hash } = network.node('search').invoices.add({ amount: null, description: '' });
    await payViaPaymentRequest({ lnd, request, mtokens: '1234567', max_fee_mtokens: '100000' });
    expect(network.books().find((entry) => entry.hash === hash)?.amount).toBe(1_234_567n);
  });

  it('decodes and routes as it pays', async () => {
    const invoice = bill(700);
    expect(await decodePaymentRequest({ lnd, request: invoice.request })).toMatchObject({
      id: invoice.hash,
      mtokens: '700000',
      destination: network.node('search').publicKey,
    });
    const { route } = await getRouteToDestination({
      lnd,
      destination: network.node('search').publicKey,
      tokens: 700,
    });
    expect(route?.fee_mtokens).toBe('1245');
  });

  it('lists payments page by page, newest first', async () => {
    const { payments, next } = await getPayments({ lnd, limit: 1 });
    expect(payments).toHaveLength(1);
    const rest = await getPayments({ lnd, token: next ?? '' });
    expect(rest.payments.length).toBeGreaterThan(0);
    expect(rest.payments[0]?.id).not.toBe(payments[0]?.id);
  });
});

describe('a refusal', () => {
  const pay = (request: string, more: object = {}) =>
    payViaPaymentRequest({ lnd, request, max_fee_mtokens: '100000', ...more });

  it('is final and named where lnd’s is', async () => {
    const twice = bill(10);
    await pay(twice.request);
    const cancelled = bill(10);
    network.node('search').invoices.cancel(cancelled.hash);
    const old = network.node('search').invoices.add({ amount: sats(1), description: '', expirySeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await refusalOf(pay(twice.request))).toEqual([
      503,
      'UnexpectedPaymentError',
      6,
      'invoice is already paid',
    ]);
    expect((await refusalOf(pay(cancelled.request)))[1]).toBe('PaymentRejectedByDestination');
    expect((await refusalOf(pay(bill(10).request, { max_fee_mtokens: '0' })))[1]).toBe(
      'PaymentPathfindingFailedToFindPossibleRoute',
    );
    expect((await refusalOf(pay(bill(50_000_000).request)))[1]).toBe('InsufficientBalanceToAttemptPayment');
    expect((await refusalOf(pay(old.request)))[3]).toMatch(/^invoice expired\. Valid until \d{4}-/);
    expect((await refusalOf(pay(bill(10).request, { mtokens: '5' })))[3]).toMatch(
      /^amount must not be specified/,
    );
    expect((await refusalOf(getPayment({ lnd, id: '00'.repeat(32) })))[1]).toBe('SentPaymentNotFound');
  });

  it.each([
    ['FAILURE_REASON_TIMEOUT', 'PaymentAttemptsTimedOut'],
    ['FAILURE_REASON_CANCELED', 'PaymentExecutionCanceled'],
    ['FAILURE_REASON_ERROR', 'FailedToFindPayableRouteToDestination'],
  ] as const)('of reason %s reads %s', async (reason, name) => {
    server.node.faults.fail = reason;
    expect((await refusalOf(pay(bill(10).request)))[1]).toBe(name);
  });

  it('comes for a macaroon that is not enough, in lnd’s words', async () => {
    const observer = clientWith(server.readonlyMacaroon);
    await expect(getWalletInfo({ lnd: observer })).resolves.toBeDefined();
    const refused = await refusalOf(
      payViaPaymentRequest({ lnd: observer, request: bill(1).request, max_fee: 1 }),
    );
    expect(refused.slice(2)).toEqual([2, 'permission denied']);
    const forged = server.macaroon.replace(/..$/, (end) => (end === '00' ? '01' : '00'));
    expect((await refusalOf(getWalletInfo({ lnd: clientWith(forged) })))[3]).toBe(
      'verification failed: signature mismatch after caveat verification',
    );
    const bare = unauthenticatedLndGrpc({
      socket: server.socket,
      cert: Buffer.from(server.certificate).toString('base64'),
    }).lnd;
    expect(await getWalletStatus({ lnd: bare })).toMatchObject({ is_active: true });
    await expect(
      verifyAccess({ lnd, macaroon: base64(server.readonlyMacaroon), permissions: ['offchain:write'] }),
    ).resolves.toMatchObject({ is_valid: false });
  });

  it('comes for a certificate that is not the node’s', async () => {
    const other = await startLndServer({ network, nodeName: 'south' });
    const refused = await refusalOf(getWalletInfo({ lnd: clientWith(server.macaroon, other.certificate) }));
    expect(refused[2]).toBe(14);
    await other.stop();
  });

  it('says UNIMPLEMENTED for what a practice node does not do', async () => {
    const raw = lnd as unknown as {
      default: {
        sendMany: (args: object, done: (error: { code: number; details: string }) => void) => void;
      };
    };
    const error = await new Promise<{ code: number; details: string }>((resolve) =>
      raw.default.sendMany({}, resolve),
    );
    expect([error.code, error.details]).toEqual([12, 'unknown method SendMany for service lnrpc.Lightning']);
  });

  it('comes from a locked wallet and a starting one, for all but its state', async () => {
    server.node.faults.wallet = 'locked';
    expect((await refusalOf(getWalletInfo({ lnd })))[3]).toBe(
      'wallet locked, unlock it to enable full RPC access',
    );
    server.node.faults.wallet = 'starting';
    expect((await refusalOf(getWalletInfo({ lnd })))[3]).toMatch(
      /^the RPC server is in the process of starting up/,
    );
  });
});

describe('receiving', () => {
  it('makes an invoice, is paid and tells subscribers once each', async () => {
    const states: boolean[] = [];
    const subscription = subscribeToInvoices({ lnd });
    subscription.on('error', () => undefined);
    const settled = new Promise<void>((resolve) => {
      subscription.on('invoice_updated', (invoice: { is_confirmed: boolean }) => {
        states.push(invoice.is_confirmed);
        if (invoice.is_confirmed) resolve();
      });
    });
    // The subscription is a stream: it exists once the server has answered something after it.
    await getWalletInfo({ lnd });
    const made = await createInvoice({ lnd, mtokens: '210500', description: 'tip ☂' });
    network.node('letterpress').payments.send({
      request: made.request,
      amount: null,
      feeLimit: sats(10),
      timeoutSeconds: 5,
      maxParts: 1,
      outgoing: [],
      allowSelfPayment: false,
    });
    await settled;
    subscription.removeAllListeners();
    expect(states).toEqual([false, true]);
    expect(await getInvoice({ lnd, id: made.id })).toMatchObject({
      is_confirmed: true,
      received_mtokens: '210500',
    });
    expect((await getInvoices({ lnd })).invoices.length).toBeGreaterThan(0);
  });

  it('refuses a second invoice of the same hash with the client’s 409', async () => {
    const secret = '44'.repeat(32);
    await createInvoice({ lnd, secret, tokens: 1 });
    expect((await refusalOf(createInvoice({ lnd, secret, tokens: 1 })))[0]).toBe(409);
  });

  it('holds, settles and cancels', async () => {
    const secret = '55'.repeat(32);
    const id = sha256(Buffer.from(secret, 'hex')).toString('hex');
    const held = await createHodlInvoice({ lnd, id, tokens: 300 });
    expect((await refusalOf(settleHodlInvoice({ lnd, secret })))[0]).toBe(402);
    expect((await refusalOf(settleHodlInvoice({ lnd, secret: '66'.repeat(32) })))[0]).toBe(404);
    const payment = network.node('letterpress').payments.send({
      request: held.request,
      amount: null,
      feeLimit: sats(10),
      timeoutSeconds: 5,
      maxParts: 1,
      outgoing: [],
      allowSelfPayment: false,
    });
    await expect.poll(async () => (await getInvoice({ lnd, id })).is_held).toBe(true);
    expect((await getChannelBalance({ lnd })).unsettled_balance).toBe(300);
    await settleHodlInvoice({ lnd, secret });
    await expect.poll(() => payment.status).toBe('SUCCEEDED');
    const other = await createHodlInvoice({ lnd, id: '77'.repeat(32), tokens: 300 });
    await cancelHodlInvoice({ lnd, id: other.id });
    expect(await getInvoice({ lnd, id: other.id })).toMatchObject({ is_canceled: true });
  });
});

describe('a fault', () => {
  const SHORT = 400;
  const outcome = (promise: Promise<unknown>): Promise<string> =>
    Promise.race([
      promise.then(
        () => 'settled',
        () => 'rejected',
      ),
      new Promise<string>((resolve) => setTimeout(() => resolve('silent'), SHORT)),
    ]);
  const pay = (request: string) => payViaPaymentRequest({ lnd, request, max_fee_mtokens: '100000' });
  const booked = (hash: string) => network.books().filter((entry) => entry.hash === hash);

  it('before dispatch leaves silence and no trace', async () => {
    server.node.faults.hangBeforeDispatch = true;
    const { request, hash } = bill(21);
    expect(await outcome(pay(request))).toBe('silent');
    expect(booked(hash)).toEqual([]);
    expect((await refusalOf(getPayment({ lnd, id: hash })))[0]).toBe(404);
  });

  it.each(['hangAfterDispatch', 'closeWithoutTerminal'] as const)(
    '%s leaves silence and a payment that settled',
    async (fault) => {
      server.node.faults[fault] = true;
      const { request, hash } = bill(22);
      expect(await outcome(pay(request))).toBe('silent');
      expect(booked(hash)).toMatchObject([{ outcome: 'settled' }]);
      expect(await getPayment({ lnd, id: hash })).toMatchObject({ is_confirmed: true });
    },
  );

  it('that breaks the stream is an error and a payment that settled', async () => {
    server.node.faults.breakAfterDispatch = true;
    const { request, hash } = bill(23);
    expect((await refusalOf(pay(request)))[2]).toBe(14);
    await expect.poll(() => booked(hash)[0]?.outcome).toBe('settled');
  });

  it('of a restart keeps what was in flight, and the client finds it again', async () => {
    network.node('search').faults.hold = true;
    const { request, hash } = bill(24);
    const paying = refusalOf(pay(request));
    await expect.poll(() => booked(hash).length).toBe(1);
    await server.stop();
    expect([1, 14]).toContain((await paying)[2]);
    await server.restart();
    await expect
      .poll(async () => (await getPayment({ lnd, id: hash }).catch(() => null))?.is_pending)
      .toBe(true);
    network.node('search').invoices.releaseHeld();
    await expect.poll(async () => (await getPayment({ lnd, id: hash })).is_confirmed).toBe(true);
    expect(booked(hash)).toHaveLength(1);
  });
});
