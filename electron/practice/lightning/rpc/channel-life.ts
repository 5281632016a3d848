// Channel life RPCs: open, close, what is pending and what it waits for, what is closed, and the events of all of it.
import { createHash } from 'node:crypto';
import { msat } from '../../../../shared/domain/money.ts';
import {
  CONFIRMATIONS,
  isOver,
  maturesAt,
  settledOf,
  type Closing,
  type LifeEvent,
} from '../channel-life.ts';
import { otherSide, sideOf, peerOf, type Channel } from '../channel.ts';
import { activityMessage, channelMessage } from './channels.ts';
import { lndError } from './lnd-error.ts';
import { bigOf, bytes, bytesOf, flagOf, hexOf, numberOf, sat, textOf, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const pointOf = (channel: Channel): string => `${channel.txid}:${channel.outputIndex}`;
/** Wire order is the reverse of display order. */
const wireTxid = (txid: string): Buffer => bytes(txid).reverse();

export function channelLifeRpcs(context: RpcContext): RpcGroup {
  const { node, network } = context;
  const key = node.publicKey;
  const { life, chain } = network;

  const pendingChannel = (channel: Channel): Message => {
    const side = sideOf(channel, key);
    return {
      remote_node_pub: peerOf(channel, key),
      channel_point: pointOf(channel),
      capacity: sat(channel.capacity),
      local_balance: sat(channel.balance[side]),
      remote_balance: sat(channel.balance[otherSide(side)]),
      local_chan_reserve_sat: sat(channel.reserve),
      remote_chan_reserve_sat: sat(channel.reserve),
      initiator: side === 0 ? 'INITIATOR_LOCAL' : 'INITIATOR_REMOTE',
      commitment_type: 'ANCHORS',
      num_forwarding_packages: '0',
      chan_status_flags: '',
      private: false,
      memo: '',
      custom_channel_data: Buffer.alloc(0),
    };
  };

  const commitments = (channel: Channel): Message => ({
    local_txid: channel.txid,
    remote_txid: channel.txid,
    remote_pending_txid: '',
    local_commit_fee_sat: sat(channel.commitFee),
    remote_commit_fee_sat: sat(channel.commitFee),
    remote_pending_commit_fee_sat: '0',
  });

  const summary = (closing: Closing): Message => {
    const { channel, by, force, txid } = closing;
    const side = sideOf(channel, key);
    return {
      channel_point: pointOf(channel),
      chan_id: channel.id,
      chain_hash: chain.hashAt(0),
      closing_tx_hash: txid,
      remote_pubkey: peerOf(channel, key),
      capacity: sat(channel.capacity),
      close_height: closing.broadcastAt + 1,
      settled_balance: sat(settledOf(closing, key)),
      time_locked_balance: force && by === key ? sat(settledOf(closing, key)) : '0',
      close_type: !force ? 'COOPERATIVE_CLOSE' : by === key ? 'LOCAL_FORCE_CLOSE' : 'REMOTE_FORCE_CLOSE',
      open_initiator: side === 0 ? 'INITIATOR_LOCAL' : 'INITIATOR_REMOTE',
      close_initiator: by === key ? 'INITIATOR_LOCAL' : 'INITIATOR_REMOTE',
      resolutions: force && by === key ? [resolution(closing)] : [],
      alias_scids: [],
      zero_conf_confirmed_scid: '0',
      custom_channel_data: Buffer.alloc(0),
    };
  };

  /** The sweep of what came back after the delay. */
  const resolution = (closing: Closing): Message => ({
    resolution_type: 'COMMIT',
    outcome: 'CLAIMED',
    outpoint: { txid_bytes: wireTxid(closing.txid), txid_str: closing.txid, output_index: 3 },
    amount_sat: sat(settledOf(closing, key)),
    sweep_txid: sweepOf(closing),
  });

  function waiting(closing: Closing): Message {
    const { channel, broadcastAt, txid } = closing;
    const left = Math.max(0, broadcastAt + CONFIRMATIONS - chain.tip().height);
    return {
      channel: { ...pendingChannel(channel), chan_status_flags: statusOf(closing) },
      limbo_balance: sat(settledOf(closing, key)),
      commitments: commitments(channel),
      closing_txid: txid,
      closing_tx_hex: '',
      blocks_til_close_confirmed: left,
      close_height: 0,
    };
  }

  const statusOf = ({ force, by }: Closing): string =>
    force && by === key
      ? 'ChanStatusBorked|ChanStatusCommitBroadcasted|ChanStatusLocalCloseInitiator'
      : 'ChanStatusCoopBroadcasted|ChanStatusLocalCloseInitiator';

  function forced(closing: Closing): Message {
    const matures = maturesAt(closing);
    return {
      channel: {
        ...pendingChannel(closing.channel),
        local_chan_reserve_sat: '0',
        remote_chan_reserve_sat: '0',
      },
      closing_txid: closing.txid,
      limbo_balance: sat(settledOf(closing, key)),
      maturity_height: matures,
      blocks_til_maturity: matures - chain.tip().height,
      recovered_balance: '0',
      pending_htlcs: [],
      anchor: 'LIMBO',
    };
  }

  function open(request: Message): Message {
    const peer = hexOf(request, 'node_pubkey');
    if (peer === key) throw lndError('unknown', 'cannot open channel to self');
    const capacity = bigOf(request, 'local_funding_amount');
    const channel = network.beginChannel(
      key,
      peer,
      msat(capacity * 1_000n),
      msat(bigOf(request, 'push_sat') * 1_000n),
    );
    return { funding_txid_bytes: wireTxid(channel.txid), output_index: channel.outputIndex };
  }

  const eventOf = (event: LifeEvent): readonly Message[] => {
    switch (event.kind) {
      case 'opening':
        return [
          {
            type: 'PENDING_OPEN_CHANNEL',
            pending_open_channel: {
              txid: wireTxid(event.channel.txid),
              output_index: event.channel.outputIndex,
            },
          },
        ];
      case 'opened':
        return [
          {
            type: 'OPEN_CHANNEL',
            open_channel: { ...channelMessage(context, event.channel, false), lifetime: '0', uptime: '0' },
          },
          activityMessage(event.channel),
        ];
      case 'closing':
        return [activityMessage(event.closing.channel)];
      case 'closed':
        return event.for === key ? [{ type: 'CLOSED_CHANNEL', closed_channel: summary(event.closing) }] : [];
    }
  };
  const concerns = (event: LifeEvent): boolean =>
    ('channel' in event ? event.channel : event.closing.channel).ends.includes(key);

  return {
    unary: {
      OpenChannelSync: open,
      PendingChannels: () => {
        const closings = life.closings(key).filter((closing) => !isOver(closing, key));
        const limbo = closings.reduce((sum, closing) => sum + settledOf(closing, key), 0n);
        return {
          total_limbo_balance: sat(limbo),
          pending_open_channels: life.openings(key).map(({ channel, fundedAt }) => ({
            channel: pendingChannel(channel),
            commit_fee: sat(channel.commitFee),
            commit_weight: '772',
            fee_per_kw: '2500',
            funding_expiry_blocks: 2_016,
            confirmations_until_active: Math.max(1, fundedAt + CONFIRMATIONS - chain.tip().height),
            confirmation_height: 0,
          })),
          pending_closing_channels: [],
          pending_force_closing_channels: closings.filter(({ stage }) => stage === 'maturing').map(forced),
          waiting_close_channels: closings.filter(({ stage }) => stage === 'waiting').map(waiting),
        };
      },
      ClosedChannels: () => ({
        channels: life
          .closings(key)
          .filter((closing) => isOver(closing, key))
          .map(summary),
      }),
      ConnectPeer: (request) => {
        const peer = textOf((request['addr'] as Message | null) ?? {}, 'pubkey');
        if (!network.byKey(peer))
          throw lndError('unknown', `dial tcp 127.0.0.1:9735: connect: connection refused`);
        throw lndError('unknown', `already connected to peer: ${peer}@127.0.0.1:9735`);
      },
    },
    streaming: {
      CloseChannel: (request, out) => {
        const point = request['channel_point'] as Message | null;
        const txid = point ? bytesOf(point, 'funding_txid_bytes') : Buffer.alloc(0);
        const closing = life.close(
          `${Buffer.from(txid).reverse().toString('hex')}:${point ? numberOf(point, 'output_index') : 0}`,
          key,
          flagOf(request, 'force'),
        );
        out.write({
          close_pending: {
            txid: wireTxid(closing.txid),
            output_index: 0,
            fee_per_vbyte: '0',
            local_close_tx: closing.force,
          },
        });
        out.onClose(
          life.onEvent((event) => {
            if (event.kind !== 'closed' || event.closing !== closing || event.for !== key) return;
            out.write({
              chan_close: {
                closing_txid: wireTxid(closing.txid),
                success: true,
                local_close_output: null,
                remote_close_output: null,
                additional_outputs: [],
              },
            });
            out.end();
          }),
        );
      },
      SubscribeChannelEvents: (_request, out) => {
        const active = new Map(node.channels().map((channel) => [channel.id, channel.active]));
        out.onClose(
          node.onChannel((channel) => {
            const before = active.get(channel.id);
            active.set(channel.id, channel.active);
            // What opens and closes is told below, in its own order.
            if (before !== undefined && before !== channel.active && node.channels().includes(channel))
              out.write(activityMessage(channel));
          }),
        );
        out.onClose(
          life.onEvent((event) => {
            if (concerns(event)) for (const message of eventOf(event)) out.write(message);
          }),
        );
      },
    },
  };
}

const sweepOf = ({ txid }: Closing): string => createHash('sha256').update(`sweep ${txid}`).digest('hex');
