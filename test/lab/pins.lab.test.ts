// The pins of the lab: what is built is what go.mod says, and nothing of it can come in another form.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BTCD, cacheFolder, LAB_FOLDER, LND, pinnedVersion } from './pins.ts';

const file = (name: string): string => readFileSync(join(LAB_FOLDER, name), 'utf8');

it.each([LND, BTCD])('%s is pinned, and its content by its sum', (module) => {
  const line = `${module} ${pinnedVersion(module)} h1:`;
  expect(
    file('go.sum')
      .split('\n')
      .filter((sum) => sum.startsWith(line)),
  ).toHaveLength(1);
});

it('what is built lies in a folder of the user’s cache that bears its version', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/somewhere' })).toMatch(
    /^\/somewhere\/portcullis-lab\/lnd-v0\.21\.2-beta-[0-9a-f]{12}$/,
  );
});
