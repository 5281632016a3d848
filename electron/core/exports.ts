// Exports: tables written as CSV files into one folder of the console's own, for the operator's eyes alone.
import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';

export type Written = {
  readonly table: string;
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
};

export type Exports = {
  /** Begins a file; an unfinished one of before is thrown away. Resolves to its id. */
  readonly begin: (table: string, fleet: 'practice' | 'real') => Promise<string>;
  readonly add: (id: string, text: string) => Promise<Result<null, 'unknown_export' | 'export_too_large'>>;
  readonly end: (id: string) => Promise<Result<Written, 'unknown_export'>>;
  readonly drop: (id: string) => Promise<void>;
  /** A whole small file at once. Resolves to its path. */
  readonly write: (
    name: string,
    extension: string,
    fleet: 'practice' | 'real',
    content: string | Uint8Array,
  ) => Promise<string>;
};

/** Bytes of one file: about two million entries of the log. */
const MAX_BYTES = 1_073_741_824;
const UNFINISHED = '.part';

type Running = {
  readonly id: string;
  readonly table: string;
  readonly name: string;
  readonly file: FileHandle;
  readonly hash: Hash;
  bytes: number;
};

const GONE = refuse(
  'unknown_export',
  'That export was not begun here, or another one took its place. No file was finished; export again.',
);

export function createExports({
  folder,
  clock,
  random,
}: {
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
}): Exports {
  let running: Running | undefined;
  // One after the other: a part must not be written while the file before it is still being closed.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };

  const throwAway = async (): Promise<void> => {
    await running?.file.close().catch(() => undefined);
    running = undefined;
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
    }
  };

  const nameOf = (what: string, extension: string, fleet: 'practice' | 'real', id: string): string => {
    const at = new Date(clock.now() * 1_000).toISOString().replace(/[-:]|\.000/g, '');
    const mark = fleet === 'practice' ? 'practice-' : '';
    // The id keeps two exports of one second apart and the name from being guessed.
    return `portcullis-${mark}${what}-${at}-${id.slice(0, 4)}.${extension}`;
  };

  return {
    begin: (table, fleet) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await throwAway();
        const id = newId(random);
        const name = nameOf(table, 'csv', fleet, id);
        const file = await open(join(folder, `${name}${UNFINISHED}`), 'wx', 0o600);
        running = { id, table, name, file, hash: createHash('sha256'), bytes: 0 };
        return id;
      }),
    add: (id, text) =>
      inTurn(async () => {
        if (running?.id !== id) return GONE;
        const bytes = Buffer.from(text, 'utf8');
        if (running.bytes + bytes.length > MAX_BYTES) {
          await throwAway();
          return refuse(
            'export_too_large',
            'The file would be larger than 1 GiB. Nothing was kept; narrow the filter and export again.',
          );
        }
        await running.file.write(bytes);
        running.hash.update(bytes);
        running.bytes += bytes.length;
        return ok(null);
      }),
    end: (id) =>
      inTurn(async () => {
        if (running?.id !== id) return GONE;
        const { table, name, file, hash, bytes } = running;
        running = undefined;
        await file.sync();
        await file.close();
        const path = join(folder, name);
        await rename(`${path}${UNFINISHED}`, path);
        return ok({ table, path, bytes, sha256: hash.digest('hex') });
      }),
    drop: (id) =>
      inTurn(async () => {
        if (running?.id === id) await throwAway();
      }),
    write: (what, extension, fleet, content) =>
      inTurn(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const path = join(folder, nameOf(what, extension, fleet, newId(random)));
        const file = await open(path, 'wx', 0o600);
        try {
          await file.writeFile(content);
          await file.sync();
        } finally {
          await file.close();
        }
        return path;
      }),
  };
}
