// Miniscript: policies beyond one key and plain multisig, by the compiler of @bitcoinerlab. Sources: BIP-379, BIP-388.
import { DescriptorsFactory, type OutputInstance } from '@bitcoinerlab/descriptors-core';
import { createBitcoinjsLib } from '@bitcoinerlab/descriptors-core/bitcoinjs';
import type { SpendPlan, ScriptKey } from './account-scripts.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import { secp256k1 } from './curve.ts';
import { pathText, readPath } from './extended-key.ts';
import { descriptorOf, type ReadPolicy } from './wallet-policy.ts';

const { Output, expand } = DescriptorsFactory(createBitcoinjsLib(secp256k1));

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const parts = (read: ReadPolicy, change: 0 | 1, index: number) => ({
  descriptor: descriptorOf(read, change),
  network: CHAIN_PARAMS[read.network].library,
  index,
  checksumRequired: true,
});

/** Throws for a policy that is no sane miniscript. */
export function compileAt(
  read: ReadPolicy,
  change: 0 | 1,
  index: number,
): { readonly keys: readonly ScriptKey[]; readonly witnessScript: Uint8Array } {
  const { expansionMap = {} } = expand(parts(read, change, index));
  const keys = Object.values(expansionMap).map(({ pubkey, masterFingerprint, path }) => {
    if (!pubkey || !masterFingerprint || path === undefined) throw new Error('a key has no origin');
    return {
      publicKey: hex(pubkey),
      fingerprint: hex(masterFingerprint),
      path: readPath(path) ?? [],
    };
  });
  const witnessScript = new Output(parts(read, change, index)).getWitnessScript();
  if (!witnessScript) throw new Error('the policy has no witness script');
  return { keys, witnessScript };
}

/** The output, to be spent by the keys with these numbers in the policy. */
export function compiledOutput(
  read: ReadPolicy,
  change: 0 | 1,
  index: number,
  signers?: readonly number[],
): OutputInstance {
  const base = parts(read, change, index);
  if (signers === undefined) return new Output(base);
  // By place, not by fingerprint alone: one device may hold two keys of a policy.
  const chosen = new Set(
    signers.flatMap((number) => {
      const key = read.keys[number];
      return key ? [`${key.fingerprint}/${pathText(key.path)}`] : [];
    }),
  );
  const { expansionMap = {} } = expand(base);
  const signersPubKeys = Object.values(expansionMap).flatMap(({ pubkey, masterFingerprint, path }) =>
    pubkey &&
    masterFingerprint &&
    chosen.has(`${hex(masterFingerprint)}/${pathText((readPath(path ?? '') ?? []).slice(0, -2))}`)
      ? [pubkey]
      : [],
  );
  return new Output({ ...base, signersPubKeys });
}

export function planOf(read: ReadPolicy, signers?: readonly number[]): SpendPlan {
  const output = compiledOutput(read, 0, 0, signers);
  return {
    inputWeight: output.inputWeight(true, 'DANGEROUSLY_USE_FAKE_SIGNATURES'),
    sequence: output.getSequence() ?? null,
    lockTime: output.getLockTime() ?? null,
  };
}
