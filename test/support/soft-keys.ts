// What the soft signer computes, as the Bitcoin app does: policies (BIP-388), registrations, signatures of a PSBT (BIP-174), signed messages.
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { BIP32Factory, type BIP32Interface } from 'bip32';
import * as bitcoin from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import {
  HardwareError,
  type DeviceSignature,
  type WalletPolicy,
} from '../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../shared/domain/network.ts';

bitcoin.initEccLib(secp256k1);
const bip32 = BIP32Factory(secp256k1);

export type Keys = { readonly root: BIP32Interface; readonly net: bitcoin.Network };

/** BIP-39: PBKDF2 over the sentence; no list of words is needed to go this way. */
export function keysOf(mnemonic: string, passphrase: string, network: Network): Keys {
  const net = network === 'mainnet' ? bitcoin.networks.bitcoin : bitcoin.networks.testnet;
  const seed = pbkdf2Sync(mnemonic, `mnemonic${passphrase}`, 2_048, 64, 'sha512');
  return { root: bip32.fromSeed(seed, net), net };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const sha256 = (data: Uint8Array | string): Buffer => createHash('sha256').update(data).digest();
const fromMaster = (path: string): string => (path.startsWith('m/') ? path : `m/${path}`);

export const fingerprintOf = ({ root }: Keys): string => hex(root.fingerprint);
export const xpubAt = ({ root }: Keys, path: string): string =>
  root.derivePath(fromMaster(path)).neutered().toBase58();

const rejected = (why: string): HardwareError =>
  new HardwareError('rejected-data', `The Ledger does not recognise this: ${why}.`, 0x6a80);

/** Without its secret part: what the app calls the id, by other bytes. Stable, and different for different policies. */
export const policyId = (policy: WalletPolicy): string =>
  hex(sha256(JSON.stringify([policy.name, policy.template, policy.keys])));

export const registration = ({ root }: Keys, id: string): string =>
  createHmac('sha256', sha256(root.privateKey ?? ''))
    .update(id)
    .digest('hex');

const DEFAULT_TEMPLATES = ['wpkh(@0/**)', 'tr(@0/**)'];

export function checkRegistration(keys: Keys, policy: WalletPolicy, hmac: string | null): void {
  if (policy.name === '' && DEFAULT_TEMPLATES.includes(policy.template)) return;
  if (hmac === null) throw rejected('the wallet’s registration is missing');
  if (hmac !== registration(keys, policyId(policy)))
    throw new HardwareError('bad-registration', 'This Ledger does not know the registration.', 0xb008);
}

const KEY = /^\[([0-9a-f]{8})\/([0-9h'/]+)\]([1-9A-HJ-NP-Za-km-z]+)$/;
type PolicyKey = { readonly fingerprint: string; readonly path: string; readonly node: BIP32Interface };

function policyKeys({ net }: Keys, policy: WalletPolicy): readonly PolicyKey[] {
  return policy.keys.map((key) => {
    const [, fingerprint = '', path = '', xpub = ''] = KEY.exec(key) ?? [];
    if (xpub === '') throw rejected('a key without its origin');
    return { fingerprint, path: path.replaceAll('h', "'"), node: bip32.fromBase58(xpub, net) };
  });
}

/** The keys of the policy that this seed has: by origin, and by what is derived there. */
export function ownKeys(keys: Keys, policy: WalletPolicy): readonly PolicyKey[] {
  const own = policyKeys(keys, policy).filter(
    ({ fingerprint, path, node }) =>
      fingerprint === fingerprintOf(keys) && xpubAt(keys, path) === node.toBase58(),
  );
  if (own.length === 0) throw rejected('no key of the policy is this Ledger’s');
  return own;
}

const MULTISIG = /^wsh\((sorted)?multi\((\d+)((?:,@\d+\/\*\*)+)\)\)$/;

export function addressOf(keys: Keys, policy: WalletPolicy, change: 0 | 1, index: number): string {
  const network = keys.net;
  const points = policyKeys(keys, policy).map(({ node }) => node.derive(change).derive(index).publicKey);
  const [first] = points;
  const multisig = MULTISIG.exec(policy.template);
  if (policy.template === 'wpkh(@0/**)' && first)
    return bitcoin.payments.p2wpkh({ pubkey: first, network }).address ?? '';
  if (policy.template === 'tr(@0/**)' && first)
    return bitcoin.payments.p2tr({ internalPubkey: first.subarray(1), network }).address ?? '';
  if (!multisig) throw rejected('this template is not one of the soft signer’s');
  const sorted = multisig[1] === undefined ? points : points.toSorted((a, b) => Buffer.compare(a, b));
  const redeem = bitcoin.payments.p2ms({ m: Number(multisig[2]), pubkeys: [...sorted], network });
  return bitcoin.payments.p2wsh({ redeem, network }).address ?? '';
}

/** SECURITY of the copy: like the app, it signs nothing whose derivation does not lie under the policy it was given. */
export function signPsbt(keys: Keys, base64: string, policy: WalletPolicy): readonly DeviceSignature[] {
  const psbt = bitcoin.Psbt.fromBase64(base64, { network: keys.net });
  const prefixes = ownKeys(keys, policy).map(({ path }) => `m/${path}/`);
  const signatures = psbt.data.inputs.flatMap((input, inputIndex): DeviceSignature[] => {
    const derivations = [...(input.bip32Derivation ?? []), ...(input.tapBip32Derivation ?? [])];
    const own = derivations.find(
      ({ masterFingerprint, path }) =>
        hex(masterFingerprint) === fingerprintOf(keys) && prefixes.some((prefix) => path.startsWith(prefix)),
    );
    if (!own) return [];
    const node = keys.root.derivePath(own.path);
    if (input.tapInternalKey) {
      const xOnly = node.publicKey.subarray(1);
      const tweaked = node.tweak(Buffer.from(bitcoin.crypto.taggedHash('TapTweak', xOnly)));
      psbt.signInput(inputIndex, tweaked);
      return [
        {
          inputIndex,
          publicKey: hex(tweaked.publicKey.subarray(1)),
          signature: hex(psbt.data.inputs[inputIndex]?.tapKeySig ?? new Uint8Array()),
        },
      ];
    }
    psbt.signInput(inputIndex, node);
    const signed = psbt.data.inputs[inputIndex]?.partialSig?.find(({ pubkey }) =>
      Buffer.from(pubkey).equals(node.publicKey),
    );
    return signed ? [{ inputIndex, publicKey: hex(signed.pubkey), signature: hex(signed.signature) }] : [];
  });
  if (signatures.length === 0) throw rejected('no input is this wallet’s');
  return signatures;
}

/** Header 31 to 34: recoverable, compressed key, whatever the kind of address (as the app answers). */
export function signMessage(keys: Keys, message: string, path: string): string {
  const text = Buffer.from(message, 'utf8');
  const hash = bitcoin.crypto.hash256(
    Buffer.concat([Buffer.from('\x18Bitcoin Signed Message:\n'), compactSize(text.length), text]),
  );
  const node = keys.root.derivePath(fromMaster(path));
  if (!node.privateKey) throw new Error('a neutered key signs nothing');
  const { signature, recoveryId } = secp256k1.signRecoverable(hash, node.privateKey);
  return Buffer.concat([Buffer.from([31 + recoveryId]), signature]).toString('base64');
}

function compactSize(length: number): Buffer {
  if (length < 0xfd) return Buffer.from([length]);
  const long = Buffer.from([0xfd, 0, 0]);
  long.writeUInt16LE(length, 1);
  return long;
}
