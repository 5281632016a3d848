// Memory of the core with 1,000 agents over that of an empty core: two processes, each the whole composition, after a collection.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figure.ts';

const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url));
const run = promisify(execFile);

async function resident(agents: number): Promise<number> {
  const { stdout } = await run(process.execPath, ['--expose-gc', CHILD, String(agents)], {
    timeout: 180_000,
  });
  return Number(stdout.trim());
}

export async function memory(): Promise<readonly Figure[]> {
  const empty = await resident(0);
  const full = await resident(1_000);
  return [
    {
      name: 'core memory with 1,000 agents over an empty core',
      value: (full - empty) / 1_048_576,
      wanted: { at: 'most', value: 100 },
      unit: ' MB',
      detail: `resident ${Math.round(full / 1_048_576)} MB against ${Math.round(empty / 1_048_576)} MB; each agent with one connection on one relay`,
    },
  ];
}
