// Coins: what an account can spend, worked out from the histories of its scripts; who learns of whom when they are spent together.
import type { Network } from '../../shared/domain/network.ts';
import { sat, type Sat } from '../../shared/domain/sat.ts';
import type { ChainTransaction } from './chain-source.ts';
import type { DerivedScript } from './account-scripts.ts';

export type Outpoint = {
  readonly txid: string;
  readonly index: number;
};

/** An unspent output of ours. */
export type Coin = Outpoint & {
  readonly value: Sat;
  /** scriptPubKey, hex. */
  readonly script: string;
  readonly origin: DerivedScript;
  /** null: not in a block. */
  readonly height: number | null;
  /** Whether a transaction of ours made it: unconfirmed change may be spent, unconfirmed money of others may not. */
  readonly own: boolean;
  /**
   * By whom this coin is known, as labels. Empty: nobody has named it; then its script stands for itself. Spending coins of separate
   * identities in one transaction tells the world that they have one owner.
   */
  readonly identities: readonly string[];
};

export const outpointText = ({ txid, index }: Outpoint): string => `${txid}:${index}`;

export type AccountHistory = {
  readonly network: Network;
  readonly scripts: readonly DerivedScript[];
  /** Each transaction once. */
  readonly transactions: readonly ChainTransaction[];
};

/**
 * Unspent outputs, oldest first. `identityOf` names an outpoint or its address. Change carries the identities of the coins that were
 * spent into it, for who knows those can follow.
 */
export function coinsOf(
  { scripts, transactions }: AccountHistory,
  identityOf: (outpoint: Outpoint, script: DerivedScript) => string | null,
): readonly Coin[] {
  const ours = new Map(scripts.map((script) => [script.script, script]));
  const byId = new Map(transactions.map((transaction) => [transaction.txid, transaction]));
  const spent = new Set(transactions.flatMap(({ inputs }) => inputs.map((input) => outpointText(input))));
  const known = new Map<string, readonly string[]>();

  // Walks back along change; a chain of our own transactions is finite and has no loop.
  function identitiesOf(outpoint: Outpoint): readonly string[] {
    const name = outpointText(outpoint);
    const done = known.get(name);
    if (done) return done;
    known.set(name, []);
    const transaction = byId.get(outpoint.txid);
    const output = transaction?.outputs[outpoint.index];
    const script = output && ours.get(output.script);
    if (!transaction || !script) return [];
    const named = identityOf(outpoint, script);
    const inherited = script.change === 1 ? transaction.inputs.flatMap((input) => identitiesOf(input)) : [];
    const all = [...new Set([...(named === null ? [] : [named]), ...inherited])].toSorted();
    known.set(name, all);
    return all;
  }

  const coins = transactions.flatMap((transaction) =>
    transaction.outputs.flatMap((output, index): readonly Coin[] => {
      const origin = ours.get(output.script);
      const outpoint = { txid: transaction.txid, index };
      if (!origin || spent.has(outpointText(outpoint))) return [];
      return [
        {
          ...outpoint,
          value: output.value,
          script: output.script,
          origin,
          height: transaction.block?.height ?? null,
          own: transaction.inputs.some(({ previous }) => previous !== null && ours.has(previous.script)),
          identities: identitiesOf(outpoint),
        },
      ];
    }),
  );
  return coins.toSorted(byAge);
}

/** Oldest first, unconfirmed last; then by outpoint, so that no order depends on who answered first. */
export const byAge = (a: Coin, b: Coin): number =>
  (a.height ?? Infinity) === (b.height ?? Infinity)
    ? a.txid < b.txid || (a.txid === b.txid && a.index < b.index)
      ? -1
      : 1
    : (a.height ?? Infinity) - (b.height ?? Infinity);

export const sumOf = (coins: readonly { readonly value: Sat }[]): Sat =>
  sat(coins.reduce((sum, { value }) => sum + value, 0n));

/** Who a coin is known by: its identities, or its script when nobody named it. */
export const linkedTo = (coin: Coin): readonly string[] =>
  coin.identities.length > 0 ? coin.identities : [`script ${coin.script}`];

export type MergeWarning = {
  /** The identities that would become known as one owner's; unnamed coins count as one each. */
  readonly identities: readonly string[];
  /** Coins without a name among them. */
  readonly unnamed: number;
};

/** null: spending these together tells nobody anything new. */
export function mergeWarning(coins: readonly Coin[]): MergeWarning | null {
  const groups = clustersOf(coins);
  if (groups.length < 2) return null;
  const named = new Set(coins.flatMap(({ identities }) => identities));
  const unnamed = groups.filter((group) => group.every(({ identities }) => identities.length === 0)).length;
  return { identities: [...named].toSorted(), unnamed };
}

/** Coins that are already known to have one owner: same script or a shared identity, joined transitively. In order of their oldest. */
export function clustersOf(coins: readonly Coin[]): readonly (readonly Coin[])[] {
  const parent = new Map<string, string>();
  const find = (name: string): string => {
    let root = name;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    return root;
  };
  for (const coin of coins) {
    // A shared script links also coins with different names.
    const names = [...linkedTo(coin), `script ${coin.script}`];
    const root = find(names[0] ?? '');
    for (const name of names) parent.set(find(name), root);
    parent.set(root, root);
  }
  const groups = new Map<string, Coin[]>();
  for (const coin of coins.toSorted(byAge)) {
    const root = find(`script ${coin.script}`);
    groups.set(root, [...(groups.get(root) ?? []), coin]);
  }
  return [...groups.values()];
}
