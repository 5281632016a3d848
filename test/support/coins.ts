// Coins for tests: real previous transactions that pay to scripts of an account, so that PSBTs can be built, signed and checked.
import { Transaction } from 'bitcoinjs-lib';
import type { DerivedScript } from '../../electron/bitcoin/account-scripts.ts';
import type { Coin } from '../../electron/bitcoin/coins.ts';
import { sat } from '../../shared/domain/sat.ts';

export type Funded = { readonly coin: Coin; readonly raw: string };

/** A coin of `value` on `origin`; `nonce` makes its transaction unlike others. */
export function fund(
  origin: DerivedScript,
  value: bigint,
  nonce: number,
  more: Partial<Pick<Coin, 'height' | 'identities' | 'own'>> = {},
): Funded {
  const transaction = new Transaction();
  transaction.version = 2;
  transaction.addInput(Buffer.alloc(32, 0x11), nonce, 0xffff_fffd, Buffer.alloc(0));
  transaction.addOutput(Buffer.from(origin.script, 'hex'), value);
  transaction.addOutput(Buffer.from(`0014${'22'.repeat(20)}`, 'hex'), 12_345n);
  return {
    raw: transaction.toHex(),
    coin: {
      txid: transaction.getId(),
      index: 0,
      value: sat(value),
      script: origin.script,
      origin,
      height: 100 + nonce,
      own: false,
      identities: [],
      ...more,
    },
  };
}

export const previousOf = (funded: readonly Funded[]): ReadonlyMap<string, string> =>
  new Map(funded.map(({ coin, raw }) => [coin.txid, raw]));
