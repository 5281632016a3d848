// Channel views: lnd's lists of channels, open, pending and closed, as an operator reads them. Raw, because the library leaves out what a
// pending channel waits for.
import { z } from 'zod';
import { isHex32 } from '../../../shared/domain/ids.ts';
import { addMsat, msat, parseMsat, sats, type Msat } from '../../../shared/domain/money.ts';
import type { ChannelView, ClosedView, PendingView } from '../node-insight.ts';
import type { LndConnection } from './connection.ts';
import { ask } from './raw.ts';

const wholeSats = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform((digits): Msat => sats(BigInt(digits)));
const height = z.number().int().min(0);

const listed = z.object({
  channels: z.array(
    z.object({
      active: z.boolean(),
      private: z.boolean(),
      initiator: z.boolean(),
      remote_pubkey: z.string(),
      channel_point: z.string(),
      chan_id: z.string(),
      capacity: wholeSats,
      local_balance: wholeSats,
      remote_balance: wholeSats,
      local_chan_reserve_sat: wholeSats,
      peer_alias: z.string(),
      pending_htlcs: z.array(
        z.object({ incoming: z.boolean(), amount: wholeSats, expiration_height: height }),
      ),
    }),
  ),
});

const feeReport = z.object({
  channel_fees: z.array(
    z.object({
      chan_id: z.string(),
      base_fee_msat: z.string(),
      fee_per_mil: z.string().regex(/^\d{1,9}$/),
    }),
  ),
});

export async function readChannels({ raw }: LndConnection): Promise<readonly ChannelView[]> {
  const [list, fees] = await Promise.all([
    ask((done) => raw.default.listChannels({ peer_alias_lookup: true }, done)).then((answer) =>
      listed.parse(answer),
    ),
    ask((done) => raw.default.feeReport({}, done)).then(
      (answer) => feeReport.parse(answer).channel_fees,
      // Channels are worth showing without what they ask for.
      () => [],
    ),
  ]);
  const feeOf = new Map(fees.map((row) => [row.chan_id, row]));
  return list.channels.map((channel) => {
    const fee = feeOf.get(channel.chan_id);
    const base = fee && parseMsat(fee.base_fee_msat);
    const sum = (incoming: boolean): Msat =>
      addMsat(
        ...channel.pending_htlcs.filter((htlc) => htlc.incoming === incoming).map(({ amount }) => amount),
      );
    const heights = channel.pending_htlcs.map((htlc) => htlc.expiration_height).filter((at) => at > 0);
    return {
      point: channel.channel_point,
      id: channel.chan_id,
      peer: channel.remote_pubkey,
      // lnd says in a sentence that it does not know one.
      peerAlias: channel.peer_alias.startsWith('unable to lookup') ? '' : channel.peer_alias,
      active: channel.active,
      private: channel.private,
      openedByUs: channel.initiator,
      capacity: channel.capacity,
      local: channel.local_balance,
      remote: channel.remote_balance,
      reserve: channel.local_chan_reserve_sat,
      outgoing: sum(false),
      incoming: sum(true),
      htlcs: channel.pending_htlcs.length,
      expiryHeight: heights.length > 0 ? Math.min(...heights) : null,
      fee: fee && base !== undefined ? { base, ppm: Number(fee.fee_per_mil) } : null,
    };
  });
}

const pendingChannel = z.object({
  channel_point: z.string(),
  remote_node_pub: z.string(),
  capacity: wholeSats,
  local_balance: wholeSats,
  chan_status_flags: z.string(),
});
const txid = z.string();

/** Fields of lnrpc.PendingChannelsResponse that we read. Later ones are absent in older versions. */
const pendingAnswer = z.object({
  pending_open_channels: z.array(
    z.object({ channel: pendingChannel, confirmations_until_active: height.nullish() }),
  ),
  pending_force_closing_channels: z.array(
    z.object({
      channel: pendingChannel,
      closing_txid: txid,
      limbo_balance: z.string(),
      recovered_balance: z.string(),
      blocks_til_maturity: z.number().int(),
    }),
  ),
  waiting_close_channels: z.array(
    z.object({
      channel: pendingChannel,
      closing_txid: txid,
      limbo_balance: z.string(),
      blocks_til_close_confirmed: height.nullish(),
    }),
  ),
});

/** A balance may be below nothing while fees are being worked out. */
const limbo = (digits: string): Msat => (/^\d{1,16}$/.test(digits) ? sats(BigInt(digits)) : msat(0n));
const knownTxid = (text: string): string | null => (isHex32(text) ? text : null);

export async function readPending({ raw }: LndConnection): Promise<readonly PendingView[]> {
  const answer = pendingAnswer.parse(await ask((done) => raw.default.pendingChannels({}, done)));
  return [
    ...answer.pending_open_channels.map(({ channel, confirmations_until_active: left }) => ({
      ...sharedOf(channel),
      ours: channel.local_balance,
      stage: 'opening' as const,
      blocksLeft: left !== null && left !== undefined && left > 0 ? left : null,
      txid: knownTxid(channel.channel_point.split(':')[0] ?? ''),
    })),
    ...answer.waiting_close_channels.map((row) => ({
      ...sharedOf(row.channel),
      ours: limbo(row.limbo_balance),
      stage: /CommitBroadcasted|LocalDataLoss|Borked/.test(row.channel.chan_status_flags)
        ? ('force-closing' as const)
        : ('closing' as const),
      blocksLeft: row.blocks_til_close_confirmed ?? null,
      txid: knownTxid(row.closing_txid),
    })),
    ...answer.pending_force_closing_channels.map((row) => ({
      ...sharedOf(row.channel),
      ours: addMsat(limbo(row.limbo_balance), limbo(row.recovered_balance)),
      stage: 'maturing' as const,
      // Past its height it only waits to be swept.
      blocksLeft: Math.max(0, row.blocks_til_maturity),
      txid: knownTxid(row.closing_txid),
    })),
  ];
}

const sharedOf = ({ channel_point, remote_node_pub, capacity }: z.output<typeof pendingChannel>) => ({
  point: channel_point,
  peer: remote_node_pub,
  capacity,
});

const HOW: Readonly<Record<string, ClosedView['how']>> = {
  COOPERATIVE_CLOSE: 'agreement',
  LOCAL_FORCE_CLOSE: 'force-by-us',
  REMOTE_FORCE_CLOSE: 'force-by-peer',
  BREACH_CLOSE: 'breach',
};

const closedAnswer = z.object({
  channels: z.array(
    z.object({
      channel_point: z.string(),
      remote_pubkey: z.string(),
      capacity: wholeSats,
      settled_balance: z.string(),
      close_height: height,
      close_type: z.string(),
    }),
  ),
});
const SHOWN = 50;

export async function readClosed({ raw }: LndConnection): Promise<readonly ClosedView[]> {
  const { channels } = closedAnswer.parse(await ask((done) => raw.default.closedChannels({}, done)));
  return channels
    .toSorted((a, b) => b.close_height - a.close_height)
    .slice(0, SHOWN)
    .map((row) => ({
      point: row.channel_point,
      peer: row.remote_pubkey,
      capacity: row.capacity,
      settled: limbo(row.settled_balance),
      // A funding that was cancelled or abandoned.
      how: HOW[row.close_type] ?? 'never-opened',
      height: row.close_height,
    }));
}
