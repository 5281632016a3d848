// The parts of a channel as shares of the widest one, so that a small channel looks small. Pure.
import type { ChannelRow } from '../../../shared/contract/nodes.ts';

export type ChannelBar = {
  /** Percent of the column. */
  readonly width: number;
  /** Percent of the bar, from the left: what can be sent, what must stay, what is under way, the other side's. */
  readonly spendable: number;
  readonly reserve: number;
  readonly underWay: number;
  readonly remote: number;
};

type Parts = Pick<
  ChannelRow,
  'capacityMsat' | 'localMsat' | 'remoteMsat' | 'reserveMsat' | 'outgoingMsat' | 'incomingMsat'
>;

/** Below this a bar could not be seen. */
const LEAST_WIDTH = 6;

/** `widest`: the largest capacity of the list, msat. */
export function channelBar(channel: Parts, widest: bigint): ChannelBar {
  const capacity = BigInt(channel.capacityMsat);
  const share = (part: bigint, whole: bigint): number =>
    whole === 0n ? 0 : Number((part * 10_000n) / whole) / 100;
  const local = BigInt(channel.localMsat);
  const reserve = BigInt(channel.reserveMsat);
  const kept = local < reserve ? local : reserve;
  return {
    width: Math.max(LEAST_WIDTH, share(capacity, widest)),
    spendable: share(local - kept, capacity),
    reserve: share(kept, capacity),
    underWay: share(BigInt(channel.outgoingMsat) + BigInt(channel.incomingMsat), capacity),
    remote: share(BigInt(channel.remoteMsat), capacity),
  };
}
