// Count of wrong passphrases: kept in a file, written before each try, so that killing the program gives no free guess.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../store/clock.ts';
import { replaceFile } from '../store/durable-file.ts';

/** Wrong passphrases without delay: mistyping is human. */
const FREE_FAILURES = 3;
const FIRST_DELAY = 5;
const LONGEST_DELAY = 900;

/** Seconds until the next try after `failures` wrong ones: 0, 0, 0, 5, 10, 20 … 900. */
function delayAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(failures - FREE_FAILURES - 1, 20));
}

const attemptsFile = z.strictObject({
  version: z.literal(1),
  failures: z.number().int().min(0),
  /** Highest unix time seen when it was written. */
  at: z.number().int().min(0),
});

export type Attempts = {
  readonly failures: () => number;
  /** Seconds until a passphrase may be tried; 0 when it may be now. */
  readonly wait: () => number;
  /** Counts a try as failed before its outcome is known; durable when it returns. */
  readonly begin: () => void;
  readonly failed: () => void;
  readonly succeeded: () => void;
};

export function createAttempts(path: string, clock: Clock): Attempts {
  let { failures, at } = load(path);
  let trying = false;
  let since = clock.monotonic();

  // A clock set back must not stretch a delay for ever nor, on a restart, skip it: from the highest time seen, time runs on by the
  // monotonic clock at least.
  const now = (): number => Math.max(clock.now(), at + Math.floor((clock.monotonic() - since) / 1_000));
  const save = (count: number): void => {
    const seen = now();
    at = seen;
    since = clock.monotonic();
    try {
      replaceFile(path, `${JSON.stringify({ version: 1, failures: count, at: seen })}\n`);
    } catch {
      // A full disk must not keep the operator out of the console that tells him so. The count goes on in memory.
    }
  };

  return {
    failures: () => failures,
    wait: () => Math.max(0, at + delayAfter(failures) - now()),
    begin: () => {
      if (trying) throw new Error('a passphrase is being tried already');
      trying = true;
      save(failures + 1);
    },
    failed: () => {
      trying = false;
      failures += 1;
      // The delay runs from the refusal, not from the try: a slow derivation is no part of it.
      save(failures);
    },
    succeeded: () => {
      trying = false;
      failures = 0;
      save(0);
    },
  };
}

function load(path: string): { failures: number; at: number } {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { failures: absent ? 0 : FREE_FAILURES, at: 0 };
  }
  try {
    const parsed = attemptsFile.safeParse(JSON.parse(content));
    if (parsed.success) return parsed.data;
  } catch {
    // Falls through: not JSON.
  }
  // Damaged: the tries without delay are taken as used up.
  return { failures: FREE_FAILURES, at: 0 };
}
