// Channel RPCs: lists, balances, peers, events, graph. Sat figures are the msat ones rounded down, as in lnd.
import type { Channel } from '../channel.ts';
import { otherSide, peerOf, sideOf } from '../channel.ts';
import type { PracticeNode } from '../node.ts';
import { lndError } from './lnd-error.ts';
import { bytes, flagOf, hexOf, sat, textOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const COMMIT_WEIGHT = '1116';
const FEE_PER_KW = '2500';

const amount = (value: bigint): Message => ({ sat: sat(value), msat: value.toString() });

const constraints = (channel: Channel): Message => ({
  csv_delay: 144,
  chan_reserve_sat: sat(channel.reserve),
  dust_limit_sat: '354',
  max_pending_amt_msat: ((channel.capacity * 99n) / 100n).toString(),
  min_htlc_msat: '1',
  max_accepted_htlcs: 483,
});

export function channelMessage(context: RpcContext, channel: Channel, withAlias: boolean): Message {
  const { node, network } = context;
  const side = sideOf(channel, node.publicKey);
  const other = otherSide(side);
  const htlcs = [...channel.htlcs.values()];
  const peer = peerOf(channel, node.publicKey);
  return {
    active: channel.active,
    remote_pubkey: peer,
    channel_point: `${channel.txid}:${channel.outputIndex}`,
    chan_id: channel.id,
    capacity: sat(channel.capacity),
    local_balance: sat(channel.balance[side]),
    remote_balance: sat(channel.balance[other]),
    commit_fee: sat(channel.commitFee),
    commit_weight: COMMIT_WEIGHT,
    fee_per_kw: FEE_PER_KW,
    unsettled_balance: sat(htlcs.reduce((sum, htlc) => sum + htlc.amount, 0n)),
    total_satoshis_sent: sat(channel.sent[side]),
    total_satoshis_received: sat(channel.sent[other]),
    num_updates: String(channel.updates),
    pending_htlcs: htlcs.map((htlc) => ({
      incoming: htlc.from !== side,
      amount: sat(htlc.amount),
      hash_lock: bytes(htlc.hash),
      expiration_height: htlc.expiryHeight,
      htlc_index: String(htlc.index),
      forwarding_channel: '0',
      forwarding_htlc_index: '0',
      locked_in: true,
    })),
    csv_delay: 144,
    private: false,
    initiator: side === 0,
    chan_status_flags: channel.active ? 'ChanStatusDefault' : 'ChanStatusDefault|ChanStatusLocalDisabled',
    local_chan_reserve_sat: sat(channel.reserve),
    remote_chan_reserve_sat: sat(channel.reserve),
    static_remote_key: false,
    commitment_type: 'ANCHORS',
    lifetime: '3600',
    uptime: '3600',
    push_amount_sat: sat(channel.pushed),
    thaw_height: 0,
    local_constraints: constraints(channel),
    remote_constraints: constraints(channel),
    alias_scids: [],
    zero_conf: false,
    zero_conf_confirmed_scid: '0',
    peer_scid_alias: '0',
    peer_alias: withAlias ? (network.byKey(peer)?.alias ?? '') : '',
  };
}

const policyMessage = (node: PracticeNode | undefined, channel: Channel, at: number): Message => ({
  time_lock_delta: node?.policy.cltvDelta ?? 0,
  min_htlc: '1000',
  fee_base_msat: (node?.policy.base ?? 0n).toString(),
  fee_rate_milli_msat: (node?.policy.ppm ?? 0n).toString(),
  disabled: !channel.active,
  max_htlc_msat: ((channel.capacity * 99n) / 100n).toString(),
  last_update: at,
});

export function channelRpcs(context: RpcContext): RpcGroup {
  const { node, network } = context;

  function edge(channel: Channel): Message {
    const [first, second] = [...channel.ends].sort() as [string, string];
    return {
      channel_id: channel.id,
      chan_point: `${channel.txid}:${channel.outputIndex}`,
      node1_pub: first,
      node2_pub: second,
      capacity: sat(channel.capacity),
      node1_policy: policyMessage(network.byKey(first), channel, network.chain.tip().time),
      node2_policy: policyMessage(network.byKey(second), channel, network.chain.tip().time),
    };
  }
  const movedWith = (peer: string): Message => {
    const shared = node.channels().filter((channel) => channel.ends.includes(peer));
    const sum = (key: string): string =>
      sat(shared.reduce((total, channel) => total + channel.sent[sideOf(channel, key)], 0n));
    return { sat_sent: sum(node.publicKey), sat_recv: sum(peer) };
  };
  const vertex = (member: PracticeNode): Message => ({
    last_update: network.chain.tip().time,
    pub_key: member.publicKey,
    alias: member.alias,
    addresses: [],
    color: '#3399ff',
    features: {},
  });

  return {
    unary: {
      ListChannels: (request) => {
        const peer = hexOf(request, 'peer');
        const channels = node
          .channels()
          .filter(
            (channel) =>
              !(flagOf(request, 'active_only') && !channel.active) &&
              !(flagOf(request, 'inactive_only') && channel.active) &&
              !flagOf(request, 'private_only') &&
              (peer === '' || channel.ends.includes(peer)),
          );
        const withAlias = flagOf(request, 'peer_alias_lookup');
        return { channels: channels.map((channel) => channelMessage(context, channel, withAlias)) };
      },
      ChannelBalance: () => {
        let [local, remote, incoming, outgoing] = [0n, 0n, 0n, 0n];
        for (const channel of node.channels()) {
          const side = sideOf(channel, node.publicKey);
          local += channel.balance[side];
          remote += channel.balance[otherSide(side)];
          for (const htlc of channel.htlcs.values())
            if (htlc.from === side) outgoing += htlc.amount;
            else incoming += htlc.amount;
        }
        return {
          balance: sat(local),
          pending_open_balance: '0',
          local_balance: amount(local),
          remote_balance: amount(remote),
          // lnd's words: what comes in will be local, what goes out will be remote.
          unsettled_local_balance: amount(incoming),
          unsettled_remote_balance: amount(outgoing),
          pending_open_local_balance: amount(0n),
          pending_open_remote_balance: amount(0n),
          custom_channel_data: bytes('02000000'),
        };
      },
      ListPeers: () => {
        const peers = new Set(node.channels().map((channel) => peerOf(channel, node.publicKey)));
        return {
          peers: [...peers].map((key) => ({
            pub_key: key,
            address: '127.0.0.1:9735',
            bytes_sent: '74797',
            bytes_recv: '32523',
            ...movedWith(key),
            inbound: false,
            ping_time: '400',
            sync_type: 'ACTIVE_SYNC',
            features: {},
            errors: [],
            flap_count: 1,
            last_flap_ns: `${network.chain.tip().time}000000000`,
          })),
        };
      },
      DescribeGraph: () => ({ nodes: network.nodes().map(vertex), edges: network.channels().map(edge) }),
      GetNodeInfo: (request) => {
        const member = network.byKey(textOf(request, 'pub_key'));
        if (!member) throw lndError('not-found', 'unable to find node');
        const channels = member.channels();
        return {
          node: vertex(member),
          num_channels: channels.length,
          total_capacity: sat(channels.reduce((sum, channel) => sum + channel.capacity, 0n)),
          channels: flagOf(request, 'include_channels') ? channels.map(edge) : [],
        };
      },
      GetChanInfo: (request) => {
        const channel = network.channels().find(({ id }) => id === textOf(request, 'chan_id'));
        if (!channel) throw lndError('not-found', 'edge not found');
        return edge(channel);
      },
    },
  };
}

export function activityMessage(channel: Channel): Message {
  const point = {
    // Wire order is the reverse of display order.
    funding_txid_bytes: bytes(channel.txid).reverse(),
    output_index: channel.outputIndex,
  };
  return channel.active
    ? { type: 'ACTIVE_CHANNEL', active_channel: point }
    : { type: 'INACTIVE_CHANNEL', inactive_channel: point };
}
