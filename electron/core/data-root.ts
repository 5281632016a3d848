// Where data is kept when no folder is named (XDG Base Directory Specification 0.8), and how it is made.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

export function defaultDataRoot(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Portcullis');
  if (platform === 'win32') return join(environment['APPDATA'] ?? homedir(), 'Portcullis');
  const base = environment['XDG_DATA_HOME'];
  // The specification: a path that is not absolute is to be ignored.
  return join(base && isAbsolute(base) ? base : join(homedir(), '.local', 'share'), 'portcullis');
}

export class DataRootError extends Error {
  override readonly name = 'DataRootError';
}

/**
 * Makes the folder, and those above it, when they are not there; nobody but its owner may look into what is made. Throws
 * `DataRootError` with a sentence when it cannot be made.
 */
export function makeDataRoot(folder: string): void {
  // One by one: Node's own `recursive` never returns where making a folder answers ENOENT although its parent is there (/proc).
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  try {
    for (const part of missing.toReversed()) mkdirSync(part, { mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataRootError(`The data folder ${folder} cannot be made (${why}). Choose another with --data.`);
  }
}
