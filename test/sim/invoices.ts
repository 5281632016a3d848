// The invoices of every history: real BOLT 11, signed once per run. Among them pairs with one payment hash in two texts, texts without
// an amount, one of another network, one of our own node, some that expire soon, and one that is no invoice at all.
import type { NodeKey, PaymentHash } from '../../shared/domain/ids.ts';
import { makeInvoice, payeeKey } from '../support/bolt11.ts';
import { START } from './virtual-time.ts';

export type PoolInvoice = {
  readonly text: string;
  readonly hash: PaymentHash;
  readonly preimage: string;
  readonly destination: NodeKey;
  /** In msat; null: the payer names it. */
  readonly amount: bigint | null;
  readonly kind: 'plain' | 'brief' | 'rewrapped' | 'amountless' | 'wrong-network' | 'own-node' | 'garbage';
};

export const PAYEES = ['shop', 'baker', 'mill'] as const;
export const OWN_NODE_KEY: NodeKey = payeeKey('our own node');

/** In msat. With the least fee ceiling of 10,000 the second is exactly a single limit of 1,000,000, the third one msat more. */
const AMOUNTS: readonly bigint[] = [
  400_000n,
  990_000n,
  990_001n,
  300_000n,
  1_200_000n,
  50_000n,
  700_000n,
  990_000n,
  2_990_000n,
];
const PLAIN = 36;
const REWRAPPED = 6;
const LONG = 60 * 86_400;

export function makePool(): readonly PoolInvoice[] {
  const make = (
    kind: PoolInvoice['kind'],
    seed: string,
    amount: bigint | null,
    more: Partial<Parameters<typeof makeInvoice>[0]> = {},
  ): PoolInvoice => {
    const made = makeInvoice({
      seed,
      msat: amount,
      createdAt: START - 60,
      expirySeconds: LONG,
      network: 'bitcoin',
      ...more,
    });
    return {
      text: made.text,
      hash: made.paymentHash,
      preimage: made.preimage,
      destination: made.destination,
      amount,
      kind,
    };
  };
  const amountAt = (index: number): bigint => AMOUNTS[index % AMOUNTS.length] ?? 1n;
  const payeeAt = (index: number): string => PAYEES[index % PAYEES.length] ?? 'shop';
  const count = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);

  const plain = count(PLAIN).map((index) =>
    make('plain', `plain ${index}`, amountAt(index), { payee: payeeAt(index) }),
  );
  const first = plain[0];
  if (!first) throw new Error('the pool is empty');
  return [
    ...plain,
    ...count(REWRAPPED).map((index) =>
      make('rewrapped', `plain ${index}`, amountAt(index), {
        payee: payeeAt(index),
        description: 'in other words',
      }),
    ),
    ...count(5).map((index) =>
      make('brief', `brief ${index}`, amountAt(index), { expirySeconds: 60 + 120 * (index + 1) }),
    ),
    ...count(4).map((index) => make('amountless', `open ${index}`, null, { payee: payeeAt(index) })),
    make('wrong-network', 'elsewhere', 100_000n, { network: 'regtest' }),
    make('own-node', 'to ourselves', 100_000n, { payee: 'our own node' }),
    { ...first, kind: 'garbage', text: `${first.text.slice(0, -3)}qqq` },
  ];
}
