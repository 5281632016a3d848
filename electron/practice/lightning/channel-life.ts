// Channel life: how a channel comes to be and ends, by blocks: opening, open, closing in agreement or by force, closed. Stages as in lnd
// 0.21, which takes a close for done after three confirmations of a small channel.
import { createHash } from 'node:crypto';
import { msat, satsFloor, type Msat } from '../../../shared/domain/money.ts';
import type { BlockChain as Chain } from '../chain/block-chain.ts';
import { sideOf, type Channel } from './channel.ts';
import { lndError } from './rpc/lnd-error.ts';

/** Confirmations until a channel may be used, and until a close is final. */
export const CONFIRMATIONS = 3;
/** Blocks for which whoever closes by force waits for its own money. */
export const CSV_DELAY = 144;

export type Opening = { readonly channel: Channel; readonly fundedAt: number };

export type Closing = {
  readonly channel: Channel;
  /** Key of who asked for it. */
  readonly by: string;
  readonly force: boolean;
  /** Of the transaction that closes it, display order. */
  readonly txid: string;
  readonly broadcastAt: number;
  /** `waiting` for the chain; `maturing`: confirmed, and who forced it waits out the delay; `closed`. */
  stage: 'waiting' | 'maturing' | 'closed';
};

export type LifeEvent =
  | { readonly kind: 'opening' | 'opened'; readonly channel: Channel }
  | { readonly kind: 'closing'; readonly closing: Closing }
  /** `for`: the key of the node whose money is back. */
  | { readonly kind: 'closed'; readonly closing: Closing; readonly for: string };

export type ChannelLife = {
  readonly openings: (key: string) => readonly Opening[];
  /** In every stage, oldest first. */
  readonly closings: (key: string) => readonly Closing[];
  /** Takes note of a channel that is to be used once it is confirmed. */
  readonly begin: (channel: Channel) => void;
  /** Throws `LndError` for a channel this node does not have, or one with payments in flight. */
  readonly close: (point: string, by: string, force: boolean) => Closing;
  readonly onEvent: (listener: (event: LifeEvent) => void) => () => void;
};

/** For the other side of a forced close it is over once it is confirmed. */
export const isOver = ({ stage, force, by }: Closing, key: string): boolean =>
  stage === 'closed' || (stage === 'maturing' && force && by !== key);

export const maturesAt = ({ broadcastAt }: Closing): number => broadcastAt + CONFIRMATIONS + CSV_DELAY;

/** What a side gets back; below the dust limit the chain carries no output. */
export const settledOf = ({ channel }: Closing, key: string): Msat =>
  msat(satsFloor(channel.balance[sideOf(channel, key)]) * 1_000n);

export function createChannelLife(deps: {
  readonly chain: Chain;
  readonly channels: () => readonly Channel[];
  readonly take: (channel: Channel) => void;
  readonly give: (channel: Channel) => void;
  /** Moves coins of the node on the chain: in msat, negative when they go into a channel. Throws `LndError` for coins it lacks. */
  readonly move: (key: string, amount: bigint) => void;
}): ChannelLife {
  const { chain } = deps;
  const openings: Opening[] = [];
  const closings: Closing[] = [];
  const listeners = new Set<(event: LifeEvent) => void>();
  const tell = (event: LifeEvent): void => listeners.forEach((listener) => listener(event));
  const has = (channel: Channel, key: string): boolean => channel.ends.includes(key);

  /** What the blocks that came meanwhile have changed. Everyone who looks calls it first. */
  function advance(): void {
    const { height } = chain.tip();
    for (const opening of openings.filter(({ fundedAt }) => height - fundedAt >= CONFIRMATIONS)) {
      openings.splice(openings.indexOf(opening), 1);
      deps.take(opening.channel);
      tell({ kind: 'opened', channel: opening.channel });
    }
    for (const closing of closings) step(closing, height);
  }

  function step(closing: Closing, height: number): void {
    const { by, force, channel } = closing;
    if (closing.stage === 'waiting' && height - closing.broadcastAt >= CONFIRMATIONS) {
      closing.stage = force ? 'maturing' : 'closed';
      // Only who forced it waits for its money.
      pay(closing, force ? channel.ends.filter((key) => key !== by) : channel.ends);
    }
    if (closing.stage === 'maturing' && height > maturesAt(closing)) {
      closing.stage = 'closed';
      pay(closing, [by]);
    }
  }

  function pay(closing: Closing, keys: readonly string[]): void {
    for (const key of keys) deps.move(key, settledOf(closing, key));
    for (const key of keys) tell({ kind: 'closed', closing, for: key });
  }

  chain.onChange(advance);

  return {
    openings: (key) => (advance(), openings.filter(({ channel }) => has(channel, key))),
    closings: (key) => (advance(), closings.filter(({ channel }) => has(channel, key))),
    begin: (channel) => {
      deps.move(channel.ends[0], 0n - channel.capacity);
      openings.push({ channel, fundedAt: chain.tip().height });
      tell({ kind: 'opening', channel });
    },
    close: (point, by, force) => {
      advance();
      const channel = deps
        .channels()
        .find((one) => has(one, by) && `${one.txid}:${one.outputIndex}` === point);
      if (!channel) throw lndError('unknown', 'channel not found');
      if (channel.htlcs.size > 0)
        throw lndError('unknown', 'cannot close channel with active htlcs on a practice node');
      deps.give(channel);
      const closing: Closing = {
        channel,
        by,
        force,
        txid: createHash('sha256').update(`close ${point}`).digest('hex'),
        broadcastAt: chain.tip().height,
        stage: 'waiting',
      };
      closings.push(closing);
      tell({ kind: 'closing', closing });
      return closing;
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
