// One adapter node over a fake lnd, on a clock that stands still, closed after the test.
import { onTestFinished } from 'vitest';
import { createLndNode, type LndNodeOptions } from '../../../../electron/lightning/lnd/create-lnd-node.ts';
import type { LightningNode, PayOrder } from '../../../../electron/lightning/lightning-node.ts';
import type { NodeId } from '../../../../shared/domain/ids.ts';
import { msat } from '../../../../shared/domain/money.ts';
import { makeInvoice, type TestInvoice } from '../../../support/bolt11.ts';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import { READY, startFakeLnd, type FakeAnswers, type FakeLnd } from '../../../fakes/lnd-server.ts';

export type Connected = { readonly node: LightningNode; readonly clock: FakeClock; readonly lnd: FakeLnd };

export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** The node has answered once and is ready. */
export async function connected(
  streams: NonNullable<FakeAnswers['streams']>,
  unary: FakeAnswers['unary'] = {},
  options: Partial<LndNodeOptions> = {},
): Promise<Connected> {
  const lnd = await startFakeLnd({ unary: { ...READY, ...unary }, streams });
  const clock = createFakeClock(nowSeconds());
  const node = openNode(lnd, clock, options);
  await node.refresh();
  return { node, clock, lnd };
}

export function openNode(
  lnd: Pick<FakeLnd, 'credentials'>,
  clock: FakeClock,
  options: Partial<LndNodeOptions> = {},
): LightningNode {
  const node = createLndNode({ id: 'n1' as NodeId, credentials: lnd.credentials, clock, ...options });
  onTestFinished(() => node.close());
  return node;
}

export const invoiceOf = (amount: bigint | null, seed = 'one'): TestInvoice =>
  makeInvoice({ seed, msat: amount, createdAt: nowSeconds() });

export const orderOf = (invoice: TestInvoice, amount: bigint, amountless = false): PayOrder => ({
  invoice: invoice.text,
  paymentHash: invoice.paymentHash,
  amount: msat(amount),
  amountless,
  feeLimit: msat(7_777n),
});

/** lnrpc.Payment as lnd sends it. */
export const paymentMessage = (
  invoice: TestInvoice,
  status: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  payment_hash: invoice.paymentHash,
  payment_preimage: status === 'SUCCEEDED' ? invoice.preimage : '0'.repeat(64),
  payment_request: invoice.text,
  payment_index: '5',
  status,
  value: '1',
  value_sat: '1',
  value_msat: '1500',
  fee_msat: status === 'SUCCEEDED' ? '21' : '0',
  creation_time_ns: `${nowSeconds()}000000000`,
  htlcs:
    status === 'INITIATED'
      ? []
      : [
          {
            status,
            attempt_time_ns: '1',
            resolve_time_ns: '2',
            route: {
              total_time_lock: 100,
              total_amt: '1',
              total_amt_msat: '1521',
              total_fees: '0',
              total_fees_msat: '21',
              hops: [
                {
                  chan_id: '1',
                  amt_to_forward: '1',
                  amt_to_forward_msat: '1500',
                  fee: '0',
                  fee_msat: '0',
                  expiry: 100,
                  pub_key: invoice.destination,
                  tlv_payload: true,
                },
              ],
            },
          },
        ],
  ...more,
});
