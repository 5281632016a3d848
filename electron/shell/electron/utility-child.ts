// One of our own entries in Electron's utility process: no ELECTRON_RUN_AS_NODE is needed, so that fuse stays off.
import { utilityProcess } from 'electron';
import { join } from 'node:path';
import type { ChildProcess } from '../desktop-shell.ts';

export function startUtilityChild(folder: string, entry: string, args: readonly string[]): ChildProcess {
  const child = utilityProcess.fork(join(folder, `${entry}.js`), [...args], {
    serviceName: `portcullis-${entry}`,
    stdio: 'inherit',
    // SECURITY: what the operator's environment holds is none of the child's business.
    env: {},
  });
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
}
