// What every entry does alike: starts the core on a shell, serves the control socket beside it, and tells a failure in one sentence.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlAddress } from '../core/control-address.ts';
import { serveControlSocket, type ControlSocketOptions } from '../core/control-socket.ts';
import type { OpsLog } from '../core/ops-log.ts';
import { attachLedger, speculosOf } from '../hardware/attach-ledger.ts';
import { AlreadyRunningError, startCore } from '../core/start-core.ts';
import type { PreferencesBacking } from '../settings/preferences.ts';
import { systemClock, systemRandom } from '../store/clock.ts';
import type { EntryArguments } from './arguments.ts';
import type { DesktopShell } from './desktop-shell.ts';

export type EntryOptions = {
  readonly shell: DesktopShell;
  readonly arguments: EntryArguments;
  readonly mode: 'practice' | 'real' | 'ask';
  readonly preferencesBacking: PreferencesBacking;
  readonly log: OpsLog;
  /** Folder that holds package.json. */
  readonly root: string;
  /** Given by an entry without a window: one plain line per entry of the audit log. */
  readonly print?: (line: string) => void;
};

/** Resolves when the core runs. What stops it is logged, told on the terminal, and ends the process with code 1. */
export async function startEntry(options: EntryOptions): Promise<void> {
  try {
    const core = await start(options);
    await serveControl(options, core.call);
  } catch (error) {
    if (error instanceof AlreadyRunningError && error.shown) {
      // A second start is no failure; it does what the person meant.
      process.stdout.write(`${error.message}\n`);
      options.shell.exit(0);
      return;
    }
    options.log.error('The start failed.', error);
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    options.shell.exit(1);
  }
}

function start({ shell, log, mode, root, print, preferencesBacking, arguments: given }: EntryOptions) {
  return startCore({
    shell,
    mode,
    dataRoot: given.dataRoot,
    version: readVersion(root),
    licencesFile: join(root, 'out/main/licences.json'),
    practice: { seed: given.seed, speed: given.speed },
    preferencesBacking,
    // SECURITY: the only device an entry of the product can make speaks with a Ledger: over USB, or for developers over an emulator's port.
    hardware: attachLedger({
      startChild: shell.startChild,
      speculos: speculosOf(process.env),
      timer: systemClock,
      platform: process.platform,
    }),
    clock: systemClock,
    random: systemRandom,
    log,
    ...(print ? { print } : {}),
  });
}

async function serveControl(
  { shell, log, arguments: given }: EntryOptions,
  call: ControlSocketOptions['call'],
): Promise<void> {
  const address = controlAddress(given.dataRoot);
  if (address === undefined) {
    log.warn(
      'The path of the data folder is too long for a control socket; “npm run ctl” does not work on it.',
    );
    return;
  }
  try {
    const socket = await serveControlSocket({ address, call, newSession: randomUUID });
    shell.onQuit(() => void socket.close());
  } catch (error) {
    log.error('The control socket could not be made; “npm run ctl” does not work.', error);
  }
}

/** Faults nobody caught: written down, then the end in order. A payment under way is taken up by the next start. */
export function catchFaults(log: OpsLog, end: (why: string) => void): void {
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      log.error('A fault nobody caught; shutting down.', error);
      end('an unexpected fault');
    });
  }
}

function readVersion(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
