// Reading: one look at a node: what it is and what it holds.
import { getChannels } from 'ln-service';
import { z } from 'zod';
import { isNodeKey } from '../../../shared/domain/ids.ts';
import { addMsat, sats } from '../../../shared/domain/money.ts';
import type { Network } from '../../../shared/domain/network.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { NodeBalance, NodeInfo } from '../lightning-node.ts';
import { balanceOf } from './balance.ts';
import type { LndConnection } from './connection.ts';
import { ask } from './raw.ts';

/** The node runs on a network this console does not know (simnet, …). */
export class UnknownNetworkError extends Error {
  override readonly name = 'UnknownNetworkError';
}

const NETWORKS: Readonly<Record<string, Network>> = {
  mainnet: 'mainnet',
  testnet: 'testnet',
  signet: 'signet',
  regtest: 'regtest',
};

const count = z.number().int().min(0);

/** Fields of lnrpc.GetInfoResponse that we read. */
const getInfo = z.object({
  identity_pubkey: z.string().refine(isNodeKey),
  alias: z.string(),
  version: z.string(),
  chains: z.array(z.object({ network: z.string() })).min(1),
  block_height: count,
  block_hash: z.string(),
  best_header_timestamp: z.string().regex(/^\d{1,12}$/),
  synced_to_chain: z.boolean(),
  num_active_channels: count,
  num_inactive_channels: count,
  num_pending_channels: count,
});

function nodeInfoOf(answer: unknown): NodeInfo {
  const info = getInfo.parse(answer);
  const named = info.chains[0]?.network ?? '';
  const network = NETWORKS[named];
  if (network === undefined) throw new UnknownNetworkError(named);
  const headerTime = Number(info.best_header_timestamp);
  return {
    publicKey: info.identity_pubkey,
    alias: info.alias,
    version: info.version.split(' ')[0] ?? '',
    network,
    blockHeight: info.block_height,
    blockHash: info.block_hash,
    blockTime: headerTime === 0 ? null : unixSeconds(headerTime),
    synced: info.synced_to_chain,
    channels: {
      active: info.num_active_channels,
      inactive: info.num_inactive_channels,
      pending: info.num_pending_channels,
    },
  };
}

/** Rejects with what gRPC or the library said, with a ZodError for an answer of another shape, or with UnknownNetworkError. */
export async function readNode(
  connection: LndConnection,
): Promise<{ readonly info: NodeInfo; readonly balance: NodeBalance }> {
  const [info, { channels }] = await Promise.all([
    // Raw, because the library leaves out the network's name.
    ask((answered) => connection.raw.default.getInfo({}, answered)),
    getChannels({ lnd: connection.lnd }),
  ]);
  const balance = balanceOf(
    channels.map((channel) => ({
      active: channel.is_active,
      local: sats(channel.local_balance),
      reserve: sats(channel.local_reserve),
      outgoing: addMsat(
        ...channel.pending_payments.filter((htlc) => htlc.is_outgoing).map((htlc) => sats(htlc.tokens)),
      ),
    })),
  );
  return { info: nodeInfoOf(info), balance };
}
