// Forward RPCs: the fees a node asks for, and what it has forwarded. One policy per node, as `UpdateChannelPolicy` with `global` sets it.
import { peerOf } from '../channel.ts';
import type { Forward } from '../switch.ts';
import { flagOf, numberOf, sat, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const DAY = 86_400;
const DEFAULT_EVENTS = 100;

export function forwardRpcs({ node, network }: RpcContext): RpcGroup {
  const key = node.publicKey;
  const earned = (since: number): bigint =>
    network
      .forwards(key)
      .filter(({ at }) => at >= since)
      .reduce((sum, forward) => sum + forward.incoming - forward.outgoing, 0n);

  const aliasOf = (channelId: string): string => {
    const channel = network.channels().find(({ id }) => id === channelId);
    return channel ? (network.byKey(peerOf(channel, key))?.alias ?? '') : '';
  };
  const eventMessage = (forward: Forward, withAlias: boolean): Message => {
    const fee = forward.incoming - forward.outgoing;
    return {
      timestamp: String(forward.at),
      timestamp_ns: `${forward.at}000000000`,
      chan_id_in: forward.incomingChannel,
      chan_id_out: forward.outgoingChannel,
      amt_in: sat(forward.incoming),
      amt_out: sat(forward.outgoing),
      amt_in_msat: forward.incoming.toString(),
      amt_out_msat: forward.outgoing.toString(),
      fee: sat(fee),
      fee_msat: fee.toString(),
      peer_alias_in: withAlias ? aliasOf(forward.incomingChannel) : '',
      peer_alias_out: withAlias ? aliasOf(forward.outgoingChannel) : '',
      incoming_htlc_id: String(forward.incomingHtlc),
      outgoing_htlc_id: String(forward.outgoingHtlc),
    };
  };

  return {
    unary: {
      FeeReport: () => {
        const now = network.clock.now();
        return {
          channel_fees: node.channels().map((channel) => ({
            chan_id: channel.id,
            channel_point: `${channel.txid}:${channel.outputIndex}`,
            base_fee_msat: node.policy.base.toString(),
            fee_per_mil: node.policy.ppm.toString(),
            fee_rate: Number(node.policy.ppm) / 1_000_000,
            inbound_base_fee_msat: 0,
            inbound_fee_per_mil: 0,
          })),
          day_fee_sum: sat(earned(now - DAY)),
          week_fee_sum: sat(earned(now - 7 * DAY)),
          month_fee_sum: sat(earned(now - 30 * DAY)),
        };
      },
      ForwardingHistory: (request) => {
        const from = numberOf(request, 'start_time');
        const to = numberOf(request, 'end_time') || Number.MAX_SAFE_INTEGER;
        const offset = numberOf(request, 'index_offset');
        const rows = network.forwards(key).filter(({ at }) => at >= from && at <= to);
        const page = rows.slice(offset, offset + (numberOf(request, 'num_max_events') || DEFAULT_EVENTS));
        return {
          forwarding_events: page.map((forward) =>
            eventMessage(forward, flagOf(request, 'peer_alias_lookup')),
          ),
          last_offset_index: offset + page.length,
        };
      },
    },
  };
}
