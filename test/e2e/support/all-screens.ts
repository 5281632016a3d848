// Takes a picture of every screen over the fake bridge, in both themes and sizes, for a person to look at.
//   node all-screens.ts FOLDER [--only NAME-PART,NAME-PART] [--sizes 1280x800,1920x1080] [--themes dark,light] [--full]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import type { Bridge } from '../../../shared/contract/push.ts';
import type { MsatText } from '../../../shared/domain/money.ts';
import type { FakeOptions } from '../../support/fake-bridge.ts';
import { buildFakeBridge, buildPage, ROOT, servePage } from './page-server.ts';

type Shot = {
  readonly name: string;
  readonly route?: string;
  readonly bridge?: FakeOptions;
  readonly after?: (page: Page) => Promise<unknown>;
};

const HOSTILE = 'Pay \u202Enow\u202C <b>please</b> https://evil.example \u200B'.repeat(90).slice(0, 4_000);
const LONG = `${'Ünïcode 🤖 agent '.repeat(12)}\u202E`;

const tab = (name: string) => (page: Page) => page.getByRole('tab', { name }).first().click();
const button = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click();
const keys = (key: string) => (page: Page) => page.keyboard.press(key);

const freeze = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    (globalThis as unknown as { portcullis: Bridge }).portcullis.call('gate.freezeFleet', {
      reason: 'Drill',
    }),
  );

const REAL = { fleet: 'real' } as const;

/** Below the payment of 0197-4c2e. */
const ATTEST = { attestAbove: '200000000' as MsatText, pace: 5 } as const;

const ask = (page: Page, name: string, params: unknown): Promise<unknown> =>
  page.evaluate(
    ([called, given]) =>
      (globalThis as unknown as { portcullis: Bridge }).portcullis.call(called as never, given as never),
    [name, params] as const,
  );

/** Asks for the signature on the Ledger, then gives it what is pressed there, one step after the other. */
const signs =
  (...fingers: readonly string[]) =>
  async (page: Page) => {
    await button('Sign on the Ledger')(page);
    for (const finger of fingers) {
      await page.waitForTimeout(300);
      await ask(page, 'fake.treasury', { finger });
    }
    await page.waitForTimeout(400);
  };

