// The browser's own binary, where systems keep it. The list is shared with the run script, which may install one.
import { accessSync, constants } from 'node:fs';
import places from './places.json' with { type: 'json' };

/** undefined when none of the known places holds a program we may run. */
export function findBrowser(platform: NodeJS.Platform, named: string | undefined): string | undefined {
  const known: Readonly<Record<string, readonly string[]>> = places;
  return (named === undefined ? (known[platform] ?? []) : [named]).find(isRunnable);
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
