// Where data is kept when no folder is named (XDG Base Directory Specification 0.8), and how it is made.
import { existsSync, mkdirSync, statSync, type Stats } from 'node:fs';
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
  let made: Stats;
  try {
    for (const part of missing.toReversed()) mkdirSync(part, { mode: 0o700 });
    made = statSync(folder);
    if (!made.isDirectory()) throw new Error('it is no folder');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataRootError(`The data folder ${folder} cannot be made (${why}). Choose another with --data.`);
  }
  const whose = strangers(made);
  if (whose !== null)
    throw new DataRootError(
      `${whose} the data folder ${folder}, and so could exchange what is in it. Nothing was opened. Choose another with --data, or make it yours alone (chmod 700).`,
    );
}

// SECURITY: whoever may write here can put another ledger, or a control socket that asks for the passphrase, in the place of ours.
function strangers({ uid, mode }: Stats): string | null {
  // Windows has rights of another kind, and the profile's folder is its user's.
  const own = process.getuid?.();
  if (own === undefined) return null;
  if (uid !== own) return 'Another user owns';
  return (mode & 0o022) === 0 ? null : 'Other users may write in';
}
