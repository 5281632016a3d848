// Miner: the lab's own key. Blocks pay it from the first on, and it pays the wallets of the lab, one block reward at a time.
import { randomBytes } from 'node:crypto';
import { networks, payments, Psbt } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';

/** 50 BTC; btcd's regtest halves them every 150 blocks, and the lab spends early ones. */
const REWARD = 5_000_000_000n;
const FEE = 1_000n;

export type Miner = {
  /** P2WPKH of regtest, for btcd. */
  readonly address: string;
  /** A signed transaction, hex, that gives `outputs` (address and sats) out of the reward `txid`, and the rest back to the miner. */
  readonly spend: (txid: string, outputs: readonly (readonly [string, bigint])[]) => string;
};

export function createMiner(): Miner {
  let secret = randomBytes(32);
  while (!secp256k1.isPrivate(secret)) secret = randomBytes(32);
  const publicKey = secp256k1.pointFromScalar(secret, true);
  if (!publicKey) throw new Error('a private key has a public one');
  const { address, output } = payments.p2wpkh({ pubkey: publicKey, network: networks.regtest });
  if (address === undefined || !output) throw new Error('a public key has an address');
  return {
    address,
    spend: (txid, outputs) => {
      const rest = REWARD - FEE - outputs.reduce((sum, [, sats]) => sum + sats, 0n);
      const psbt = new Psbt({ network: networks.regtest });
      psbt.addInput({ hash: txid, index: 0, witnessUtxo: { script: output, value: REWARD } });
      for (const [to, value] of [...outputs, [address, rest] as const])
        psbt.addOutput({ address: to, value });
      psbt.signAllInputs({ publicKey, sign: (hash) => secp256k1.sign(hash, secret) });
      return psbt.finalizeAllInputs().extractTransaction().toHex();
    },
  };
}
