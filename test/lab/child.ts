// Child: one daemon of the lab. It says its words into a file, and it never outlives the lab, however that ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { LabError } from './lab-error.ts';

export type Daemon = {
  readonly pid: number;
  readonly running: () => boolean;
  /** Resolves when it has ended, by whatever cause. */
  readonly ended: Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, and SIGKILL after `patienceMs`. */
  readonly stop: (patienceMs?: number) => Promise<void>;
  /** The end of what it said. */
  readonly lastWords: () => string;
};

const PATIENCE_MS = 20_000;
const SETPRIV = '/usr/bin/setpriv';
const alive = new Set<ChildProcess>();

// A lab that ends by an exit of its own takes its daemons along; one that is killed is followed by the kernel's doing below.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

let ending = false;

/** Ends all of them at once, and lets no other begin: for a lab that is given up while it starts. */
export function giveUp(): void {
  ending = true;
  for (const child of alive) child.kill('SIGKILL');
}

export function startDaemon(file: string, args: readonly string[], logFile: string): Daemon {
  if (ending) throw new LabError('The lab is being ended.');
  const log = openSync(logFile, 'a', 0o600);
  // Linux ends the daemon with its parent even when the parent is killed (prctl PR_SET_PDEATHSIG).
  const leashed = process.platform === 'linux' && existsSync(SETPRIV);
  const command = leashed ? SETPRIV : file;
  const words = leashed ? ['--pdeathsig', 'SIGKILL', '--', file, ...args] : args;
  // A group of its own: Ctrl+C is the lab's to hear, which then stops each in order.
  const child = spawn(command, words, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  alive.add(child);
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      alive.delete(child);
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  if (child.pid === undefined) throw new LabError(`${basename(file)} could not be started.`);
  const running = (): boolean => alive.has(child);
  const signal = (name: NodeJS.Signals): void => {
    if (running()) child.kill(name);
  };
  return {
    pid: child.pid,
    running,
    ended,
    signal,
    stop: async (patienceMs = PATIENCE_MS) => {
      // One that was halted hears nothing else first.
      signal('SIGCONT');
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
    lastWords: () => readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n'),
  };
}

/** Asks until `look` gives something. Throws `LabError` after `seconds`, or as soon as the daemon is gone. */
export async function waitFor<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined> | T | undefined,
  daemon?: Daemon,
): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  let last = '';
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (ending) throw new LabError('The lab is being ended.');
    if (daemon && !daemon.running())
      throw new LabError(`It ended while waiting for ${what}. Its last words:\n${daemon.lastWords()}`);
    if (performance.now() > end)
      throw new LabError(`${what} did not come within ${seconds} s. ${last}`.trim());
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
}
