// The arguments that every entry takes, read strictly: a misspelt one is told, not ignored.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataRoot } from '../core/data-root.ts';

export type EntryArguments = {
  readonly dataRoot: string;
  readonly practice: boolean;
  /** Same seed, same practice fleet. */
  readonly seed: number;
  /** 1 is real time. */
  readonly speed: number;
  /** Path of the browser, when the run script found one. */
  readonly chromium: string | undefined;
};

export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** Throws `ArgumentError` with a sentence for the terminal. */
export function readArguments(args: readonly string[], environment: NodeJS.ProcessEnv): EntryArguments {
  const values = parse(args);
  return {
    dataRoot: values.data === undefined ? defaultDataRoot(environment) : resolve(values.data),
    practice: values.practice ?? false,
    seed: wholeNumber('--seed', values.seed, 1, 0, 2 ** 32 - 1),
    speed: wholeNumber('--speed', values.speed, 1, 1, 1_000),
    chromium: values.chromium,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        practice: { type: 'boolean' },
        seed: { type: 'string' },
        speed: { type: 'string' },
        chromium: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(
      `${error instanceof Error ? error.message : String(error)} There are: --practice, --data DIR, --seed N, --speed N, --headless.`,
    );
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  byDefault: number,
  least: number,
  most: number,
): number {
  if (text === undefined) return byDefault;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new ArgumentError(`${name} takes a whole number from ${least} to ${most}; “${text}” is none.`);
}
