// Faucet: gives pretend coins to an address, in a transaction that is signed and relayed like any other; also what drills need of the chain.
import { address as codec, networks } from 'bitcoinjs-lib';
import { sha256 } from '../seeded.ts';
import type { BlockChain } from './block-chain.ts';
import { createChainWallet } from './chain-wallet.ts';

export type Faucet = {
  /** Sends `value` sat and gives the txid. Throws for an address of another network or an amount it does not hold. */
  readonly give: (address: string, value: bigint) => string;
  /**
   * A double spend: a payment of the faucet's that waits is replaced by one that takes the coins elsewhere. Gives the txid of the new one,
   * undefined when the faucet has none waiting. Drill of the guide: incoming money without a confirmation may be taken back.
   */
  readonly takeBack: (txid: string) => string | undefined;
};

const COINS = 40;
const COIN_VALUE = 50n * 100_000_000n;
const RATE = 4_000n;

const scriptOf = (text: string): string =>
  Buffer.from(codec.toOutputScript(text, networks.regtest)).toString('hex');

export function createFaucet(chain: BlockChain, seed: string): Faucet {
  const wallet = createChainWallet(chain, (purpose) => sha256(seed, `/faucet/${purpose}`), 'faucet');
  chain.endow(
    Array.from({ length: COINS }, () => ({
      script: scriptOf(wallet.newAddress('p2wpkh')),
      value: COIN_VALUE,
    })),
  );
  return {
    give: (address, value) =>
      wallet.send({ script: scriptOf(address), value, rate: RATE, spendUnconfirmed: true }),
    takeBack: (txid) => {
      const entry = chain.entry(txid);
      if (!entry || entry.block !== null) return undefined;
      return wallet.respend(entry);
    },
  };
}
