// Node details: what an operator sees of one node beyond its row, asked of the node when it is looked at, cut to what a window can show.
import type { z } from 'zod';
import type { nodeDetails } from '../../../shared/contract/nodes.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import { addMsat, msatText } from '../../../shared/domain/money.ts';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import type { BackupState, ChannelBackups } from '../../lightning/channel-backups.ts';
import { channelWarnings } from '../../lightning/channel-warnings.ts';
import type { LightningNode } from '../../lightning/lightning-node.ts';
import type { NodeDirectory } from '../../lightning/nodes.ts';
import type {
  ChannelView,
  ClosedView,
  Forwards,
  NodeDetails,
  Part,
  PeerView,
  PendingView,
} from '../../lightning/node-insight.ts';

type Details = z.input<typeof nodeDetails>;

export type NodeDetailsReader = {
  readonly of: (id: NodeId) => Promise<Result<Details, 'unknown_node'>>;
};

/** What a window shows at once; the count tells of the rest. */
const ROWS = 200;
const PENDING = 500;
const NEVER = { ok: false, note: '', last: null } as const;

export function createNodeDetailsReader({
  nodes,
  backups,
}: {
  readonly nodes: Pick<NodeDirectory, 'get'>;
  readonly backups: Pick<ChannelBackups, 'state'>;
}): NodeDetailsReader {
  return {
    of: async (id) => {
      const node = nodes.get(id);
      if (!node) return refuse('unknown_node', 'There is no such node.');
      const found = await node.insight?.details();
      return ok(viewOf(id, node, found, backups.state(id)));
    },
  };
}

function viewOf(
  id: NodeId,
  node: LightningNode,
  found: NodeDetails | undefined,
  { copies, coveredAt, note }: BackupState,
): Details {
  const channels: readonly ChannelView[] = found ? (knownOf(found.channels) ?? []) : [];
  const alias = new Map(channels.map((channel) => [channel.peer, channel.peerAlias]));
  const aliasOf = (peer: string): string => alias.get(peer) ?? '';
  const withPeer = new Map<string, number>();
  for (const { peer } of channels) withPeer.set(peer, (withPeer.get(peer) ?? 0) + 1);
  const nameOf = (channelId: string): string => {
    const channel = channels.find((one) => one.id === channelId);
    return channel ? channel.peerAlias || channel.peer.slice(0, 12) : 'a closed channel';
  };
  const state = node.state();
  return {
    id,
    channels: part(found?.channels ?? NEVER, channelsView),
    pending: part(found?.pending ?? NEVER, (rows) =>
      rows.slice(0, PENDING).map((row) => pendingView(row, aliasOf(row.peer))),
    ),
    closed: part(found?.closed ?? NEVER, (rows) =>
      rows.map((row: ClosedView) => ({
        point: row.point,
        peer: row.peer,
        peerAlias: aliasOf(row.peer),
        capacityMsat: msatText(row.capacity),
        settledMsat: msatText(row.settled),
        how: row.how,
        height: row.height,
      })),
    ),
    peers: part(found?.peers ?? NEVER, (rows) => ({
      count: rows.length,
      rows: rows.slice(0, ROWS).map((peer: PeerView) => ({
        publicKey: peer.publicKey,
        alias: aliasOf(peer.publicKey),
        address: peer.address,
        inbound: peer.inbound,
        pingMicros: peer.pingMicros,
        channels: withPeer.get(peer.publicKey) ?? 0,
      })),
    })),
    forwards: part(found?.forwards ?? NEVER, (forwards: Forwards) => ({
      since: forwards.since,
      count: forwards.count,
      amountMsat: msatText(forwards.amount),
      feesMsat: msatText(forwards.fees),
      latest: forwards.latest.map((one) => ({
        at: one.at,
        from: nameOf(one.fromChannel),
        to: nameOf(one.toChannel),
        amountMsat: msatText(one.amount),
        feeMsat: msatText(one.fee),
      })),
    })),
    warnings: channelWarnings(
      channels,
      found ? (knownOf(found.pending) ?? []) : [],
      state.kind === 'ready' ? state.info.blockHeight : null,
    ).map((warning) => ({ ...warning })),
    backup: { copies: copies.map((copy) => ({ ...copy })), coveredAt, note },
    calls: (node.insight?.calls() ?? []).map((call) => ({ ...call })),
  };
}

const knownOf = <T>(given: Part<T>): T | null => (given.ok ? given.value : (given.last?.value ?? null));

function part<T, V>(
  given: Part<T>,
  view: (value: T) => V,
): { value: V | null; at: number | null; note: string } {
  const known = given.ok ? given : given.last;
  return {
    value: known ? view(known.value) : null,
    at: known?.at ?? null,
    note: given.ok ? '' : given.note,
  };
}

/** Those that need a look first, then the largest. */
function channelsView(channels: readonly ChannelView[]) {
  const sum = (of: (channel: ChannelView) => bigint): string => msatText(addMsat(...channels.map(of)));
  return {
    count: channels.length,
    capacityMsat: sum(({ capacity }) => capacity) as never,
    localMsat: sum(({ local }) => local) as never,
    remoteMsat: sum(({ remote }) => remote) as never,
    rows: channels
      .toSorted((a, b) => Number(a.active) - Number(b.active) || Number(b.capacity - a.capacity))
      .slice(0, ROWS)
      .map((channel) => ({
        point: channel.point,
        id: channel.id,
        peer: channel.peer,
        peerAlias: channel.peerAlias,
        active: channel.active,
        private: channel.private,
        openedByUs: channel.openedByUs,
        capacityMsat: msatText(channel.capacity),
        localMsat: msatText(channel.local),
        remoteMsat: msatText(channel.remote),
        reserveMsat: msatText(channel.reserve),
        outgoingMsat: msatText(channel.outgoing),
        incomingMsat: msatText(channel.incoming),
        htlcs: channel.htlcs,
        fee: channel.fee ? { baseMsat: msatText(channel.fee.base), ppm: channel.fee.ppm } : null,
      })),
  };
}

const pendingView = (row: PendingView, peerAlias: string) => ({
  point: row.point,
  peer: row.peer,
  peerAlias,
  capacityMsat: msatText(row.capacity),
  oursMsat: msatText(row.ours),
  stage: row.stage,
  blocksLeft: row.blocksLeft,
  txid: row.txid,
});
