// Where the control socket of a data folder is: the one place that the core and the control command agree on.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';

/** Longest path a Unix socket may have on every system we run on (`sun_path` of macOS is 104 bytes with its end). */
const LONGEST_SOCKET_PATH = 103;

/** undefined when the folder's path is too long for a socket. Throws when there is no such folder. */
export function controlAddress(dataRoot: string): string | undefined {
  const real = realpathSync(dataRoot);
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(real.toLowerCase()).digest('hex').slice(0, 32);
    return `\\\\.\\pipe\\portcullis-control-${name}`;
  }
  const path = join(real, 'control.sock');
  return Buffer.byteLength(path) > LONGEST_SOCKET_PATH ? undefined : path;
}
