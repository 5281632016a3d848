// createLndSource: the ChainSource port over the operator's own LND, for accounts that are born here. The node watches them by their xpub.
// What LND cannot do: it looks forward from the import alone (no rescan), holds accounts of one key only, and knows no transaction that is
// not of such an account. Source: lnd 0.20 and 0.21, walletkit.proto, lightning.proto.
import { Transaction } from 'bitcoinjs-lib';
import type { Network } from '../../../shared/domain/network.ts';
import { sat } from '../../../shared/domain/sat.ts';
import { unixSeconds, type UnixSeconds } from '../../../shared/domain/time.ts';
import { FEE_RATE_RANGE } from '../../../shared/domain/treasury.ts';
import type { LndConnection } from '../../lightning/lnd/connection.ts';
import type { AccountScripts, ChainIndex } from '../account-scripts.ts';
import { ChainError, type ChainSource, type ChainTransaction } from '../chain-source.ts';
import {
  readAccounts,
  readAddress,
  readFeeRate,
  readInfo,
  readPublished,
  readRows,
  type WalletRow,
} from './messages.ts';
import { askLnd } from './rpc.ts';

/** Those of one key: `blindTo` says of which a source was told nothing. */
export type WatchedAccount = {
  /** Name of the account in the node's wallet; unique and never changed. */
  readonly name: string;
  readonly scripts: AccountScripts;
};

/** BIP-44: how far beyond the last used address the node must look. */
const GAP = 20;
/** Own default: more addresses than a cold account has. Each is derived here, and a number that is only told would keep the core at it. */
const MOST_ADDRESSES = 10_000;
/** lnd refuses estimates for the next block. */
const TARGETS = [2, 3, 6, 12, 24, 144];
/** Milliseconds one reading of an account serves the questions of a scan. */
const FRESH_MS = 2_000;
const ADDRESS_TYPE = { wpkh: 'WITNESS_PUBKEY_HASH', tr: 'TAPROOT_PUBKEY' } as const;
const ONE_KEY_ALONE = 'A node of LND watches accounts of one key alone. Use an Esplora for this one';
const KNOWN_ALREADY = /already (?:in|known|exists)|txn-already|output already spent by/i;

