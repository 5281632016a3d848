// Practice network: Lightning nodes, channels and HTLCs in one process. Pretend money, real invoices, deterministic by seed.
//
// createPracticeNetwork({ seed, clock?, random?, hopDelayMs?, topology? }) -> PracticeNetwork
//   network.node('north')            a node by name (throws for an unknown one): faults, invoices, payments, balance()
//   network.node('archive').invoices.add({ amount, description, … }).request     an invoice to pay
//   network.books()                  every HTLC: the judge of tests
//   network.total()                  Σ of all channels, constant while no channel is opened
import { msat, sats, type Msat } from '../../../shared/domain/money.ts';
import { createBlockChain, type BlockChain } from '../chain/block-chain.ts';
import { createFaucet, type Faucet } from '../chain/faucet.ts';
import { WalletRefusal } from '../chain/chain-wallet.ts';
import { seededRandom, wallClock, type Clock, type Random } from '../seeded.ts';
import { createBooks, type BookEntry } from './books.ts';

import { channelTotal, createChannel, type Channel } from './channel.ts';
import { createChannelLife, type ChannelLife } from './channel-life.ts';
import { createNode, type NodeTerms, type OwnedNode, type PracticeNode } from './node.ts';
import type { Dispatch } from './payments.ts';
import { findRoute } from './routing.ts';
import { lndError } from './rpc/lnd-error.ts';
import { createSwitch, type Forward } from './switch.ts';
import { CHANNELS, FLEET, PAYEES, ROUTERS } from './topology.ts';

export type PracticeNetwork = {
  readonly chain: BlockChain;
  /** Gives pretend coins to whoever asks. */
  readonly faucet: Faucet;
  readonly clock: Clock;
  readonly random: Random;
  readonly nodes: () => readonly PracticeNode[];
  /** Throws for a name that is not there. */
  readonly node: (name: string) => PracticeNode;
  readonly byKey: (publicKey: string) => PracticeNode | undefined;
  readonly channels: () => readonly Channel[];
  readonly addNode: (terms: NodeTerms) => PracticeNode;
  /** Capacity and pushed in msat; names, not keys. */
  readonly openChannel: (opener: string, peer: string, capacity: Msat, pushed: Msat) => Channel;
  /** The same by way of the chain: usable once it is confirmed. Keys, not names. Throws `LndError`. */
  readonly beginChannel: (opener: string, peer: string, capacity: Msat, pushed: Msat) => Channel;
  readonly life: ChannelLife;
  /** What a node has forwarded, oldest first. */
  readonly forwards: (key: string) => readonly Forward[];
  readonly books: () => readonly BookEntry[];
  readonly total: () => Msat;
};

export type NetworkOptions = {
  /** Same seed, same keys, channels and payment secrets. */
  readonly seed: string | number;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Milliseconds per hop, there and back. Default 0: the next turn of the event loop. */
  readonly hopDelayMs?: number;
  /** false: blocks come on request alone. */
  readonly blocksByClock?: boolean;
  /** `empty` for tests that build their own. Default: three fleet nodes, two routers, seven payees. */
  readonly topology?: 'fleet' | 'empty';
};

/** lnd's minimum. */
const SMALLEST_CHANNEL = sats(20_000n);

const NO_FORWARDING = { base: sats(1n), ppm: 1n, cltvDelta: 40 };

const DUST = 330n;
/** Stands for the 2-of-2 of a channel. */
const FUNDING_SCRIPT = `0020${'ab'.repeat(32)}`;

