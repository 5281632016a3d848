// Messages: what lnd answers about its wallet, parsed before it is believed; a raw transaction is believed by its hash alone.
import { Transaction } from 'bitcoinjs-lib';
import { z } from 'zod';
import { NETWORK_PREFIX, type Network } from '../../../shared/domain/network.ts';
import { ChainError } from '../chain-source.ts';

z.config({ jitless: true });

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const getInfo = z.object({
  block_height: z.int().min(0),
  block_hash: hash,
  chains: z.array(z.object({ network: z.string() })).min(1),
});
const row = z.object({
  tx_hash: hash,
  raw_tx_hex: z
    .string()
    .max(4_000_000)
    .regex(/^(?:[0-9a-f]{2})*$/),
  block_hash: z.string(),
  block_height: z.int().min(0),
  time_stamp: z.string().regex(/^\d{1,12}$/),
});
const transactions = z.object({ transactions: z.array(row) });
const listAccounts = z.object({
  accounts: z.array(
    z.object({
      name: z.string(),
      extended_public_key: z.string(),
      external_key_count: z.int().min(0),
      internal_key_count: z.int().min(0),
    }),
  ),
});

function parsed<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (!result.success) throw new ChainError('nonsense', 'the node’s answer is not what lnd gives');
  return result.data;
}

export type WalletRow = {
  readonly txid: string;
  readonly raw: string;
  readonly transaction: Transaction;
  readonly block: { readonly height: number; readonly hash: string; readonly time: number } | null;
};

export function readInfo(answer: unknown): {
  readonly height: number;
  readonly hash: string;
  readonly network: Network | 'unknown';
} {
  const info = parsed(getInfo, answer);
  const named = info.chains[0]?.network ?? '';
  const network = (Object.keys(NETWORK_PREFIX) as Network[]).find((name) => name === named);
  return { height: info.block_height, hash: info.block_hash, network: network ?? 'unknown' };
}

/** Rows without their transaction are left out: nothing can be said of them. */
export const readRows = (answer: unknown): readonly WalletRow[] =>
  parsed(transactions, answer).transactions.flatMap((one): readonly WalletRow[] => {
    if (one.raw_tx_hex === '') return [];
    let transaction: Transaction;
    try {
      transaction = Transaction.fromHex(one.raw_tx_hex);
    } catch {
      throw new ChainError('nonsense', 'the node gives a transaction that is none');
    }
    // SECURITY: coins and drafts rely on what is in it.
    if (transaction.getId() !== one.tx_hash)
      throw new ChainError('nonsense', 'the node gives another transaction');
    const mined = one.block_height > 0 && one.block_hash !== '';
    return [
      {
        txid: one.tx_hash,
        raw: one.raw_tx_hex,
        transaction,
        block: mined
          ? { height: one.block_height, hash: one.block_hash, time: Number(one.time_stamp) }
          : null,
      },
    ];
  });

export const readAccounts = (answer: unknown) =>
  parsed(listAccounts, answer).accounts.map((one) => ({
    name: one.name,
    xpub: one.extended_public_key,
    external: one.external_key_count,
    internal: one.internal_key_count,
  }));

export const readAddress = (answer: unknown): string =>
  parsed(z.object({ addr: z.string().max(90) }), answer).addr;

/** sat/kvB: a thousand weight units are 250 vbytes. */
export const readFeeRate = (answer: unknown): number =>
  Number(parsed(z.object({ sat_per_kw: z.string().regex(/^\d{1,9}$/) }), answer).sat_per_kw) * 4;

export const readPublished = (answer: unknown): string =>
  parsed(z.object({ publish_error: z.string() }), answer).publish_error;
