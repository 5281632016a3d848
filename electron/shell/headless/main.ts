// Entry without a window: `node out/main/headless.js [--practice] [--data DIR]`. Structured log on standard error, in practice in a file.
import { join, resolve } from 'node:path';
import { makeDataRoot } from '../../core/data-root.ts';
import { logToFile, logToTerminal } from '../../core/ops-log.ts';
import { createConfBacking } from '../../settings/conf-backing.ts';
import { systemClock } from '../../store/clock.ts';
import { ArgumentError, readArguments } from '../arguments.ts';
import { createProcessQuit } from '../quit.ts';
import { catchFaults, startEntry } from '../start-entry.ts';
import { createHeadlessShell } from './headless-shell.ts';

const root = resolve(import.meta.dirname, '../..');
const quit = createProcessQuit();

try {
  const given = readArguments(process.argv.slice(2), process.env);
  makeDataRoot(given.dataRoot);
  // In practice the terminal belongs to whoever watches; a server's supervisor keeps standard error.
  const log = given.practice ? logToFile(join(given.dataRoot, 'portcullis.log')) : logToTerminal();
  catchFaults(log, (why) => quit.begin(why, 1));
  const shell = createHeadlessShell({
    quit,
    entries: import.meta.dirname,
    onNotify: (title, body) => log.info('notification', { title, body }),
  });
  // A reader that went away is no reason to stop paying.
  process.stdout.on('error', () => undefined);
  await startEntry({
    shell,
    log,
    root,
    arguments: given,
    mode: given.practice ? 'practice' : 'real',
    print: (line) => void process.stdout.write(`${line}\n`),
    preferencesBacking: createConfBacking({ folder: given.dataRoot, clock: systemClock }),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  quit.end(error instanceof ArgumentError ? 2 : 1);
}
