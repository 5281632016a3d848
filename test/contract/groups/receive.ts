// Groups 4, 5 and 9: invoices made, read alike by everyone, and held ones.
import { createHash, randomBytes } from 'node:crypto';
import { parsePaymentRequest } from 'invoices';
import { describe, expect, it, vi } from 'vitest';
import { parseInvoice } from '../../../electron/lightning/invoice.ts';
import { msat } from '../../../shared/domain/money.ts';
import {
  askFor,
  askForHeld,
  channelsOf,
  hex,
  orderOf,
  refusalOf,
  send,
  type ContractNode,
} from '../fixture.ts';
import type { Suite } from '../suite.ts';

const lookup = (node: ContractNode, hash: string) =>
  node.rpc().call('lnrpc.Lightning/LookupInvoice', { r_hash: Buffer.from(hash, 'hex') });

export function receiveGroups({ world, adapter, likeLnd, refusedLikeLnd }: Suite): void {
  const bytes32 = Buffer.alloc(32, 7);

  describe('4: making invoices', () => {
    it.each([
      ['of whole sats', { msat: 1_000_000n }],
      ['of odd msat', { msat: 1_234_567n }],
      ['without amount', { msat: null }],
      ['over a long description', { msat: 5_000n, descriptionHash: bytes32 }],
      ['with 639 bytes of text', { msat: 5_000n, memo: 'x'.repeat(639) }],
      ['with text of every kind', { msat: 5_000n, memo: 'Grüße, 3 × “x” 🚀' }],
      ['with its own expiry and CLTV delta', { msat: 5_000n, expiry: 77, cltv: 24 }],
    ])('an invoice %s', async (name, wish) => {
      const asked = await askFor(world().far, wish);
      likeLnd('AddInvoice', asked.answer);
      likeLnd(`LookupInvoice ${name}`, await lookup(world().far, asked.hash));
      expect(parseInvoice(asked.request)).toMatchObject({
        ok: true,
        value: { paymentHash: asked.hash, amount: wish.msat, destination: world().far.publicKey },
      });
    });

    it.each([
      ['with 640 bytes of text', () => ({ msat: 1n, memo: 'x'.repeat(640) })],
      ['that lives more than a year', () => ({ msat: 1n, expiry: 366 * 86_400 })],
      ['with a CLTV delta under 24', () => ({ msat: 1n, cltv: 17 })],
      ['with half a description hash', () => ({ msat: 1n, descriptionHash: Buffer.alloc(16, 1) })],
      ['over a preimage of zeros', () => ({ msat: 1n, preimage: Buffer.alloc(32) })],
      ['over half a preimage', () => ({ msat: 1n, preimage: Buffer.alloc(16, 1) })],
    ])('refuses one %s', async (name, wish) => {
      refusedLikeLnd(`AddInvoice ${name}`, await refusalOf(askFor(world().far, wish())));
    });

    it('refuses a second one over the same preimage', async () => {
      const preimage = randomBytes(32);
      await askFor(world().far, { msat: 1_000n, preimage });
      refusedLikeLnd(
        'AddInvoice over a known preimage',
        await refusalOf(askFor(world().far, { msat: 2_000n, preimage })),
      );
    });

    it('the adapter makes what it was asked for', async () => {
      const node = await adapter();
      const made = await node.makeInvoice({
        amount: msat(4_321n),
        description: 'for work',
        descriptionHash: null,
        expirySeconds: 600,
      });
      const parsed = parseInvoice(made.invoice);
      expect(parsed).toMatchObject({
        value: { amount: 4_321n, description: 'for work', destination: world().payer.publicKey },
      });
    });
  });

  describe('5: reading invoices', () => {
    it.each([
      ['plain', { msat: 2_500_000n }],
      ['without amount', { msat: null }],
      ['over a description hash', { msat: 9_000n, descriptionHash: bytes32 }],
    ])('node, library and console read the same: %s', async (name, wish) => {
      const { request } = await askFor(world().far, wish);
      const decoded = await world().payer.rpc().call('lnrpc.Lightning/DecodePayReq', { pay_req: request });
      likeLnd(`DecodePayReq ${name}`, decoded);
      const library = parsePaymentRequest({ request });
      const own = parseInvoice(request);
      if (!own.ok) throw new Error(own.message);
      expect({
        hash: decoded['payment_hash'],
        destination: decoded['destination'],
        amount: BigInt(String(decoded['num_msat'])),
        at: Number(decoded['timestamp']) + Number(decoded['expiry']),
        cltv: Number(decoded['cltv_expiry']),
      }).toEqual({
        hash: library.id,
        destination: own.value.destination,
        amount: own.value.amount ?? 0n,
        at: own.value.expiresAt,
        cltv: library.cltv_delta,
      });
    });

    it.each([
      [
        'of another network',
        'lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqsfpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzqj9n4evl6mr5aj9f58zp6fyjzup6ywn3x6sk8akg5v4tgn2q8g4fhx05wf6juaxu9760yp46454gpg5mtzgerlzezqcqvjnhjh8z3g2qqdhhwkj',
      ],
      ['that is none', 'hello'],
    ])('an invoice %s is refused in lnd’s words', async (name, pay_req) => {
      refusedLikeLnd(
        `DecodePayReq ${name}`,
        await refusalOf(world().payer.rpc().call('lnrpc.Lightning/DecodePayReq', { pay_req })),
      );
    });

    it('a changed letter is refused by node and console', async () => {
      const { request } = await askFor(world().far, { msat: 7_000n });
      const at = 40;
      const changed = `${request.slice(0, at)}${request[at] === 'q' ? 'p' : 'q'}${request.slice(at + 1)}`;
      await refusalOf(world().payer.rpc().call('lnrpc.Lightning/DecodePayReq', { pay_req: changed }));
      expect(parseInvoice(changed).ok).toBe(false);
    });
  });

  describe('9: held invoices', () => {
    const held = async (amount: bigint) => {
      const { payer, far } = world();
      const preimage = randomBytes(32);
      const hash = createHash('sha256').update(preimage).digest();
      const asked = await askForHeld(far, hash, { msat: amount, cltv: 80 });
      const node = await adapter();
      const outcome = node.pay(orderOf(asked));
      await vi.waitFor(async () => expect((await lookup(far, asked.hash))['state']).toBe('ACCEPTED'), {
        timeout: 20_000,
        interval: 100,
      });
      return { payer, far, preimage, asked, node, outcome };
    };

    it('is accepted, locked on both sides and pending, until it is settled', async () => {
      const { payer, far, preimage, asked, node, outcome } = await held(400_000n);
      expect(await node.lookupPayment(orderOf(asked).paymentHash)).toMatchObject({
        kind: 'in-flight',
        expiryHeight: expect.any(Number),
      });
      likeLnd('LookupInvoice accepted', await lookup(far, asked.hash));
      const [offered] = (await channelsOf(payer)).filter(({ pending_htlcs }) => pending_htlcs.length > 0);
      likeLnd('ListChannels with an HTLC out', offered);
      // 400 sats and the hub’s fee of 1,400 msat, in whole satoshis.
      expect(offered).toMatchObject({
        unsettled_balance: '401',
        pending_htlcs: [{ incoming: false, amount: '401' }],
      });
      const balance = await payer.rpc().call('lnrpc.Lightning/ChannelBalance');
      likeLnd('ChannelBalance with an HTLC out', balance);
      const [arriving] = (await channelsOf(far)).filter(({ pending_htlcs }) => pending_htlcs.length > 0);
      expect(arriving).toMatchObject({
        unsettled_balance: '400',
        pending_htlcs: [{ incoming: true, amount: '400' }],
      });
      await node.refresh();
      expect(node.state()).toMatchObject({ balance: { inFlight: 401_000n } });

      await far.rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage });
      expect(await outcome).toEqual({ kind: 'settled', preimage: hex(preimage), fee: 1_400n });
      likeLnd('LookupInvoice settled', await lookup(far, asked.hash));
      expect(await node.lookupPayment(orderOf(asked).paymentHash)).toMatchObject({
        kind: 'settled',
        amount: 400_000n,
        fee: 1_400n,
      });
      // Settling again changes nothing and is no error.
      await far.rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage });
    });

    it('fails for good when the recipient lets go of it', async () => {
      const { far, asked, node, outcome } = await held(300_000n);
      await far
        .rpc()
        .call('invoicesrpc.Invoices/CancelInvoice', { payment_hash: Buffer.from(asked.hash, 'hex') });
      expect(await outcome).toMatchObject({
        kind: 'failed',
        detail: expect.stringMatching(/recipient rejected/),
      });
      likeLnd('LookupInvoice cancelled', await lookup(far, asked.hash));
      expect(await node.lookupPayment(orderOf(asked).paymentHash)).toMatchObject({ kind: 'failed' });
    });

    it('settling too early, with a secret of nobody, or a cancelled one is refused in lnd’s words', async () => {
      const { far } = world();
      const preimage = randomBytes(32);
      const payment_hash = createHash('sha256').update(preimage).digest();
      await askForHeld(far, payment_hash, { msat: 5_000n });
      const settle = (secret: Buffer) =>
        refusalOf(far.rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage: secret }));
      refusedLikeLnd('SettleInvoice before it was paid', await settle(preimage));
      refusedLikeLnd('SettleInvoice of nobody', await settle(randomBytes(32)));
      await far.rpc().call('invoicesrpc.Invoices/CancelInvoice', { payment_hash });
      refusedLikeLnd('SettleInvoice of a cancelled one', await settle(preimage));
      refusedLikeLnd(
        'CancelInvoice of nobody',
        await refusalOf(
          far.rpc().call('invoicesrpc.Invoices/CancelInvoice', { payment_hash: randomBytes(32) }),
        ),
      );
      refusedLikeLnd('LookupInvoice of nobody', await refusalOf(lookup(far, hex(randomBytes(32)))));
    });

    it('a settled one is not cancelled', async () => {
      const { payer, far } = world();
      const asked = await askFor(far, { msat: 6_000n });
      await send(payer, asked.request);
      refusedLikeLnd(
        'CancelInvoice of a settled one',
        await refusalOf(
          far
            .rpc()
            .call('invoicesrpc.Invoices/CancelInvoice', { payment_hash: Buffer.from(asked.hash, 'hex') }),
        ),
      );
    });
  });
}
