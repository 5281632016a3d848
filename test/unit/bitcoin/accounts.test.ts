// Accounts: policies, descriptors, addresses. Vectors: BIP-84, 86, 380, 388 and what a Ledger itself derived.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAccount } from '../../../electron/bitcoin/account-scripts.ts';
import { parseAddress } from '../../../electron/bitcoin/address.ts';
import { readKey, readPath, readXpub, pathText } from '../../../electron/bitcoin/extended-key.ts';
import { descriptorFile, labelOrigin, walletFile } from '../../../electron/bitcoin/wallet-file.ts';
import {
  checkedDescriptor,
  descriptorOf,
  multisigPolicy,
  readPolicy,
  singleKeyPolicy,
  standardPath,
} from '../../../electron/bitcoin/wallet-policy.ts';
import type { WalletPolicy } from '../../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../../shared/domain/network.ts';

const fixture = <T>(path: string): T =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8')) as T;

type Vector = { fingerprint: string; path: string; xpub: string; zpub?: string };
const bip84 = fixture<
  Vector & { addresses: { change: 0 | 1; index: number; publicKey: string; address: string }[] }
>('bip/bip84.json');
const bip86 = fixture<
  Vector & {
    addresses: { change: 0 | 1; index: number; internalKey: string; script: string; address: string }[];
  }
>('bip/bip86.json');
const bip380 = fixture<{ cases: { name: string; text: string; valid: boolean }[] }>('bip/bip380.json');
const bip388 = fixture<{
  valid: { template: string; keys: string[]; descriptor: string }[];
  invalid: { template: string; reason: string }[];
}>('bip/bip388.json');
const recorded = fixture<{
  cases: {
    scenario: string;
    network: Network;
    policy: WalletPolicy;
    change: 0 | 1;
    index: number;
    address: string;
  }[];
}>('ledger/addresses.json');

const keyOf = ({ fingerprint, path, xpub }: Vector) => ({ fingerprint, path: readPath(path) ?? [], xpub });
const open = (policy: WalletPolicy, network: Network) => {
  const account = openAccount(policy, network);
  if (!account.ok) throw new Error(account.message);
  return account.value;
};

describe('an account of one key', () => {
  it.each(bip84.addresses)('derives the address $change/$index of BIP-84', (vector) => {
    const derived = open(singleKeyPolicy('wpkh', keyOf(bip84)), 'mainnet').at(vector.change, vector.index);
    expect(derived.address).toBe(vector.address);
    expect(derived.keys[0]).toEqual({
      publicKey: vector.publicKey,
      fingerprint: bip84.fingerprint,
      path: [...standardPath('wpkh', 'mainnet', 0), vector.change, vector.index],
    });
  });

  it.each(bip86.addresses)('derives the address $change/$index of BIP-86', (vector) => {
    const derived = open(singleKeyPolicy('tr', keyOf(bip86)), 'mainnet').at(vector.change, vector.index);
    expect(derived).toMatchObject({
      address: vector.address,
      script: vector.script,
      internalKey: vector.internalKey,
    });
  });

  it.each(recorded.cases)('derives what the device showed: $scenario', (vector) => {
    const derived = open(vector.policy, vector.network).at(vector.change, vector.index);
    expect(derived.address).toBe(vector.address);
  });

  it('on regtest has the script the device shows as a testnet address', () => {
    const vector = recorded.cases.find(({ scenario }) => scenario === 'address-wpkh-silent');
    if (!vector) throw new Error('the recording is missing');
    const derived = open(vector.policy, 'regtest').at(vector.change, vector.index);
    expect(derived.address).toMatch(/^bcrt1q/);
    expect(parseAddress(vector.address, 'testnet')).toMatchObject({
      ok: true,
      value: { script: derived.script },
    });
  });

  it('has no address beyond 2^31', () => {
    const account = open(singleKeyPolicy('wpkh', keyOf(bip84)), 'mainnet');
    expect(() => account.at(0, 2 ** 31)).toThrow(RangeError);
    expect(() => account.at(0, -1)).toThrow(RangeError);
  });
});

describe('a descriptor', () => {
  it.each(bip380.cases.filter(({ name }) => name !== 'No checksum'))(
    'of BIP-380: $name',
    ({ text, valid }) => {
      expect(checkedDescriptor(text) !== undefined).toBe(valid);
    },
  );

  const WITHIN = /^(wpkh|tr\(@0\/\*\*\)$|wsh)/;

  it.each(bip388.valid.filter(({ template }) => WITHIN.test(template)))(
    'of BIP-388 is made: $template',
    ({ template, keys, descriptor }) => {
      const read = readPolicy({ name: 'x', template, keys }, 'mainnet');
      if (!read.ok) throw new Error(read.message);
      const made = descriptorOf(read.value);
      expect(checkedDescriptor(made)?.replaceAll('h/', "'/").replaceAll('h]', "']")).toBe(descriptor);
    },
  );

  it.each(bip388.valid.filter(({ template }) => template.startsWith('wsh')))(
    'of BIP-388 has addresses and a way to be spent: $template',
    ({ template, keys }) => {
      const account = open({ name: 'x', template, keys }, 'mainnet');
      expect(account.at(0, 5).address).toMatch(/^bc1q.{58}$/);
      expect(account.at(1, 5).address).not.toBe(account.at(0, 5).address);
      expect(account.at(0, 5).keys).toHaveLength(keys.length);
      expect(account.plan().inputWeight).toBeGreaterThan(300);
    },
  );

  it.each([
    ...bip388.invalid.map(({ template }) => template),
    ...bip388.invalid.map(
      ({ template }) => `wsh(${template.replace(/^(pkh|sh|tr)\(/, '').replace(/\)$/, '')})`,
    ),
    'wsh(multi(1,@0/**,@0/**))',
    'wsh(pk(@0/**),)',
    // Anyone could spend it; nobody could; a signature is not needed.
    'wsh(or_i(1,pk(@0/**)))',
    'wsh(and_v(v:pk(@0/**),0))',
    'wsh(older(10))',
    'tr(@0/**,pk(@1/**))',
    '',
  ])('is not made of %j', (template) => {
    const keys = bip388.valid.at(-1)?.keys.slice(0, 2) ?? [];
    const single = template.includes('@1') || template.includes('@2') ? keys : keys.slice(0, 1);
    expect(openAccount({ name: 'x', template, keys: single }, 'mainnet').ok).toBe(false);
  });
});

