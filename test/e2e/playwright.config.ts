// End-to-end: the built product in a real window, and beside it the built page over a bridge without a core.
import { defineConfig } from '@playwright/test';

/** What needs no core, only the page in a browser without a window. */
const PAGE_ALONE =
  /\/(attest|bad-input-window|conduct|gallery|keyboard|page-weight|screens|treasury|what-if)\.spec\.ts$/;

export default defineConfig({
  testDir: '.',
  outputDir: '../../out/e2e',
  // One of each kind at a time: a start of the product is a whole fleet, and it mostly waits.
  workers: 2,
  projects: [
    {
      name: 'product',
      testMatch: '**/*.spec.ts',
      // Needs the real binary; the command that looks for one says when it is not there.
      testIgnore: [
        PAGE_ALONE,
        ...(process.env['PORTCULLIS_E2E_SHELL'] === 'electron' ? [] : ['**/electron.spec.ts']),
      ],
      workers: 1,
    },
    { name: 'page', testMatch: PAGE_ALONE, workers: 1 },
  ],
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // A browser on a busy machine loses an answer now and then. Whatever needed its second try is named at the end of the run.
  retries: 1,
  forbidOnly: true,
  reporter: [['list'], ['json']],
});
