// The practice fleet as a process of its own: pretend nodes and relay over real protocols, commanded by JSON lines.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FromPractice } from '../../shared/domain/practice.ts';

type Ready = Extract<FromPractice, { type: 'ready' }>;

export type StandalonePractice = {
  readonly ready: Ready;
  /** Sends a test command and resolves with its answer; rejects with the fleet's own words. */
  readonly command: (type: string, params?: object) => Promise<unknown>;
  readonly stop: () => void;
};

const ENTRY = fileURLToPath(new URL('../../electron/practice/main.ts', import.meta.url));

/** `hopDelayMs`: how long a payment takes per hop; a benchmark wants none. */
export async function startStandalonePractice(seed = 1, hopDelayMs = 0): Promise<StandalonePractice> {
  const child = spawn(
    process.execPath,
    [ENTRY, '--standalone', '--no-agents', '--seed', String(seed), '--hop-delay', String(hopDelayMs)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const waiting = new Map<string, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let serial = 0;
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the practice fleet ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as { type: string; id?: string; value?: unknown; error?: string };
      if (message.type === 'ready') resolve(message as unknown as Ready);
      const asked = message.type === 'answer' ? waiting.get(message.id ?? '') : undefined;
      if (!asked) return;
      waiting.delete(message.id ?? '');
      if (message.error === undefined) asked.resolve(message.value);
      else asked.reject(new Error(message.error));
    });
  });
  return {
    ready,
    command: (type, params = {}) =>
      new Promise((resolve, reject) => {
        const id = String((serial += 1));
        waiting.set(id, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ type, id, ...params })}\n`);
      }),
    stop: () => void child.kill('SIGKILL'),
  };
}
