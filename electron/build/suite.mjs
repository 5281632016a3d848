// The test command: every runner's own figures summed into one closing line, `N passed, N failed`.
// @ts-check
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, onPath } from './browser.mjs';
import { ensureBuilt } from './building.mjs';
import { findElectron } from './electron-binary.mjs';
import { ensureModules, findNode } from './modules.mjs';
import { at } from './places.mjs';
import { run, say } from './process.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

const REPORTS = at('out', 'reports');

// SECURITY: without it any file that imports 'electron' would download and run a binary in the middle of a test.
const unitEnvironment = () => ({ ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '/nonexistent' });

/** @param {string} name @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
async function check(name, node, args) {
  const code = await run(node, args, { gather: true });
  say(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Types, lint, format: one check each. @param {string} node @returns {Promise<Totals>} */
export async function checks(node) {
  const bin = (/** @type {string} */ path) => at('node_modules', ...path.split('/'));
  return sum([
    await check('types', node, [bin('typescript/bin/tsc'), '-b']),
    await check('lint', node, [
      bin('oxlint/bin/oxlint'),
      '-c',
      'electron/build/oxlintrc.json',
      '--type-aware',
      '--deny-warnings',
      'shared',
      'electron',
      'renderer',
      'test',
    ]),
    await check('format', node, [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  ]);
}

/** @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
export const unit = (node, args) => vitest(node, 'electron/build/vitest.config.ts', 'unit.json', args);

/**
 * The built product killed at named points; its control, a wallet that fails, has to fail. Each scenario counts.
 * @param {string} node @param {readonly string[]} args @returns {Promise<Totals>}
 */
export async function crashTest(node, args) {
  const folder = at('out', 'reports', 'crash');
  rmSync(folder, { recursive: true, force: true });
  const code = await run(node, [at('test', 'crash', 'main.ts'), '--control', '--out', folder, ...args], {
    gather: true,
  });
  const verdicts = rowsOf(join(folder, 'portcullis.json')).map(({ verdict }) => verdict);
  return settle(code, {
    passed: verdicts.filter((verdict) => verdict === 'pass').length,
    failed: verdicts.filter((verdict) => verdict === 'FAIL').length,
    skipped: verdicts.filter((verdict) => verdict === 'n/a').length,
  });
}

/** @param {string} file @returns {{ verdict: string }[]} */
const rowsOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).rows : []);

/** The package step over the build in `out/`. @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
export const packaging = (node, args) =>
  vitest(node, 'electron/build/vitest.packaging.config.ts', 'packaging.json', args);

/** What is proved against real lnd. Says why where it is not. @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
export const lab = (node, args) => vitest(node, 'electron/build/vitest.lab.config.ts', 'lab.json', args);

/** @param {string} node @param {string} config @param {string} name @param {readonly string[]} args @returns {Promise<Totals>} */
async function vitest(node, config, name, args) {
  const report = freshReport(name);
  const code = await run(
    node,
    [
      at('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '-c',
      config,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    { env: unitEnvironment(), gather: true },
  );
  const json = read(report);
  return settle(code, {
    passed: json.numPassedTests ?? 0,
    failed: json.numFailedTests ?? 0,
    skipped: (json.numPendingTests ?? 0) + (json.numTodoTests ?? 0),
  });
}

/** The built product in a real browser window. @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
export async function e2e(node, args) {
  const chromium = await ensureChromium({ forTests: true });
  return playwright(
    node,
    args,
    { PORTCULLIS_E2E_SHELL: 'chromium', PORTCULLIS_CHROMIUM: chromium },
    'e2e.json',
  );
}

/** The same specs on real Electron. @param {string} node @param {readonly string[]} args @returns {Promise<Totals>} */
export async function electronE2e(node, args) {
  const electron = findElectron();
  if (!electron) {
    say(
      'skipped: Electron’s binary is not here. “npx install-electron --no” fetches it; then run this again.',
    );
    return { passed: 0, failed: 0, skipped: 1 };
  }
  return playwright(
    node,
    args,
    { PORTCULLIS_E2E_SHELL: 'electron', PORTCULLIS_ELECTRON: electron },
    'electron.json',
  );
}

/**
 * @param {string} node @param {readonly string[]} args @param {Record<string, string>} env @param {string} name
 * @returns {Promise<Totals>}
 */
async function playwright(node, args, env, name) {
  const report = freshReport(name);
  const command = [
    at('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '-c',
    'test/e2e/playwright.config.ts',
    ...args,
  ];
  const xvfb = process.platform === 'linux' && onPath('xvfb-run');
  const full = {
    ...process.env,
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    ...(xvfb || process.platform !== 'linux' ? {} : { PORTCULLIS_HEADLESS_WINDOW: '1' }),
  };
  // -ac: the browser runs under a user that has no cookie for the invisible screen.
  const screen = ['-a', '-s', '-screen 0 1600x1000x24 -ac', node];
  const code = await (xvfb
    ? run('xvfb-run', [...screen, ...command], { env: full })
    : run(node, command, { env: full }));
  const stats = read(report);
  const again = stats.flaky ?? 0;
  if (again > 0) say(`     ${again} passed on the second try only; named above as flaky`);
  return settle(code, {
    passed: (stats.expected ?? 0) + again,
    failed: stats.unexpected ?? 0,
    skipped: stats.skipped ?? 0,
  });
}

/** Everything, in two lanes of about the same length: what needs the build, and beside it what needs none. @returns {Promise<number>} exit code */
export async function testAll() {
  await ensureModules();
  const node = findNode();
  const totals = await Promise.all([
    inTurn([
      () => built(node),
      () => e2e(node, []),
      ...(findElectron() ? [() => electronE2e(node, [])] : []),
      () => packaging(node, []),
      () => crashTest(node, []),
      () => lab(node, []),
    ]),
    inTurn([() => checks(node), () => unit(node, [])]),
  ]);
  return close(sum(totals));
}

/** @param {readonly (() => Promise<Totals>)[]} steps @returns {Promise<Totals>} */
async function inTurn(steps) {
  /** @type {Totals[]} */
  const totals = [];
  for (const step of steps) {
    const from = performance.now();
    totals.push(
      await step().catch((error) => {
        say(error.message);
        return { passed: 0, failed: 1, skipped: 0 };
      }),
    );
    say(`     ${Math.round((performance.now() - from) / 1_000)} s`);
  }
  return sum(totals);
}

/** @param {string} node @returns {Promise<Totals>} */
async function built(node) {
  await ensureBuilt(node, { always: true });
  return { passed: 1, failed: 0, skipped: 0 };
}

/** Prints the closing line. @param {Totals} totals @returns {number} exit code */
export function close({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`);
  return failed === 0 ? 0 : 1;
}

/** A runner that failed without naming a test, or ran none, is a failure of its own. @param {number} code @param {Totals} totals */
export function settle(code, totals) {
  const silent = (code !== 0 && totals.failed === 0) || totals.passed + totals.failed === 0;
  return silent ? { ...totals, failed: totals.failed + 1 } : totals;
}

/** @param {readonly Totals[]} totals @returns {Totals} */
export const sum = (totals) =>
  totals.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** @param {string} name */
function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  rmSync(at('out', 'reports', name), { force: true });
  return at('out', 'reports', name);
}

/**
 * The figures of a runner's own report; none when it wrote none.
 * @param {string} file @returns {Record<string, number | undefined>}
 */
function read(file) {
  if (!existsSync(file)) return {};
  const report = /** @type {Record<string, number> & { stats?: Record<string, number> }} */ (
    JSON.parse(readFileSync(file, 'utf8'))
  );
  return report.stats ?? report;
}
