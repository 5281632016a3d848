// The Electron shell from end to end: real main process, real preload, real router, against a stand-in for the module 'electron'.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { call, none } from '../../../../shared/contract/call.ts';
import { ok } from '../../../../shared/domain/result.ts';
import type { Bridge, ChangePush } from '../../../../shared/contract/push.ts';
import type { DesktopShell } from '../../../../electron/shell/desktop-shell.ts';
import type { FakeFrame } from '../../../fakes/electron.ts';

const started = vi.hoisted(() => ({
  shell: undefined as unknown,
  stopped: [] as string[],
  options: undefined as unknown,
}));

vi.mock('../../../../electron/core/start-core.ts', async () => {
  const { createRouter } = await import('../../../../electron/core/router.ts');
  const { unixSeconds } = await import('../../../../shared/domain/time.ts');
  return {
    startCore: async (options: { shell: DesktopShell }) => {
      const { shell } = options;
      started.options = options;
      started.shell = shell;
      const contract = {
        'app.echo': call('read', z.strictObject({ n: z.number() }), z.strictObject({ n: z.number() })),
        'app.none': call('read', none, none),
      };
      const router = createRouter({
        contract,
        handlers: { 'app.echo': (params) => ok(params), 'app.none': () => ok({}) },
        access: { screenLocked: () => false, ready: () => true, presentUntil: () => null },
        clock: { now: () => unixSeconds(1), monotonic: () => 0, after: () => () => {} },
        newFaultId: () => 'f',
        log: () => {},
      });
      shell.onQuit((why) => {
        started.stopped.push(why);
        shell.exit(0);
      });
      shell.onCall(router);
      void shell.openWindow();
      return { call: router, stop: () => Promise.resolve() };
    },
  };
});

const ROOT = resolve(import.meta.dirname, '../../../..');
const argv = process.argv;
let data: string;
let fake: Awaited<ReturnType<typeof electron>>['fake'];

async function electron() {
  vi.resetModules();
  const module = await import('../../../fakes/electron.ts');
  return { fake: module.resetElectron() };
}

/** `electron/shell/electron/main.ts` finds the built page two folders above itself; from the sources that is `electron/out`. */
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

beforeEach(async () => {
  ({ fake } = await electron());
  // As Electron's preload finds it (preload.ts looks).
  Object.assign(process, { sandboxed: true, contextIsolated: true });
  started.stopped.length = 0;
  data = mkdtempSync(join(tmpdir(), 'electron-shell-'));
  const page = join(data, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  writeFileSync(join(page, 'app.js'), '1');
  process.env['TEST_PAGE'] = page;
  process.argv = ['electron', ROOT, '--data', join(data, 'root'), '--practice', '--seed', '7'];
});

afterEach(() => {
  process.argv = argv;
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection']) {
    const own = process.listeners(event as NodeJS.Signals).at(-1);
    if (own) process.removeListener(event, own);
  }
  rmSync(data, { recursive: true, force: true });
});

const runMain = () => import('../../../../electron/shell/electron/main.ts');

async function startAll() {
  await runMain();
  fake.app.becomeReady();
  await vi.waitFor(() => expect(fake.windows).toHaveLength(1));
  const window = fake.windows[0];
  if (!window) throw new Error('no window');
  fake.ipcRenderer.contents = window.webContents;
  await import('../../../../electron/shell/electron/preload.ts');
  const bridge = fake.exposed.get('portcullis') as unknown as Bridge;
  return { window, contents: window.webContents, bridge, shell: started.shell as DesktopShell };
}

