// Account scripts: from a wallet policy to scriptPubKeys, with all that a PSBT must say about them. Sources: BIP-32, 84, 86, 67, 141, 341, 388.
import { crypto, script as codec } from 'bitcoinjs-lib';
import type { BIP32Interface } from 'bip32';
import { createHmac } from 'node:crypto';
import type { Network } from '../../shared/domain/network.ts';
import { refuse, ok, type Result } from '../../shared/domain/result.ts';
import type { WalletPolicy } from '../hardware/hardware-wallet.ts';
import { addressOfScript } from './address.ts';
import { secp256k1 } from './curve.ts';
import type { KeyWithOrigin } from './extended-key.ts';
import { compileAt, planOf } from './miniscript.ts';
import { readPolicy, type PolicyRefusal, type ReadPolicy } from './wallet-policy.ts';
import { multisigInputWeight, P2TR_INPUT_WEIGHT, P2WPKH_INPUT_WEIGHT } from './weights.ts';

export type ChainIndex = 0 | 1;

export type ScriptKey = {
  /** 33 bytes hex. */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** From the master key. */
  readonly path: readonly number[];
};

export type DerivedScript = {
  readonly change: ChainIndex;
  readonly index: number;
  readonly kind: 'p2wpkh' | 'p2tr' | 'p2wsh';
  /** scriptPubKey, hex. */
  readonly script: string;
  readonly address: string;
  /** Hex; null except for p2wsh. */
  readonly witnessScript: string | null;
  /** 32 bytes hex, before the tweak; null except for p2tr. */
  readonly internalKey: string | null;
  readonly keys: readonly ScriptKey[];
};

/** How an input is spent: what it weighs signed (an upper bound) and what it asks of sequence and locktime. */
export type SpendPlan = {
  readonly inputWeight: number;
  /** BIP-68 blocks or time, as it goes into the input; null: free. */
  readonly sequence: number | null;
  /** BIP-65; null: free. */
  readonly lockTime: number | null;
};

