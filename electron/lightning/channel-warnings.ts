// Channel warnings: what may cost the operator a forced close or keeps money away from him, as sentences. Pure.
import type { ChannelView, PendingView } from './node-insight.ts';

export type ChannelWarning = {
  readonly level: 'warn' | 'danger';
  readonly point: string;
  readonly text: string;
};

/** lnd goes to the chain ten blocks before an HTLC that it sent runs out. */
const FORCED_MARGIN = 10;
/** About a day: time enough to bring a peer back or to settle. */
const SOON_BLOCKS = 144;
/** Longer than any block should take to come. */
const SLOW_CLOSE_BLOCKS = 100;

const blocks = (count: number): string => `${count} ${count === 1 ? 'block' : 'blocks'}`;

/** `height`: of the chain, as the node last told; null while it is not known. */
export function channelWarnings(
  channels: readonly ChannelView[],
  pending: readonly PendingView[],
  height: number | null,
): readonly ChannelWarning[] {
  return [...channels.flatMap((channel) => ofChannel(channel, height)), ...pending.flatMap(ofPending)];
}

function ofChannel(channel: ChannelView, height: number | null): readonly ChannelWarning[] {
  if (height === null || channel.expiryHeight === null) return [];
  const left = channel.expiryHeight - FORCED_MARGIN - height;
  const { point } = channel;
  if (left <= 0)
    return [
      {
        level: 'danger',
        point,
        text: 'A payment on this channel has run out: the node closes it by force. Its money is locked until the delay is over.',
      },
    ];
  if (left > SOON_BLOCKS) return [];
  return [
    {
      level: channel.active ? 'warn' : 'danger',
      point,
      text: channel.active
        ? `A payment on this channel is open. Unless it ends within ${blocks(left)}, the node closes the channel by force.`
        : `The peer is away and a payment on this channel is open. Unless the peer is back within ${blocks(left)}, the node closes the channel by force.`,
    },
  ];
}

function ofPending({ point, stage, blocksLeft }: PendingView): readonly ChannelWarning[] {
  if (stage === 'force-closing')
    return [
      {
        level: 'danger',
        point,
        text: 'This channel is being closed by force. Its money is not spendable until the delay that follows is over.',
      },
    ];
  if (stage === 'closing' && blocksLeft !== null && blocksLeft > SLOW_CLOSE_BLOCKS)
    return [
      {
        level: 'warn',
        point,
        text: 'The transaction that closes this channel is not confirmed yet: its fee may be too low.',
      },
    ];
  return [];
}
