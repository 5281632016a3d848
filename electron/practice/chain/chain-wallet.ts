// Chain wallet: a hot wallet on the pretend chain, as a practice node's own or the faucet's: addresses, coins, real signed transactions.
import { address as codec, crypto, networks, Psbt, type Transaction } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { sha256 } from '../seeded.ts';
import type { BlockChain, ChainEntry } from './block-chain.ts';
import { feeAt } from './policy.ts';

export class WalletRefusal extends Error {
  override readonly name = 'WalletRefusal';
}

export type WalletCoin = {
  readonly txid: string;
  readonly index: number;
  readonly value: bigint;
  readonly script: string;
  readonly address: string;
  readonly confirmations: number;
};

export type ChainWallet = {
  readonly newAddress: (kind: 'p2wpkh' | 'p2tr') => string;
  /** An address that was given out before and never paid to; otherwise a new one. */
  readonly unusedAddress: (kind: 'p2wpkh' | 'p2tr') => string;
  readonly coins: () => readonly WalletCoin[];
  readonly balance: () => { readonly confirmed: bigint; readonly unconfirmed: bigint };
  /** Pays `value` to `script` at `rate` sat/kvB from the oldest coins; null: everything. Throws `WalletRefusal` with lnd's words, or `Rejected`. */
  readonly send: (order: {
    readonly script: string;
    readonly value: bigint | null;
    readonly rate: bigint;
    readonly spendUnconfirmed: boolean;
  }) => string;
  /** Spends the coins of a waiting transaction of its own back to itself, at twice the fee. undefined: they are not its own. */
  readonly respend: (entry: ChainEntry) => string | undefined;
  readonly owns: (script: string) => boolean;
  readonly history: () => readonly ChainEntry[];
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const xOnly = (key: Uint8Array): Uint8Array => key.subarray(1);

type Key = {
  readonly kind: 'p2wpkh' | 'p2tr';
  readonly script: string;
  readonly address: string;
  /** For taproot already tweaked (BIP-86). */
  readonly secret: Uint8Array;
  readonly publicKey: Uint8Array;
};

/** `secretFor` gives 32 bytes by purpose; `hrp` of the network's addresses. */
export function createChainWallet(
  chain: BlockChain,
  secretFor: (purpose: string) => Uint8Array,
  name = 'wallet',
): ChainWallet {
  const keys = new Map<string, Key>();
  let made = 0;

  function keyFor(kind: Key['kind'], purpose: string): Key {
    let secret: Uint8Array = sha256(secretFor(purpose));
    while (!secp256k1.isPrivate(secret)) secret = sha256(secret);
    const plain = secp256k1.pointFromScalar(secret, true) ?? new Uint8Array();
    if (kind === 'p2wpkh') {
      const program = crypto.hash160(plain);
      return {
        kind,
        secret,
        publicKey: plain,
        script: `0014${hex(program)}`,
        address: codec.toBech32(program, 0, networks.regtest.bech32),
      };
    }
    const even = plain[0] === 2 ? secret : secp256k1.privateNegate(secret);
    const tweaked = secp256k1.privateAdd(even, crypto.taggedHash('TapTweak', xOnly(plain)));
    if (!tweaked) throw new Error('a key cannot be tweaked');
    const output = xOnly(secp256k1.pointFromScalar(tweaked, true) ?? new Uint8Array());
    return {
      kind,
      secret: tweaked,
      publicKey: output,
      script: `5120${hex(output)}`,
      address: codec.toBech32(output, 1, networks.regtest.bech32),
    };
  }

  function fresh(kind: Key['kind']): Key {
    made += 1;
    const key = keyFor(kind, `${name}/${made}`);
    keys.set(key.script, key);
    return key;
  }

  const history = (): readonly ChainEntry[] => [
    ...new Map(
      [...keys.keys()].flatMap((script) => chain.history(script)).map((entry) => [entry.txid, entry]),
    ).values(),
  ];

  function coins(): readonly WalletCoin[] {
    const { height } = chain.tip();
    return [...keys.values()]
      .flatMap(({ script, address }) =>
        chain.history(script).flatMap((entry) =>
          entry.transaction.outs.flatMap((output, index) =>
            hex(output.script) === script && chain.spender(entry.txid, index) === undefined
              ? [
                  {
                    txid: entry.txid,
                    index,
                    value: output.value,
                    script,
                    address,
                    confirmations: entry.block === null ? 0 : height - entry.block.height + 1,
                  },
                ]
              : [],
          ),
        ),
      )
      .toSorted((a, b) => b.confirmations - a.confirmations || (a.txid < b.txid ? -1 : 1));
  }

  function signed(
    inputs: readonly WalletCoin[],
    outputs: readonly { readonly script: string; readonly value: bigint }[],
  ): Transaction {
    const psbt = new Psbt({ network: networks.regtest });
    for (const { txid, index, script, value } of inputs) {
      const key = keys.get(script);
      psbt.addInput({
        hash: txid,
        index,
        sequence: 0xffff_fffd,
        witnessUtxo: { script: Buffer.from(script, 'hex'), value },
        ...(key?.kind === 'p2tr' ? { tapInternalKey: key.publicKey } : {}),
      });
    }
    for (const { script, value } of outputs) psbt.addOutput({ script: Buffer.from(script, 'hex'), value });
    for (const [index, { script }] of inputs.entries()) {
      const key = keys.get(script);
      if (!key) throw new Error('a coin without a key');
      if (key.kind === 'p2tr')
        psbt.signTaprootInput(index, {
          publicKey: Buffer.concat([Buffer.from([2]), key.publicKey]),
          sign: () => new Uint8Array(),
          signSchnorr: (hash: Uint8Array) => secp256k1.signSchnorr(hash, key.secret, Buffer.alloc(32)),
        });
      else
        psbt.signInput(index, {
          publicKey: key.publicKey,
          sign: (hash: Uint8Array) => secp256k1.sign(hash, key.secret),
        });
    }
    return psbt.finalizeAllInputs().extractTransaction(true);
  }

  return {
    newAddress: (kind) => fresh(kind).address,
    unusedAddress: (kind) =>
      (
        [...keys.values()].find((key) => key.kind === kind && chain.history(key.script).length === 0) ??
        fresh(kind)
      ).address,
    coins,
    balance: () => {
      const all = coins();
      const sum = (of: readonly WalletCoin[]): bigint => of.reduce((total, { value }) => total + value, 0n);
      return {
        confirmed: sum(all.filter(({ confirmations }) => confirmations > 0)),
        unconfirmed: sum(all.filter(({ confirmations }) => confirmations === 0)),
      };
    },
    respend: (entry) => {
      const inputs = entry.transaction.ins.flatMap((input, at): readonly WalletCoin[] => {
        const output = entry.spent[at];
        if (!output || !keys.has(output.script)) return [];
        return [
          {
            txid: Buffer.from(input.hash).reverse().toString('hex'),
            index: input.index,
            ...output,
            address: '',
            confirmations: 0,
          },
        ];
      });
      if (inputs.length !== entry.transaction.ins.length) return undefined;
      const held = inputs.reduce((sum, { value }) => sum + value, 0n);
      const value = held - entry.fee * 2n - 200n;
      return chain.force(signed(inputs, [{ script: fresh('p2wpkh').script, value }]).toHex());
    },
    owns: (script) => keys.has(script),
    history,
    send: ({ script, value, rate, spendUnconfirmed }) => {
      const usable = coins().filter(({ confirmations }) => spendUnconfirmed || confirmations > 0);
      const change = fresh('p2wpkh');
      const chosen: WalletCoin[] = [];
      let held = 0n;
      for (const coin of usable) {
        chosen.push(coin);
        held += coin.value;
        if (value === null && chosen.length < usable.length) continue;
        const wanted = value ?? 0n;
        if (held < wanted) continue;
        const draft = (amount: bigint, rest: bigint): readonly { script: string; value: bigint }[] => [
          { script, value: amount },
          ...(rest >= 294n ? [{ script: change.script, value: rest }] : []),
        ];
        // Signed once to learn its size; an ECDSA signature may be a byte longer the second time.
        const full = value === null ? draft(held, 0n) : draft(wanted, held - wanted);
        const fee = feeAt(rate, signed(chosen, full).virtualSize() + chosen.length);
        if (value === null)
          return held - fee < 330n
            ? refuseFunds()
            : chain.submit(signed(chosen, draft(held - fee, 0n)).toHex());
        if (held < wanted + fee) continue;
        return chain.submit(signed(chosen, draft(wanted, held - wanted - fee)).toHex());
      }
      return refuseFunds();
    },
  };
}

const refuseFunds = (): never => {
  throw new WalletRefusal('insufficient funds available to construct transaction');
};