export type AccountScripts = {
  readonly read: ReadPolicy;
  readonly network: Network;
  /** `index` below 2^31. Throws RangeError otherwise. */
  readonly at: (change: ChainIndex, index: number) => DerivedScript;
  /** With the keys (numbers in the policy) that will sign; without: the cheapest of all. Throws where those cannot spend. */
  readonly plan: (signers?: readonly number[]) => SpendPlan;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const OP_RESERVED_TO_NUMBER = 0x50;
const OP_CHECKMULTISIG = 0xae;

/** Some 600 bytes each. */
const KEPT = 10_000;

/** CKDpub of BIP-32 for one unhardened step. With the platform's HMAC: a scan derives thousands, and the library's is ten times slower. */
function childKey(parent: BIP32Interface, index: number): Uint8Array {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  const digest = createHmac('sha512', parent.chainCode).update(parent.publicKey).update(place).digest();
  const tweak = digest.subarray(0, 32);
  // BIP-32: one in 2^127 numbers has no key; the library then takes the next, and so it says.
  const child = secp256k1.isPrivate(tweak) ? secp256k1.pointAddScalar(parent.publicKey, tweak, true) : null;
  return child ?? parent.derive(index).publicKey;
}

/** `OP_m key … key OP_n OP_CHECKMULTISIG`. */
function multisigScript(threshold: number, keys: readonly Uint8Array[], sorted: boolean): Uint8Array {
  const ordered = sorted ? keys.toSorted((a, b) => Buffer.compare(a, b)) : keys;
  return codec.compile([
    OP_RESERVED_TO_NUMBER + threshold,
    ...ordered,
    OP_RESERVED_TO_NUMBER + keys.length,
    OP_CHECKMULTISIG,
  ]);
}

/** BIP-86: the key tweaked by the hash of itself alone, so that no script path exists. */
export function taprootOutputKey(internal: Uint8Array): Uint8Array {
  const tweaked = secp256k1.xOnlyPointAddTweak(internal, crypto.taggedHash('TapTweak', internal));
  if (!tweaked) throw new Error('the internal key cannot be tweaked');
  return tweaked.xOnlyPubkey;
}

/** Reads the policy and derives its first addresses, so that an account that is opened can be received to and spent. */
export function openAccount(policy: WalletPolicy, network: Network): Result<AccountScripts, PolicyRefusal> {
  const read = readPolicy(policy, network);
  if (!read.ok) return read;
  const account = accountScripts(read.value);
  try {
    account.at(0, 0);
    account.at(1, 0);
    account.plan();
    return ok(account);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be compiled';
    return refuse('bad_template', `This policy could not be spent, so no account was made of it: ${why}`);
  }
}

/** Throws in `at` and `plan` for a miniscript that is not sane: untrusted policies go through `openAccount`. */
export function accountScripts(read: ReadPolicy): AccountScripts {
  const { network, shape } = read;
  const chains = new Map<string, BIP32Interface>();
  const chainNode = (key: KeyWithOrigin, change: ChainIndex): BIP32Interface => {
    const name = `${key.xpub}/${change}`;
    const known = chains.get(name) ?? key.node.derive(change);
    chains.set(name, known);
    return known;
  };
  const keysAt = (change: ChainIndex, index: number): readonly ScriptKey[] =>
    read.keys.map((key) => ({
      publicKey: hex(childKey(chainNode(key, change), index)),
      fingerprint: key.fingerprint,
      path: [...key.path, change, index],
    }));

  // A point addition takes 0.2 ms, which is most of a scan; what was derived once stays, for the account is scanned again and again.
  const derived = new Map<string, DerivedScript>();
  function at(change: ChainIndex, index: number): DerivedScript {
    const name = `${change}/${index}`;
    const known = derived.get(name);
    if (known) return known;
    const made = derive(change, index);
    if (derived.size >= KEPT) derived.clear();
    derived.set(name, made);
    return made;
  }

  function derive(change: ChainIndex, index: number): DerivedScript {
    if (!Number.isInteger(index) || index < 0 || index >= 0x8000_0000)
      throw new RangeError(`no address has the number ${index}`);
    const base = { change, index };
    if (shape.kind === 'miniscript') {
      const { keys, witnessScript } = compileAt(read, change, index);
      return { ...base, kind: 'p2wsh', keys, ...wsh(witnessScript), internalKey: null };
    }
    const keys = keysAt(change, index);
    const bytes = keys.map(({ publicKey }) => Buffer.from(publicKey, 'hex'));
    const only = bytes[0] ?? Buffer.alloc(0);
    switch (shape.kind) {
      case 'wpkh':
        return {
          ...base,
          kind: 'p2wpkh',
          ...located(`0014${hex(crypto.hash160(only))}`),
          witnessScript: null,
          internalKey: null,
          keys,
        };
      case 'tr': {
        const internal = only.subarray(1);
        return {
          ...base,
          kind: 'p2tr',
          ...located(`5120${hex(taprootOutputKey(internal))}`),
          witnessScript: null,
          internalKey: hex(internal),
          keys,
        };
      }
      case 'multi':
        return {
          ...base,
          kind: 'p2wsh',
          ...wsh(multisigScript(shape.threshold, bytes, shape.sorted)),
          internalKey: null,
          keys,
        };
    }
  }

  const located = (script: string): { readonly script: string; readonly address: string } => {
    const address = addressOfScript(script, network);
    if (address === undefined) throw new Error('a derived script has no address');
    return { script, address };
  };
  const wsh = (witnessScript: Uint8Array) => ({
    ...located(`0020${hex(crypto.sha256(witnessScript))}`),
    witnessScript: hex(witnessScript),
  });

  return {
    read,
    network,
    at,
    plan: (signers) => {
      switch (shape.kind) {
        case 'wpkh':
          return { inputWeight: P2WPKH_INPUT_WEIGHT, sequence: null, lockTime: null };
        case 'tr':
          return { inputWeight: P2TR_INPUT_WEIGHT, sequence: null, lockTime: null };
        case 'multi':
          if (signers !== undefined && new Set(signers).size < shape.threshold)
            throw new Error(`${shape.threshold} keys must sign`);
          return {
            inputWeight: multisigInputWeight(shape.threshold, read.keys.length),
            sequence: null,
            lockTime: null,
          };
        case 'miniscript':
          return planOf(read, signers);
      }
    },
  };
}
