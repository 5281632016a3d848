// Groups 16 and 20: lists in pages of every size, and random histories whose sums have to come out.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { Answer } from '../../lab/rpc.ts';
import { askFor, askForHeld, localOf, orderOf, quiet, send } from '../fixture.ts';
import type { Suite } from '../suite.ts';

type Row = Readonly<Record<string, unknown>>;

export function listGroups({ world, adapter, likeLnd }: Suite): void {
  describe('16: lists in pages', () => {
    const fresh = async (count: number): Promise<readonly string[]> => {
      const hashes: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const asked = await askFor(world().far, { msat: 1_000_000n + BigInt(index) });
        hashes.push(asked.hash);
        await send(world().payer, asked.request);
      }
      return hashes;
    };

    it('payments, newest first, in pages of one, of all but one, of all and of more', async () => {
      const { payer } = world();
      const hashes = await fresh(4);
      const page = async (max: number, offset = '0'): Promise<Answer> =>
        payer.rpc().call('lnrpc.Lightning/ListPayments', {
          include_incomplete: true,
          reversed: true,
          max_payments: max,
          index_offset: offset,
        });
      for (const size of [1, 3, 4, 5]) {
        const seen: unknown[] = [];
        let offset = '0';
        while (seen.length < hashes.length) {
          const { payments, first_index_offset } = await page(size, offset);
          const rows = payments as readonly Row[];
          seen.push(...rows.toReversed().map((row) => row['payment_hash']));
          offset = String(first_index_offset);
        }
        expect(seen.slice(0, 4)).toEqual(hashes.toReversed());
      }
      const newest = await page(1);
      likeLnd('ListPayments', newest);
      likeLnd('ListPayments beyond the oldest', await page(1, '1'));
    });

    it('the adapter’s list is whole whatever its pages are', async () => {
      const node = await adapter();
      const sent = await node.paymentsSince(unixSeconds(0));
      const answer = await world()
        .payer.rpc()
        .call('lnrpc.Lightning/ListPayments', { include_incomplete: true, max_payments: 10_000 });
      expect(sent.map(({ paymentHash }) => paymentHash)).toEqual(
        (answer['payments'] as readonly Row[]).map((row) => row['payment_hash']),
      );
    });

    it('invoices, oldest first', async () => {
      const { far } = world();
      const made: string[] = [];
      for (let index = 0; index < 3; index += 1) made.push((await askFor(far, { msat: 1_000n })).request);
      const tail = await far
        .rpc()
        .call('lnrpc.Lightning/ListInvoices', { reversed: true, num_max_invoices: 3 });
      expect((tail['invoices'] as readonly Row[]).map((row) => row['payment_request'])).toEqual(made);
      const one = await far.rpc().call('lnrpc.Lightning/ListInvoices', {
        num_max_invoices: 1,
        index_offset: String(Number(tail['first_index_offset'])),
      });
      likeLnd('ListInvoices', one);
      expect((one['invoices'] as readonly Row[])[0]?.['payment_request']).toBe(made[1]);
      const beyond = await far.rpc().call('lnrpc.Lightning/ListInvoices', {
        num_max_invoices: 1,
        index_offset: String(tail['last_index_offset']),
      });
      likeLnd('ListInvoices beyond the newest', beyond);
    });

    it('forwards of the hub, each with its fee', async () => {
      const { hub } = world();
      await fresh(1);
      const all = await vi.waitFor(
        async () => {
          const answer = await hub.rpc().call('lnrpc.Lightning/ForwardingHistory', {
            start_time: '1',
            num_max_events: 1_000,
            peer_alias_lookup: false,
          });
          const events = answer['forwarding_events'] as readonly Row[];
          expect(events.at(-1)?.['amt_out_msat']).toBe('1000000');
          return events;
        },
        // lnd writes forwards in batches.
        { timeout: 30_000, interval: 500 },
      );
      likeLnd('ForwardingHistory', { forwarding_events: all.slice(-1) });
      expect(all.at(-1)).toMatchObject({ fee_msat: '2000', amt_in_msat: '1002000' });
      const paged = await hub
        .rpc()
        .call('lnrpc.Lightning/ForwardingHistory', { start_time: '1', index_offset: 1, num_max_events: 2 });
      expect(paged['forwarding_events']).toEqual(all.slice(1, 3));
      expect(paged['last_offset_index']).toBe(3);
    });
  });

  describe('20: random histories', () => {
    it('whatever is paid, held, settled and cancelled, what left is what the outcomes say', async () => {
      const { payer, hub, far } = world();
      const node = await adapter();
      const act = fc.record({
        to: fc.constantFrom('hub', 'far'),
        msat: fc.bigInt({ min: 1_000n, max: 2_000_000n }),
        kind: fc.constantFrom('pay', 'pay', 'hold-settle', 'hold-cancel', 'no-fee'),
      });
      const [history = []] = fc.sample(fc.array(act, { minLength: 12, maxLength: 12 }), {
        numRuns: 1,
        seed: 20_260_801,
      });
      const before = await localOf(payer);
      let left = 0n;
      for (const { to, msat, kind } of history) {
        const payee = to === 'hub' ? hub : far;
        if (kind === 'hold-settle' || kind === 'hold-cancel') {
          const preimage = createHash('sha256').update(`${to} ${msat}`).digest();
          const hash = createHash('sha256').update(preimage).digest();
          const asked = await askForHeld(payee, hash, { msat });
          const outcome = node.pay(orderOf(asked));
          await vi.waitFor(
            async () => {
              const row = await payee.rpc().call('lnrpc.Lightning/LookupInvoice', { r_hash: hash });
              expect(row['state']).toBe('ACCEPTED');
            },
            { timeout: 20_000, interval: 50 },
          );
          if (kind === 'hold-settle')
            await payee.rpc().call('invoicesrpc.Invoices/SettleInvoice', { preimage });
          else await payee.rpc().call('invoicesrpc.Invoices/CancelInvoice', { payment_hash: hash });
          const ended = await outcome;
          expect(ended.kind).toBe(kind === 'hold-settle' ? 'settled' : 'failed');
          if (ended.kind === 'settled') left += msat + ended.fee;
        } else {
          const order = orderOf(
            await askFor(payee, { msat }),
            kind === 'no-fee' ? { feeLimit: 0n as never } : {},
          );
          const ended = await node.pay(order);
          expect(ended.kind).toBe(kind === 'no-fee' && to === 'far' ? 'failed' : 'settled');
          if (ended.kind === 'settled') left += msat + ended.fee;
        }
      }
      expect(before - (await localOf(payer))).toBe(left);
      const sent = await node.paymentsSince(unixSeconds(0));
      expect(
        sent
          .slice(-history.length)
          .reduce((sum, row) => (row.state === 'settled' ? sum + row.outflow : sum), 0n),
      ).toBe(left);
      for (const channel of await quiet(payer)) expect(channel.pending_htlcs).toEqual([]);
    });
  });
}
