// What only a real Electron can show: the sandbox as the system sees it, the preferences as Electron read them, the fuses of its binary, the
// tray, a notification and the keyring. Skipped where there is no Electron; run it as an unprivileged user, on a desktop or an invisible screen.
import { readdirSync, readFileSync } from 'node:fs';
import { getCurrentFuseWire } from '@electron/fuses';
import { expect, onElectron, test } from './fixtures/app.ts';
import { callBridge, mustCall } from './fixtures/bridge.ts';

test.skip(!onElectron, 'needs Electron’s binary: “npx install-electron --no” fetches it');
test.use({ startOptions: { mode: 'practice' } });

test('every page process is sandboxed by the system, and none belongs to root', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'read from /proc');
  const own = app.electron?.process().pid ?? 0;
  const status = (pid: number, name: string): string =>
    new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  const command = (pid: number): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  };
  const renderers = readdirSync('/proc')
    .map(Number)
    .filter(
      (pid) => pid > own && command(pid).includes('--type=renderer') && command(pid).includes(app.data),
    );
  expect(renderers.length).toBeGreaterThan(0);
  for (const pid of renderers) {
    expect(command(pid)).not.toContain('no-sandbox');
    expect(status(pid, 'Seccomp')).toBe('2');
    expect(status(pid, 'NoNewPrivs')).toBe('1');
    expect(status(pid, 'Uid').split('\t')[0]).not.toBe('0');
  }
});

test('the page has no Node, no Electron and a bridge of three members', async ({ app }) => {
  const found = await app.page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
      (name) => name in globalThis,
    ),
    bridge: Object.keys((globalThis as unknown as { portcullis: object }).portcullis).toSorted(),
    origin: location.origin,
    secure: isSecureContext,
  }));
  expect(found).toEqual({
    node: [],
    bridge: ['call', 'onPush', 'shell'],
    origin: 'app://portcullis',
    secure: true,
  });
});

test('Electron read the preferences as they were written', async ({ app }) => {
  const preferences = await app.electron?.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (
      contents && {
        ...(contents as unknown as { getLastWebPreferences: () => object }).getLastWebPreferences(),
      }
    );
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
  });
  expect((preferences as { webSecurity?: boolean }).webSecurity).not.toBe(false);
  expect((preferences as { allowRunningInsecureContent?: boolean }).allowRunningInsecureContent).not.toBe(
    true,
  );
});

test('permissions are denied for good, but writing text to the clipboard is not', async ({ app }) => {
  const outcome = await app.page.evaluate(async () => {
    const tried = async (act: () => Promise<unknown>): Promise<string> =>
      act().then(
        () => 'granted',
        () => 'denied',
      );
    return {
      camera: await tried(() => navigator.mediaDevices.getUserMedia({ video: true })),
      place: await tried(() => new Promise((ok, no) => navigator.geolocation.getCurrentPosition(ok, no))),
      read: await tried(() => navigator.clipboard.readText()),
      notify: Notification.permission,
    };
  });
  expect(outcome).toEqual({ camera: 'denied', place: 'denied', read: 'denied', notify: 'denied' });
});

test('the policy came as a header of the page’s own scheme', async ({ app }) => {
  const policy = await app.electron?.evaluate(async ({ net }) => {
    const answer = await net.fetch('app://portcullis/');
    return answer.headers.get('content-security-policy');
  });
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("trusted-types 'none'");
});

test('the binary has nine fuses, which is what the packaging decides on', async () => {
  const { version, ...fuses } = await getCurrentFuseWire(process.env['PORTCULLIS_ELECTRON'] ?? '');
  expect(version).toBe('1');
  expect(Object.keys(fuses)).toHaveLength(9);
});

test('the keyring names its state and never falls back to plain text', async ({ app }) => {
  const found = await app.electron?.evaluate(async ({ safeStorage }) => {
    const available = await safeStorage.isAsyncEncryptionAvailable();
    const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'system';
    if (!available) return { available, backend, back: undefined };
    const box = await safeStorage.encryptStringAsync('a secret of a test');
    const { result } = await safeStorage.decryptStringAsync(box);
    return { available, backend, back: result, plain: box.toString('latin1').includes('a secret of a test') };
  });
  if (found?.available) expect(found).toMatchObject({ back: 'a secret of a test', plain: false });
  else expect(found?.backend).toBeTruthy();
});

test('the gate goes on in the tray when its window is closed, and comes back locked', async ({ app }) => {
  await expect.poll(() => callBridge(app.page, 'app.status')).toMatchObject({ value: { phase: 'open' } });
  await mustCall(app.page, 'settings.set', { keepRunning: true });
  await app.page.waitForTimeout(300);
  await app.page.close();
  expect(await app.electron?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(0);
  const next = app.electron?.waitForEvent('window');
  await app.electron?.evaluate(({ app: electron }) => electron.emit('second-instance'));
  const again = await next;
  if (!again) throw new Error('no window came');
  await expect
    .poll(() => callBridge(again, 'app.status'))
    .toMatchObject({ value: { phase: 'open', screen: 'locked' } });
});

test('the machine going to sleep locks the screen', async ({ app }) => {
  await expect.poll(() => callBridge(app.page, 'app.status')).toMatchObject({ value: { phase: 'open' } });
  await app.electron?.evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  await expect.poll(() => callBridge(app.page, 'app.status')).toMatchObject({ value: { screen: 'locked' } });
});

test('a held payment is notified of without its amount', async ({ app }) => {
  const shown = app.electron?.evaluate(
    ({ Notification }) =>
      new Promise<string>((resolve) => {
        const show = Reflect.get(Notification.prototype, 'show') as (this: Electron.Notification) => void;
        Reflect.set(Notification.prototype, 'show', function (this: Electron.Notification) {
          resolve(`${this.title} ${this.body}`);
          show.call(this);
        });
      }),
  );
  expect(await shown).toMatch(/^A payment waits for you .* asks for a payment outside its limits/);
  expect(await shown).not.toMatch(/\d\s*(sat|msat|₿)/);
});
