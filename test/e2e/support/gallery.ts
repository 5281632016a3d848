// Shows one screen of the built renderer over the fake bridge in Chromium, under the shipped kind of policy, and takes its picture.
//   node gallery.ts --route '#/agents' --out shot.png [--theme dark|light] [--story busy|quiet|closed|broken|silent] [--size 1280x800]
//     [--agents 1000] [--phase welcome] [--locked] [--presence] [--real] [--compact] [--hide] [--wait ms]
//     [--click '<locator>']… [--press Control+K]… [--type text]… (played in the order given) [--axe] [--full] [--no-build]
// It builds into a folder of its own under the system's temporary folder and prints console errors and policy violations.
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { buildFakeBridge, buildPage, ROOT, servePage } from './page-server.ts';

const STEPS = new Set(['click', 'press', 'type', 'hover']);
const FLAGS = new Set(['locked', 'presence', 'real', 'compact', 'hide', 'full', 'axe', 'no-build']);

/** Where a place says it is kept: one folder per user of this harness, so that two may run at once. */
const outDir = process.env['GALLERY_OUT'] ?? join(tmpdir(), 'portcullis-gallery');

function readArguments(words: readonly string[]) {
  const options = new Map<string, string>();
  const steps: (readonly [string, string])[] = [];
  for (let index = 0; index < words.length; index++) {
    const name = (words[index] ?? '').replace(/^--/, '');
    if (FLAGS.has(name)) options.set(name, 'yes');
    else {
      const value = words[++index] ?? '';
      if (STEPS.has(name)) steps.push([name, value]);
      else options.set(name, value);
    }
  }
  return { options, steps };
}

async function buildAll(): Promise<void> {
  mkdirSync(outDir, { recursive: true });
  await buildPage(join(ROOT, 'renderer'), join(outDir, 'page'));
  await buildFakeBridge(join(outDir, 'bridge'));
}

const { options, steps } = readArguments(process.argv.slice(2));
if (!options.has('no-build') || !existsSync(join(outDir, 'page'))) await buildAll();

const server = await servePage(join(outDir, 'page'));

const [width = 1280, height = 800] = (options.get('size') ?? '1280x800').split('x').map(Number);
const theme = options.get('theme') === 'light' ? 'light' : 'dark';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({
  viewport: { width, height },
  colorScheme: theme,
  timezoneId: 'Europe/Berlin',
  locale: 'en-GB',
});
const page = await context.newPage();
page.on('pageerror', (error) => console.log(`page error: ${error.message}`));
page.on('console', (message) => {
  if (message.type() === 'error' || message.type() === 'warning') console.log(`console: ${message.text()}`);
});
const now = Date.UTC(2026, 4, 20, 10, 54, 7);
if (!options.has('live')) await page.clock.setFixedTime(now);
const fakeBridgeOptions = {
  story: options.get('story') ?? 'busy',
  ...(options.has('agents') ? { agents: Number(options.get('agents')) } : {}),
  ...(options.has('entries') ? { entries: Number(options.get('entries')) } : {}),
  ...(options.has('phase') ? { phase: options.get('phase') } : {}),
  ...(options.has('failed') ? { failedUnlocks: Number(options.get('failed')) } : {}),
  ...(options.has('retry') ? { unlockRetryInSeconds: Number(options.get('retry')) } : {}),
  ...(options.has('locked') ? { screen: 'locked' } : {}),
  ...(options.has('presence') ? { presenceNeeded: true } : {}),
  ...(options.has('real') ? { fleet: 'real' } : {}),
  preferences: {
    ...(options.has('compact') ? { density: 'compact' } : {}),
    ...(options.has('hide') ? { hideBalances: true } : {}),
  },
};
await page.addInitScript(`globalThis.fakeBridgeOptions = ${JSON.stringify(fakeBridgeOptions)};
addEventListener('securitypolicyviolation', (e) => console.error('CSP violation: ' + e.violatedDirective + ' ' + e.sourceFile));`);
await page.addInitScript({ path: join(outDir, 'bridge', 'bridge.js') });
await page.goto(`${server.url}/${options.get('route') ?? '#/'}`);
await page.waitForTimeout(Number(options.get('settle') ?? 900));
for (const [step, value] of steps) {
  if (step === 'click') await page.locator(value).first().click({ timeout: 3_000 });
  else if (step === 'hover') await page.locator(value).first().hover({ timeout: 3_000 });
  else if (step === 'press') await page.keyboard.press(value);
  else await page.keyboard.type(value);
  await page.waitForTimeout(250);
}
await page.waitForTimeout(Number(options.get('wait') ?? 200));
if (options.has('axe')) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  for (const each of violations)
    console.log(
      `axe ${each.impact}: ${each.id} ×${each.nodes.length} ${each.nodes[0]?.html.slice(0, 160)} ${each.nodes[0]?.any[0]?.message ?? ''}`,
    );
  console.log(`axe: ${violations.length} kinds of violation`);
}
if (options.has('text')) console.log(await page.locator('body').innerText());
const out = options.get('out');
if (out) await page.screenshot({ path: out, fullPage: options.has('full') });
await browser.close();
server.close();
