// A chain in memory behind the ChainSource port, with blocks and a mempool in the test's hands. Transactions are real ones; scripts are not checked.
import { createHash } from 'node:crypto';
import { Transaction } from 'bitcoinjs-lib';
import {
  ChainError,
  type BlockPlace,
  type ChainSource,
  type ChainTransaction,
} from '../../electron/bitcoin/chain-source.ts';
import type { Network } from '../../shared/domain/network.ts';
import { sat } from '../../shared/domain/sat.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Its methods may be exchanged by a test. */
export type ScriptedChain = Open<ChainSource> & {
  /** A payment out of nowhere to a script (hex); in the mempool. Returns its txid. */
  readonly pay: (script: string, value: bigint) => string;
  /** Mines everything in the mempool, then empty blocks. */
  readonly mine: (blocks: number) => void;
  /** Takes blocks off; what was in them is in the mempool again, without those named. Then mines `again` blocks of another branch. */
  readonly reorganise: (
    blocks: number,
    options?: { readonly drop?: readonly string[]; readonly again?: number; readonly keepOut?: boolean },
  ) => void;
  readonly dropFromMempool: (txid: string) => void;
  readonly has: (txid: string) => boolean;
  readonly asked: () => number;
  /** Raw transactions that were broadcast, accepted or not. */
  readonly sent: readonly string[];
  /** What the next calls of a kind throw, or do. */
  failNext: { history?: ChainError; tip?: ChainError; broadcast?: ChainError | 'take-then-fail' };
  networkIs: Network | 'unknown';
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const START_HEIGHT = 200;

export function createScriptedChain(): ScriptedChain {
  const raws = new Map<string, string>();
  const places = new Map<string, BlockPlace>();
  const blocks: { hash: string; txids: string[] }[] = [];
  const sent: string[] = [];
  let branch = 0;
  let asked = 0;
  let nonce = 0;
  for (let height = 0; height <= START_HEIGHT; height += 1)
    blocks.push({ hash: hashOf(`start ${height}`), txids: [] });

  const parse = (raw: string): ChainTransaction => {
    const transaction = Transaction.fromHex(raw);
    const txid = transaction.getId();
    const inputs = transaction.ins.map(({ hash, index, sequence }) => {
      const previousId = hex(hash.toReversed());
      const previousRaw = raws.get(previousId);
      const output = previousRaw === undefined ? undefined : Transaction.fromHex(previousRaw).outs[index];
      return {
        txid: previousId,
        index,
        sequence,
        previous: output ? { value: sat(output.value), script: hex(output.script) } : null,
      };
    });
    const outputs = transaction.outs.map(({ value, script }) => ({ value: sat(value), script: hex(script) }));
    const known = inputs.every(({ previous }) => previous !== null);
    const fee = known
      ? inputs.reduce((sum, { previous }) => sum + (previous?.value ?? 0n), 0n) -
        outputs.reduce((sum, { value }) => sum + value, 0n)
      : null;
    return {
      txid,
      block: places.get(txid) ?? null,
      inputs,
      outputs,
      fee: fee === null ? null : sat(fee),
      vsize: transaction.virtualSize(),
    };
  };
  const parsed = new Map<string, ChainTransaction>();
  const all = (): ChainTransaction[] =>
    [...raws].map(([txid, raw]) => {
      const known = parsed.get(txid) ?? parse(raw);
      parsed.set(txid, known);
      return { ...known, block: places.get(txid) ?? null };
    });
  const remove = (txid: string): void => {
    raws.delete(txid);
    places.delete(txid);
  };
  const put = (raw: string): string => {
    const transaction = parse(raw);
    // BIP-125 in its shortest form: a later spend of the same coin drives out what is in no block.
    for (const other of all())
      if (
        other.txid !== transaction.txid &&
        other.inputs.some((a) => transaction.inputs.some((b) => a.txid === b.txid && a.index === b.index))
      ) {
        if (other.block !== null) throw new ChainError('refused', 'bad-txns-inputs-missingorspent');
        remove(other.txid);
      }
    raws.set(transaction.txid, raw);
    return transaction.txid;
  };
  const mineOne = (): void => {
    const txids = [...raws.keys()].filter((txid) => !places.get(txid));
    const height = blocks.length;
    const hash = hashOf(`${branch} ${height} ${txids.join()}`);
    blocks.push({ hash, txids });
    for (const txid of txids)
      places.set(txid, { height, hash, time: unixSeconds(1_800_000_000 + height * 600) });
  };
  const thrown = (kind: 'history' | 'tip'): void => {
    const error = chain.failNext[kind];
    if (!error) return;
    delete chain.failNext[kind];
    throw error;
  };

  const chain: ScriptedChain = {
    kind: 'esplora',
    failNext: {},
    networkIs: 'regtest',
    sent,
    asked: () => asked,
    has: (txid) => raws.has(txid),
    network: () => Promise.resolve(chain.networkIs),
    tip: async () => {
      await Promise.resolve();
      thrown('tip');
      return { height: blocks.length - 1, hash: blocks.at(-1)?.hash ?? '' };
    },
    history: async (script, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      asked += 1;
      thrown('history');
      return all().filter(
        ({ inputs, outputs }) =>
          outputs.some((output) => output.script === script) ||
          inputs.some(({ previous }) => previous?.script === script),
      );
    },
    rawTransaction: async (txid) => {
      await Promise.resolve();
      const raw = raws.get(txid);
      if (raw === undefined) throw new ChainError('refused', 'Transaction not found');
      return raw;
    },
    feeRates: () =>
      Promise.resolve({
        targets: [
          { blocks: 1, rate: 5_000 },
          { blocks: 6, rate: 2_000 },
        ],
        asOf: unixSeconds(1_800_000_000),
      }),
    broadcast: async (raw) => {
      await Promise.resolve();
      sent.push(raw);
      const told = chain.failNext.broadcast;
      delete chain.failNext.broadcast;
      if (told instanceof ChainError) throw told;
      const txid = put(raw);
      if (told === 'take-then-fail') throw new ChainError('unreachable', 'timeout');
      return txid;
    },
    close: () => Promise.resolve(),
    pay: (script, value) => {
      const transaction = new Transaction();
      transaction.version = 2;
      nonce += 1;
      transaction.addInput(Buffer.from(hashOf(`out of nowhere ${nonce}`), 'hex'), 0);
      transaction.addOutput(Buffer.from(script, 'hex'), value);
      return put(transaction.toHex());
    },
    mine: (count) => {
      for (let left = count; left > 0; left -= 1) mineOne();
    },
    reorganise: (count, { drop = [], again = count + 1, keepOut = false } = {}) => {
      branch += 1;
      const out: string[] = [];
      for (const { txids } of blocks.splice(blocks.length - count, count))
        for (const txid of txids) {
          places.delete(txid);
          out.push(txid);
        }
      drop.forEach(remove);
      const kept = keepOut
        ? out.filter((txid) => raws.has(txid)).map((txid) => [txid, raws.get(txid) ?? ''] as const)
        : [];
      kept.forEach(([txid]) => raws.delete(txid));
      for (let left = again; left > 0; left -= 1) mineOne();
      kept.forEach(([txid, raw]) => raws.set(txid, raw));
    },
    dropFromMempool: remove,
  };
  return chain;
}
