// Entry of the Electron shell. What must be said before the app is ready is said here, in order; nothing is awaited before that.
import { app, Menu, protocol, session } from 'electron';
import { randomUUID } from 'node:crypto';
import { url as inspectorUrl } from 'node:inspector';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { makeDataRoot } from '../../core/data-root.ts';
import { logToFile } from '../../core/ops-log.ts';
import { systemClock } from '../../store/clock.ts';
import { readArguments, type EntryArguments } from '../arguments.ts';
import { loadAssets } from '../assets.ts';
import { createQuit } from '../quit.ts';
import { ownSystem, whyNoSandbox, whyNotLaunched } from '../sandbox.ts';
import { catchFaults, startEntry } from '../start-entry.ts';
import { createElectronPreferences } from './electron-preferences.ts';
import { createElectronShell } from './electron-shell.ts';
import { holdInPlace } from './navigation.ts';
import { denyEverything } from './permissions.ts';
import { createPageHandler, SCHEME } from './protocol.ts';

const root = resolve(import.meta.dirname, '../..');

const quit = createQuit({
  exit: (code) => app.exit(code),
  after: (ms, callback) => setTimeout(callback, ms).unref(),
});

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  app.exit(1);
}

function beforeReady(): EntryArguments | undefined {
  // SECURITY: the first thing of all; after it nothing else looks at how the process was launched.
  const unsafe =
    whyNotLaunched({
      hasSwitch: (name) => app.commandLine.hasSwitch(name),
      argv: process.argv,
      environment: process.env,
      packaged: app.isPackaged,
      inspected: inspectorUrl() !== undefined,
    }) ?? whyNoSandbox(ownSystem(process.execPath));
  if (unsafe !== null) {
    fail(new Error(unsafe));
    return undefined;
  }
  // Packaged, argv holds no path of the app.
  const given = readArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.env);
  makeDataRoot(given.dataRoot);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([SCHEME]);
  app.setPath('userData', join(given.dataRoot, 'window'));
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write(
      'Another Portcullis runs on this data folder. It was asked to show its window. This one was not started.\n',
    );
    app.exit(0);
    return undefined;
  }
  app.on('web-contents-created', (_event, contents) => holdInPlace(contents));
  return given;
}

async function start(given: EntryArguments): Promise<void> {
  const page = join(root, 'out/renderer');
  Menu.setApplicationMenu(null);
  await denyEverything(session.defaultSession);
  protocol.handle(SCHEME.scheme, createPageHandler(loadAssets(page)));
  const log = logToFile(join(given.dataRoot, 'portcullis.log'));
  catchFaults(log, (why) => quit.begin(why, 1));
  const shell = createElectronShell({
    quit,
    preload: join(root, 'out/preload/electron.cjs'),
    entries: import.meta.dirname,
    session: randomUUID(),
    page,
    dataRoot: given.dataRoot,
    clock: systemClock,
  });
  app.on('second-instance', () => void shell.openWindow().catch(() => {}));
  await startEntry({
    shell,
    log,
    root,
    arguments: given,
    mode: given.practice ? 'practice' : 'ask',
    preferencesBacking: createElectronPreferences({ folder: given.dataRoot, clock: systemClock }),
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => quit.begin(signal, 128 + constants.signals[signal]));
}
// The core shuts down first, then `quit.end` ends the app; Electron's own quitting would not wait.
app.on('before-quit', (event) => {
  event.preventDefault();
  quit.begin('the user quit', 0);
});
// Without a listener Electron would quit by itself; the shell decides, by what the operator prefers.
app.on('window-all-closed', () => {});

try {
  const given = beforeReady();
  if (given)
    app
      .whenReady()
      .then(() => start(given), fail)
      .catch(fail);
} catch (error) {
  fail(error);
}
