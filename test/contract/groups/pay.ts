// Groups 6 to 8 and 10: payments that go through, that fail, that are asked for twice, and what their streams say.
import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { PayOrder } from '../../../electron/lightning/lightning-node.ts';
import type { PaymentHash } from '../../../shared/domain/ids.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import type { Answer } from '../../lab/rpc.ts';
import { allOf, askFor, hex, localOf, orderOf, refusalOf, send } from '../fixture.ts';
import type { Suite } from '../suite.ts';

const statesOf = (updates: readonly Answer[]): readonly unknown[] =>
  updates.map((update) => update['status']);

export function payGroups({ world, adapter, likeLnd, refusedLikeLnd }: Suite): void {
  const hubFee = (amount: bigint): bigint =>
    world().hubFee.baseMsat + (amount * world().hubFee.ppm) / 1_000_000n;

  describe('6: payments that go through', () => {
    it('a neighbour costs the amount and no fee', async () => {
      const { payer, hub } = world();
      const node = await adapter();
      const before = await localOf(payer);
      const order = orderOf(await askFor(hub, { msat: 12_345_678n }));
      const outcome = await node.pay(order);
      expect(outcome).toMatchObject({ kind: 'settled', fee: 0n });
      const preimage = outcome.kind === 'settled' ? outcome.preimage : '';
      expect(createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex')).toBe(order.paymentHash);
      expect(before - (await localOf(payer))).toBe(12_345_678n);
    });

    it('over the hub costs its fee to the msat, and the blocks it asks for', async () => {
      const { payer, far } = world();
      const before = await localOf(payer);
      const asked = await askFor(far, { msat: 12_345_678n, cltv: 80 });
      const { updates } = await send(payer, asked.request);
      const paid = updates.at(-1) as Answer;
      likeLnd('SendPaymentV2 paid', paid);
      expect(paid).toMatchObject({ status: 'SUCCEEDED', fee_msat: hubFee(12_345_678n).toString() });
      const [htlc] = paid['htlcs'] as readonly { readonly route: Route }[];
      const info = await payer.rpc().call('lnrpc.Lightning/GetInfo');
      // The recipient’s 80, three blocks of lnd’s own margin, the hub’s 40.
      expect((htlc?.route.total_time_lock ?? 0) - Number(info['block_height'])).toBe(80 + 3 + 40);
      expect(htlc?.route.hops.map((hop) => [hop.pub_key, hop.fee_msat])).toEqual([
        [world().hub.publicKey, hubFee(12_345_678n).toString()],
        [far.publicKey, '0'],
      ]);
      expect(before - (await localOf(payer))).toBe(12_345_678n + hubFee(12_345_678n));
    });

    it('takes the amount from the order for an invoice that names none', async () => {
      const { payer, hub } = world();
      const node = await adapter();
      const before = await localOf(payer);
      const order = orderOf(await askFor(hub, { msat: null }), { amount: msat(777_001n) });
      expect(await node.pay(order)).toMatchObject({ kind: 'settled', fee: 0n });
      expect(before - (await localOf(payer))).toBe(777_001n);
    });

    it('splits what no channel carries alone', async () => {
      const { payer, hub } = world();
      const node = await adapter();
      const before = await localOf(payer);
      const order = orderOf(await askFor(hub, { msat: 5_400_000_000n }));
      expect(await node.pay(order)).toMatchObject({ kind: 'settled', fee: 0n });
      expect(before - (await localOf(payer))).toBe(5_400_000_000n);
      const [listed] = (await node.paymentsSince(0 as never)).toReversed();
      expect(listed).toMatchObject({ paymentHash: order.paymentHash, outflow: 5_400_000_000n });
      // Back again, for the tests that come after.
      const back = await adapter(hub);
      expect(await back.pay(orderOf(await askFor(payer, { msat: 5_400_000_000n })))).toMatchObject({
        kind: 'settled',
      });
    });

    it('a route is priced as it is paid', async () => {
      const { payer, far } = world();
      const answer = await payer
        .rpc()
        .call('lnrpc.Lightning/QueryRoutes', { pub_key: far.publicKey, amt_msat: '5000000' });
      likeLnd('QueryRoutes', answer);
      const [route] = answer['routes'] as readonly Route[];
      expect(route?.total_fees_msat).toBe(hubFee(5_000_000n).toString());
    });
  });

  describe('7: payments that fail', () => {
    const cancelled = async (): Promise<PayOrder> => {
      const asked = await askFor(world().far, { msat: 5_000n });
      await world()
        .far.rpc()
        .call('invoicesrpc.Invoices/CancelInvoice', { payment_hash: Buffer.from(asked.hash, 'hex') });
      return orderOf(asked);
    };
    const expired = async (): Promise<PayOrder> => {
      const asked = await askFor(world().far, { msat: 5_000n, expiry: 1 });
      await vi.waitFor(
        async () => {
          const invoice = await world()
            .far.rpc()
            .call('lnrpc.Lightning/DecodePayReq', { pay_req: asked.request });
          expect(Date.now() / 1_000).toBeGreaterThan(Number(invoice['timestamp']) + 2);
        },
        { timeout: 5_000, interval: 200 },
      );
      return orderOf(asked);
    };
    const cheap = (feeLimit: bigint, amount: bigint) => async (): Promise<PayOrder> =>
      orderOf(await askFor(world().far, { msat: amount }), { feeLimit: msat(feeLimit) });

    it.each([
      ['the fee limit is one msat too low', cheap(1_008n, 9_000n), /no route/],
      ['no fee is allowed', cheap(0n, 1_000n), /no route/],
      [
        'the channels hold too little',
        async () => orderOf(await askFor(world().hub, { msat: sats(7_900_000n) })),
        /too little/,
      ],
      ['the invoice was cancelled', cancelled, /recipient rejected/],
      ['the invoice has expired', expired, /expired/],
      [
        'the invoice is the node’s own',
        async () => orderOf(await askFor(world().payer, { msat: 5_000n })),
        /self-payments/,
      ],
    ] as const)('fails for good when %s, and moves nothing', async (_name, order, detail) => {
      const node = await adapter();
      const wanted = await order();
      const before = await localOf(world().payer);
      expect(await node.pay(wanted)).toMatchObject({
        kind: 'failed',
        detail: expect.stringMatching(detail),
      });
      expect(await localOf(world().payer)).toBe(before);
    });

    it.each([
      [
        'no route',
        async () => ({
          request: (await askFor(world().far, { msat: 9_000n })).request,
          more: { fee_limit_msat: '1008' },
        }),
      ],
      [
        'too little',
        async () => ({ request: (await askFor(world().hub, { msat: sats(7_900_000n) })).request }),
      ],
      ['rejected', async () => ({ request: (await cancelled()).invoice })],
    ] as const)('the failed payment is told as lnd tells it: %s', async (name, make) => {
      const given: { readonly request: string; readonly more?: object } = await make();
      const { updates } = await send(world().payer, given.request, given.more ?? {});
      const failed = updates.at(-1);
      expect(failed?.['status']).toBe('FAILED');
      likeLnd(`SendPaymentV2 failed: ${name}`, failed);
    });

    it.each([
      ['an expired invoice', async () => ({ request: (await expired()).invoice })],
      ['its own invoice', async () => ({ request: (await askFor(world().payer, { msat: 5_000n })).request })],
      [
        'an invoice without amount and none given',
        async () => ({ request: (await askFor(world().hub, { msat: null })).request }),
      ],
      [
        'an amount for an invoice that has one',
        async () => ({
          request: (await askFor(world().hub, { msat: 5_000n })).request,
          more: { amt_msat: '5000' },
        }),
      ],
      ['what is no invoice', () => ({ request: 'lnbcrt1hello' })],
      ['no invoice at all', () => ({ request: '' })],
    ] as const)('%s is turned away in lnd’s words', async (name, make) => {
      const given: { readonly request: string; readonly more?: object } = await make();
      const { updates, refusal } = await send(world().payer, given.request, given.more ?? {});
      expect(updates).toEqual([]);
      refusedLikeLnd(`SendPaymentV2 of ${name}`, refusal ?? { code: -1, details: 'it was taken' });
    });
  });

  describe('8: the same payment twice', () => {
    it('after it was paid moves nothing', async () => {
      const { payer, hub } = world();
      const node = await adapter();
      const asked = await askFor(hub, { msat: 5_000n });
      expect(await node.pay(orderOf(asked))).toMatchObject({ kind: 'settled' });
      const after = await localOf(payer);
      const { refusal } = await send(payer, asked.request);
      refusedLikeLnd('SendPaymentV2 of a paid one', refusal ?? { code: -1, details: 'it was taken' });
      expect(await node.pay(orderOf(asked))).toMatchObject({ kind: 'unknown' });
      expect(await node.lookupPayment(orderOf(asked).paymentHash)).toMatchObject({
        kind: 'settled',
        amount: 5_000n,
      });
      expect(await localOf(payer)).toBe(after);
    });

    it('ten times at once debits once', async () => {
      const { payer, far } = world();
      const node = await adapter();
      const before = await localOf(payer);
      const order = orderOf(await askFor(far, { msat: 50_000n }));
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => node.pay(order)));
      expect(outcomes.filter(({ kind }) => kind === 'settled')).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === 'unknown')).toHaveLength(9);
      expect(before - (await localOf(payer))).toBe(50_000n + hubFee(50_000n));
    });

    it('after it failed is a new attempt', async () => {
      const node = await adapter();
      const order = orderOf(await askFor(world().far, { msat: 5_000n }));
      expect(await node.pay({ ...order, feeLimit: msat(0n) })).toMatchObject({ kind: 'failed' });
      expect(await node.pay(order)).toMatchObject({ kind: 'settled' });
    });
  });

  describe('10: what the streams say', () => {
    it('SendPaymentV2 begins with the registered payment and ends after its end', async () => {
      const { updates, refusal } = await send(
        world().payer,
        (await askFor(world().far, { msat: 80_000n })).request,
      );
      expect(refusal).toBeNull();
      const states = statesOf(updates);
      expect(states[0]).toBe('IN_FLIGHT');
      expect(states.at(-1)).toBe('SUCCEEDED');
      expect(states.filter((state) => state === 'SUCCEEDED')).toHaveLength(1);
      likeLnd('SendPaymentV2 first word', updates[0]);
    });

    it('TrackPaymentV2 tells the end of an ended payment and ends; of an unknown one it knows nothing', async () => {
      const { payer, far } = world();
      const asked = await askFor(far, { msat: 81_000n });
      await send(payer, asked.request);
      const track = (payment_hash: Buffer) =>
        allOf(payer.rpc().stream('routerrpc.Router/TrackPaymentV2', { payment_hash }));
      const { updates } = await track(Buffer.from(asked.hash, 'hex'));
      expect(statesOf(updates)).toEqual(['SUCCEEDED']);
      likeLnd('TrackPaymentV2 paid', updates[0]);
      const unknown = await track(randomBytes(32));
      refusedLikeLnd('TrackPaymentV2 of an unknown one', unknown.refusal ?? { code: -1, details: '' });
      const node = await adapter();
      expect(await node.lookupPayment(hex(randomBytes(32)) as PaymentHash)).toEqual({ kind: 'not-found' });
      refusedLikeLnd(
        'TrackPaymentV2 of half a hash',
        (await track(randomBytes(16))).refusal ?? { code: -1, details: '' },
      );
    });

    it('SubscribeInvoices tells of what was settled after the cursor, also before it was asked', async () => {
      const { payer, far } = world();
      const first = await askFor(far, { msat: 10_000n });
      await send(payer, first.request);
      const lookup = await far
        .rpc()
        .call('lnrpc.Lightning/LookupInvoice', { r_hash: Buffer.from(first.hash, 'hex') });
      const missed = await askFor(far, { msat: 11_000n });
      await send(payer, missed.request);
      const stream = far
        .rpc()
        .stream('lnrpc.Lightning/SubscribeInvoices', { settle_index: String(lookup['settle_index']) });
      const told = await new Promise<Answer>((resolve, reject) => {
        stream.once('data', resolve);
        stream.once('error', reject);
      });
      stream.on('error', () => undefined);
      stream.cancel();
      expect(hex(told['r_hash'])).toBe(missed.hash);
      likeLnd('SubscribeInvoices settled', told);
    });

    it('an order over garbage is refused without a word before', async () => {
      refusedLikeLnd(
        'LookupInvoice of half a hash',
        await refusalOf(
          world()
            .far.rpc()
            .call('lnrpc.Lightning/LookupInvoice', { r_hash: randomBytes(16) }),
        ),
      );
    });
  });
}

type Route = {
  readonly total_time_lock: number;
  readonly total_fees_msat: string;
  readonly hops: readonly { readonly pub_key: string; readonly fee_msat: string }[];
};