export function createLndSource(options: {
  readonly connection: LndConnection;
  readonly accounts: () => readonly WatchedAccount[];
  readonly now: () => UnixSeconds;
  /** Milliseconds from an arbitrary start. */
  readonly monotonic: () => number;
}): ChainSource {
  const { connection, accounts, now, monotonic } = options;
  const read = new Map<string, { readonly at: number; readonly rows: Promise<readonly WalletRow[]> }>();

  /** Imported if it is not, and watched a gap beyond what is used. */
  async function rowsOf(account: WatchedAccount): Promise<readonly WalletRow[]> {
    await watch(account);
    const rows = await rowsNow(account.name);
    const paid = new Set(
      rows.flatMap(({ transaction }) => transaction.outs.map(({ script }) => hexOf(script))),
    );
    await look(account, paid);
    return rows;
  }

  const rowsNow = async (name: string): Promise<readonly WalletRow[]> =>
    readRows(
      await askLnd((answered) =>
        connection.raw.default.getTransactions({ start_height: 0, end_height: -1, account: name }, answered),
      ),
    );

  const stateOf = async (name: string) =>
    readAccounts(
      await askLnd((answered) =>
        connection.raw.wallet.listAccounts({ name: '', address_type: 'UNKNOWN' }, answered),
      ),
    ).find((one) => one.name === name);

  async function watch({ name, scripts }: WatchedAccount): Promise<void> {
    const [key] = scripts.read.keys;
    const { kind } = scripts.read.shape;
    if (!key || (kind !== 'wpkh' && kind !== 'tr')) throw new ChainError('refused', ONE_KEY_ALONE);
    const there = await stateOf(name);
    if (there) {
      // SECURITY: an account of this name with another key would show another's coins as ours.
      if (there.xpub !== key.xpub)
        throw new ChainError('nonsense', 'the node has another account under this name');
      return;
    }
    await askLnd((answered) =>
      connection.raw.wallet.importAccount(
        {
          name,
          extended_public_key: key.xpub,
          master_key_fingerprint: Buffer.from(key.fingerprint, 'hex'),
          address_type: ADDRESS_TYPE[kind],
          dry_run: false,
        },
        answered,
      ),
    );
  }

  /** The node watches only addresses that it was asked for: it is asked until it is a gap ahead. */
  async function look({ name, scripts }: WatchedAccount, paid: ReadonlySet<string>): Promise<void> {
    const state = await stateOf(name);
    const { kind } = scripts.read.shape;
    if (!state || (kind !== 'wpkh' && kind !== 'tr')) return;
    for (const change of [0, 1] as const satisfies readonly ChainIndex[]) {
      let count = change === 0 ? state.external : state.internal;
      if (count > MOST_ADDRESSES) throw tooMany();
      let last = -1;
      for (let index = 0; index < count; index += 1) {
        // A derivation takes 0.2 ms: what judges payments on the same thread gets its turn.
        if (index % 50 === 49) await new Promise(setImmediate);
        if (paid.has(scripts.at(change, index).script)) last = index;
      }
      for (; count <= last + GAP; count += 1) {
        if (count >= MOST_ADDRESSES) throw tooMany();
        const address = readAddress(
          await askLnd((answered) =>
            connection.raw.wallet.nextAddr(
              { account: name, type: ADDRESS_TYPE[kind], change: change === 1 },
              answered,
            ),
          ),
        );
        if (address !== scripts.at(change, count).address)
          throw new ChainError('nonsense', 'the node derives other addresses from the same key');
      }
    }
  }

  function fresh(account: WatchedAccount): Promise<readonly WalletRow[]> {
    const known = read.get(account.name);
    if (known && monotonic() - known.at < FRESH_MS) return known.rows;
    const rows = rowsOf(account);
    read.set(account.name, { at: monotonic(), rows });
    rows.catch(() => read.delete(account.name));
    return rows;
  }

  const allRows = async (): Promise<readonly WalletRow[]> => {
    const lists = await Promise.all(accounts().map(fresh));
    return [...new Map(lists.flat().map((row) => [row.txid, row])).values()];
  };

  const info = async () => readInfo(await askLnd((answered) => connection.raw.default.getInfo({}, answered)));

  return {
    kind: 'lnd',
    // The accounts are told to it here, so that a node that may not watch is turned away before it is chosen.
    network: async (): Promise<Network | 'unknown'> => {
      const { network } = await info();
      await stateOf('');
      if (accounts().every(({ scripts }) => scripts.network === network)) await allRows();
      return network;
    },
    tip: async () => {
      const { height, hash } = await info();
      return { height, hash };
    },
    history: async (script, signal) => {
      signal?.throwIfAborted();
      const rows = await allRows();
      const byId = new Map(rows.map((row) => [row.txid, row]));
      return rows
        .map((row) => chainTransaction(row, byId))
        .filter(
          ({ inputs, outputs }) =>
            outputs.some((output) => output.script === script) ||
            inputs.some(({ previous }) => previous?.script === script),
        )
        .toSorted((a, b) => (b.block?.height ?? Infinity) - (a.block?.height ?? Infinity) || 0);
    },
    rawTransaction: async (txid) => {
      const row = (await allRows()).find((one) => one.txid === txid);
      if (!row)
        throw new ChainError(
          'refused',
          'the node knows transactions of its accounts alone, and not this one',
        );
      return row.raw;
    },
    feeRates: async () => {
      let least = Infinity;
      const targets: { blocks: number; rate: number }[] = [];
      for (const blocks of TARGETS) {
        const rate = readFeeRate(
          await askLnd((answered) => connection.raw.wallet.estimateFee({ conf_target: blocks }, answered)),
        );
        least = Math.min(least, Math.max(FEE_RATE_RANGE.min, Math.min(FEE_RATE_RANGE.max, rate)));
        targets.push({ blocks, rate: least });
      }
      return { targets, asOf: now() };
    },
    broadcast: async (raw) => {
      const txid = Transaction.fromHex(raw).getId();
      try {
        const said = readPublished(
          await askLnd((answered) =>
            connection.raw.wallet.publishTransaction(
              { tx_hex: Buffer.from(raw, 'hex'), label: '' },
              answered,
            ),
          ),
        );
        if (said !== '') throw new ChainError('refused', said.slice(0, 200));
      } catch (error) {
        if (!(error instanceof ChainError && error.kind === 'refused' && KNOWN_ALREADY.test(error.message)))
          throw error;
      }
      read.clear();
      return txid;
    },
    blindTo: ({ read: { shape } }) =>
      shape.kind === 'wpkh' || shape.kind === 'tr' ? null : `${ONE_KEY_ALONE}.`,
    close: () => {
      connection.close();
      return Promise.resolve();
    },
  };
}

const tooMany = (): ChainError =>
  new ChainError('nonsense', 'the node says that it watches more addresses than a cold account has');
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function chainTransaction(row: WalletRow, byId: ReadonlyMap<string, WalletRow>): ChainTransaction {
  const { transaction, block } = row;
  const inputs = transaction.ins.map(({ hash, index, sequence }) => {
    const txid = Buffer.from(hash).reverse().toString('hex');
    const output = byId.get(txid)?.transaction.outs[index];
    return {
      txid,
      index,
      sequence,
      // Of others' coins the node knows nothing.
      previous: output ? { value: sat(output.value), script: hexOf(output.script) } : null,
    };
  });
  const outputs = transaction.outs.map(({ value, script }) => ({ value: sat(value), script: hexOf(script) }));
  const known = inputs.every(({ previous }) => previous !== null);
  const sum = (values: readonly (bigint | undefined)[]): bigint =>
    values.reduce<bigint>((total, value) => total + (value ?? 0n), 0n);
  return {
    txid: row.txid,
    block: block && { ...block, time: unixSeconds(block.time) },
    inputs,
    outputs,
    fee: known
      ? sat(sum(inputs.map(({ previous }) => previous?.value)) - sum(outputs.map(({ value }) => value)))
      : null,
    vsize: transaction.virtualSize(),
  };
}
