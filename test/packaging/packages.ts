// Which packages a built program reaches, by its own imports and then by what each of them says it depends on.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^."'/][^"']*)["']/g;

const nameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** What the entries and the parts they share import of packages, without Node's own: “nostr-tools/nip44”. */
export function importedSpecifiers(folder: string, entries: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const names = new Set<string>();
  const read = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, specifier = ''] of text.matchAll(IMPORT))
      if (!specifier.startsWith('node:')) names.add(specifier);
    for (const [, part = ''] of text.matchAll(/["'](\.\.?\/[^"']+\.js)["']/g)) {
      const next = join(dirname(file), part);
      if (existsSync(next)) read(next);
    }
  };
  for (const entry of entries) read(join(folder, entry));
  return [...names].toSorted();
}

/** The packages those are of. */
export const importedPackages = (folder: string, entries: readonly string[]): readonly string[] => [
  ...new Set(importedSpecifiers(folder, entries).map(nameOf)),
];

type Manifest = {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

/** Those packages and all they depend on, as far as it is installed, but for Electron, which is not packed as a package. */
export function reachablePackages(root: string, names: readonly string[]): readonly string[] {
  const folders = new Map<string, string>();
  const visit = (name: string, from: string): void => {
    const folder = resolvePackage(name, from);
    if (folder === undefined || folders.has(folder)) return;
    folders.set(folder, name);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    for (const next of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      visit(next, folder);
  };
  for (const name of names) if (name !== 'electron') visit(name, root);
  // Declarations have nothing to run.
  return [...new Set(folders.values())].filter((name) => !name.startsWith('@types/')).toSorted();
}

function resolvePackage(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return found;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Names of the packages in an archive's list of files, nested ones too. */
export function packagesInside(files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => {
    const found = /\/node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(file)?.[1];
    return found === undefined ? [] : [found];
  });
  return [...new Set(names)].toSorted();
}
