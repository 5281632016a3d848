// Account view: coins, history and balances of one account, worked out from what is known of its transactions. Pure.
import { confirmationsOf, confirmationsWanted } from '../../shared/domain/confirmations.ts';
import { addSat, type Sat } from '../../shared/domain/sat.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { CoinState } from '../../shared/domain/treasury.ts';
import type { ChainOutput, ChainTransaction } from '../bitcoin/chain-source.ts';
import type { KnownTransaction } from './chain-memory.ts';
import { outpointOf, type Place } from './cold-account.ts';

export type Coin = Place & {
  /** `txid:index` */
  readonly outpoint: string;
  readonly txid: string;
  readonly vout: number;
  readonly value: Sat;
  readonly script: string;
  readonly state: CoinState;
  readonly confirmations: number;
  readonly wanted: number;
  readonly height: number | null;
  readonly at: UnixSeconds | null;
  readonly addressReused: boolean;
};

export type HistoryLine = {
  readonly transaction: KnownTransaction;
  /** Received less spent, in satoshi; may be negative. */
  readonly delta: bigint;
  readonly confirmations: number;
  readonly wanted: number;
  /** It spends a coin of this account. */
  readonly spends: boolean;
};

export type AccountView = {
  readonly coins: readonly Coin[];
  /** Newest first; what is in no block before that. */
  readonly history: readonly HistoryLine[];
  /** Deep enough, and not spent by anything the source knows. */
  readonly confirmed: Sat;
  readonly pending: Sat;
  /** By script: payments it received and their sum. */
  readonly received: ReadonlyMap<string, { readonly payments: number; readonly sum: Sat }>;
};

export type ViewParts = {
  readonly transactions: readonly KnownTransaction[];
  /** Own scripts by their hex. */
  readonly owned: ReadonlyMap<string, Place>;
  readonly tip: number | null;
  /** Outpoints that live drafts hold. */
  readonly reserved: ReadonlySet<string>;
  /** Outpoints a person froze. */
  readonly frozen: ReadonlySet<string>;
};

/** Whether its payments count for anything: what lost its coins to another spend pays nobody. */
export const isLive = ({ state }: Pick<KnownTransaction, 'state'>): boolean => state !== 'conflicted';

export function viewAccount({ transactions, owned, tip, reserved, frozen }: ViewParts): AccountView {
  const live = transactions.filter(isLive);
  const spent = new Set(
    live.flatMap(({ inputs }) => inputs.map(({ txid, index }) => outpointOf(txid, index))),
  );
  const received = new Map<string, { payments: number; sum: Sat }>();
  const coins: Coin[] = [];
  for (const transaction of live) {
    const confirmations = confirmationsOf(transaction.block?.height ?? null, tip);
    transaction.outputs.forEach(({ script, value }, vout) => {
      const place = owned.get(script);
      if (!place) return;
      const before = received.get(script);
      received.set(script, {
        payments: (before?.payments ?? 0) + 1,
        sum: addSat(before?.sum ?? 0n, value),
      });
      const outpoint = outpointOf(transaction.txid, vout);
      if (spent.has(outpoint)) return;
      const wanted = confirmationsWanted(value);
      coins.push({
        ...place,
        outpoint,
        txid: transaction.txid,
        vout,
        value,
        script,
        state: reserved.has(outpoint)
          ? 'spending'
          : confirmations < wanted
            ? 'pending'
            : frozen.has(outpoint)
              ? 'frozen'
              : 'confirmed',
        confirmations,
        wanted,
        height: transaction.block?.height ?? null,
        at: transaction.block?.time ?? null,
        addressReused: false,
      });
    });
  }
  const sumOf = (deep: boolean): Sat =>
    addSat(
      ...coins
        .filter(({ confirmations, wanted }) => confirmations >= wanted === deep)
        .map(({ value }) => value),
    );
  return {
    coins: coins
      .map((coin) => ({ ...coin, addressReused: (received.get(coin.script)?.payments ?? 0) > 1 }))
      .toSorted(
        (a, b) => (a.height ?? Infinity) - (b.height ?? Infinity) || (a.outpoint < b.outpoint ? -1 : 1),
      ),
    history: historyOf(transactions, owned, tip),
    confirmed: sumOf(true),
    pending: sumOf(false),
    received,
  };
}

export type KnownOutputs = ReadonlyMap<string, ChainOutput>;

/** Every output by its outpoint. */
export const outputsOf = (transactions: readonly ChainTransaction[]): KnownOutputs =>
  new Map(
    transactions.flatMap(({ txid, outputs }) =>
      outputs.map((output, index) => [outpointOf(txid, index), output] as const),
    ),
  );

/** Received less spent by the account, in satoshi, and whether it spends any of its coins. */
export function deltaOf(
  { inputs, outputs }: ChainTransaction,
  owned: ReadonlyMap<string, Place>,
  known: KnownOutputs,
): { readonly delta: bigint; readonly spends: boolean } {
  const gained = outputs
    .filter(({ script }) => owned.has(script))
    .reduce((sum, { value }) => sum + value, 0n);
  const spent = inputs
    // A source that does not tell what an input spent (an LND node) is helped out by what is known here.
    .map(({ previous, txid, index }) => previous ?? known.get(outpointOf(txid, index)))
    .filter((previous) => previous !== undefined && owned.has(previous.script));
  return {
    delta: gained - spent.reduce((sum, previous) => sum + (previous?.value ?? 0n), 0n),
    spends: spent.length > 0,
  };
}

/** SECURITY: a source may answer with what was not asked for; only what pays to or spends from the account is taken. */
export const touches = (
  transaction: ChainTransaction,
  owned: ReadonlyMap<string, Place>,
  known: KnownOutputs,
): boolean =>
  transaction.outputs.some(({ script }) => owned.has(script)) || deltaOf(transaction, owned, known).spends;

function historyOf(
  transactions: readonly KnownTransaction[],
  owned: ReadonlyMap<string, Place>,
  tip: number | null,
): readonly HistoryLine[] {
  const known = outputsOf(transactions);
  const lines = transactions.map((transaction): HistoryLine => {
    const { delta, spends } = deltaOf(transaction, owned, known);
    return {
      transaction,
      delta,
      confirmations: isLive(transaction) ? confirmationsOf(transaction.block?.height ?? null, tip) : 0,
      wanted: confirmationsWanted(delta < 0n ? -delta : delta),
      spends,
    };
  });
  const heightOf = ({ transaction }: HistoryLine): number => transaction.block?.height ?? Infinity;
  return lines.toSorted(
    (a, b) =>
      (heightOf(a) === heightOf(b) ? 0 : heightOf(b) - heightOf(a)) ||
      b.transaction.firstSeenAt - a.transaction.firstSeenAt ||
      (a.transaction.txid < b.transaction.txid ? -1 : 1),
  );
}
