// Console: starts the product over the lab as a process of its own, in a folder that goes with the lab.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.ts';

/** What the fleet's child is told; a file of mode 0600, because arguments and environment can be read by others. */
export type LabFile = {
  readonly nodes: readonly {
    readonly name: string;
    readonly publicKey: string;
    readonly socket: string;
    readonly certificate: string;
    readonly macaroon: string;
  }[];
};

export type LabConsole = { readonly ended: Promise<void>; readonly stop: () => Promise<void> };

export function startConsole(lab: Lab, { headless }: { readonly headless: boolean }): LabConsole {
  const file = join(lab.folder, 'fleet.json');
  const text: LabFile = {
    nodes: lab.nodes().map((node) => ({
      name: node.name,
      publicKey: node.publicKey,
      socket: node.socket,
      certificate: node.certificate(),
      macaroon: node.macaroon,
    })),
  };
  writeFileSync(file, JSON.stringify(text), { mode: 0o600 });
  const data = join(lab.folder, 'console');
  mkdirSync(data, { mode: 0o700 });
  const entry = fileURLToPath(new URL('console-main.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, '--data', data, ...(headless ? ['--headless'] : [])],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, PORTCULLIS_LAB_FILE: file },
      detached: true,
    },
  );
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = new Promise<void>((resolve) => {
    const done = (): void => {
      process.removeListener('exit', end);
      resolve();
    };
    child.once('exit', done);
    child.once('error', done);
  });
  return {
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
