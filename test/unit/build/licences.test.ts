// The list of licences is made from what is installed: every shipped package is in it, nothing that only builds is, and all may be given on.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collectLicences } from '../../../electron/build/licences.ts';
import { createLicenceReader } from '../../../electron/core/licences.ts';
import { scratchFolder } from '../../support/scratch.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const made = collectLicences(root);
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** May be shipped with a program under MIT. SPDX identifiers. */
const FREE =
  /\b(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|Unlicense|CC0-1\.0|CC-BY-4\.0|OFL-1\.1|BlueOak-1\.0\.0|Python-2\.0|WTFPL|Zlib)\b/;

describe('the list of shipped packages', () => {
  it('has every dependency, in the installed version, and Electron around them', () => {
    const names = new Map(made.packages.map(({ name, version }) => [name, version]));
    for (const [name, version] of Object.entries(manifest.dependencies))
      expect(made.packages, name).toContainEqual(expect.objectContaining({ name, version }));
    expect(names.get('electron')).toBe(manifest.devDependencies['electron']);
  });

  it('has nothing that only builds or tests', () => {
    const names = new Set(made.packages.map(({ name }) => name));
    for (const name of ['vite', 'vitest', 'typescript', 'oxlint', 'electron-builder', '@playwright/test'])
      expect(names.has(name), name).toBe(false);
  });

  it('has no package whose licence forbids to give it on', () => {
    expect(made.packages.filter(({ licence }) => !FREE.test(licence))).toEqual([]);
  });

  it('is read by the core as it was written', () => {
    const path = join(scratchFolder(), 'licences.json');
    writeFileSync(path, JSON.stringify(made));
    const read = createLicenceReader(path)();
    expect(read.ok && read.value).toEqual(made);
    for (const { text } of made.packages) if (text !== null) expect(made.texts[text]).not.toBe('');
  });

  it.each([undefined, '/nonexistent/licences.json'])('is said to be missing when it is: %s', (path) =>
    expect(createLicenceReader(path)()).toMatchObject({ ok: false, code: 'not_built' }),
  );
});
