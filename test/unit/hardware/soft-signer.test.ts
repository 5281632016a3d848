// Contract: what the tests' soft signer says is what the real Bitcoin app said, and the product has no way to it or to any seed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as bitcoin from 'bitcoinjs-lib';
import * as secp256k1 from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import {
  HardwareError,
  type HardwareSession,
  type WalletPolicy,
} from '../../../electron/hardware/hardware-wallet.ts';
import type { Network } from '../../../shared/domain/network.ts';
import { recording, scenarios, type Policy } from '../../support/ledger-recordings.ts';
import {
  COSIGNER_MNEMONICS,
  createSoftSigner,
  TEST_MNEMONIC,
  type SoftSigner,
} from '../../support/soft-signer.ts';

bitcoin.initEccLib(secp256k1);

const open = (signer: SoftSigner, network: Network = 'testnet', signal = new AbortController().signal) =>
  signer.open({ network, fingerprint: null }, { signal, onPrompt: () => {} });
const policyOf = ({ name, descriptorTemplate, keys }: Policy): WalletPolicy => ({
  name,
  template: descriptorTemplate,
  keys,
});
const kindOf = async (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof HardwareError ? error.kind : String(error)),
  );
const named = (pattern: RegExp) =>
  scenarios.filter((name) => pattern.test(name)).map((name) => [name] as const);

describe('the soft signer says what the Bitcoin app said', () => {
  it.each(named(/^(main-)?(xpub-\d|xpub-display-approved)/))('%s', async (name) => {
    const { network = 'testnet', client, expected } = recording(name);
    const session = await open(createSoftSigner(), network);
    expect(await session.accountXpub(client.args.path ?? '', { confirm: true })).toBe(expected.ok);
  });

  it.each(named(/^(main-)?address-.*(approved|silent)$/))('%s', async (name) => {
    const { network = 'testnet', client, expected } = recording(name);
    const session = await open(createSoftSigner(), network);
    const { policy, change = 0, index = 0 } = client.args;
    const own = policyOf(policy ?? { name: '', descriptorTemplate: '', keys: [] });
    const hmac = own.name === '' ? null : (await session.registerPolicy(own)).hmac;
    expect(await session.address(own, hmac, { change, index }, { confirm: false })).toBe(expected.ok);
  });

  it.each(named(/^sign-psbt-.*approved$/).filter(([name]) => !name.includes('v2')))(
    '%s: the same inputs by the same keys, and the signatures hold',
    async (name) => {
      const { client, expected } = recording(name);
      const session = await open(createSoftSigner());
      const { policy, psbt = '' } = client.args;
      const own = policyOf(policy ?? { name: '', descriptorTemplate: '', keys: [] });
      const hmac = own.name === '' ? null : (await session.registerPolicy(own)).hmac;
      const signed = await session.signPsbt(psbt, own, hmac, () => {});
      const recorded = expected.ok as readonly { readonly input: number; readonly pubkey: string }[];
      expect(signed.map(({ inputIndex, publicKey }) => [inputIndex, publicKey])).toEqual(
        recorded.map(({ input, pubkey }) => [input, pubkey]),
      );
      const filled = bitcoin.Psbt.fromBase64(psbt);
      for (const { inputIndex, publicKey, signature } of signed) {
        const bytes = Buffer.from(signature, 'hex');
        if (publicKey.length === 64) filled.updateInput(inputIndex, { tapKeySig: bytes });
        else
          filled.updateInput(inputIndex, {
            partialSig: [{ pubkey: Buffer.from(publicKey, 'hex'), signature: bytes }],
          });
      }
      expect(
        filled.validateSignaturesOfAllInputs((pubkey, hash, signature) =>
          pubkey.length === 32
            ? secp256k1.verifySchnorr(hash, pubkey, signature)
            : secp256k1.verify(hash, pubkey, signature),
        ),
      ).toBe(true);
    },
  );

  it('a message is signed by the same key: same signature, byte for byte', async () => {
    const { client, expected } = recording('sign-message-approved');
    const session = await open(createSoftSigner());
    expect(await session.signMessage(client.args.message ?? '', client.args.path ?? '')).toBe(expected.ok);
  });

  it('seeds have the fingerprints of the recordings', () => {
    expect(
      [TEST_MNEMONIC, ...COSIGNER_MNEMONICS].map((mnemonic) => createSoftSigner({ mnemonic }).fingerprint()),
    ).toEqual(['f5acc2fd', '73c5da0a', 'b8688df1']);
  });

  it.each([
    ['address-wpkh-of-another-seed', 'rejected-data'],
    ['register-policy-without-own-key', 'rejected-data'],
    ['sign-psbt-wrong-account-policy', 'rejected-data'],
    ['sign-psbt-wrong-fingerprint', 'rejected-data'],
    ['sign-psbt-2of3-missing-hmac', 'rejected-data'],
    ['sign-psbt-2of3-bad-hmac', 'bad-registration'],
    ['address-2of3-bad-hmac', 'bad-registration'],
  ])('%s: refused alike (%s)', async (name, kind) => {
    const { client } = recording(name);
    const session = await open(createSoftSigner());
    const { policy, psbt, hmac = null } = client.args;
    const own = policyOf(policy ?? { name: '', descriptorTemplate: '', keys: [] });
    const act =
      psbt !== undefined
        ? session.signPsbt(psbt, own, hmac, () => {})
        : client.call.includes('registerWallet')
          ? session.registerPolicy(own)
          : session.address(own, hmac, { change: 0, index: 0 }, { confirm: true });
    expect(await kindOf(act)).toBe(kind);
  });
});

