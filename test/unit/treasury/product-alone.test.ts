// The product alone: nothing of what tests put in the place of a Ledger can be reached from what is built or packaged.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const sources = ['shared', 'electron', 'renderer'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length)),
);

describe('what is built', () => {
  it('imports nothing of the tests', () => {
    const importing = sources.filter((path) => /from '[^']*\/test\//.test(read(path)));
    expect(sources.length).toBeGreaterThan(400);
    expect(importing).toEqual([]);
  });

  it('has no entry of the tests, and no entry that takes another device than a Ledger', () => {
    expect(read('electron/build/vite.config.ts')).not.toMatch(/treasury-main|\btest\//);
    const making = sources.filter((path) =>
      /\bhardware: (?!options\.|HardwareWallet|Pick<HardwareWallet)/.test(read(path)),
    );
    expect(making).toEqual(['electron/shell/start-entry.ts']);
    expect(read('electron/shell/start-entry.ts')).toMatch(/hardware: attachLedger\(/);
  });

  it('is packaged without the tests', () => {
    const [, files = ''] = /^files:\n((?:[ -].*\n)+)/m.exec(read('electron-builder.yml')) ?? [];
    const taken = files.split('\n').filter((line) => line.startsWith('  - ') && !line.includes("'!"));
    expect(taken).toContain('  - out/main/**');
    expect(taken.join()).not.toMatch(/test/);
    expect(files).toContain("'!**/{test,");
  });
});
