// Lab: btcd in regtest and three lnd nodes with money and channels, all on loopback, all in one folder that goes with it.
//
//   alice ═ bob ─ carol      alice pays bob directly over two channels, and carol over bob, who asks 1 sat and 1,000 ppm.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabBinaries } from './binaries.ts';
import { startBtcd, type Btcd } from './btcd.ts';
import { waitFor } from './child.ts';
import { createMiner } from './miner.ts';
import { startLnd, type LndNode, type LndOptions } from './lnd.ts';

export const NAMES = ['alice', 'bob', 'carol'] as const;
export type Name = (typeof NAMES)[number];

/** Opener, peer, capacity and the peer's share, in sats. */
const CHANNELS: readonly (readonly [Name, Name, number, number])[] = [
  ['alice', 'bob', 6_000_000, 1_000_000],
  ['alice', 'bob', 2_000_000, 500_000],
  ['bob', 'carol', 8_000_000, 2_000_000],
];
export const HUB_FEE = { baseMsat: 1_000n, ppm: 1_000n, cltvDelta: 40 };
const ONCHAIN_SATS = 200_000_000;

export type Lab = {
  readonly folder: string;
  readonly chain: Btcd;
  readonly node: (name: Name) => LndNode;
  readonly nodes: () => readonly LndNode[];
  /** Mines, and waits until every node that runs has seen it. */
  readonly mine: (blocks: number) => Promise<void>;
  /** Resolves with `txid:index` once both sides have it active. */
  readonly openChannel: (from: LndNode, to: LndNode, capacity: number, pushed: number) => Promise<string>;
  readonly connect: (from: LndNode, to: LndNode) => Promise<void>;
  /** Until every channel of the topology is active again, as after a restart. */
  readonly settled: () => Promise<void>;
  /** A further node on the same chain; without money or channels. */
  readonly addNode: (name: string, options?: Partial<LndOptions>) => Promise<LndNode>;
  readonly fund: (node: LndNode, sats: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export async function startLab(binaries: LabBinaries, say: (line: string) => void): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-lab-'));
  const running: { readonly stop: () => Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    // Nodes before the chain they stand on.
    await Promise.all(running.splice(1).map((one) => one.stop()));
    await running[0]?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    return await assemble(binaries, folder, running, stop, say);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(
  binaries: LabBinaries,
  folder: string,
  running: { readonly stop: () => Promise<void> }[],
  stop: () => Promise<void>,
  say: (line: string) => void,
): Promise<Lab> {
  mkdirSync(join(folder, 'btcd'));
  const miner = createMiner();
  const chain = await startBtcd(binaries.btcd, join(folder, 'btcd'), miner.address);
  running.push(chain);
  // 144 for segwit and CSV twice over on btcd's regtest, and 100 until a reward may be spent. Mined before lnd is there to follow it.
  const rewards = (await chain.generate(450)).slice(0, 50);
  say(`btcd runs in regtest (${chain.rpcHost}).`);

  const addNode: Lab['addNode'] = async (name, options = {}) => {
    const node = await startLnd({
      file: binaries.lnd,
      folder: join(folder, name),
      name,
      chain,
      ...options,
    });
    running.push(node);
    return node;
  };
  const nodes = await Promise.all(NAMES.map((name) => addNode(name)));
  say(`lnd runs three times: ${NAMES.join(', ')}.`);
  const node = (name: Name): LndNode => {
    const found = nodes.find((one) => one.name === name);
    if (!found) throw new Error(`no node of the lab is called ${name}`);
    return found;
  };
  const extra = (): readonly LndNode[] => nodes.filter((one) => one.daemon().running());

  const inStep = async (): Promise<void> => {
    const height = Number(await chain.call('getblockcount'));
    await Promise.all(
      extra().map((one) =>
        waitFor(`${one.name} to reach block ${height}`, 60, async () => {
          const info = await one.rpc().call('lnrpc.Lightning/GetInfo', {}, 5_000);
          return (Number(info['block_height']) >= height && info['synced_to_chain'] === true) || undefined;
        }),
      ),
    );
  };
  const mine = async (blocks: number): Promise<void> => {
    await chain.generate(blocks);
    await inStep();
  };

  const connect: Lab['connect'] = async (from, to) => {
    await waitFor(`${from.name} to reach ${to.name}`, 30, async () => {
      try {
        await from.rpc().call('lnrpc.Lightning/ConnectPeer', {
          addr: { pubkey: to.publicKey, host: to.peerAddress },
          perm: true,
        });
      } catch (error) {
        if (!/already connected/.test(String(error))) throw error;
      }
      return true;
    });
  };

  const fund: Lab['fund'] = async (to, sats) => {
    const [block] = rewards.splice(0, 1);
    const { tx } = (await chain.call('getblock', [block, 1])) as { readonly tx: readonly string[] };
    const { address } = await to.rpc().call('lnrpc.Lightning/NewAddress', { type: 'WITNESS_PUBKEY_HASH' });
    await chain.call('sendrawtransaction', [miner.spend(tx[0] ?? '', [[String(address), BigInt(sats)]])]);
    await mine(1);
    await waitFor(`${to.name} to have its money`, 30, async () => {
      const balance = await to.rpc().call('lnrpc.Lightning/WalletBalance');
      return Number(balance['confirmed_balance']) >= sats || undefined;
    });
  };

  const openChannel: Lab['openChannel'] = async (from, to, capacity, pushed) => {
    await connect(from, to);
    const point = await waitFor(`${from.name} to open a channel to ${to.name}`, 30, async () => {
      const opened = await from.rpc().call('lnrpc.Lightning/OpenChannelSync', {
        node_pubkey: Buffer.from(to.publicKey, 'hex'),
        local_funding_amount: capacity,
        push_sat: pushed,
        sat_per_vbyte: 2,
      });
      const txid = Buffer.from(opened['funding_txid_bytes'] as Buffer)
        .reverse()
        .toString('hex');
      return `${txid}:${Number(opened['output_index'])}`;
    });
    await mine(6);
    await Promise.all([from, to].map((one) => activeChannel(one, point)));
    return point;
  };

  const settled = async (): Promise<void> => {
    for (const [from, to] of [
      ['alice', 'bob'],
      ['bob', 'carol'],
    ] as const)
      await connect(node(from), node(to));
    for (const one of extra())
      await waitFor(`${one.name}’s channels`, 60, async () => {
        const { channels } = await one.rpc().call('lnrpc.Lightning/ListChannels');
        const rows = channels as readonly { readonly active: boolean }[];
        return (rows.length > 0 && rows.every(({ active }) => active)) || undefined;
      });
  };

  const alice = node('alice');
  await fund(alice, ONCHAIN_SATS);
  await fund(node('bob'), ONCHAIN_SATS);
  say('The wallets have money.');
  for (const [from, to, capacity, pushed] of CHANNELS)
    await openChannel(node(from), node(to), capacity, pushed);
  const ask = (): Promise<unknown> =>
    node('bob')
      .rpc()
      .call('lnrpc.Lightning/UpdateChannelPolicy', {
        global: true,
        base_fee_msat: HUB_FEE.baseMsat.toString(),
        fee_rate_ppm: Number(HUB_FEE.ppm),
        time_lock_delta: HUB_FEE.cltvDelta,
      });
  let looks = 0;
  await waitFor('alice to know the way to carol', 60, async () => {
    // An update that comes before the channel is announced is lost on whoever hears it: it is said again.
    if (looks++ % 30 === 0) await ask();
    const { routes } = await alice
      .rpc()
      .call('lnrpc.Lightning/QueryRoutes', { pub_key: node('carol').publicKey, amt_msat: '1000000' });
    const [route] = routes as readonly { readonly total_fees_msat: string }[];
    return route?.total_fees_msat === '2000' || undefined;
  });
  say('The channels are open: alice ═ bob ─ carol.');

  return {
    folder,
    chain,
    node,
    nodes: () => nodes,
    mine,
    openChannel,
    connect,
    settled,
    addNode,
    fund,
    stop,
  };
}

const activeChannel = (node: LndNode, point: string): Promise<true> =>
  waitFor(`${node.name}’s channel ${point.slice(0, 8)}`, 60, async () => {
    const { channels } = await node.rpc().call('lnrpc.Lightning/ListChannels', { active_only: true });
    const rows = channels as readonly { readonly channel_point: string }[];
    return rows.some(({ channel_point }) => channel_point === point) || undefined;
  });
