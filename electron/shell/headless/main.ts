// Entry without a window: `node out/main/headless.js [--practice] [--data DIR]`. Structured log on standard error.
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { makeDataRoot } from '../../core/data-root.ts';
import { logToTerminal } from '../../core/ops-log.ts';
import { createConfBacking } from '../../settings/conf-backing.ts';
import { systemClock } from '../../store/clock.ts';
import { readArguments } from '../arguments.ts';
import { createProcessQuit } from '../quit.ts';
import { catchFaults, startEntry } from '../start-entry.ts';
import { createHeadlessShell } from './headless-shell.ts';
import { createNarrator } from './narrator.ts';

const root = resolve(import.meta.dirname, '../..');
const quit = createProcessQuit();
const log = logToTerminal();

try {
  const given = readArguments(process.argv.slice(2), process.env);
  makeDataRoot(given.dataRoot);
  catchFaults(log, (why) => quit.begin(why, 1));
  let narrate: ReturnType<typeof createNarrator> = () => {};
  const shell = createHeadlessShell({
    quit,
    entries: import.meta.dirname,
    onPush: (push) => narrate(push),
    onNotify: (title, body) => log.info('notification', { title, body }),
  });
  await startEntry({
    shell,
    log,
    root,
    arguments: given,
    mode: given.practice ? 'practice' : 'real',
    preferencesBacking: createConfBacking({ folder: given.dataRoot, clock: systemClock }),
    onRunning: (call) => {
      if (!given.practice) return;
      narrate = createNarrator({
        call,
        session: randomUUID(),
        print: (line) => void process.stdout.write(`${line}\n`),
      });
      narrate({ changed: ['timeline'] });
    },
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  quit.end(1);
}