describe('before the app is ready', () => {
  it('refuses to run without its sandbox', async () => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    fake.app.switches.add('no-sandbox');
    await runMain();
    fake.app.becomeReady();
    expect(fake.app.exits).toEqual([1]);
    expect(told.mock.calls.join()).toContain('sandbox');
    told.mockRestore();
    expect(fake.windows).toEqual([]);
  });

  it('sandboxes every process and registers the scheme first, and never lets the scheme past the policy', async () => {
    await startAll();
    expect(fake.app.calls).toEqual([
      'enableSandbox',
      'registerSchemes',
      'requestSingleInstanceLock',
      'ready',
    ]);
    expect(fake.schemes[0]?.privileges).toMatchObject({ standard: true, secure: true });
    expect(fake.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
  });

  it('gives way to the instance that is already there', async () => {
    fake.app.isFirst = false;
    const told = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await runMain();
    fake.app.becomeReady();
    expect(fake.app.exits).toEqual([0]);
    expect(told.mock.calls.join()).toContain('Another Portcullis');
    told.mockRestore();
    expect(fake.windows).toEqual([]);
  });

  it('says what is wrong with an argument', async () => {
    process.argv = ['electron', ROOT, '--sed', '7'];
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await runMain();
    expect(fake.app.exits).toEqual([1]);
    expect(told.mock.calls.join()).toContain('--sed');
    told.mockRestore();
  });

  it('keeps its data where it was told, closed to others', async () => {
    await startAll();
    expect(statSync(join(data, 'root')).mode & 0o077).toBe(0);
    expect(fake.app.paths.get('userData')).toBe(join(data, 'root', 'window'));
    expect(started.options).toMatchObject({ mode: 'practice', practice: { seed: 7 }, version: '1.2.3' });
    expect(existsSync(join(data, 'root', 'control.sock'))).toBe(true);
  });
});

describe('window', () => {
  it('is isolated, sandboxed and without Node, and nothing loosens it', async () => {
    const { window } = await startAll();
    // Exactly these: a key more is a door more.
    expect(window.options.webPreferences).toEqual({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      disableBlinkFeatures: 'Auxclick',
      devTools: true,
      preload: expect.stringMatching(/preload\/electron\.cjs$/) as string,
    });
    expect(Object.isFrozen(window.options.webPreferences)).toBe(true);
    for (const loose of [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
    ]) {
      expect(window.options.webPreferences).not.toHaveProperty(loose);
    }
    expect(window.loaded).toBe('app://portcullis/');
    expect(fake.menu).toBeNull();
  });

  it('denies every permission but to copy, every device, screen, download and foreign request', async () => {
    await startAll();
    const own = { requestingUrl: 'app://portcullis/', isMainFrame: true };
    const granted = (permission: string, details: unknown = own): unknown[] => {
      const answer = vi.fn();
      fake.session.permissionRequest?.({}, permission, answer, details);
      return [answer.mock.calls[0]?.[0], fake.session.permissionCheck?.({}, permission, '', details)];
    };
    // Every name Electron knows, as its own typings list them.
    const typings = readFileSync(resolve(ROOT, 'node_modules/electron/electron.d.ts'), 'utf8');
    const union =
      /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^,]+),/.exec(
        typings,
      )?.[1];
    const names = union?.split(' | ').map((name) => name.slice(1, -1)) ?? [];
    expect(names.length).toBeGreaterThan(40);
    for (const permission of names) {
      const copies = permission === 'clipboard-sanitized-write';
      expect(granted(permission), permission).toEqual([copies, copies]);
    }
    for (const stranger of [
      { ...own, isMainFrame: false },
      { ...own, requestingUrl: 'https://example.com/' },
      { ...own, requestingUrl: 'app://portcullis.evil/' },
      { isMainFrame: true },
    ])
      expect(granted('clipboard-sanitized-write', stranger)).toEqual([false, false]);
    expect(fake.session.device?.({})).toBe(false);
    const download = { preventDefault: vi.fn() };
    fake.session.emit('will-download', download);
    expect(download.preventDefault).toHaveBeenCalled();
    const cancelled = (url: string): unknown => {
      const answer = vi.fn();
      fake.session.beforeRequest?.({ url }, answer);
      return answer.mock.calls[0]?.[0];
    };
    expect(cancelled('app://portcullis/app.js')).toEqual({ cancel: false });
    for (const url of [
      'https://example.com/',
      'file:///etc/passwd',
      'app://other/',
      'app://x@portcullis/',
      'ws://127.0.0.1/',
      'nonsense',
    ]) {
      expect(cancelled(url), url).toEqual({ cancel: true });
    }
    expect(fake.session.proxy).toMatchObject({ proxyRules: '127.0.0.1:9' });
  });

  it.each([
    'https://example.com/',
    'file:///etc/passwd',
    'app://portcullis.evil/',
    'app://evil@portcullis/',
    'app://portcullis:1/',
    'app://portcullis/other.html',
    'javascript:alert(1)',
    'data:text/html,x',
    'about:blank',
    '',
  ])('does not go to %j', async (url) => {
    const { contents } = await startAll();
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      const event = { url, isMainFrame: true, preventDefault: vi.fn() };
      contents.emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalled();
    }
    expect(contents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' });
  });

  it('may reload itself, but no frame may go anywhere and no webview is made', async () => {
    const { contents } = await startAll();
    const own = { url: 'app://portcullis/', preventDefault: vi.fn() };
    contents.emit('will-navigate', own);
    expect(own.preventDefault).not.toHaveBeenCalled();
    const frame = { url: 'app://portcullis/', isMainFrame: false, preventDefault: vi.fn() };
    contents.emit('will-frame-navigate', frame);
    expect(frame.preventDefault).toHaveBeenCalled();
    const webview = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', webview);
    expect(webview.preventDefault).toHaveBeenCalled();
  });

  it('answers its scheme from memory with the policy on every answer, and nothing else', async () => {
    await startAll();
    const page = fake.pages.get('app');
    const get = async (url: string, method = 'GET') => await page?.(new Request(url, { method }));
    const found = await get('app://portcullis/');
    expect(found?.status).toBe(200);
    expect(found?.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(found?.headers.get('content-type')).toContain('text/html');
    expect(await found?.text()).toContain('doctype');
    for (const url of [
      'app://portcullis/%2e%2e/package.json',
      'app://portcullis/..%2fpackage.json',
      'app://other/',
      'app://portcullis/none',
    ]) {
      expect((await get(url))?.status, url).toBe(404);
    }
    expect((await get('app://portcullis/', 'POST'))?.status).toBe(404);
  });
});

