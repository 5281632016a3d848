// Floors: no room imports from a room above it. The order stands in docs/architecture.md; this reads every import there is.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** From the ground up. What stands on one line knows nothing of its neighbours but what `BESIDE` allows. */
const FLOORS: readonly (readonly string[])[] = [
  ['shared'],
  ['store', 'vault', 'settings', 'hardware'],
  ['audit', 'lightning'],
  ['agents', 'bitcoin'],
  ['gate', 'treasury'],
  ['nostr'],
  ['core'],
  ['shell'],
];

/** Within a floor: keys, settings and their files are kept by the store; a device is asked in the store's turns; adding a node writes an entry. */
const BESIDE: readonly string[] = [
  'vault -> store',
  'settings -> store',
  'hardware -> store',
  'lightning -> audit',
];

/** The core knows the shell it stands on by its port, and only the port's types. */
const PORT = 'electron/shell/desktop-shell.ts';

const IMPORT = /^(?:import|export) (type )?[^;]*?from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gm;

type Arrow = { readonly from: string; readonly to: string; readonly typesOnly: boolean };

const roomOf = (path: string): string => path.split('/')[path.startsWith('electron/') ? 1 : 0] ?? '';
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

function arrowsOf(path: string, text: string): readonly Arrow[] {
  return [...text.matchAll(IMPORT)].map(([, type, named, lazy]) => ({
    from: path,
    to: normalize(join(dirname(path), named ?? lazy ?? '')),
    typesOnly: type !== undefined,
  }));
}

function isWrong({ from, to, typesOnly }: Arrow): boolean {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return false;
  if (room === 'renderer' || room === 'practice') return other !== 'shared';
  if (room === 'build') return false;
  if (to === PORT && room === 'core') return !typesOnly;
  if (floorOf(room) < 0 || floorOf(other) < 0) return true;
  return floorOf(other) >= floorOf(room) && !BESIDE.includes(`${room} -> ${other}`);
}

const sources = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));

describe('the floors of the house', () => {
  const arrows = ['shared', 'electron', 'renderer']
    .flatMap(sources)
    .flatMap((path) => arrowsOf(path, readFileSync(join(ROOT, path), 'utf8')));

  it('no file imports from a room above its own', () => {
    expect(arrows.length).toBeGreaterThan(1_500);
    expect(arrows.filter(isWrong).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it.each([
    ['electron/gate/accept.ts', "import { x } from '../core/router.ts';"],
    ['electron/gate/accept.ts', "import type {\n  X,\n} from '../nostr/event.ts';"],
    ['electron/core/router.ts', "import { x } from '../shell/desktop-shell.ts';"],
    ['electron/core/router.ts', "const x = await import('../practice/main.ts');"],
    ['renderer/ui/Amount.tsx', "import type { X } from '../../electron/gate/gate.ts';"],
    ['electron/practice/main.ts', "import { x } from '../store/clock.ts';"],
    ['electron/store/clock.ts', "export type { X } from '../vault/vault.ts';"],
  ])('an arrow up out of %s is seen', (path, line) => {
    expect(arrowsOf(path, line).filter(isWrong)).toHaveLength(1);
  });
});
