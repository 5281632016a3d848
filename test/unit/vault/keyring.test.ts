// A vault that the system's keyring locks as well: bound and freed without loss, and refused with a reason when the keyring will not.
import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createVault } from '../../../electron/vault/create-vault.ts';
import type { Keyring, KeyringState } from '../../../electron/vault/keyring.ts';
import type { OpenVault } from '../../../electron/vault/vault.ts';
import { ok, refuse, type Result } from '../../../shared/domain/result.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { scratchFolder } from '../../support/scratch.ts';

const PASSPHRASE = 'correct horse battery staple';
const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 };

/** Locks by turning every bit; `key` tells keyrings apart. */
function createTestKeyring(key = 1) {
  const world = { state: 'ready' as KeyringState, stale: false, forgets: false, locks: 0 };
  const keyring: Keyring = {
    state: () => Promise.resolve(world.state),
    backend: () => 'gnome_libsecret',
    lock: (text) => {
      world.locks += 1;
      return Promise.resolve(Uint8Array.from([key, ...Buffer.from(text)].map((byte) => byte ^ 0xff)));
    },
    open: (locked) => {
      if (world.state !== 'ready') return Promise.resolve(refuse('keyring_unavailable', 'not now'));
      const [own, ...rest] = Array.from(locked, (byte) => byte ^ 0xff);
      if (own !== key || world.forgets) return Promise.resolve(refuse('keyring_cannot_open', 'not mine'));
      return Promise.resolve(ok({ text: Buffer.from(rest).toString(), stale: world.stale }));
    },
  };
  return { world, keyring };
}

const vaultIn = (folder: string, keyring?: Keyring) =>
  createVault({ folder, keyring, clock: createFakeClock(), random: randomBytes, kdf: CHEAP });
const keyOf = (result: Result<OpenVault>): string => {
  if (!result.ok) throw new Error(result.code);
  return Buffer.from(result.value.databaseKey()).toString('hex');
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);
const fileOf = (folder: string): string => readFileSync(join(folder, 'vault.json'), 'utf8');

describe('binding', () => {
  it('locks the file by both, keeps its keys, and comes off again to the very same file', async () => {
    const folder = scratchFolder();
    const { keyring } = createTestKeyring();
    const vault = vaultIn(folder, keyring);
    const key = keyOf(await vault.create(PASSPHRASE));
    const before = fileOf(folder);
    expect(await vault.keyring()).toEqual({ state: 'ready', bound: false });
    expect(codeOf(await vault.bind(true))).toBe('ok');
    expect(await vault.keyring()).toEqual({ state: 'ready', bound: true });
    const { kdf } = JSON.parse(before) as { kdf: { salt: string } };
    expect(fileOf(folder)).not.toContain(kdf.salt);
    expect(JSON.parse(fileOf(folder))).toMatchObject({ version: 2, keyring: { backend: 'gnome_libsecret' } });
    expect(keyOf(await vaultIn(folder, keyring).unlock(PASSPHRASE))).toBe(key);
    expect(codeOf(await vaultIn(folder, keyring).unlock('wrong'))).toBe('wrong_passphrase');
    expect(codeOf(await vault.bind(true))).toBe('ok');
    expect(codeOf(await vault.bind(false))).toBe('ok');
    expect(fileOf(folder)).toBe(before);
    expect(keyOf(await vaultIn(folder).unlock(PASSPHRASE))).toBe(key);
  });

  it.each<KeyringState>(['unavailable', 'weak', 'absent'])(
    'is not done by a keyring that is %s',
    async (state) => {
      const folder = scratchFolder();
      const { world, keyring } = createTestKeyring();
      const vault = vaultIn(folder, keyring);
      await vault.create(PASSPHRASE);
      const before = fileOf(folder);
      world.state = state;
      expect(codeOf(await vault.bind(true))).toBe('keyring_unavailable');
      expect(fileOf(folder)).toBe(before);
      expect(world.locks).toBe(0);
    },
  );

  it('is not done by a keyring that does not give back what it locked', async () => {
    const folder = scratchFolder();
    const { world, keyring } = createTestKeyring();
    const vault = vaultIn(folder, keyring);
    await vault.create(PASSPHRASE);
    const before = fileOf(folder);
    world.forgets = true;
    expect(codeOf(await vault.bind(true))).toBe('keyring_unavailable');
    expect(fileOf(folder)).toBe(before);
  });

  it('needs a vault, and leaves a damaged one alone', async () => {
    const folder = scratchFolder();
    const { keyring } = createTestKeyring();
    expect(codeOf(await vaultIn(folder, keyring).bind(true))).toBe('no_vault');
    writeFileSync(join(folder, 'vault.json'), '{}');
    expect(codeOf(await vaultIn(folder, keyring).bind(true))).toBe('vault_damaged');
    expect(fileOf(folder)).toBe('{}');
  });
});

describe('a bound vault', () => {
  async function bound() {
    const folder = scratchFolder();
    const { world, keyring } = createTestKeyring();
    const vault = vaultIn(folder, keyring);
    const key = keyOf(await vault.create(PASSPHRASE));
    await vault.bind(true);
    return { folder, world, keyring, key };
  }

  it('waits for a keyring that does not answer, and counts no passphrase as tried', async () => {
    const { folder, world, keyring, key } = await bound();
    world.state = 'unavailable';
    const vault = vaultIn(folder, keyring);
    for (let round = 0; round < 6; round += 1)
      expect(codeOf(await vault.unlock(PASSPHRASE))).toBe('keyring_unavailable');
    expect(vault.failures()).toBe(0);
    world.state = 'ready';
    expect(keyOf(await vault.unlock(PASSPHRASE))).toBe(key);
  });

  it('opens nowhere else: not on another desktop, not without one', async () => {
    const { folder } = await bound();
    const before = fileOf(folder);
    const elsewhere = scratchFolder();
    copyFileSync(join(folder, 'vault.json'), join(elsewhere, 'vault.json'));
    expect(codeOf(await vaultIn(elsewhere, createTestKeyring(2).keyring).unlock(PASSPHRASE))).toBe(
      'keyring_cannot_open',
    );
    const headless = await vaultIn(elsewhere).unlock(PASSPHRASE);
    expect(headless).toMatchObject({
      ok: false,
      code: 'keyring_unavailable',
      message: expect.stringContaining('No passphrase was tried'),
    });
    expect(fileOf(elsewhere)).toBe(before);
  });

  it('is locked anew when the keyring has a newer key, and stays open when that fails', async () => {
    const { folder, world, keyring, key } = await bound();
    world.stale = true;
    const locks = world.locks;
    expect(keyOf(await vaultIn(folder, keyring).unlock(PASSPHRASE))).toBe(key);
    expect(world.locks).toBe(locks + 1);
    const broken: Keyring = { ...keyring, lock: () => Promise.reject(new Error('gone')) };
    expect(keyOf(await vaultIn(folder, broken).unlock(PASSPHRASE))).toBe(key);
  });

  it('is refused as damaged when a digit of it changed', async () => {
    const { folder, keyring } = await bound();
    const text = fileOf(folder);
    writeFileSync(
      join(folder, 'vault.json'),
      text.replace(
        /("box": ")(.)/,
        (_all, head: string, digit: string) => head + (digit === '0' ? '1' : '0'),
      ),
    );
    expect(codeOf(await vaultIn(folder, keyring).unlock(PASSPHRASE))).toBe('vault_damaged');
  });
});
