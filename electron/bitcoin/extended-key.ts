// Extended public key: what an account stands on, checked before it is believed. Sources: BIP-32, BIP-380 (key origin).
import { BIP32Factory, type BIP32Interface } from 'bip32';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import { secp256k1 } from './curve.ts';

const bip32 = BIP32Factory(secp256k1);
const HARDENED = 0x8000_0000;

export type KeyRefusal =
  'not_an_xpub' | 'private_key' | 'wrong_network' | 'wrong_depth' | 'wrong_child' | 'bad_origin';

/** `[f5acc2fd/84'/1'/0']tpub…`, taken apart and checked. */
export type KeyWithOrigin = {
  /** 8 lower-case hex digits. */
  readonly fingerprint: string;
  /** From the master to the xpub, hardened ones ≥ 2^31. */
  readonly path: readonly number[];
  readonly xpub: string;
  readonly node: BIP32Interface;
};

/**
 * Reads an xpub (`xpub` on mainnet, `tpub` elsewhere; no `zpub` and their like) and checks its version bytes. With `path` also depth and
 * child number: an xpub from another path than stated would derive another account's addresses.
 */
export function readXpub(
  text: string,
  network: Network,
  path?: readonly number[],
): Result<BIP32Interface, KeyRefusal> {
  const { xpubVersion, xpubPrefix, library } = CHAIN_PARAMS[network];
  // SECURITY: a private key never comes in here, not even to be refused with its text in a message.
  if (/^[a-zA-Z]prv/.test(text))
    return refuse('private_key', 'This is a private key. It was not kept; treat it as known to others.');
  if (!/^[a-zA-Z]pub[1-9A-HJ-NP-Za-km-z]{100,112}$/.test(text))
    return refuse('not_an_xpub', 'This is not an extended public key.');
  if (!text.startsWith(xpubPrefix))
    return refuse(
      'wrong_network',
      `The key is a “${text.slice(0, 4)}”; an account on ${network} needs a “${xpubPrefix}”.`,
    );
  let node: BIP32Interface;
  try {
    node = bip32.fromBase58(text, { ...library, bip32: { ...library.bip32, public: xpubVersion } });
  } catch {
    return refuse('not_an_xpub', 'The extended public key is damaged: its checksum does not fit.');
  }
  if (!node.isNeutered()) return refuse('private_key', 'This is a private key. It was not kept.');
  if (path === undefined) return ok(node);
  if (node.depth !== path.length)
    return refuse(
      'wrong_depth',
      `The key is ${node.depth} steps deep, its path names ${path.length}: they do not belong together.`,
    );
  if ((path.at(-1) ?? 0) !== node.index)
    return refuse('wrong_child', 'The key is not the last step of the path that is stated for it.');
  return ok(node);
}

/** `m/84'/1'/0'`, `84h/1h/0h` … to numbers; undefined for anything else. */
export function readPath(text: string): readonly number[] | undefined {
  const parts = text.replace(/^m(\/|$)/, '').split('/');
  if (parts.length === 1 && parts[0] === '') return [];
  const numbers = parts.map((part) => {
    const step = /^(\d{1,10})(['hH])?$/.exec(part);
    const value = step ? Number(step[1]) : HARDENED;
    return value < HARDENED ? value + (step?.[2] === undefined ? 0 : HARDENED) : Number.NaN;
  });
  return numbers.length > 0 && numbers.length <= 10 && numbers.every(Number.isSafeInteger)
    ? numbers
    : undefined;
}

export const pathText = (path: readonly number[], mark: "'" | 'h' = "'"): string =>
  path.map((step) => (step >= HARDENED ? `${step - HARDENED}${mark}` : String(step))).join('/');

/** `[fingerprint/path]xpub`, without anything behind it. */
export const keyText = (
  { fingerprint, path, xpub }: Pick<KeyWithOrigin, 'fingerprint' | 'path' | 'xpub'>,
  mark: "'" | 'h' = "'",
): string => `[${[fingerprint, ...(path.length > 0 ? [pathText(path, mark)] : [])].join('/')}]${xpub}`;

export function readKey(text: string, network: Network): Result<KeyWithOrigin, KeyRefusal> {
  const parts = /^\[([0-9a-fA-F]{8})((?:\/[^\]/]+)*)\](\w+)$/.exec(text.trim());
  const path = parts ? readPath((parts[2] ?? '').slice(1)) : undefined;
  if (!parts || path === undefined)
    return refuse(
      'bad_origin',
      "The key must be written with its origin, as [fingerprint/48'/0'/0'/2']xpub….",
    );
  const xpub = parts[3] ?? '';
  const node = readXpub(xpub, network, path);
  return node.ok ? ok({ fingerprint: (parts[1] ?? '').toLowerCase(), path, xpub, node: node.value }) : node;
}
