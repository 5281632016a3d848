// A whole core on a shell that only remembers: real vault, ledger, gate, relay client; practice as a child process over real protocols.
import { noHardware } from './no-hardware.ts';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { startCore, type Core, type CoreOptions } from '../../electron/core/start-core.ts';
import type { DesktopShell } from '../../electron/shell/desktop-shell.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import type { Caller } from '../../shared/contract/call.ts';
import type { CallName, Contract } from '../../shared/contract/contract.ts';
import type { ChangePush } from '../../shared/contract/push.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { z } from 'zod';

const PRACTICE = fileURLToPath(new URL('../../electron/practice/main.ts', import.meta.url));
export const WINDOW: Caller = { via: 'window', session: 'w1' };

export type CoreBench = {
  readonly core: Core;
  readonly root: string;
  readonly pushes: ChangePush[];
  readonly notices: string[];
  readonly lines: string[];
  readonly faults: unknown[];
  readonly windows: () => number;
  readonly exits: number[];
  readonly quit: (why: string) => void;
  /** Calls as the window and expects an answer that is not refused. */
  readonly ask: <N extends CallName>(
    name: N,
    params: z.input<Contract[N]['params']>,
    caller?: Caller,
  ) => Promise<z.output<Contract[N]['result']>>;
  /** Calls as the window and gives the refusal's code, or "ok". */
  readonly code: (name: CallName, params: unknown, caller?: Caller) => Promise<string>;
  /** Asks until the answer satisfies, or throws with the last answer after `seconds`. */
  readonly until: <N extends CallName>(
    name: N,
    params: z.input<Contract[N]['params']>,
    satisfies: (answer: z.output<Contract[N]['result']>) => boolean,
    seconds?: number,
  ) => Promise<z.output<Contract[N]['result']>>;
};

export function scratchRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'portcullis-core-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** `shell`: the parts of it a test wants to play itself. */
type BenchOptions = Partial<Omit<CoreOptions, 'shell'>> & { readonly shell?: Partial<DesktopShell> };

export async function startCoreBench(options: BenchOptions = {}): Promise<CoreBench> {
  const root = options.dataRoot ?? scratchRoot();
  const pushes: ChangePush[] = [];
  const notices: string[] = [];
  const lines: string[] = [];
  const faults: unknown[] = [];
  const exits: number[] = [];
  const quitListeners: ((why: string) => void)[] = [];
  let windows = 0;
  const shell: DesktopShell = {
    kind: 'chromium',
    onCall: () => undefined,
    openWindow: () => {
      windows += 1;
      return Promise.resolve();
    },
    push: (push) => void pushes.push(push),
    notify: (title, body) => void notices.push(`${title}: ${body}`),
    showState: () => undefined,
    onAway: () => undefined,
    startChild: (_entry, { args }) => {
      const child = fork(PRACTICE, args, { env: {}, execArgv: [], stdio: ['ignore', 2, 2, 'ipc'] });
      return {
        send: (message) => void child.send(message as object),
        onMessage: (listener) => void child.on('message', listener),
        onExit: (listener) => void child.once('exit', listener),
        kill: () => void child.kill(),
      };
    },
    onQuit: (listener) => void quitListeners.push(listener),
    exit: (code) => void exits.push(code),
    ...options.shell,
  };
  let stored: unknown;
  const core = await startCore({
    hardware: noHardware,
    mode: 'practice',
    version: '0.0.0',
    practice: { seed: 7, speed: 5 },
    preferencesBacking: {
      read: () => stored,
      write: (value) => void (stored = value),
      setAside: () => 'settings.json.bad',
    },
    vaultCost: { memoryKib: 64, passes: 1, lanes: 1 },
    clock: systemClock,
    random: systemRandom,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (what, error, details) => void faults.push({ what, error, details }),
    },
    print: (line) => void lines.push(line),
    ...options,
    dataRoot: root,
    shell,
  });
  onTestFinished(() => core.stop());

  const call = (name: CallName, params: unknown, caller = WINDOW) =>
    core.call(name, params, caller) as Promise<Result<never>>;
  const ask: CoreBench['ask'] = async (name, params, caller) => {
    const answer = await call(name, params, caller);
    if (!answer.ok) throw new Error(`${name}: ${answer.code}: ${answer.message}`);
    return answer.value;
  };
  return {
    core,
    root,
    pushes,
    notices,
    lines,
    faults,
    exits,
    windows: () => windows,
    quit: (why) => {
      for (const listener of quitListeners) listener(why);
    },
    ask,
    code: async (name, params, caller) => {
      const answer = await call(name, params, caller);
      return answer.ok ? 'ok' : answer.code;
    },
    until: async (name, params, satisfies, seconds = 15) => {
      const end = performance.now() + seconds * 1_000;
      for (;;) {
        const answer = await core.call(name, params, WINDOW);
        if (answer.ok && satisfies(answer.value as never)) return answer.value as never;
        if (performance.now() > end)
          throw new Error(`${name} did not come to it: ${JSON.stringify(answer).slice(0, 2_000)}`);
        await new Promise((resolve) => void setTimeout(resolve, 50));
      }
    },
  };
}