export function createPracticeNetwork(options: NetworkOptions): PracticeNetwork {
  const seed = String(options.seed);
  const clock = options.clock ?? wallClock;
  const random = options.random ?? seededRandom(`${seed}/network`);
  const chain = createBlockChain(seed, clock, options.blocksByClock);
  const faucet = createFaucet(chain, seed);
  const books = createBooks();
  const byName = new Map<string, OwnedNode>();
  const byKey = new Map<string, OwnedNode>();
  const channels: Channel[] = [];
  const adjacent = new Map<string, Channel[]>();
  const channelsOf = (key: string): readonly Channel[] => adjacent.get(key) ?? [];
  const forwarded = new Map<string, Forward[]>();
  let made = 0;

  /** Into use, and out of it. */
  function take(channel: Channel): void {
    channels.push(channel);
    for (const key of channel.ends) {
      adjacent.set(key, [...channelsOf(key), channel]);
      keyed(key).channelChanged(channel);
    }
  }
  function give(channel: Channel): void {
    channel.active = false;
    channels.splice(channels.indexOf(channel), 1);
    for (const key of channel.ends) {
      adjacent.set(
        key,
        channelsOf(key).filter((one) => one !== channel),
      );
      keyed(key).channelChanged(channel);
    }
  }
  /** A real transaction each way: into a script nobody of this network spends from, and out of the faucet. */
  function move(key: string, amount: bigint): void {
    const { wallet } = keyed(key);
    const value = (amount < 0n ? -amount : amount) / 1_000n;
    if (value < DUST) return;
    if (amount > 0n) {
      faucet.give(wallet.newAddress('p2wpkh'), value);
      return;
    }
    try {
      wallet.send({ script: FUNDING_SCRIPT, value, rate: 1_000n, spendUnconfirmed: false });
    } catch (error) {
      if (!(error instanceof WalletRefusal)) throw error;
      throw lndError('unknown', 'not enough witness outputs to create funding transaction');
    }
  }
  const life = createChannelLife({ chain, channels: () => channels, take, give, move });

  const named = (name: string): OwnedNode => {
    const node = byName.get(name);
    if (!node) throw new Error(`no practice node is called ${name}`);
    return node;
  };
  const keyed = (key: string): OwnedNode => {
    const node = byKey.get(key);
    if (!node) throw new Error(`no practice node has the key ${key}`);
    return node;
  };

  const dispatch: Dispatch = createSwitch({
    clock,
    chain,
    books,
    hopDelayMs: options.hopDelayMs ?? 0,
    nameOf: (key) => keyed(key).name,
    deliver: (key, hash, htlc) => keyed(key).invoices.arrive(hash, htlc),
    channelChanged: (channel) => channel.ends.forEach((key) => keyed(key).channelChanged(channel)),
    forwarded: (key, forward) => {
      const rows = forwarded.get(key) ?? [];
      forwarded.set(key, rows);
      rows.push(forward);
    },
  });

  const network: PracticeNetwork = {
    chain,
    faucet,
    clock,
    random,
    nodes: () => [...byName.values()],
    node: named,
    byKey: (key) => byKey.get(key),
    channels: () => channels,
    books: books.entries,
    total: () => msat(channels.reduce((sum, channel) => sum + channelTotal(channel), 0n)),
    addNode: (terms) => {
      if (byName.has(terms.name)) throw new Error(`a practice node is called ${terms.name} already`);
      const node = createNode(
        {
          seed,
          clock,
          random,
          chain,
          dispatch,
          channelsOf,
          // A target nobody knows is simply unreachable.
          findRoute: (query) => findRoute(query, channelsOf, (key) => keyed(key).policy),
        },
        terms,
      );
      byName.set(node.name, node);
      byKey.set(node.publicKey, node);
      return node;
    },
    openChannel: (opener, peer, capacity, pushed) => {
      const channel = createChannel(seed, made++, {
        opener: named(opener).publicKey,
        peer: named(peer).publicKey,
        capacity,
        pushed,
      });
      take(channel);
      return channel;
    },
    beginChannel: (opener, peer, capacity, pushed) => {
      if (!byKey.has(peer)) throw lndError('unknown', `peer ${peer} is not online`);
      if (capacity < SMALLEST_CHANNEL)
        throw lndError(
          'unknown',
          `channel is too small, the minimum channel size is: ${SMALLEST_CHANNEL / 1_000n} SAT`,
        );
      const channel = createChannel(seed, made++, { opener, peer, capacity, pushed });
      life.begin(channel);
      return channel;
    },
    life,
    forwards: (key) => forwarded.get(key) ?? [],
  };
  if (options.topology !== 'empty') populate(network);
  return network;
}

function populate(network: PracticeNetwork): void {
  for (const { name, alias, onchain } of FLEET)
    network.addNode({ name, alias, onchain: sats(onchain), policy: NO_FORWARDING });
  for (const { name, alias, base, ppm, cltvDelta } of ROUTERS)
    network.addNode({
      name,
      alias,
      onchain: sats(0),
      policy: { base: sats(base), ppm: BigInt(ppm), cltvDelta },
    });
  for (const { name, alias } of PAYEES)
    network.addNode({ name, alias, onchain: sats(0), policy: NO_FORWARDING });
  for (const [opener, peer, capacity, pushed] of CHANNELS)
    network.openChannel(opener, peer, sats(capacity), sats(pushed));
}
