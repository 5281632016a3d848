// Chain memory: what the chain source said last of an account's transactions, kept so that what it says next can be compared.
import { sat, type Sat } from '../../shared/domain/sat.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { ChainOutput, ChainTransaction } from '../bitcoin/chain-source.ts';
import type { Database } from '../store/database.ts';

/**
 * `pending`: not deep enough, or in no block; `confirmed`: deep enough; `conflicted`: another spend of its coins is in a block, or the
 * source knows it no longer; `reorganised`: was in a block and is in none now.
 */
export type MemoryState = 'pending' | 'confirmed' | 'conflicted' | 'reorganised';

export type KnownTransaction = ChainTransaction & {
  readonly state: MemoryState;
  readonly firstSeenAt: UnixSeconds;
  /** When it first was deep enough; null: never. */
  readonly maturedAt: UnixSeconds | null;
};

export type ChainMemory = {
  readonly of: (accountId: string) => readonly KnownTransaction[];
  /** Inside the caller's transaction. */
  readonly put: (accountId: string, transaction: KnownTransaction) => void;
};

type Output = { readonly value: string; readonly script: string };
type Body = {
  readonly inputs: readonly {
    readonly txid: string;
    readonly index: number;
    readonly sequence: number;
    readonly previous: Output | null;
  }[];
  readonly outputs: readonly Output[];
  readonly fee: string | null;
  readonly vsize: number;
};

type TransactionRecord = {
  txid: string;
  body: string;
  block_height: number | null;
  block_hash: string | null;
  block_time: number | null;
  state: MemoryState;
  first_seen_at: number;
  matured_at: number | null;
};

const amountOf = (text: string): Sat => sat(BigInt(text));
const read = ({ value, script }: Output): ChainOutput => ({ value: amountOf(value), script });
const written = ({ value, script }: ChainOutput): Output => ({ value: value.toString(), script });

function bodyOf({ inputs, outputs, fee, vsize }: ChainTransaction): string {
  const body: Body = {
    inputs: inputs.map(({ txid, index, sequence, previous }) => ({
      txid,
      index,
      sequence,
      previous: previous && written(previous),
    })),
    outputs: outputs.map(written),
    fee: fee === null ? null : fee.toString(),
    vsize,
  };
  return JSON.stringify(body);
}

function transactionOf(row: TransactionRecord): KnownTransaction {
  const body = JSON.parse(row.body) as Body;
  return {
    txid: row.txid,
    block:
      row.block_height === null
        ? null
        : {
            height: row.block_height,
            hash: row.block_hash ?? '',
            time: unixSeconds(row.block_time ?? 0),
          },
    inputs: body.inputs.map((input) => ({ ...input, previous: input.previous && read(input.previous) })),
    outputs: body.outputs.map(read),
    fee: body.fee === null ? null : amountOf(body.fee),
    vsize: body.vsize,
    state: row.state,
    firstSeenAt: unixSeconds(row.first_seen_at),
    maturedAt: row.matured_at === null ? null : unixSeconds(row.matured_at),
  };
}

export function createChainMemory(database: Database): ChainMemory {
  const all = database.prepare<TransactionRecord>(
    `SELECT txid, body, block_height, block_hash, block_time, state, first_seen_at, matured_at FROM treasury_transactions
     WHERE account_id = ?`,
  );
  const put = database.prepare(
    `INSERT INTO treasury_transactions
       (account_id, txid, body, block_height, block_hash, block_time, state, first_seen_at, matured_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET body = excluded.body, block_height = excluded.block_height, block_hash = excluded.block_hash,
       block_time = excluded.block_time, state = excluded.state, matured_at = excluded.matured_at`,
  );
  return {
    of: (accountId) => all.all(accountId).map(transactionOf),
    put: (accountId, transaction) => {
      const { txid, block, state, firstSeenAt, maturedAt } = transaction;
      put.run(
        accountId,
        txid,
        bodyOf(transaction),
        block?.height ?? null,
        block?.hash ?? null,
        block?.time ?? null,
        state,
        firstSeenAt,
        maturedAt,
      );
    },
  };
}