describe('an installed program', () => {
  it('has no developer tools', async () => {
    fake.app.isPackaged = true;
    process.argv = ['portcullis', '--data', join(data, 'root')];
    const { window } = await startAll();
    expect(window.options.webPreferences).toMatchObject({ devTools: false });
  });

  it('refuses to be driven by another program', async () => {
    fake.app.isPackaged = true;
    fake.app.switches.add('remote-debugging-port');
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await runMain();
    expect(fake.app.exits).toEqual([1]);
    expect(told.mock.calls.join()).toContain('--remote-debugging-port');
    told.mockRestore();
  });
});

describe('a page without its sandbox', () => {
  it.each([
    { sandboxed: false, contextIsolated: true },
    { sandboxed: true, contextIsolated: false },
    { sandboxed: undefined, contextIsolated: undefined },
  ])('gets no bridge: %j', async (state) => {
    Object.assign(process, state);
    await import('../../../../electron/shell/electron/preload.ts');
    expect([...fake.exposed.keys()]).toEqual([]);
    expect(fake.ipcRenderer.listenerCount('portcullis:push')).toBe(0);
  });
});

describe('bridge', () => {
  it('has the three members of the contract and exposes nothing else', async () => {
    const { bridge } = await startAll();
    expect([...fake.exposed.keys()]).toEqual(['portcullis']);
    expect(Object.keys(bridge).sort()).toEqual(['call', 'onPush', 'shell']);
    expect(bridge.shell).toBe('electron');
  });

  it('carries calls to the router and refusals back as data', async () => {
    const { bridge } = await startAll();
    expect(await bridge.call('app.echo', { n: 4 })).toEqual({ ok: true, value: { n: 4 } });
    expect(await bridge.call('app.echo', { n: 4, more: 1 })).toMatchObject({
      ok: false,
      code: 'bad_arguments',
    });
    expect(await bridge.call('__proto__', {})).toMatchObject({ ok: false, code: 'unknown_call' });
    expect(await bridge.call('app.echo', { n: 'x'.repeat(10_000_000) })).toMatchObject({ code: 'too_large' });
  });

  it.each<[string, { readonly senderFrame?: FakeFrame | null; readonly sender?: { readonly id: number } }]>([
    ['a frame that is gone', { senderFrame: null }],
    [
      'a sub-frame',
      { senderFrame: { url: 'app://portcullis/', parent: { url: 'app://portcullis/', parent: null } } },
    ],
    ['another page', { senderFrame: { url: 'https://portcullis/', parent: null } }],
    ['a look-alike host', { senderFrame: { url: 'app://portcullis.evil/', parent: null } }],
    ['a host with credentials', { senderFrame: { url: 'app://x@portcullis/', parent: null } }],
    ['an empty page', { senderFrame: { url: 'about:blank', parent: null } }],
    ['no URL at all', { senderFrame: { url: '', parent: null } }],
    ['another window', { sender: { id: 99_999 } }],
  ])('refuses a call of %s', async (_who, changes) => {
    const { contents } = await startAll();
    const handler = contents.ipc.handlers.get('portcullis:call');
    expect(await handler?.(contents.event(changes), 'app.echo', { n: 1 })).toMatchObject({
      code: 'sender_refused',
    });
  });

  it('hands pushes over one at a time, merged, without the event object', async () => {
    const { bridge, contents, shell } = await startAll();
    await bridge.call('app.none', {});
    const seen: unknown[][] = [];
    const stop = bridge.onPush((...args: unknown[]) => void seen.push(args));
    for (let index = 0; index < 1_000; index += 1) shell.push({ changed: ['agents', 'timeline'] });
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1));
    expect(seen.length).toBeLessThan(1_000);
    expect(seen.at(-1)).toEqual([{ changed: ['agents', 'timeline'] } satisfies ChangePush]);
    stop();
    const before = seen.length;
    shell.push({ changed: ['gate'] });
    await vi.waitFor(() => expect(contents.toPage.at(-1)?.args).toEqual([{ changed: ['gate'] }]));
    expect(seen).toHaveLength(before);
  });

  it('reloads a page that crashed and keeps what it has to tell until the page asks again', async () => {
    const { bridge, contents, shell } = await startAll();
    await bridge.call('app.none', {});
    contents.emit('render-process-gone');
    await vi.waitFor(() => expect(contents.reloads).toBe(1));
    const before = contents.toPage.length;
    shell.push({ changed: ['gate'] });
    shell.push({ changed: ['app'] });
    expect(contents.toPage).toHaveLength(before);
    await bridge.call('app.none', {});
    await vi.waitFor(() => expect(contents.toPage.at(-1)?.args).toEqual([{ changed: ['app', 'gate'] }]));
  });
});

