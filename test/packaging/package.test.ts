// The package step, really run: electron-builder over this build and a stand-in for Electron's distribution, and what came out of it.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage, statFile } from '@electron/asar';
import { getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { makeStubElectron } from './stub-electron.ts';
import { importedPackages, importedSpecifiers, packagesInside, reachablePackages } from './packages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
/** What the installed program starts: itself, and two processes. */
const ENTRIES = ['electron.js', 'practice.js', 'ledger.js'];

let folder: string;
let packed: string;
let archive: string;
let files: readonly string[];
let output: string;

beforeAll(async () => {
  if (!existsSync(join(ROOT, 'out', '.build-stamp')))
    throw new Error('there is no build; run “npm run build”');
  folder = mkdtempSync(join(tmpdir(), 'portcullis-package-'));
  const dist = makeStubElectron(join(folder, 'electron'));
  const builder = join(ROOT, 'node_modules', 'electron-builder', 'cli.js');
  const flags = ['--linux', 'dir', '--publish', 'never', `-c.electronDist=${dist}`];
  const result = await run(
    process.execPath,
    [builder, ...flags, `-c.directories.output=${join(folder, 'dist')}`],
    {
      cwd: ROOT,
      // A download would hang on a proxy nobody answers, and fail the step.
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        HTTPS_PROXY: 'http://127.0.0.1:9',
        ELECTRON_GET_USE_PROXY: '1',
        CI: '1',
      },
      maxBuffer: 16_000_000,
    },
  );
  output = result.stdout + result.stderr;
  packed = join(folder, 'dist', 'linux-unpacked');
  archive = join(packed, 'resources', 'app.asar');
  files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('is made from what is here and downloads nothing', () => {
    expect(output).toContain('using custom unpacked Electron distribution');
    expect(output).not.toMatch(/downloading|github\.com/i);
  });

  it('has all nine fuses set in its binary, read back from it', async () => {
    const { version, ...states } = await getCurrentFuseWire(join(packed, 'portcullis'));
    expect(version).toBe('1');
    const [off, on] = ['0', '1'].map((state) => state.charCodeAt(0));
    expect(Object.values(states)).toEqual([off, on, off, off, on, on, off, off, on]);
  });

  it('holds the program, the page and the preload, and starts where package.json says', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { main: string };
    for (const file of [
      `/${manifest.main}`,
      '/out/main/practice.js',
      '/out/main/ledger.js',
      '/out/preload/electron.cjs',
      '/out/renderer/index.html',
      '/out/renderer/tray/open.png',
      '/out/renderer/tray/frozen@2x.png',
      '/package.json',
    ])
      expect(files).toContain(file);
  });

  it('holds no source map, no test, no source of ours, no other shell', () => {
    const unwanted = files.filter(
      (file) =>
        /\.(map|tsx?|mts|cts|tsbuildinfo)$/.test(file) ||
        /^\/(test|electron|renderer|shared|docs|assets)(\/|$)/.test(file) ||
        /\/(test|tests|__tests__)\//.test(file) ||
        /^\/out\/(?!main|preload|renderer)[^/]/.test(file) ||
        /^\/out\/main\/(chromium|headless|ctl|ledger-speculos)\.js$/.test(file),
    );
    expect(unwanted).toEqual([]);
  });

  it('holds the packages the program reaches and no other: nothing of the build, of the tests, of the bundled page', () => {
    const wanted = reachablePackages(ROOT, importedPackages(join(ROOT, 'out', 'main'), ENTRIES));
    const inside = packagesInside(files);
    expect(inside.filter((name) => !wanted.includes(name))).toEqual([]);
    expect(wanted.filter((name) => !inside.includes(name))).toEqual([]);
  });

  it('keeps native code and protocol files outside of the archive, where they can be loaded', () => {
    const outside = files.filter((file) => /\.(node|proto)$/.test(file));
    expect(outside.some((file) => file.endsWith('.node'))).toBe(true);
    for (const name of ['node-hid', 'usb'])
      expect(
        outside.some((file) => file.includes(`/node_modules/${name}/`)),
        name,
      ).toBe(true);
    expect(outside.some((file) => file.endsWith('.proto'))).toBe(true);
    for (const file of outside) {
      expect(statFile(archive, file.slice(1)), file).toMatchObject({ unpacked: true });
      expect(existsSync(join(`${archive}.unpacked`, file)), file).toBe(true);
    }
  });

  it('is complete: every package the program imports loads from the archive’s content', async () => {
    const unpacked = join(scratchFolder(), 'app');
    extractAll(archive, unpacked);
    const names = importedSpecifiers(join(unpacked, 'out', 'main'), ENTRIES);
    // Electron brings itself; electron-store is nothing without it.
    const tried = names.filter((name) => name !== 'electron' && name !== 'electron-store');
    expect(tried.length).toBeGreaterThan(10);
    // Ledger's ES builds do not resolve on Node; the program, too, loads them as CommonJS.
    const script = `const { createRequire } = await import('node:module');
      const require = createRequire(process.cwd() + '/');
      const load = (name) => (/^(@ledgerhq[/]|ledger-bitcoin)/.test(name) ? require(name) : import(name));
      await Promise.all(${JSON.stringify(tried)}.map(load));
      const { default: Database } = await import('better-sqlite3-multiple-ciphers');
      const { hashRawSync } = await import('@node-rs/argon2');
      if (new Database(':memory:').prepare('SELECT 1 AS one').get().one !== 1) throw new Error('database');
      // Loads the HID library and asks the system; a machine without a Ledger has none.
      const { default: Hid } = require('@ledgerhq/hw-transport-node-hid');
      if (!Array.isArray(await Hid.list())) throw new Error('usb');
      Hid.listen({ next() {}, error() {}, complete() {} }).unsubscribe();
      if (hashRawSync('x', { salt: Buffer.alloc(16) }).length !== 32) throw new Error('hash');`;
    await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: unpacked,
      env: {},
    });
  });

  it('carries the sandbox helper and no launcher that gives the sandbox up', () => {
    expect(existsSync(join(packed, 'chrome-sandbox'))).toBe(true);
    for (const name of readdirSync(packed, { recursive: true, encoding: 'utf8' })) {
      if (/\.(desktop|sh)$/.test(name))
        expect(readFileSync(join(packed, name), 'utf8')).not.toContain('no-sandbox');
    }
    expect(dirname(archive)).toBe(join(packed, 'resources'));
    expect(existsSync(join(packed, 'resources', 'app'))).toBe(false);
    expect(existsSync(join(packed, 'resources', 'default_app.asar'))).toBe(false);
  });
});
