// The built console as a child process, with the piece that moves its clock loaded before it.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromInside, KillPoint, ToInside } from './inside-messages.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const BUILT = join(ROOT, 'out/main');
/** At the same depth below the root, and one for each run: a build beside the run must not change what is tested. */
const COPY = join(ROOT, `out/crash-main-${process.pid}`);
const INSIDE = pathToFileURL(join(import.meta.dirname, 'inside.ts')).href;

let copied = false;

/** Takes the built files as they are now, once per run. Throws when there are none. */
function builtConsole(): string {
  if (!copied) {
    if (!existsSync(join(BUILT, 'headless.js')))
      throw new Error(
        'There is no built console in out/main. Nothing was tested. Run “npm run build” first.',
      );
    process.once('exit', () => rmSync(COPY, { recursive: true, force: true }));
    cpSync(BUILT, COPY, { recursive: true, filter: (path) => !path.endsWith('.map') });
    copied = true;
  }
  return join(COPY, 'headless.js');
}

type Wish = ToInside extends infer M ? (M extends unknown ? Omit<M, 'id'> : never) : never;

export type Console = {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  readonly gone: () => boolean;
  /** Its last words, for a failed run. */
  readonly output: () => string;
  /** Resolves when the piece inside has done it, or when the console is gone. */
  readonly inside: (wish: Wish) => Promise<void>;
};

export function startConsole(options: {
  readonly dataDir: string;
  readonly skipped: number;
  readonly wrong: number;
  readonly timeZone: string;
  readonly armed: KillPoint | null;
}): Console {
  const child = spawn(
    process.execPath,
    ['--import', INSIDE, '--disable-warning=ExperimentalWarning', builtConsole(), '--data', options.dataDir],
    {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'] ?? '',
        TZ: options.timeZone,
        NODE_COMPILE_CACHE: join(ROOT, 'out/crash-cache'),
        CRASH_TEST_SKIPPED: String(options.skipped),
        CRASH_TEST_WRONG: String(options.wrong),
        CRASH_TEST_ARMED: JSON.stringify(options.armed),
      },
    },
  );
  let output = '';
  child.stderr?.on('data', (chunk) => (output = (output + String(chunk)).slice(-20_000)));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const gone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const waiting = new Map<number, () => void>();
  let lastId = 0;
  child.on('message', (raw) => {
    const message = raw as FromInside;
    if (message.type === 'reached') child.kill('SIGKILL');
    else waiting.get(message.id)?.();
  });
  child.on('error', () => undefined);
  return {
    process: child,
    ended,
    gone,
    output: () => output,
    inside: (wish) => {
      if (gone() || !child.connected) return Promise.resolve();
      const id = (lastId += 1);
      const done = new Promise<void>((resolve) => waiting.set(id, resolve));
      child.send({ ...wish, id }, () => undefined);
      return Promise.race([done, ended]);
    },
  };
}
