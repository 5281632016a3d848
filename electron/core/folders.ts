// Folders: where each fleet keeps its files. The practice fleet's are made anew at every start, and no path leads from one to the other.
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type FleetFolder = {
  readonly folder: string;
  /** vault.json is made by electron/vault in `folder`. */
  readonly ledger: string;
  readonly anchor: string;
};

const filesIn = (folder: string): FleetFolder => ({
  folder,
  ledger: join(folder, 'ledger.db'),
  anchor: join(folder, 'anchor.json'),
});

export const realFolder = (dataRoot: string): FleetFolder => filesIn(join(dataRoot, 'real'));

/** Says that a folder is ours to empty. */
const MARK = 'practice-data-wiped-at-every-start';

export class PracticeFolderError extends Error {
  override readonly name = 'PracticeFolderError';
}

/**
 * An empty practice folder. Throws `PracticeFolderError` when something stands there that this program did not put there: a data root
 * given by hand may hold a folder of that name with somebody's work in it.
 */
export function freshPracticeFolder(dataRoot: string): FleetFolder {
  const folder = join(dataRoot, 'practice');
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found) {
    const ours = found.isDirectory() && (existsSync(join(folder, MARK)) || readdirSync(folder).length === 0);
    if (!ours)
      throw new PracticeFolderError(
        `${folder} was not made by the practice fleet, so it was left alone. Move it away or choose another data folder.`,
      );
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, MARK), '', { mode: 0o600 });
  return filesIn(folder);
}

/** Was a real fleet set up here before? */
export const realVaultExists = (dataRoot: string): boolean =>
  existsSync(join(realFolder(dataRoot).folder, 'vault.json'));
