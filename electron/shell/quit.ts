// The end of the process: one reason, told once; the core shuts down in order, and a shutdown that hangs is cut off.
import { constants } from 'node:os';

export type Quit = {
  /** The first call decides reason and exit code; later ones are the same end. */
  readonly begin: (why: string, code: number) => void;
  readonly onQuit: (listener: (why: string) => void) => void;
  /** Ends the process. A failure's own code goes before the reason's. */
  readonly end: (code: number) => void;
};

/** The longest a shutdown may take, milliseconds; a payment in flight is taken up by the reconciliation of the next start. */
const DEADLINE_MS = 15_000;

export type QuitDeps = {
  readonly exit: (code: number) => void;
  readonly after: (ms: number, callback: () => void) => unknown;
};

export function createQuit({ exit, after }: QuitDeps): Quit {
  const listeners: ((why: string) => void)[] = [];
  let begun: { readonly why: string; readonly code: number } | undefined;
  return {
    begin: (why, code) => {
      if (begun) return;
      begun = { why, code };
      after(DEADLINE_MS, () => exit(code || 1));
      if (listeners.length === 0) exit(code);
      for (const listener of listeners) listener(why);
    },
    onQuit: (listener) => void listeners.push(listener),
    end: (code) => exit(code || (begun?.code ?? 0)),
  };
}

/** The process's own: its signals begin the end, with the exit code a shell expects (128 + number). */
export function createProcessQuit(): Quit {
  const quit = createQuit({
    exit: (code) => process.exit(code),
    after: (ms, callback) => setTimeout(callback, ms).unref(),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => quit.begin(signal, 128 + constants.signals[signal]));
  }
  return quit;
}