describe('the soft signer does as it is told', () => {
  const xpub = (session: HardwareSession) => session.accountXpub("m/84'/1'/0'", { confirm: true });

  it('fails once as told, by kind of act', async () => {
    const signer = createSoftSigner();
    signer.failNext('user-refused', 'transaction');
    signer.failNext('locked', 'xpub');
    const session = await open(signer);
    expect(await kindOf(xpub(session))).toBe('locked');
    expect(await kindOf(xpub(session))).toBe('nothing failed');
  });

  it('holds a prompt until it is let go, and meanwhile can be cancelled or unplugged', async () => {
    const signer = createSoftSigner();
    const abort = new AbortController();
    const release = signer.holdPrompts();
    const first = await open(signer, 'regtest', abort.signal);
    const asked = kindOf(xpub(first));
    abort.abort();
    expect(await asked).toBe('cancelled');
    await first.close();
    const second = await open(signer);
    const pulled = kindOf(xpub(second));
    signer.unplug();
    expect(await pulled).toBe('disconnected');
    await second.close();
    expect(await kindOf(open(signer))).toBe('no-device');
    signer.plug();
    release();
    expect(await kindOf(xpub(await open(signer)))).toBe('nothing failed');
  });

  it('has other keys with another passphrase', async () => {
    const signer = createSoftSigner();
    const session = await open(signer);
    signer.usePassphrase('other');
    expect(signer.fingerprint()).not.toBe('f5acc2fd');
    expect(await kindOf(xpub(session))).toBe('wrong-device');
  });
});

describe('no cold account comes from a software seed', () => {
  const ROOT = resolve(import.meta.dirname, '../../..');
  const sources = ['electron', 'shared', 'renderer']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => /\.(tsx?|mjs)$/.test(file));
  /** Ways to make a private key out of words, a seed or a private extended key. */
  const SEED =
    /\bbip-?39\b(?!.{0,40}passphrase)|mnemonicTo|fromSeed\(|fromMasterSeed|fromPrivateKey\(|[xt]prv[1-9A-HJ-NP-Za-km-z]{20}|soft-(signer|keys)|\/test\//i;
  const IMPORT = /(?:from|import|require)\s*\(?\s*['"]([^'"]+)['"]/g;

  it('nothing of the product imports the tests, a mnemonic, or a maker of keys from a seed', () => {
    expect(sources.length).toBeGreaterThan(300);
    const wrong = sources.filter((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const imported = [...text.matchAll(IMPORT)].map(([, name = '']) => name);
      const cold = /electron\/(hardware|bitcoin|treasury)\//.test(file) && SEED.test(text);
      return cold || imported.some((name) => /bip39|\/test\/|soft-(signer|keys)/.test(name));
    });
    expect(wrong).toEqual([]);
  });

  it('a key made from a seed would be seen', () => {
    for (const line of [
      "import { mnemonicToSeedSync } from '@scure/bip39';",
      'bip32.fromSeed(seed)',
      'HDKey.fromMasterSeed(seed)',
    ])
      expect(SEED.test(line)).toBe(true);
  });
});
