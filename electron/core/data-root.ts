// Where data is kept when no folder is named (XDG Base Directory Specification 0.8), and how it is made.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

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

/** Makes the folder when it is not there; nobody but its owner may look into it. */
export function makeDataRoot(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
