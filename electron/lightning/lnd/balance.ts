// Balance: what the channels hold, split so that every part means one thing (total, spendable, reserved, in flight). Source: BOLT 2.
import { addMsat, minMsat, saturatingSub, type Msat } from '../../../shared/domain/money.ts';
import type { NodeBalance } from '../lightning-node.ts';

/** One channel, own side only. */
export type ChannelSide = {
  readonly active: boolean;
  /** What is ours and in no HTLC. lnd has taken the commitment fee off already. */
  readonly local: Msat;
  /** What must stay on our side (BOLT 2, `channel_reserve_satoshis`). */
  readonly reserve: Msat;
  /** Locked in HTLCs that we offered: ours until they settle. */
  readonly outgoing: Msat;
};

/** `total` = `spendable` + `reserved` + `inFlight` + what lies above the reserve in channels whose peer is away. */
export function balanceOf(channels: readonly ChannelSide[]): NodeBalance {
  const sum = (part: (channel: ChannelSide) => Msat): Msat => addMsat(...channels.map(part));
  const inFlight = sum((channel) => channel.outgoing);
  return {
    total: addMsat(
      inFlight,
      sum((channel) => channel.local),
    ),
    spendable: addMsat(
      ...channels
        .filter((channel) => channel.active)
        .map((channel) => saturatingSub(channel.local, channel.reserve)),
    ),
    reserved: sum((channel) => minMsat(channel.local, channel.reserve)),
    inFlight,
  };
}
