// The pretend chain: what a node would turn away it turns away, in a node's words; what a spectator asks of it it does, or says why not.
import { Transaction } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { script as codec, crypto } from 'bitcoinjs-lib';
import { describe, expect, it } from 'vitest';
import { createBlockChain } from '../../../electron/practice/chain/block-chain.ts';
import { createFaucet } from '../../../electron/practice/chain/faucet.ts';
import { runChainOrder } from '../../../electron/practice/chain/orders.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const KEY = Buffer.alloc(32, 7);
const PUBLIC = secp256k1.pointFromScalar(KEY, true) ?? new Uint8Array();
const OWN = Buffer.concat([Buffer.from('0014', 'hex'), crypto.hash160(PUBLIC)]);
const CODE = codec.compile([0x76, 0xa9, OWN.subarray(2), 0x88, 0xac]);
const ELSEWHERE = Buffer.from(`0014${'ab'.repeat(20)}`, 'hex');
const VALUE = 100_000n;

function start() {
  const clock = createFakeClock();
  const chain = createBlockChain('rules', clock);
  const faucet = createFaucet(chain, 'rules');
  const coin = chain.endow([{ script: OWN.toString('hex'), value: VALUE }]);
  return { clock, chain, faucet, coin };
}

type Change = {
  readonly value?: bigint;
  readonly script?: Buffer;
  readonly sequence?: number;
  readonly lockTime?: number;
  readonly inputs?: readonly (readonly [string, number])[];
  readonly sighash?: number;
  readonly claims?: bigint;
  readonly highS?: boolean;
  readonly key?: Buffer;
};

/** Spends the coin, signed, with one thing other than it should be. */
function spend(coin: string, change: Change = {}): string {
  const transaction = new Transaction();
  transaction.version = 2;
  transaction.locktime = change.lockTime ?? 0;
  for (const [txid, index] of change.inputs ?? [[coin, 0]])
    transaction.addInput(Buffer.from(txid, 'hex').reverse(), index, change.sequence ?? 0xffff_fffd);
  transaction.addOutput(change.script ?? ELSEWHERE, change.value ?? VALUE - 500n);
  transaction.ins.forEach((_, at) => {
    const hash = transaction.hashForWitnessV0(at, CODE, change.claims ?? VALUE, change.sighash ?? 1);
    const signature = secp256k1.sign(hash, change.key ?? KEY);
    if (change.highS) {
      const low = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
      const order = 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fffe_baae_dce6_af48_a03b_bfd2_5e8c_d036_4141n;
      signature.set(Buffer.from((order - low).toString(16).padStart(64, '0'), 'hex'), 32);
    }
    transaction.setWitness(at, [codec.signature.encode(signature, change.sighash ?? 1), PUBLIC]);
  });
  return transaction.toHex();
}

describe('a transaction', () => {
  it('grows by itself, or on request alone', () => {
    const { clock, chain } = start();
    const still = createBlockChain('still', clock, false);
    const before = [chain.tip().height, still.tip().height] as const;
    clock.advance(61);
    expect([chain.tip().height - before[0], still.tip().height - before[1]]).toEqual([2, 0]);
    still.mine(1);
    expect(still.tip().height - before[1]).toBe(1);
  });

  it('that is well made is taken, and is in the next block of the clock', () => {
    const { chain, coin, clock } = start();
    const txid = chain.submit(spend(coin));
    expect(chain.entry(txid)?.block).toBeNull();
    clock.advance(30);
    expect(chain.entry(txid)?.block).toEqual(chain.tip());
  });

  it.each<readonly [string, Change, RegExp]>([
    ['spends more than there is', { value: VALUE + 1n }, /bad-txns-in-belowout/],
    ['pays no fee', { value: VALUE }, /min relay fee not met/],
    ['makes dust', { value: 293n }, /^dust$/],
    ['pays to a script nobody relays', { script: Buffer.from('51', 'hex') }, /^scriptpubkey$/],
    ['spends a coin that is not there', { inputs: [['ab'.repeat(32), 0]] }, /missingorspent/],
    ['is locked until later', { lockTime: 100_000 }, /^non-final$/],
    ['is locked to a later time', { lockTime: 1_999_999_999 }, /^non-final$/],
    ['comes before its relative lock is over', { sequence: 1_000 }, /^non-BIP68-final$/],
    ['signs another amount', { claims: VALUE + 1n }, /script-verify-flag-failed/],
    ['is signed by another key', { key: Buffer.alloc(32, 8) }, /script-verify-flag-failed/],
    ['has a signature anybody could turn over', { highS: true }, /S value is unnecessarily high/],
  ])('that %s is turned away', (_, change, words) => {
    const { chain, coin } = start();
    expect(() => chain.submit(spend(coin, change))).toThrow(words);
    expect(chain.mempool()).toEqual([]);
  });

  it('that spends a coin twice in itself, again, or that is no transaction, is turned away', () => {
    const { chain, coin } = start();
    const twice = spend(coin, {
      inputs: [
        [coin, 0],
        [coin, 0],
      ],
    });
    expect(() => chain.submit(twice)).toThrow(/inputs-duplicate/);
    expect(() => chain.submit('00ff')).toThrow(/decode failed/);
    const raw = spend(coin);
    chain.submit(raw);
    expect(() => chain.submit(raw)).toThrow(/already-in-mempool/);
    chain.mine(1);
    expect(() => chain.submit(raw)).toThrow(/already in block chain/);
    expect(() => chain.submit(spend(coin, { value: VALUE - 90_000n }))).toThrow(/missingorspent/);
  });

  it('that did not say it may be replaced is not', () => {
    const { chain, coin } = start();
    chain.submit(spend(coin, { sequence: 0xffff_ffff }));
    expect(() => chain.submit(spend(coin, { value: VALUE - 50_000n }))).toThrow(/txn-mempool-conflict/);
  });

  it('that is dropped in a reorganisation takes what stands on it along', () => {
    const { chain, coin } = start();
    const txid = chain.submit(spend(coin));
    chain.mine(1);
    chain.reorganise(1, [txid]);
    expect(chain.entry(txid)).toBeUndefined();
    expect(chain.submit(spend(coin, { value: VALUE - 900n }))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a spectator', () => {
  const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

  it('gets coins, blocks, a reorganisation and a double spend', () => {
    const bench = start();
    const { height } = bench.chain.tip();
    expect(runChainOrder(bench, { type: 'faucet', address: ADDRESS, sats: 5_000 })).toMatch(/sent 5000 sats/);
    expect(runChainOrder(bench, { type: 'take-back' })).toMatch(/took its last payment back/);
    expect(runChainOrder(bench, { type: 'mine', blocks: 2 })).toMatch(`${height + 2}`);
    expect(runChainOrder(bench, { type: 'reorg', depth: 1 })).toMatch(`${height + 3}`);
    expect(runChainOrder(bench, { type: 'take-back' })).toMatch(/no payment/);
  });

  it('who asks for coins on another network is told so', () => {
    const said = runChainOrder(start(), {
      type: 'faucet',
      address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
      sats: 5_000,
    });
    expect(said).toMatch(/sent nothing/);
  });
});
