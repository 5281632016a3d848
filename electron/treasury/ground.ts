// Ground: what a draft is prepared on: the coins that are free for it, where change goes, and a source that vouches for every coin.
import type { AccountRows } from './account-rows.ts';
import type { AccountView, Coin } from './account-view.ts';
import type { Ground } from './builder.ts';
import type { ChainLink } from './chain-link.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount, Place } from './cold-account.ts';
import { holdsCoins } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { LabelRows } from './label-rows.ts';
import type { Sync } from './sync.ts';

export type GroundParts = {
  readonly account: OpenAccount;
  /** Drafts whose coins are free for this one. */
  readonly except: readonly (string | null | undefined)[];
  readonly accounts: AccountRows;
  readonly labels: LabelRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly link: ChainLink;
  readonly sync: Sync;
};

/** Null while no chain source can vouch for the coins. */
export function groundOf({
  account,
  except,
  accounts,
  labels,
  memory,
  drafts,
  link,
  sync,
}: GroundParts): Ground | null {
  const source = link.source();
  const tip = link.tip();
  if (!source || !tip) return null;
  const view = sync.view(account);
  const held = drafts.held(account.id, except);
  const free = (coin: Coin): Coin =>
    coin.state === 'spending' && !held.has(coin.outpoint)
      ? { ...coin, state: coin.confirmations >= coin.wanted ? 'confirmed' : 'pending' }
      : coin;
  const owns = accounts.list().map(({ id }) => sync.owned(id));
  return {
    account,
    network: account.network,
    source,
    coins: view.coins.map(free),
    changeAt: nextChange(account, view, sync.owned(account.id), drafts),
    tip: tip.height,
    transactions: memory.of(account.id),
    owned: sync.owned(account.id),
    nameOf: (outpoint, address) =>
      labels.of(account.id, 'output', outpoint) || labels.of(account.id, 'address', address) || null,
    isOwn: (script) => owns.some((owned) => owned.has(script)),
  };
}

/** The first change address behind all that were paid to or stand in a draft that may still be broadcast. */
function nextChange(
  account: OpenAccount,
  view: AccountView,
  owned: ReadonlyMap<string, Place>,
  drafts: DraftRows,
): Place {
  const used = [...view.received.keys()].flatMap((script) => owned.get(script) ?? []);
  const promised = drafts
    .ofAccount(account.id)
    .filter(({ state }) => holdsCoins(state))
    .flatMap(({ plan }) => plan.outputs.flatMap(({ place }) => place ?? []));
  const last = [...used, ...promised]
    .filter(({ change }) => change === 1)
    .reduce((highest, { index }) => Math.max(highest, index), -1);
  return { change: 1, index: last + 1 };
}
