// Info RPCs: GetInfo, GetVersion, GetState. The node says it is lnd 0.21.2, whose protocol it speaks.
import { isOver } from '../channel-life.ts';
import { bytes, type Message } from './message.ts';
import type { RpcContext, RpcGroup } from './service.ts';

const COMMIT = '29257ecc8892af0c882fa627b66a556190c84fd9';
const FEATURES = {
  9: { name: 'tlv-onion', is_required: false, is_known: true },
  14: { name: 'payment-addr', is_required: true, is_known: true },
  17: { name: 'multi-path-payments', is_required: false, is_known: true },
};

export function infoRpcs({ node, network }: RpcContext): RpcGroup {
  return {
    unary: {
      GetInfo: () => {
        const tip = network.chain.tip();
        const channels = node.channels();
        const active = channels.filter((channel) => channel.active).length;
        return {
          version: '0.21.2-beta commit=v0.21.2-beta',
          commit_hash: COMMIT,
          identity_pubkey: node.publicKey,
          alias: node.alias,
          color: '#3399ff',
          num_pending_channels:
            network.life.openings(node.publicKey).length +
            network.life.closings(node.publicKey).filter((closing) => !isOver(closing, node.publicKey))
              .length,
          num_active_channels: active,
          num_inactive_channels: channels.length - active,
          num_peers:
            new Set(channels.flatMap((channel) => channel.ends)).size - (channels.length > 0 ? 1 : 0),
          block_height: tip.height,
          block_hash: tip.hash,
          best_header_timestamp: String(tip.time),
          synced_to_chain: true,
          synced_to_graph: true,
          graph_cache_status: 'GRAPH_CACHE_STATUS_LOADED',
          wallet_synced: true,
          testnet: false,
          chains: [{ chain: 'bitcoin', network: 'regtest' }],
          uris: [],
          features: FEATURES,
        };
      },
    },
  };
}

export const versionRpcs = (): RpcGroup => ({
  unary: {
    GetVersion: () => ({
      commit: 'v0.21.2-beta',
      commit_hash: COMMIT,
      version: '0.21.2-beta',
      app_major: 0,
      app_minor: 21,
      app_patch: 2,
      app_pre_release: 'beta',
      build_tags: ['autopilotrpc', 'chainrpc', 'invoicesrpc', 'routerrpc', 'signrpc', 'walletrpc'],
      go_version: 'go1.26.3',
    }),
  },
});

const WALLET_STATES = { active: 'SERVER_ACTIVE', locked: 'LOCKED', starting: 'UNLOCKED' } as const;

export function stateRpcs({ node }: RpcContext): RpcGroup {
  const state = (): Message => ({ state: WALLET_STATES[node.faults.wallet] });
  return {
    unary: { GetState: state },
    streaming: { SubscribeState: (_request, out) => out.write(state()) },
  };
}

export function chainRpcs({ network }: RpcContext): RpcGroup {
  return {
    streaming: {
      RegisterBlockEpochNtfn: (_request, out) => {
        const tell = (): void => {
          const { hash, height } = network.chain.tip();
          out.write({ hash: bytes(hash).reverse(), height });
        };
        out.onClose(network.chain.onChange(tell));
        tell();
      },
    },
  };
}