describe('shell', () => {
  it('starts children in a utility process with an empty environment', async () => {
    const { shell } = await startAll();
    const child = shell.startChild('practice', { args: ['--seed', '7'] });
    const [forked] = fake.children;
    expect(forked).toMatchObject({
      args: ['--seed', '7'],
      options: { env: {}, serviceName: 'portcullis-practice' },
    });
    const heard = vi.fn();
    child.onMessage(heard);
    forked?.child.emit('message', { type: 'ready' });
    expect(heard).toHaveBeenCalledWith({ type: 'ready' });
    child.send({ type: 'pair' });
    expect(forked?.child.posted).toEqual([{ type: 'pair' }]);
  });

  it('shows its window to a second start instead of opening another', async () => {
    const { window } = await startAll();
    window.minimized = true;
    fake.app.emit('second-instance');
    expect(window.focused).toBe(1);
    expect(window.minimized).toBe(false);
    expect(fake.windows).toHaveLength(1);
  });

  it('shuts the core down before it ends, however the end came', async () => {
    const { window } = await startAll();
    const quit = { preventDefault: vi.fn() };
    fake.app.emit('before-quit', quit);
    expect(quit.preventDefault).toHaveBeenCalled();
    expect(started.stopped).toEqual(['the user quit']);
    expect(fake.app.exits).toEqual([0]);
    window.emit('closed');
    expect(started.stopped).toHaveLength(1);
  });
});
