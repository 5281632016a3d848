// All nine fuses, set or refused, and read back by a foreign reader.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { afterPack, binaryOf } from '../../electron/build/after-pack.mjs';
import { FUSES, setFuses } from '../../electron/build/fuses.mjs';
import { scratchFolder } from '../support/scratch.ts';
import { stubBinary } from './stub-electron.ts';

/** Electron security checklist, item 19, in the wire's order. */
const WANTED = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};
const wireOf = Object.values(WANTED)
  .map((on) => (on ? '1' : '0'))
  .join('');

const scratchBinary = (content: Buffer): string => {
  const file = join(scratchFolder(), 'portcullis');
  writeFileSync(file, content);
  return file;
};

describe('fuses', () => {
  it('are nine, each decided', () => {
    expect(Object.fromEntries(FUSES)).toEqual(WANTED);
    expect(FUSES.map(([name]) => name)).toEqual(Object.keys(WANTED));
  });

  it.each(['101100011', '000000000', '111111111'])(
    'are set whatever the binary came with: %s',
    async (wire) => {
      const file = scratchBinary(stubBinary(wire));
      setFuses(file);
      const { version: _version, ...states } = await getCurrentFuseWire(file);
      expect(Object.values(states)).toEqual(
        Object.values(WANTED).map((on) => (on ? '1' : '0').charCodeAt(0)),
      );
    },
  );

  it('are set in both slices of a universal binary, and nothing else is touched', () => {
    const before = stubBinary('101100011', 1, 2);
    const file = scratchBinary(before);
    setFuses(file);
    const after = readFileSync(file);
    expect(after.equals(stubBinary(wireOf, 1, 2))).toBe(true);
    expect(after.length).toBe(before.length);
  });

  it.each<[string, Buffer, string]>([
    ['no wire', Buffer.alloc(9_000), 'no fuse wire'],
    ['a fuse too few', stubBinary('10110001'), 'has 8 fuses'],
    ['a fuse nobody decided on', stubBinary('1011000111'), 'has 10 fuses'],
    ['another version of the wire', stubBinary('101100011', 2), 'version 2'],
    [
      'a fuse that was removed',
      stubBinary('1011r0011'),
      'EnableEmbeddedAsarIntegrityValidation is no longer there',
    ],
  ])('refuses a binary with %s and leaves it as it was', (_what, content, part) => {
    const file = scratchBinary(content);
    expect(() => setFuses(file)).toThrow(part);
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it('are set where each system keeps the wire', () => {
    expect(binaryOf('/d', 'linux', 'Portcullis', 'portcullis')).toBe('/d/portcullis');
    expect(binaryOf('/d', 'win32', 'Portcullis')).toBe('/d/Portcullis.exe');
    expect(binaryOf('/d', 'darwin', 'Portcullis')).toBe(
      '/d/Portcullis.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
    );
  });

  it('fail the packaging when they cannot be set', async () => {
    const packager = { appInfo: { productFilename: 'Portcullis' }, executableName: 'portcullis' };
    await expect(
      afterPack({ appOutDir: scratchFolder(), electronPlatformName: 'linux', packager }),
    ).rejects.toThrow('ENOENT');
  });
});
