// Unit and contract tests: plain Node 24, no browser, no network beyond loopback.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  resolve: { alias: { electron: new URL('../../test/fakes/electron.ts', import.meta.url).pathname } },
  test: {
    include: ['test/{unit,contract,sim,fuzz,proofs}/**/*.test.{ts,tsx}'],
    // Real lnd: vitest.lab.config.ts.
    exclude: ['**/*.lab.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    server: { deps: { inline: ['electron-store'] } },
  },
});
