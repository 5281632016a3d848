// End-to-end: the built product, in a real browser window, started and ended for each test. One worker, because a start is a whole fleet.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  // Needs the real binary; the command that looks for one says when it is not there.
  testIgnore: process.env['PORTCULLIS_E2E_SHELL'] === 'electron' ? [] : ['electron.spec.ts'],
  outputDir: '../../out/e2e',
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // A test that needs a second try is a failing test.
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json']],
});
