// Channel: two sides, what each owns, what is locked in HTLCs. The sum of all parts is the capacity at every moment.
import { createHash } from 'node:crypto';
import { msat, saturatingSub, type Msat } from '../../../shared/domain/money.ts';

/** 0: the node that opened and pays the commitment fee; 1: its peer. */
export type Side = 0 | 1;
export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0);

export type Htlc = {
  readonly index: number;
  /** The side that offered it. */
  readonly from: Side;
  readonly amount: Msat;
  readonly hash: string;
  readonly expiryHeight: number;
};

export type Channel = {
  /** Short channel id as a decimal number (BOLT 7). */
  readonly id: string;
  /** Funding transaction, display order. */
  readonly txid: string;
  readonly outputIndex: number;
  readonly capacity: Msat;
  readonly commitFee: Msat;
  /** What the peer owned at the start. */
  readonly pushed: Msat;
  /** What each side must keep (BOLT 2, `channel_reserve_satoshis`): one percent. */
  readonly reserve: Msat;
  readonly ends: readonly [string, string];
  readonly balance: [Msat, Msat];
  readonly sent: [Msat, Msat];
  readonly htlcs: Map<number, Htlc>;
  active: boolean;
  updates: number;
  nextHtlc: number;
};

const COMMIT_FEE = msat(2_810_000n);
/** Two outputs of 330 sats by which a stuck commitment can be bumped (BOLT 3, anchors); the opener's. */
const ANCHORS = msat(660_000n);

export type ChannelTerms = {
  readonly opener: string;
  readonly peer: string;
  readonly capacity: Msat;
  /** What the peer owns at the start. */
  readonly pushed: Msat;
};

/** `number` makes ids and funding outpoints distinct and the same for every run of one seed. */
export function createChannel(seed: string, number: number, terms: ChannelTerms): Channel {
  const { capacity, pushed } = terms;
  return {
    id: ((BigInt(600 + number) << 40n) | (1n << 16n)).toString(),
    txid: createHash('sha256').update(`${seed}/channel/${number}`).digest('hex'),
    outputIndex: 0,
    capacity,
    commitFee: COMMIT_FEE,
    pushed,
    reserve: msat((capacity / 100_000n) * 1_000n),
    ends: [terms.opener, terms.peer],
    balance: [msat(capacity - pushed - COMMIT_FEE - ANCHORS), pushed],
    sent: [msat(0n), msat(0n)],
    htlcs: new Map(),
    active: true,
    updates: 0,
    nextHtlc: 0,
  };
}

export const sideOf = (channel: Channel, node: string): Side => (channel.ends[0] === node ? 0 : 1);
export const peerOf = (channel: Channel, node: string): string =>
  channel.ends[otherSide(sideOf(channel, node))];

/** What this side can offer now: its balance above the reserve; nothing over an inactive channel. */
export const sendable = (channel: Channel, side: Side): Msat =>
  channel.active ? saturatingSub(channel.balance[side], channel.reserve) : msat(0n);

/** BOLT 2 `max_accepted_htlcs`. */
const MAX_HTLCS = 483;

/** Takes the amount out of the offering side; undefined when that side cannot carry it. */
export function offer(
  channel: Channel,
  from: Side,
  amount: Msat,
  hash: string,
  expiryHeight: number,
): Htlc | undefined {
  if (amount > sendable(channel, from) || channel.htlcs.size >= MAX_HTLCS) return undefined;
  const htlc = { index: channel.nextHtlc, from, amount, hash, expiryHeight };
  channel.nextHtlc += 1;
  channel.updates += 1;
  channel.balance[from] = msat(channel.balance[from] - amount);
  channel.htlcs.set(htlc.index, htlc);
  return htlc;
}

/** Ends an HTLC: `fulfilled` pays the other side, else the amount goes back. */
export function resolve(channel: Channel, htlc: Htlc, fulfilled: boolean): void {
  if (!channel.htlcs.delete(htlc.index)) throw new Error(`HTLC ${htlc.index} was resolved before`);
  const to = fulfilled ? otherSide(htlc.from) : htlc.from;
  channel.balance[to] = msat(channel.balance[to] + htlc.amount);
  if (fulfilled) channel.sent[htlc.from] = msat(channel.sent[htlc.from] + htlc.amount);
  channel.updates += 1;
}

/** Σ of everything in the channel; equals `capacity` always. */
export function channelTotal(channel: Channel): bigint {
  let total = channel.balance[0] + channel.balance[1] + channel.commitFee + ANCHORS;
  for (const htlc of channel.htlcs.values()) total += htlc.amount;
  return total;
}
