// Crash safety of small files: every system call of a write is made to fail in turn, and the file must be old, new or absent.
import * as fs from 'node:fs';
import type * as FileSystem from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { createFile, replaceFile } from '../../../electron/store/durable-file.ts';
import { scratchFolder } from '../../support/scratch.ts';

// The nth call of the file system fails, as on a full disk; with `dead`, so does every later one, as after a kill.
const disk = vi.hoisted(() => ({ calls: 0, failAt: Infinity, dead: false, log: [] as string[] }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof FileSystem>();
  const watched = ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'linkSync', 'rmSync'] as const;
  const failing = Object.fromEntries(
    watched.map((name) => [
      name,
      (...values: unknown[]) => {
        disk.calls += 1;
        disk.log.push(name);
        if (disk.dead ? disk.calls >= disk.failAt : disk.calls === disk.failAt)
          throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
        return (real[name] as (...all: unknown[]) => unknown)(...values);
      },
    ]),
  );
  return { ...real, ...failing };
});

afterEach(() => Object.assign(disk, { calls: 0, failAt: Infinity, dead: false, log: [] }));

const contentOf = (path: string): string | undefined =>
  fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : undefined;

test('replaces a file whole, private to its owner', () => {
  const path = join(scratchFolder(), 'file.json');
  replaceFile(path, 'first');
  replaceFile(path, 'second');
  expect(contentOf(path)).toBe('second');
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(join(path, '..'))).toEqual(['file.json']);
});

test('makes the content durable before it is put in place, and the name after', () => {
  const path = join(scratchFolder(), 'file.json');
  disk.log = [];
  replaceFile(path, 'text');
  const order = disk.log.filter((name) => name === 'fsyncSync' || name === 'renameSync');
  expect(order).toEqual(['fsyncSync', 'renameSync', 'fsyncSync']);
});

test('does not create over an existing file', () => {
  const path = join(scratchFolder(), 'file.json');
  createFile(path, 'first');
  expect(() => createFile(path, 'second')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(contentOf(path)).toBe('first');
});

for (const dead of [false, true]) {
  const how = dead ? 'a kill before' : 'a failure of';
  test(`leaves the old or the new file after ${how} any system call of a replacement`, () => {
    for (let call = 1; ; call += 1) {
      const path = join(scratchFolder(), 'file.json');
      Object.assign(disk, { calls: 0, failAt: Infinity, dead: false });
      replaceFile(path, 'old');
      Object.assign(disk, { calls: 0, failAt: call, dead });
      let failed = false;
      try {
        replaceFile(path, 'new');
      } catch {
        failed = true;
      }
      expect(['old', 'new']).toContain(contentOf(path));
      if (!failed) expect(contentOf(path)).toBe('new');
      Object.assign(disk, { failAt: Infinity, dead: false });
      replaceFile(path, 'after');
      expect(contentOf(path)).toBe('after');
      if (!failed && call > 8) break;
    }
  });

  test(`leaves no file or a whole one after ${how} any system call of a creation`, () => {
    for (let call = 1; ; call += 1) {
      const path = join(scratchFolder(), 'file.json');
      Object.assign(disk, { calls: 0, failAt: call, dead });
      let failed = false;
      try {
        createFile(path, 'whole');
      } catch {
        failed = true;
      }
      expect([undefined, 'whole']).toContain(contentOf(path));
      if (!failed) expect(contentOf(path)).toBe('whole');
      if (!failed && call > 8) break;
    }
  });
}