describe('a policy of several keys', () => {
  const keys = recorded.cases.find(({ policy }) => policy.keys.length === 3)?.policy.keys ?? [];
  const parts = keys.map((text) => {
    const key = readKey(text, 'testnet');
    if (!key.ok) throw new Error(key.message);
    return key.value;
  });

  it('is composed as it was registered on the device', () => {
    expect(multisigPolicy('Cold storage', 2, parts)).toEqual({
      name: 'Cold storage',
      template: 'wsh(sortedmulti(2,@0/**,@1/**,@2/**))',
      keys,
    });
  });

  it('has the same addresses whoever is listed first', () => {
    const one = open(multisigPolicy('a', 2, parts), 'testnet').at(0, 9);
    const other = open(multisigPolicy('a', 2, parts.toReversed()), 'testnet').at(0, 9);
    expect(one.script).toBe(other.script);
  });

  it.each([
    ['the same key twice', [keys[0], keys[0]], 2, 'same_key'],
    ['more signers than keys', [keys[0], keys[1]], 3, 'bad_key_count'],
    ['a key of another network', [keys[0], bip388.valid[4]?.keys[0]], 2, 'wrong_network'],
  ])('is refused with %s', (_, some, threshold, code) => {
    const policy = {
      name: 'x',
      template: `wsh(sortedmulti(${threshold},@0/**,@1/**))`,
      keys: some.map((key) => key ?? ''),
    };
    expect(readPolicy(policy, 'testnet')).toMatchObject({ ok: false, code });
  });
});

describe('an extended key', () => {
  const path = readPath(bip84.path) ?? [];

  it('is read when version, depth and last step fit', () => {
    expect(readXpub(bip84.xpub, 'mainnet', path).ok).toBe(true);
  });

  it.each([
    ['of another network', bip84.xpub, 'testnet', path, 'wrong_network'],
    ['in SLIP-132 form', bip84.zpub ?? '', 'mainnet', path, 'wrong_network'],
    ['of another depth', bip84.xpub, 'mainnet', path.slice(1), 'wrong_depth'],
    ['of another account', bip84.xpub, 'mainnet', readPath("84'/0'/1'") ?? [], 'wrong_child'],
    ['that is damaged', bip84.xpub.replace(/.$/, 'z'), 'mainnet', path, 'not_an_xpub'],
    ['that is none', 'xpub', 'mainnet', path, 'not_an_xpub'],
  ] as const)('%s is refused', (_, text, network, at, code) => {
    expect(readXpub(text, network, at)).toMatchObject({ ok: false, code });
  });

  it('is refused without a word of it when it is a private one', () => {
    const secret = `xprv9s21ZrQH143K3${'A'.repeat(95)}`;
    const refused = readXpub(secret, 'mainnet');
    expect(refused).toMatchObject({ ok: false, code: 'private_key' });
    expect(JSON.stringify(refused)).not.toContain('s21Z');
  });

  it.each(["m/84'/0'/0'", '84h/0h/0h', '84H/0H/0H'])('has its path read: %s', (text) => {
    expect(pathText(readPath(text) ?? [])).toBe("84'/0'/0'");
  });

  it.each(["84'/x", '2147483648', '1/-1', '/', '1//2', "84''"])('has no path %s', (text) => {
    expect(readPath(text)).toBeUndefined();
  });
});

describe('an account for another wallet', () => {
  const read = readPolicy(singleKeyPolicy('wpkh', keyOf(bip84)), 'mainnet');
  if (!read.ok) throw new Error(read.message);

  it('is a file with label, birthday and a receive descriptor whose checksum fits', () => {
    const file = JSON.parse(walletFile({ label: 'Cold', birthday: 880_000, policy: read.value })) as {
      descriptor: string;
    };
    expect(file).toMatchObject({ label: 'Cold', blockheight: 880_000 });
    expect(checkedDescriptor(file.descriptor)).toMatch(/^wpkh\(\[73c5da0a\/84h\/0h\/0h\]xpub\w+\/0\/\*\)$/);
  });

  it('is three lines of descriptors', () => {
    const lines = descriptorFile(read.value).trimEnd().split('\n');
    expect(lines.map((line) => /\/(<0;1>|0|1)\/\*/.exec(line)?.[1])).toEqual(['<0;1>', '0', '1']);
    expect(lines.every((line) => checkedDescriptor(line) !== undefined)).toBe(true);
  });

  it('names the origin of its labels without a key', () => {
    expect(labelOrigin(read.value)).toBe('wpkh([73c5da0a/84h/0h/0h])');
  });
});
