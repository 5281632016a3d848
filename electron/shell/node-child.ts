// One of our own entries as a child process on the same Node: JSON messages both ways, an empty environment, an end with its parent.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { ChildProcess } from './desktop-shell.ts';

/** Starts `<folder>/<entry>.js`. The child learns of our end, however it came, by its channel closing (`disconnect`). */
export function startNodeChild(folder: string, entry: string, args: readonly string[]): ChildProcess {
  const child = fork(join(folder, `${entry}.js`), args, {
    // SECURITY: what the operator's environment holds is none of the child's business.
    env: {},
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: process.platform !== 'win32',
  });
  return {
    send: (message) => {
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      child.once('exit', listener);
      child.once('error', () => listener(null));
    },
    kill: () => void child.kill('SIGTERM'),
  };
}
