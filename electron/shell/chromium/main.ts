// Entry of the Chromium shell: `node out/main/chromium.js [--practice] [--data DIR]`.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDataRoot } from '../../core/data-root.ts';
import { logToFile } from '../../core/ops-log.ts';
import { createConfBacking } from '../../settings/conf-backing.ts';
import { systemClock } from '../../store/clock.ts';
import { ArgumentError, readArguments } from '../arguments.ts';
import { loadAssets } from '../assets.ts';
import { createProcessQuit } from '../quit.ts';
import { ownSystem, whyNoSandbox } from '../sandbox.ts';
import { catchFaults, startEntry } from '../start-entry.ts';
import { createChromiumShell } from './chromium-shell.ts';
import { whyNoDisplay } from './display.ts';
import { findBrowser } from './find-browser.ts';

const root = resolve(import.meta.dirname, '../..');
const quit = createProcessQuit();

try {
  const given = readArguments(process.argv.slice(2), process.env);
  const browser = findBrowser(process.platform, given.chromium ?? process.env['PORTCULLIS_CHROMIUM']);
  if (browser === undefined) throw new Error('No Chromium was found. “npm start” installs it or says how.');
  const headlessWindow = process.env['PORTCULLIS_HEADLESS_WINDOW'] === '1';
  const cannot =
    whyNoSandbox(ownSystem(browser)) ?? (headlessWindow ? null : await whyNoDisplay(process.env));
  if (cannot !== null) throw new Error(cannot);
  makeDataRoot(given.dataRoot);
  const log = logToFile(join(given.dataRoot, 'portcullis.log'));
  catchFaults(log, (why) => quit.begin(why, 1));
  const shell = createChromiumShell({
    browser,
    quit,
    dataRoot: given.dataRoot,
    assets: loadAssets(join(root, 'out/renderer')),
    preload: readFileSync(join(root, 'out/preload/chromium.js'), 'utf8'),
    entries: import.meta.dirname,
    session: randomUUID(),
    clock: systemClock,
    say: (line) => void process.stdout.write(`${line}\n`),
    headlessWindow,
    // SECURITY: only a clone of the sources has this door at all; what is installed has not.
    testPort:
      process.env['PORTCULLIS_TEST_PORT'] === '0' && existsSync(join(root, 'test/e2e/playwright.config.ts')),
  });
  await startEntry({
    shell,
    log,
    root,
    arguments: given,
    mode: given.practice ? 'practice' : 'ask',
    preferencesBacking: createConfBacking({ folder: given.dataRoot, clock: systemClock }),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  quit.end(error instanceof ArgumentError ? 2 : 1);
}
