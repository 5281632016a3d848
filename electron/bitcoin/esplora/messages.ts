// Messages: what an Esplora may answer, parsed before it is believed. Source: Blockstream Esplora API.md.
import { z } from 'zod';
import { MAX_SAT, sat } from '../../../shared/domain/sat.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { ChainError, type ChainTransaction } from '../chain-source.ts';

z.config({ jitless: true });

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const script = z
  .string()
  .max(20_000)
  .regex(/^(?:[0-9a-f]{2})*$/);
/** JSON numbers are exact here: all bitcoin is 2.1e15 sat. */
const amount = z
  .int()
  .min(0)
  .max(Number(MAX_SAT))
  .transform((value) => sat(BigInt(value)));
const uint32 = z.int().min(0).max(0xffff_ffff);
const height = z.int().min(0).max(10_000_000);

const output = z.object({ scriptpubkey: script, value: amount });
const transaction = z.object({
  txid: hash,
  vin: z
    .array(z.object({ txid: hash, vout: uint32, prevout: output.nullable().optional(), sequence: uint32 }))
    .min(1)
    .max(25_000),
  vout: z.array(output).min(1).max(25_000),
  weight: z.int().min(1).max(4_000_000),
  fee: amount,
  status: z.discriminatedUnion('confirmed', [
    z.object({ confirmed: z.literal(false) }),
    z.object({
      confirmed: z.literal(true),
      block_height: height,
      block_hash: hash,
      block_time: z.int().min(0).max(0xffff_ffff),
    }),
  ]),
});
const transactions = z.array(transaction).max(1_000);
const feeEstimates = z.record(z.string().regex(/^\d{1,5}$/), z.number().min(0).max(100_000));

function json(text: string | null): unknown {
  if (text === null) throw new ChainError('nonsense', 'the chain source does not know what every one knows');
  try {
    return JSON.parse(text);
  } catch {
    throw new ChainError('nonsense', 'the chain source answers with something that is no JSON');
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string | null): T {
  const result = schema.safeParse(json(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue ? issue.path.join('.') : '';
  throw new ChainError(
    'nonsense',
    `the chain source’s answer is not what an Esplora gives (at ${where || 'the top'})`,
  );
}

export const readTransactions = (text: string | null): readonly ChainTransaction[] =>
  parsed(transactions, text).map((one) => ({
    txid: one.txid,
    block: one.status.confirmed
      ? {
          height: one.status.block_height,
          hash: one.status.block_hash,
          time: unixSeconds(one.status.block_time),
        }
      : null,
    inputs: one.vin.map(({ txid, vout, prevout, sequence }) => ({
      txid,
      index: vout,
      sequence,
      previous: prevout ? { value: prevout.value, script: prevout.scriptpubkey } : null,
    })),
    outputs: one.vout.map(({ value, scriptpubkey }) => ({ value, script: scriptpubkey })),
    fee: one.fee,
    vsize: Math.ceil(one.weight / 4),
  }));

/** Blocks → sat/vB with fractions, by rising target. */
export const readFeeEstimates = (text: string | null): readonly (readonly [number, number])[] =>
  Object.entries(parsed(feeEstimates, text))
    .map(([blocks, rate]) => [Number(blocks), rate] as const)
    .toSorted(([a], [b]) => a - b);

export function readHash(text: string | null): string {
  const trimmed = text?.trim() ?? '';
  if (!/^[0-9a-f]{64}$/.test(trimmed))
    throw new ChainError('nonsense', 'the chain source gives no block hash');
  return trimmed;
}

export function readHeight(text: string | null): number {
  const trimmed = text?.trim() ?? '';
  if (!/^\d{1,8}$/.test(trimmed)) throw new ChainError('nonsense', 'the chain source gives no height');
  return Number(trimmed);
}

export function readRaw(text: string | null): string {
  const trimmed = text?.trim() ?? '';
  if (!/^(?:[0-9a-f]{2}){60,2000000}$/.test(trimmed))
    throw new ChainError('nonsense', 'the chain source gives no transaction');
  return trimmed;
}