const SHOTS: readonly Shot[] = [
  { name: 'overview' },
  { name: 'overview-quiet', bridge: { story: 'quiet' } },
  { name: 'overview-closed', bridge: { story: 'closed' } },
  { name: 'overview-broken', bridge: { story: 'broken' } },
  { name: 'overview-silent', bridge: { story: 'silent' } },
  { name: 'overview-hidden', bridge: { preferences: { hideBalances: true } } },
  { name: 'overview-frozen', after: freeze },
  { name: 'overview-7d', route: '/?range=7d' },
  { name: 'overview-table', after: button('View as table') },
  { name: 'approvals', route: '/approvals' },
  { name: 'approvals-decided', route: '/approvals?tab=decided' },
  { name: 'approvals-quiet', route: '/approvals', bridge: { story: 'quiet' } },
  { name: 'approvals-many', route: '/approvals', bridge: { waiting: 500 } },
  { name: 'decision', route: '/approvals/0197-4c2e' },
  { name: 'decision-lookalike', route: '/approvals/0197-4c31' },
  { name: 'decision-frozen', route: '/approvals/0197-4c31', after: freeze },
  { name: 'decision-hostile', route: '/approvals/0197-4c2e', bridge: { purpose: HOSTILE } },
  { name: 'decision-decided', route: '/approvals/0196-11a0' },
  { name: 'decision-attest', route: '/approvals/0197-4c2e', bridge: { treasury: ATTEST } },
  {
    name: 'decision-attest-unenrolled',
    route: '/approvals/0197-4c2e',
    bridge: { treasury: { ...ATTEST, enrolled: false } },
  },
  {
    name: 'decision-attest-asking',
    route: '/approvals/0197-4c2e',
    bridge: { treasury: { ...ATTEST, press: 'wait' } },
    after: signs('approve', 'approve'),
  },
  {
    name: 'decision-attest-signed',
    route: '/approvals/0197-4c2e',
    bridge: { treasury: { ...ATTEST, press: 'wait' } },
    after: signs('approve', 'approve', 'approve'),
  },
  {
    name: 'decision-attest-refused',
    route: '/approvals/0197-4c2e',
    bridge: { treasury: { ...ATTEST, failNext: 'user-refused', pace: 5 } },
    after: signs(),
  },
  { name: 'agents', route: '/agents' },
  {
    name: 'agents-thousand',
    route: '/agents',
    bridge: { agents: 1_000, preferences: { density: 'compact' } },
  },
  { name: 'agents-quiet', route: '/agents', bridge: { story: 'quiet' } },
  { name: 'agents-long-names', route: '/agents', bridge: { agentName: LONG } },
  { name: 'agents-columns', route: '/agents', after: button('Columns') },
  { name: 'agents-views', route: '/agents', after: button('Views') },
  { name: 'agents-new', route: '/agents/new' },
  { name: 'agent', route: '/agents/shopper' },
  { name: 'agent-limits', route: '/agents/shopper', after: tab('Limits') },
  { name: 'agent-connections', route: '/agents/shopper', after: tab('Connections') },
  { name: 'agent-balance', route: '/agents/shopper', after: tab('Balance') },
  { name: 'agent-frozen', route: '/agents/courier-7' },
  { name: 'timeline', route: '/timeline' },
  { name: 'timeline-entry', route: '/timeline?seq=12404' },
  { name: 'timeline-attested', route: '/timeline?seq=12401' },
  { name: 'timeline-attested-falsely', route: '/timeline?seq=12390' },
  { name: 'timeline-quiet', route: '/timeline', bridge: { story: 'quiet' } },
  { name: 'timeline-nothing', route: '/timeline?text=nothing+has+this' },
  { name: 'treasury', route: '/treasury' },
  { name: 'treasury-quiet', route: '/treasury', bridge: { story: 'quiet' } },
  { name: 'treasury-closed', route: '/treasury', bridge: { story: 'closed' } },
  { name: 'treasury-hidden', route: '/treasury', bridge: { preferences: { hideBalances: true } } },
  { name: 'treasury-new', route: '/treasury/new' },
  { name: 'treasury-policy', route: '/treasury/new?kind=policy' },
  { name: 'treasury-coins', route: '/treasury/accounts/reserve' },
  { name: 'treasury-history', route: '/treasury/accounts/reserve?part=history' },
  { name: 'treasury-receive', route: '/treasury/accounts/reserve?part=receive' },
  { name: 'treasury-addresses', route: '/treasury/accounts/reserve?part=addresses' },
  { name: 'treasury-descriptor', route: '/treasury/accounts/board?part=descriptor' },
  { name: 'treasury-send', route: '/treasury/accounts/reserve/send' },
  { name: 'treasury-draft', route: '/treasury/drafts/draft-1' },
  {
    name: 'treasury-problem',
    route: '/treasury/drafts/draft-1',
    bridge: { treasury: { failNext: 'no-permission', pace: 20 } },
    after: button('Sign on the Ledger'),
  },
  { name: 'treasury-sweep', route: '/treasury/sweep/courier-7' },
  { name: 'nodes', route: '/nodes' },
  { name: 'nodes-closed', route: '/nodes', bridge: { story: 'closed' } },
  ...['Opening and closing', 'Peers', 'Forwards', 'Channel backup', 'Calls'].map((part) => ({
    name: `nodes-${part.split(' ')[0]?.toLowerCase() ?? part}`,
    route: '/nodes',
    after: tab(part),
  })),
  { name: 'nodes-quiet', route: '/nodes', bridge: { story: 'quiet' } },
  { name: 'reconciling', route: '/reconciling', bridge: { story: 'closed' } },
  { name: 'practice', route: '/practice' },
  { name: 'settings', route: '/settings' },
  { name: 'settings-real', route: '/settings', bridge: { ...REAL, keyring: 'ready' } },
  {
    name: 'settings-limit',
    route: '/settings',
    bridge: { treasury: ATTEST },
    after: async (page) => {
      const panel = page.getByRole('region', { name: 'Fleet limit' });
      await panel.getByRole('button', { name: 'Change' }).click();
    },
  },
  { name: 'learn', route: '/learn' },
  { name: 'learn-topic', route: '/learn/limits' },
  { name: 'about', route: '/about' },
  ...['node', 'relays', 'agent', 'pairing', 'payment'].map((step) => ({
    name: `setup-${step}`,
    route: `/setup?step=${step}`,
    bridge: { ...REAL, story: 'quiet' as const },
  })),
  { name: 'setup-done', route: '/setup', bridge: REAL },
  { name: 'welcome', bridge: { phase: 'welcome', fleet: null } },
  { name: 'create-vault', bridge: { ...REAL, phase: 'no-vault' } },
  { name: 'cold', bridge: { ...REAL, phase: 'cold', screen: 'locked' } },
  { name: 'starting', bridge: { ...REAL, phase: 'starting' } },
  { name: 'lock', bridge: { screen: 'locked' } },
  { name: 'palette', after: keys('Control+K') },
  { name: 'shortcuts', after: keys('?') },
  { name: 'freeze', after: keys('Control+Shift+F') },
  {
    name: 'pair',
    route: '/agents/shopper',
    after: async (page) => {
      await tab('Connections')(page);
      await button('Pair')(page);
    },
  },
];

