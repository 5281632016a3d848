// The data folder is made or refused in a sentence, and never waited for.
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DataRootError, makeDataRoot } from '../../../electron/core/data-root.ts';
import { scratchFolder } from '../../support/scratch.ts';

it('makes what is missing, for its owner alone', () => {
  const folder = join(scratchFolder(), 'a', 'b');
  makeDataRoot(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  makeDataRoot(folder);
});

it.runIf(process.platform === 'linux')('refuses a place where no folder can be made, at once', () => {
  // Node's own recursive mkdir spins here for ever.
  expect(() => makeDataRoot('/proc/portcullis/data')).toThrow(DataRootError);
});

it('refuses a file in the place of a folder', () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'x'));
  writeFileSync(join(folder, 'x', 'file'), '');
  expect(() => makeDataRoot(join(folder, 'x', 'file'))).toThrow(
    /cannot be made .*Choose another with --data/,
  );
  expect(() => makeDataRoot(join(folder, 'x', 'file', 'below'))).toThrow(DataRootError);
});
