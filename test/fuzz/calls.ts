// Fuzzing of the contract: calls with wrong types, huge, deep, cyclic and prototype-poisoning arguments into the real core with its real
// router, handlers and ledger over the practice fleet. A call is answered or refused in words; nothing is thrown, nothing is `internal`.
import { noHardware } from '../support/no-hardware.ts';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCore } from '../../electron/core/start-core.ts';
import type { DesktopShell } from '../../electron/shell/desktop-shell.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import type { Result } from '../../shared/domain/result.ts';
import { CALL_KINDS, KINDS, type Case } from './call-kinds.ts';
import { createChance } from './random.ts';
import { createTally, must, type FuzzReport } from './report.ts';
import type { Runner } from './requests.ts';

const PRACTICE = fileURLToPath(new URL('../../electron/practice/main.ts', import.meta.url));

const silent: DesktopShell = {
  kind: 'headless',
  onCall: () => undefined,
  openWindow: () => Promise.resolve(),
  push: () => undefined,
  notify: () => undefined,
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
  onQuit: () => undefined,
  exit: () => undefined,
};

/** One core over one practice fleet for all calls of a run. */
export async function createCallFuzzer(seed: string): Promise<Runner> {
  const root = mkdtempSync(join(tmpdir(), 'portcullis-fuzz-core-'));
  const faults: string[] = [];
  let stored: unknown;
  const core = await startCore({
    hardware: noHardware,
    shell: silent,
    dataRoot: root,
    mode: 'practice',
    version: '0.0.0',
    practice: { seed: 7, speed: 0.25 },
    preferencesBacking: {
      read: () => stored,
      write: (value) => void (stored = value),
      setAside: () => 'set aside',
    },
    clock: systemClock,
    random: systemRandom,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (what, error) =>
        void faults.push(
          `${what} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        ),
    },
  });
  let session = 0;
  const call = (name: unknown, params: unknown): Promise<Result<unknown>> =>
    core.call(name, params, { via: 'window', session: `s${Math.floor((session += 1) / 100)}` });
  const rows = async (name: string, params: unknown, key: string): Promise<string[]> => {
    const answer = await call(name, params);
    const list = answer.ok ? ((answer.value as Record<string, { id: string }[]>)[key] ?? []) : [];
    return list.map((row) => row.id);
  };
  const idsNow = async (): Promise<string[]> => [
    ...(await rows('agents.list', {}, 'agents')),
    ...(await rows('nodes.list', {}, 'nodes')),
    ...(await rows('approvals.list', { which: 'waiting', limit: 20 }, 'approvals')),
  ];
  const began = performance.now();
  const isOpen = async (): Promise<boolean> => {
    const status = await call('app.status', {});
    return status.ok && (status.value as { phase: string }).phase === 'open';
  };
  while (!(await isOpen())) {
    if (performance.now() - began > 30_000) throw new Error('the practice fleet did not start');
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }

  const one = async (made: Case): Promise<string> => {
    const before = faults.length;
    const answer = await call(made.name, made.params);
    const word = answer.ok ? 'ok' : answer.code;
    must(
      word !== 'internal' && faults.length === before,
      () => `${String(made.name)}: ${faults.at(-1)?.slice(0, 800) ?? word}`,
    );
    must(
      made.allowed === 'any' || made.allowed.includes(word),
      () => `${String(made.name).slice(0, 60)} got ${word}`,
    );
    must(
      answer.ok || (typeof answer.message === 'string' && answer.message !== ''),
      () => 'refused without a sentence',
    );
    must(JSON.stringify(answer).length > 0, () => 'an answer that is no JSON');
    return word;
  };

  return {
    run: async (count, from = 0): Promise<FuzzReport> => {
      const tally = createTally('calls');
      let ids = await idsNow();
      for (let index = from; index < from + count; index += 1) {
        if (index % 500 === 0) ids = await idsNow();
        const chance = createChance(`${seed}/call/${index}`);
        const kind = CALL_KINDS[index % CALL_KINDS.length] ?? '';
        const make = KINDS[kind];
        if (!make) throw new Error('no such kind');
        const made = make(chance, ids);
        await tally.input(index, kind, () => one(made));
      }
      await tally.input(from + count, 'afterwards', async () => {
        must(
          Object.keys(Object.prototype).length === 0 && !('polluted' in {}),
          () => 'the prototype of all objects was changed',
        );
        return one({ name: 'gate.status', params: {}, allowed: ['ok'] });
      });
      return tally.done();
    },
    close: async () => {
      await core.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
