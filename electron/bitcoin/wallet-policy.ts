// Wallet policy: what an account is, as the device knows it (BIP-388), written, read and turned into a descriptor (BIP-380 to 389).
import { checksum } from '@bitcoinerlab/descriptors-core';
import type { Network } from '../../shared/domain/network.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { AccountType } from '../../shared/domain/treasury.ts';
import type { WalletPolicy } from '../hardware/hardware-wallet.ts';
import { CHAIN_PARAMS } from './chain-params.ts';
import { keyText, readKey, type KeyRefusal, type KeyWithOrigin } from './extended-key.ts';

export type PolicyShape =
  | { readonly kind: 'wpkh' | 'tr' }
  /** `sorted`: BIP-67 order of the keys in the script. */
  | { readonly kind: 'multi'; readonly sorted: boolean; readonly threshold: number }
  /** Anything else in `wsh`: left to the miniscript compiler. */
  | { readonly kind: 'miniscript' };

export type ReadPolicy = {
  readonly policy: WalletPolicy;
  readonly network: Network;
  readonly shape: PolicyShape;
  readonly keys: readonly KeyWithOrigin[];
};

export type PolicyRefusal = KeyRefusal | 'bad_name' | 'bad_template' | 'bad_key_count' | 'same_key';

/** The Bitcoin app takes names of at most 64 bytes; empty means the default policy of one key. */
const NAME = /^[\x20-\x7e]{0,64}$/;
/** MAX_PUBKEYS of the Bitcoin app; also keeps `multi` within OP_1 … OP_15. */
const MAX_KEYS = 15;
const MAX_TEMPLATE = 1_024;
const HARDENED = 0x8000_0000;

/** BIP-84: m/84'/coin'/account'; BIP-86: m/86'/…; the account of a policy of several keys: m/48'/coin'/account'/2' (BIP-48, native segwit). */
export function standardPath(type: AccountType, network: Network, account: number): readonly number[] {
  const coin = CHAIN_PARAMS[network].coinType;
  const steps = { wpkh: [84, coin, account], tr: [86, coin, account], policy: [48, coin, account, 2] };
  return steps[type].map((step) => step + HARDENED);
}

type KeyParts = Pick<KeyWithOrigin, 'fingerprint' | 'path' | 'xpub'>;

/** The default policy of one key, which no device asks to register. */
export const singleKeyPolicy = (type: 'wpkh' | 'tr', key: KeyParts): WalletPolicy => ({
  name: '',
  template: `${type}(@0/**)`,
  keys: [keyText(key)],
});

/** `threshold` of the given keys, keys sorted in the script as every wallet of today does. */
export const multisigPolicy = (name: string, threshold: number, keys: readonly KeyParts[]): WalletPolicy => ({
  name,
  template: `wsh(sortedmulti(${[threshold, ...keys.map((_, index) => `@${index}/**`)].join(',')}))`,
  keys: keys.map((key) => keyText(key)),
});

export function readPolicy(policy: WalletPolicy, network: Network): Result<ReadPolicy, PolicyRefusal> {
  const { name, template } = policy;
  if (!NAME.test(name) || name.trim() !== name)
    return refuse('bad_name', 'The name takes at most 64 plain letters, digits and signs.');
  if (template.length > MAX_TEMPLATE) return refuse('bad_template', 'The policy is too long.');
  const shape = shapeOf(template);
  if (!shape) return refuse('bad_template', `This kind of policy is not supported: ${template}`);
  if (policy.keys.length === 0 || policy.keys.length > MAX_KEYS)
    return refuse('bad_key_count', `A policy has 1 to ${MAX_KEYS} keys.`);
  const used = [...template.matchAll(/@(\d+)/g)].map(([, index]) => Number(index));
  // BIP-388: first uses in ascending order, none left out.
  const first = [...new Set(used)];
  if (first.length !== policy.keys.length || first.some((index, at) => index !== at))
    return refuse(
      'bad_key_count',
      'The policy does not use every key in the order in which they are listed.',
    );
  if (!keyUsesDiffer(template))
    return refuse('same_key', 'The policy uses one key twice in the same place: its addresses would mix.');
  const keys: KeyWithOrigin[] = [];
  for (const text of policy.keys) {
    const key = readKey(text, network);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  if (new Set(keys.map(({ xpub }) => xpub)).size !== keys.length)
    return refuse('same_key', 'Two of the keys are the same: one device would count as two.');
  if (shape.kind === 'multi' && (shape.threshold < 1 || shape.threshold > keys.length))
    return refuse('bad_key_count', `${shape.threshold} of ${keys.length} keys cannot be asked for.`);
  return ok({ policy, network, shape, keys });
}

function shapeOf(template: string): PolicyShape | undefined {
  if (template === 'wpkh(@0/**)') return { kind: 'wpkh' };
  if (template === 'tr(@0/**)') return { kind: 'tr' };
  const multi = /^wsh\((sorted)?multi\((\d{1,2})((?:,@\d{1,2}\/\*\*)+)\)\)$/.exec(template);
  if (multi) return { kind: 'multi', sorted: multi[1] !== undefined, threshold: Number(multi[2]) };
  // Every key expression must say how it is derived, or it would stand for one bare key.
  const open = template.replaceAll(/@\d{1,2}\/(\*\*|<\d{1,4};\d{1,4}>\/\*)/g, 'K');
  return /^wsh\([a-zK0-9_:,()]+\)$/.test(open) ? { kind: 'miniscript' } : undefined;
}

/** BIP-388: the chains on which one key is used must not overlap. */
function keyUsesDiffer(template: string): boolean {
  const chains = [...template.matchAll(/@(\d+)\/(?:\*\*|<(\d+);(\d+)>)/g)].flatMap(
    ([, key, low = '0', high = '1']) => [`${key}/${low}`, `${key}/${high}`],
  );
  return new Set(chains).size === chains.length;
}

/** Which chain of addresses: 0 for receiving, 1 for change, or both in one (BIP-389). */
export type DescriptorBranch = 0 | 1 | 'both';

/** With the checksum of BIP-380 behind it. */
export function descriptorOf(read: ReadPolicy, branch: DescriptorBranch = 'both'): string {
  const text = read.policy.template.replaceAll(
    /@(\d+)\/(?:\*\*|<(\d+);(\d+)>\/\*)/g,
    (_, index: string, low: string | undefined = '0', high: string | undefined = '1') => {
      const key = read.keys[Number(index)];
      if (!key) throw new Error(`the policy names key ${index}, which it has not`);
      const chain = branch === 'both' ? `<${low};${high}>` : branch === 0 ? low : high;
      return `${keyText(key, 'h')}/${chain}/*`;
    },
  );
  return withChecksum(text);
}

export const withChecksum = (descriptor: string): string => `${descriptor}#${checksum(descriptor)}`;

/** The text before `#`, when the 8 characters behind it are its checksum (BIP-380); undefined otherwise. */
export function checkedDescriptor(text: string): string | undefined {
  const [body, sum, ...rest] = text.trim().split('#');
  if (body === undefined || sum === undefined || rest.length > 0) return undefined;
  try {
    return checksum(body) === sum ? body : undefined;
  } catch {
    return undefined;
  }
}
