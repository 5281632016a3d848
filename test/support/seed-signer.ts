// Seed signer: signs PSBTs with keys from a public test seed, below the port of the device, for tests alone. Never part of what is shipped.
import { BIP32Factory, type BIP32Interface } from 'bip32';
import { crypto, Psbt } from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { CHAIN_PARAMS } from '../../electron/bitcoin/chain-params.ts';
import { openAccount, type AccountScripts } from '../../electron/bitcoin/account-scripts.ts';
import { pathText } from '../../electron/bitcoin/extended-key.ts';
import { multisigPolicy, singleKeyPolicy, standardPath } from '../../electron/bitcoin/wallet-policy.ts';
import type { DeviceSignature, WalletPolicy } from '../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../shared/domain/network.ts';

const bip32 = BIP32Factory(secp256k1);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export type SoftSigner = {
  readonly fingerprint: string;
  readonly key: (path: readonly number[]) => { fingerprint: string; path: readonly number[]; xpub: string };
  readonly account: (type: 'wpkh' | 'tr', number?: number) => AccountScripts;
  /** Every signature this seed can give. */
  readonly sign: (psbt: string) => readonly DeviceSignature[];
};

export function softSigner(network: Network, seed = 'soft signer'): SoftSigner {
  const library = CHAIN_PARAMS[network].library;
  const master = bip32.fromSeed(crypto.sha256(Buffer.from(seed)), library);
  const fingerprint = hex(master.fingerprint);
  const key: SoftSigner['key'] = (path) => ({
    fingerprint,
    path,
    xpub: master
      .derivePath(`m/${pathText(path)}`)
      .neutered()
      .toBase58(),
  });
  return {
    fingerprint,
    key,
    account: (type, number = 0) =>
      opened(singleKeyPolicy(type, key(standardPath(type, network, number))), network),
    sign: (text) => signaturesOf(Psbt.fromBase64(text, { network: library }), master, fingerprint),
  };
}

export function opened(policy: WalletPolicy, network: Network): AccountScripts {
  const account = openAccount(policy, network);
  if (!account.ok) throw new Error(account.message);
  return account.value;
}

/** `threshold` of as many signers as are given. */
export const sharedAccount = (
  signers: readonly SoftSigner[],
  threshold: number,
  network: Network,
): AccountScripts =>
  opened(
    multisigPolicy(
      'Shared',
      threshold,
      signers.map((signer) => signer.key(standardPath('policy', network, 0))),
    ),
    network,
  );

function signaturesOf(psbt: Psbt, master: BIP32Interface, fingerprint: string): readonly DeviceSignature[] {
  return psbt.data.inputs.flatMap((input, inputIndex): readonly DeviceSignature[] => {
    const own = (entry: { masterFingerprint: Uint8Array }): boolean =>
      hex(entry.masterFingerprint) === fingerprint;
    const taproot = input.tapBip32Derivation?.find(own);
    if (taproot) {
      const child = master.derivePath(taproot.path);
      const tweaked = child.tweak(crypto.taggedHash('TapTweak', child.publicKey.subarray(1)));
      psbt.signTaprootInput(inputIndex, tweaked);
      return [
        {
          inputIndex,
          publicKey: hex(tweaked.publicKey.subarray(1)),
          signature: hex(psbt.data.inputs[inputIndex]?.tapKeySig ?? new Uint8Array()),
        },
      ];
    }
    return (input.bip32Derivation ?? []).filter(own).map((entry) => {
      psbt.signInput(inputIndex, master.derivePath(entry.path));
      const signed = psbt.data.inputs[inputIndex]?.partialSig?.find(
        ({ pubkey }) => hex(pubkey) === hex(entry.pubkey),
      );
      return {
        inputIndex,
        publicKey: hex(entry.pubkey),
        signature: hex(signed?.signature ?? new Uint8Array()),
      };
    });
  });
}
