// Entry of the console over the lab: `console-main.ts --data DIR [--chromium FILE] [--headless]`. The product's own core and shells; only the
// child that plays the practice fleet is another one, named by PORTCULLIS_LAB_FILE. It lies in the clone and is no part of what is installed.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDataRoot } from '../../electron/core/data-root.ts';
import { logToFile } from '../../electron/core/ops-log.ts';
import { createConfBacking } from '../../electron/settings/conf-backing.ts';
import { readArguments } from '../../electron/shell/arguments.ts';
import { loadAssets } from '../../electron/shell/assets.ts';
import { createChromiumShell } from '../../electron/shell/chromium/chromium-shell.ts';
import { findBrowser } from '../../electron/shell/chromium/find-browser.ts';
import type { DesktopShell } from '../../electron/shell/desktop-shell.ts';
import { createHeadlessShell } from '../../electron/shell/headless/headless-shell.ts';
import { createProcessQuit } from '../../electron/shell/quit.ts';
import { catchFaults, startEntry } from '../../electron/shell/start-entry.ts';
import { systemClock } from '../../electron/store/clock.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = join(root, 'out/main');
const words = process.argv.slice(2);
const headless = words.includes('--headless');
const given = readArguments(
  words.filter((word) => word !== '--headless'),
  process.env,
);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const quit = createProcessQuit();
makeDataRoot(given.dataRoot);
const log = logToFile(join(given.dataRoot, 'portcullis.log'));
catchFaults(log, (why) => quit.begin(why, 1));

function window(): DesktopShell {
  const browser = findBrowser(process.platform, given.chromium ?? process.env['PORTCULLIS_CHROMIUM']);
  if (browser === undefined) throw new Error('No Chromium was found. “npm start” installs it or says how.');
  return createChromiumShell({
    browser,
    quit,
    dataRoot: given.dataRoot,
    assets: loadAssets(join(root, 'out/renderer')),
    preload: readFileSync(join(root, 'out/preload/chromium.js'), 'utf8'),
    entries,
    session: randomUUID(),
    clock: systemClock,
    say,
    headlessWindow: process.env['PORTCULLIS_HEADLESS_WINDOW'] === '1',
    testPort: false,
  });
}

const shell = headless
  ? createHeadlessShell({
      quit,
      entries,
      onNotify: (title, body) => log.info('notification', { title, body }),
    })
  : window();

await startEntry({
  shell: {
    ...shell,
    startChild: (_entry, { args }) => {
      const file = fileURLToPath(new URL('fleet-child.ts', import.meta.url));
      const lab = process.env['PORTCULLIS_LAB_FILE'] ?? '';
      const child = fork(file, [...args, '--lab', lab], {
        env: {},
        execArgv: [],
        stdio: ['ignore', 2, 2, 'ipc'],
      });
      return {
        send: (message) => {
          if (child.connected) child.send(message as object, () => undefined);
        },
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill('SIGTERM'),
      };
    },
  },
  log,
  root,
  arguments: given,
  mode: 'practice',
  ...(headless ? { print: say } : {}),
  preferencesBacking: createConfBacking({ folder: given.dataRoot, clock: systemClock }),
});
