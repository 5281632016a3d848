// Electron's safeStorage in every state it can be in.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Keyring } from '../../../../electron/vault/keyring.ts';

let fake: Awaited<ReturnType<typeof freshElectron>>;

async function freshElectron() {
  vi.resetModules();
  return (await import('../../../fakes/electron.ts')).resetElectron();
}

beforeEach(async () => {
  fake = await freshElectron();
});

const keyring = async (platform: NodeJS.Platform = 'linux'): Promise<Keyring> =>
  (await import('../../../../electron/shell/electron/keyring.ts')).createElectronKeyring(platform);

describe('the keyring', () => {
  it.each<[NodeJS.Platform, string, boolean, string]>([
    ['linux', 'gnome_libsecret', true, 'ready'],
    ['linux', 'kwallet6', true, 'ready'],
    ['linux', 'gnome_libsecret', false, 'unavailable'],
    ['linux', 'basic_text', true, 'weak'],
    ['linux', 'basic_text', false, 'weak'],
    ['linux', 'unknown', true, 'unavailable'],
    ['linux', 'something_new', true, 'unavailable'],
    ['darwin', 'unknown', true, 'ready'],
    ['win32', 'unknown', false, 'unavailable'],
  ])('on %s with %s, available %s, is %s', async (platform, backend, available, state) => {
    fake.keyring.backend = backend;
    fake.keyring.available = available;
    expect(await (await keyring(platform)).state()).toBe(state);
  });

  it('is unavailable when even asking fails', async () => {
    fake.keyring.isAsyncEncryptionAvailable = () => Promise.reject(new Error('no bus'));
    expect(await (await keyring()).state()).toBe('unavailable');
  });

  it('opens what it locked, and tells when it wants to lock it anew', async () => {
    const own = await keyring();
    const locked = await own.lock('text');
    expect(Buffer.from(locked).toString()).not.toContain('text');
    expect(await own.open(locked)).toEqual({ ok: true, value: { text: 'text', stale: false } });
    fake.keyring.rotated = true;
    expect(await own.open(locked)).toMatchObject({ value: { stale: true } });
  });

  it('locks nothing with a key that anyone knows', async () => {
    const own = await keyring();
    fake.keyring.backend = 'basic_text';
    await expect(own.lock('text')).rejects.toThrow('not ready');
    fake.keyring.backend = 'gnome_libsecret';
    // A backend that says one thing and does another.
    fake.keyring.encryptStringAsync = () => Promise.resolve(Buffer.from('v10text'));
    await expect(own.lock('text')).rejects.toThrow('locked nothing');
  });

  it('tells a keyring that does not answer now from one that cannot open this', async () => {
    const own = await keyring();
    const locked = await own.lock('text');
    fake.keyring.broken = new Error('Error while decrypting');
    expect(await own.open(locked)).toMatchObject({ ok: false, code: 'keyring_cannot_open' });
    // It was locked while it was asked.
    const decrypt = fake.keyring.decryptStringAsync;
    fake.keyring.decryptStringAsync = (box) => {
      fake.keyring.available = false;
      return decrypt(box);
    };
    expect(await own.open(locked)).toMatchObject({ ok: false, code: 'keyring_unavailable' });
    fake.keyring.available = false;
    expect(await own.open(locked)).toMatchObject({ ok: false, code: 'keyring_unavailable' });
  });
});