/** The screen's own file comes late on a loaded machine, and its figures later still; what loads for ever in its story is taken as it is, and said. */
const drawn = (page: Page, name: string): Promise<unknown> =>
  page
    .waitForFunction(
      () => {
        const place = document.querySelector('#content') ?? document.querySelector('main, form');
        const waits = [...document.querySelectorAll('.skeleton')].some((part) => part.checkVisibility());
        return place !== null && place.textContent.trim() !== '' && !waits;
      },
      undefined,
      { timeout: 10_000 },
    )
    .catch(() => console.log(`${name}: still loads`));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    sizes: { type: 'string', default: '1280x800,1920x1080' },
    themes: { type: 'string', default: 'dark,light' },
    full: { type: 'boolean', default: false },
  },
});
const [folder = join(ROOT, 'out', 'screens')] = positionals;
mkdirSync(folder, { recursive: true });
const built = join(folder, '.built');
await buildPage(join(ROOT, 'renderer'), join(built, 'page'));
const bridge = await buildFakeBridge(join(built, 'bridge'));
const server = await servePage(join(built, 'page'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const now = Date.UTC(2026, 4, 20, 10, 54, 7);
for (const colorScheme of values.themes.split(',') as ('dark' | 'light')[])
  for (const size of values.sizes.split(',')) {
    const [width = 1_280, height = 800] = size.split('x').map(Number);
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      timezoneId: 'Europe/Berlin',
      locale: 'en-GB',
    });
    for (const shot of SHOTS) {
      if (!values.only.split(',').some((part) => shot.name.includes(part))) continue;
      const page = await context.newPage();
      page.on('pageerror', (error) => console.log(`${shot.name}: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') console.log(`${shot.name}: ${message.text()}`);
      });
      await page.clock.setFixedTime(now);
      await page.addInitScript(`globalThis.fakeBridgeOptions = ${JSON.stringify(shot.bridge ?? {})};`);
      await page.addInitScript({ path: bridge });
      await page.goto(`${server.url}/#${shot.route ?? '/'}`);
      await drawn(page, shot.name);
      await page.waitForTimeout(300);
      try {
        await shot.after?.(page);
      } catch (error) {
        console.log(`${shot.name}: ${String(error)}`);
      }
      await page.waitForTimeout(250);
      if (values.full) {
        const content = page.locator('#content');
        const more = await content.evaluate((node) => node.scrollHeight - node.clientHeight).catch(() => 0);
        if (more > 0) {
          await page.setViewportSize({ width, height: height + more });
          await page.waitForTimeout(200);
        }
      }
      await page.screenshot({ path: join(folder, `${shot.name}-${colorScheme}-${width}.png`) });
      await page.close();
    }
    await context.close();
  }
await browser.close();
server.close();
