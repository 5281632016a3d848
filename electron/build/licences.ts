// Licences: at every build the list of packages that are shipped, read from node_modules, with the texts they come with.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

type Shipped = {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Key into `texts`; null when the package carries none. */
  readonly text: string | null;
};
export type LicenceFile = {
  readonly packages: readonly Shipped[];
  readonly texts: Readonly<Record<string, string>>;
};

type LockEntry = { readonly dev?: boolean; readonly devOptional?: boolean };
type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
};

/** Built with, and yet a part of what is installed: the packager puts it around the console. */
const AROUND = new Set(['node_modules/electron']);
const TEXT_FILE = /^(licen[cs]e|copying)(\.(md|txt|markdown))?$/i;

const isShipped = ([path, entry]: readonly [string, LockEntry]): boolean =>
  path.startsWith('node_modules/') &&
  (AROUND.has(path) || (entry.dev !== true && entry.devOptional !== true));

/** Packages that are not installed here (another platform's) are not shipped from here either. */
export function collectLicences(root: string): LicenceFile {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const texts: Record<string, string> = {};
  const found = new Map<string, Shipped>();
  for (const [path] of Object.entries(lock.packages).filter(isShipped)) {
    const folder = join(root, path);
    if (!existsSync(join(folder, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const text = textIn(folder);
    const key = text === null ? null : createHash('sha256').update(text).digest('hex').slice(0, 16);
    if (key !== null && text !== null) texts[key] = text;
    found.set(`${manifest.name}@${manifest.version}`, {
      name: manifest.name,
      version: manifest.version,
      licence: licenceOf(manifest),
      text: key,
    });
  }
  const packages = [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { packages, texts };
}

function textIn(folder: string): string | null {
  const file = readdirSync(folder).find((name) => TEXT_FILE.test(name));
  return file === undefined ? null : readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}

function licenceOf({ license, licenses }: Manifest): string {
  if (typeof license === 'string') return license;
  return license?.type ?? (licenses?.map(({ type }) => type).join(' OR ') || 'not stated');
}

/** Writes `licences.json` beside the core. */
export const licences = (root: string): Plugin => ({
  name: 'licences',
  applyToEnvironment: ({ name }) => name === 'main',
  generateBundle() {
    this.emitFile({
      type: 'asset',
      fileName: 'licences.json',
      source: JSON.stringify(collectLicences(root)),
    });
  },
});
