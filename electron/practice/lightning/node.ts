// Practice node: one participant of the pretend network, with its key, channels, invoices, payments and faults.
import { address as codec, networks } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { msat, type Msat } from '../../../shared/domain/money.ts';
import { sha256, type Clock, type Random } from '../seeded.ts';
import { createChainWallet, type ChainWallet } from '../chain/chain-wallet.ts';
import type { BlockChain } from '../chain/block-chain.ts';
import { sendable, sideOf, type Channel } from './channel.ts';
import { NO_FAULTS, type NodeFaults } from './faults.ts';
import { createInvoiceBook, type InvoiceBook } from './invoices.ts';
import { createPaymentBook, type Dispatch, type PaymentBook } from './payments.ts';
import type { ForwardPolicy, Route, RouteQuery } from './routing.ts';

export type NodeTerms = {
  /** Key in the network: short, without spaces. */
  readonly name: string;
  readonly alias: string;
  readonly policy: ForwardPolicy;
  readonly onchain: Msat;
};

export type PracticeNode = {
  readonly name: string;
  readonly alias: string;
  /** 33 bytes hex. */
  readonly publicKey: string;
  readonly policy: ForwardPolicy;
  /** Its coins on the pretend chain. */
  readonly wallet: ChainWallet;
  /** Labels of its transactions, by txid. */
  readonly labels: Map<string, string>;
  /** Mutable on purpose: the switches of tests and drills. */
  readonly faults: NodeFaults;
  readonly resetFaults: () => void;
  readonly channels: () => readonly Channel[];
  readonly invoices: InvoiceBook;
  readonly payments: PaymentBook;
  readonly findRoute: (query: Omit<RouteQuery, 'source' | 'height'>) => Route | undefined;
  /** Own side of all channels, what of it can be sent, and what is locked in own HTLCs. */
  readonly balance: () => { readonly local: Msat; readonly sendable: Msat; readonly inFlight: Msat };
  /** 32 bytes derived from the node's key for `purpose`. */
  readonly secretFor: (purpose: string) => Buffer;
  /** Over a 32-byte digest, with the node's key. */
  readonly sign: (digest: Uint8Array) => { readonly signature: Uint8Array; readonly recoveryId: number };
  readonly onChannel: (listener: (channel: Channel) => void) => () => void;
};

/** The network keeps `channelChanged` to itself. */
export type OwnedNode = PracticeNode & { readonly channelChanged: (channel: Channel) => void };

/** A key from the seed; a hash outside the curve's range is rehashed. */
function privateKeyFor(seed: string, name: string): Buffer {
  let key = sha256(seed, `/node/${name}`);
  while (!secp256k1.isPrivate(key)) key = sha256(key);
  return key;
}

const scriptOf = (text: string): string =>
  Buffer.from(codec.toOutputScript(text, networks.regtest)).toString('hex');

export function createNode(
  deps: {
    readonly seed: string;
    readonly clock: Clock;
    readonly random: Random;
    readonly chain: BlockChain;
    readonly dispatch: Dispatch;
    readonly channelsOf: (publicKey: string) => readonly Channel[];
    readonly findRoute: (query: RouteQuery) => Route | undefined;
  },
  terms: NodeTerms,
): OwnedNode {
  const { clock, random, chain } = deps;
  const privateKey = privateKeyFor(deps.seed, terms.name);
  const publicKey = Buffer.from(secp256k1.pointFromScalar(privateKey, true) ?? []).toString('hex');
  const faults: NodeFaults = { ...NO_FAULTS };
  const listeners = new Set<(channel: Channel) => void>();
  const channels = (): readonly Channel[] => deps.channelsOf(publicKey);
  const findRoute: PracticeNode['findRoute'] = (query) =>
    deps.findRoute({ ...query, source: publicKey, height: chain.tip().height });
  const balance: PracticeNode['balance'] = () => {
    let local = 0n;
    let free = 0n;
    let inFlight = 0n;
    for (const channel of channels()) {
      const side = sideOf(channel, publicKey);
      local += channel.balance[side];
      free += sendable(channel, side);
      for (const htlc of channel.htlcs.values()) if (htlc.from === side) inFlight += htlc.amount;
    }
    return { local: msat(local), sendable: msat(free), inFlight: msat(inFlight) };
  };
  const secretFor = (purpose: string): Buffer => sha256(privateKey, purpose);
  const wallet = createChainWallet(chain, secretFor, 'on-chain wallet');
  if (terms.onchain > 0n)
    chain.endow([{ script: scriptOf(wallet.newAddress('p2wpkh')), value: terms.onchain / 1_000n }]);
  return {
    name: terms.name,
    alias: terms.alias,
    publicKey,
    policy: terms.policy,
    wallet,
    labels: new Map(),
    faults,
    resetFaults: () => void Object.assign(faults, NO_FAULTS),
    channels,
    balance,
    findRoute,
    invoices: createInvoiceBook({ privateKey, clock, random, chain, faults }),
    payments: createPaymentBook({
      publicKey,
      clock,
      faults,
      height: () => chain.tip().height,
      sendable: () => balance().sendable,
      findRoute,
      dispatch: deps.dispatch,
    }),
    secretFor,
    sign: (digest) => secp256k1.signRecoverable(digest, privateKey),
    onChannel: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    channelChanged: (channel) => listeners.forEach((listener) => listener(channel)),
  };
}
