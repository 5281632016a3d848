// The product's own composition through the Electron shell: real main, preload, bridge, router and core; only the module is a stand-in.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Bridge, ChangePush } from '../../../../shared/contract/push.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const argv = process.argv;
let data: string;

// From the sources the built page and package.json are not where the bundle has them.
vi.mock(import('../../../../electron/shell/assets.ts'), async (original) => {
  const real = await original();
  return { ...real, loadAssets: () => real.loadAssets(process.env['TEST_PAGE'] ?? '') };
});
vi.mock(import('node:fs'), async (original) => {
  const real = await original();
  const readFileSync = (file: string, ...rest: never[]) =>
    String(file).endsWith('package.json') ? '{"version":"1.2.3"}' : real.readFileSync(file, ...rest);
  return { ...real, readFileSync: readFileSync as typeof real.readFileSync };
});

beforeEach(() => {
  vi.resetModules();
  data = mkdtempSync(join(tmpdir(), 'electron-whole-'));
  Object.assign(process, { sandboxed: true, contextIsolated: true });
  mkdirSync(join(data, 'page'));
  writeFileSync(join(data, 'page', 'index.html'), '<!doctype html>');
  process.env['TEST_PAGE'] = join(data, 'page');
  process.argv = ['electron', ROOT, '--data', join(data, 'root')];
});

afterEach(() => {
  process.argv = argv;
  rmSync(data, { recursive: true, force: true });
});

it('goes from the welcome to an open, empty fleet, locks, and ends in order', async () => {
  const fake = (await import('../../../fakes/electron.ts')).resetElectron();
  await import('../../../../electron/shell/electron/main.ts');
  fake.app.becomeReady();
  await vi.waitFor(() => expect(fake.windows).toHaveLength(1), { timeout: 10_000 });
  const window = fake.windows[0];
  if (!window) throw new Error('no window');
  fake.ipcRenderer.contents = window.webContents;
  await import('../../../../electron/shell/electron/preload.ts');
  const bridge = fake.exposed.get('portcullis') as unknown as Bridge;
  const pushes: ChangePush[] = [];
  bridge.onPush((push) => void pushes.push(push));
  const ask = (name: string, params: unknown = {}) => bridge.call(name, params);

  expect(await ask('app.status')).toMatchObject({
    ok: true,
    value: { shell: 'electron', phase: 'welcome', fleet: null, version: '1.2.3' },
  });
  expect(await ask('agents.list')).toMatchObject({ ok: false });
  expect(await ask('app.setUpFleet')).toMatchObject({ ok: true });
  expect(await ask('vault.create', { passphrase: 'a passphrase of a test' })).toMatchObject({ ok: true });
  await vi.waitFor(async () => expect(await ask('app.status')).toMatchObject({ value: { phase: 'open' } }), {
    timeout: 10_000,
  });
  expect(await ask('agents.list')).toEqual({ ok: true, value: { agents: [] } });
  expect(await ask('vault.lock')).toMatchObject({ ok: true });
  expect(await ask('agents.list')).toMatchObject({ ok: false, code: 'locked' });
  expect(await ask('vault.unlock', { passphrase: 'not it' })).toMatchObject({ code: 'wrong_passphrase' });
  expect(await ask('vault.unlock', { passphrase: 'a passphrase of a test' })).toMatchObject({ ok: true });
  expect(await ask('vault.keyring')).toEqual({ ok: true, value: { state: 'ready', bound: false } });
  expect(await ask('vault.bindKeyring', { bound: true, reason: 'this desktop alone' })).toMatchObject({
    ok: true,
  });
  expect(await ask('vault.keyring')).toMatchObject({ value: { bound: true } });
  expect(JSON.parse(readFileSync(join(data, 'root/real/vault.json'), 'utf8'))).toMatchObject({ version: 2 });
  expect(await ask('vault.confirmPresence', { passphrase: 'a passphrase of a test' })).toMatchObject({
    ok: true,
  });
  expect(await ask('settings.set', { theme: 'dark' })).toMatchObject({ value: { theme: 'dark' } });
  expect(pushes.some((push) => push.changed.includes('app'))).toBe(true);

  window.emit('closed');
  await vi.waitFor(() => expect(fake.app.exits).toEqual([0]), { timeout: 10_000 });
}, 30_000);
