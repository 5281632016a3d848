// Bad input to the window: names, numbers, sizes, speeds and settings of the machine that nobody planned for. Each leaves a screen that can be used.
import { expect, test, type Page } from '@playwright/test';
import { axe } from './fixtures/axe.ts';
import {
  callsOf,
  elsewhere,
  NOON,
  pushTo,
  startFakeWindows,
  type FakeWindow,
  type FakeWindows,
} from './fixtures/fake-window.ts';

let windows: FakeWindows;
let shown: FakeWindow;
let page: Page;

test.beforeAll(async () => {
  windows = await startFakeWindows();
});
test.afterAll(() => windows?.stop());
test.afterEach(async () => {
  expect(shown.complaints, 'violations and console errors').toEqual([]);
  await shown.close();
});

async function open(...options: Parameters<FakeWindows['open']>): Promise<void> {
  shown = await windows.open(...options);
  page = shown.page;
}

const ROUTES = ['/', '/approvals', '/approvals/0197-4c2e', '/agents', '/timeline', '/nodes', '/settings'];

async function visit(route: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = `#${to}`), route);
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
  await expect(page.locator('.skeleton:visible')).toHaveCount(0);
}

/** What sticks out of the window sideways, in words. */
const sticksOut = (): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    for (const element of document.querySelectorAll('h1, h2, button, a, p')) {
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0 || element.closest('.sr-only, [role="grid"], .overflow-x-auto')) continue;
      if (right > innerWidth + 1 || left < -1)
        found.push(`${element.tagName} ${element.textContent.slice(0, 40)}`);
    }
    return found;
  });

for (const [what, context] of [
  ['1280×720', { viewport: { width: 1_280, height: 720 } }],
  ['3840×2160', { viewport: { width: 3_840, height: 2_160 } }],
  // A page at 200 % has half of the window to itself.
  ['200 % zoom of 1280×800', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
] as const) {
  test(`${what}: nothing sticks out, the decision can be taken, Freeze is in reach`, async () => {
    await open({ context });
    for (const route of ROUTES) {
      await visit(route);
      expect.soft(await sticksOut(), route).toEqual([]);
      await expect(page.getByRole('button', { name: 'Freeze fleet' })).toBeInViewport();
    }
    await visit('/approvals/0197-4c2e');
    for (const name of [/^Reject( R)?$/, /^Reject and freeze/, /^Hold to/]) {
      const button = page.getByRole('button', { name });
      await button.scrollIntoViewIfNeeded();
      await expect(button).toBeInViewport();
    }
  });
}

test('forced colours: state is still told, and the focus still seen', async () => {
  await open({ context: { forcedColors: 'active' }, route: '/approvals/0197-4c2e' });
  const reject = page.getByRole('button', { name: 'Reject R' });
  await expect(reject).toBeFocused();
  expect(await reject.evaluate((button) => getComputedStyle(button).outlineStyle)).not.toBe('none');
  await page.getByLabel(/^Your reason/).fill('Looked at');
  // A bar whose fill were forced to the colour of its track would say nothing.
  const fills = await page.evaluate(() =>
    [...document.querySelectorAll('table .bg-track')].map((track) => [
      getComputedStyle(track).backgroundColor,
      getComputedStyle(track.firstElementChild ?? track).backgroundColor,
    ]),
  );
  expect(fills.length).toBeGreaterThan(0);
  for (const [track, fill] of fills) expect(fill).not.toBe(track);
  const { violations } = await axe(page).withTags(['wcag2a', 'wcag2aa']).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('a connection revoked while its payment waits: the open page says so at once', async () => {
  await open({ route: '/approvals/0197-4c31' });
  await expect(page.getByRole('button', { name: /^Hold to/ })).toBeVisible();
  const gone = page.getByRole('alert').filter({ hasText: 'The connection that asked for this was revoked' });
  await expect(gone).toHaveCount(0);
  await elsewhere(page, 'connections.revoke', { id: 'c1', reason: 'The laptop was stolen' });
  await expect(gone).toContainText('“Laptop”, revoked');
  expect(await sticksOut()).toEqual([]);
});

test('reduced motion: nothing moves, and the hold still takes its second', async () => {
  await open({ context: { reducedMotion: 'reduce' }, clockAt: NOON, route: '/approvals/0197-4c31' });
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().map(({ playState }) => playState)))
    .not.toContain('running');
  await page.getByLabel(/^Your reason/).fill('Looked at');
  await page.getByRole('button', { name: /^Hold to/ }).focus();
  await page.clock.pauseAt(NOON + 30_000);
  await page.keyboard.down('Space');
  await page.clock.runFor(900);
  expect(await callsOf(page, 'approvals.approve')).toEqual([]);
  await page.clock.runFor(150);
  await page.clock.resume();
  await expect(page.getByText('This payment was approved')).toBeVisible();
  await page.keyboard.up('Space');
});

for (const [locale, timezoneId] of [
  ['de-DE', 'Europe/Berlin'],
  ['ja-JP', 'Asia/Tokyo'],
] as const) {
  test(`${locale}: figures, dates and what is typed mean what they say`, async () => {
    await open({ context: { locale, timezoneId }, clockAt: NOON, route: '/approvals/0197-4c2e' });
    await expect(page.getByRole('heading', { level: 1 })).toContainText('250,000 sats');
    await expect(page.getByText('Known since 3 May 2026')).toBeVisible();
    await visit('/settings');
    await page.getByRole('button', { name: 'Change' }).last().press('Enter');
    const form = page.getByRole('dialog', { name: 'Change the fleet’s limits' });
    await form.getByLabel('Reason').fill('Less');
    const limit = form.getByLabel('All agents together, in any 24 hours');
    for (const ambiguous of ['250.000', '1,5', '２５０']) {
      await limit.fill(ambiguous);
      await form.getByRole('button', { name: 'Set the fleet limit' }).press('Enter');
      await expect(form.getByRole('alert').filter({ hasText: 'Type the limit in whole sats' })).toBeVisible();
      expect(await callsOf(page, 'fleet.setPolicy')).toEqual([]);
    }
    await limit.fill('250 000');
    await form.getByRole('button', { name: 'Set the fleet limit' }).press('Enter');
    await expect
      .poll(() => callsOf(page, 'fleet.setPolicy'))
      .toMatchObject([{ maxFleetDailySpend: '250000000' }]);
  });
}

const NASTY =
  `${'🛒👩‍🚀'.repeat(20)}\u202Ehsilgne\u202C\u200B ${'שלום'.repeat(8)} <img src=x onerror=alert(1)> ${'m'.repeat(60)}`.slice(
    0,
    200,
  );

test('agents called by 200 characters of emoji, right-to-left marks and markup turn no line around', async () => {
  await open({ bridge: { agentName: NASTY, waiting: 12 }, route: '/approvals/0197-4c2e' });
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toContainText('asks to pay 250,000 sats to ACME API');
  // The marks that would turn the sentence around are shown as marks and not obeyed.
  expect(await title.evaluate((heading) => heading.textContent.includes('\u202E'))).toBe(false);
  expect(await page.locator('img').count()).toBe(0);
  for (const route of ['/', '/approvals', '/approvals/0197-4c2e', '/agents']) {
    await visit(route);
    expect.soft(await sticksOut(), route).toEqual([]);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('lock the');
  await expect(page.getByRole('option', { selected: true })).toContainText('Lock the screen');
  await page.keyboard.press('Escape');
});

test('4,000 hostile characters of an agent stay inside their fence', async () => {
  const purpose =
    `${'\u202E\u2066\u200B\u0007'.repeat(200)}<script>alert(1)</script> https://evil.example/ ${'Z\u0351\u036B'.repeat(400)}${'x'.repeat(4_000)}`.slice(
      0,
      4_000,
    );
  await open({ bridge: { purpose }, route: '/approvals/0197-4c2e' });
  const fence = page.getByRole('group', { name: 'What the agent says it is for, untrusted text' });
  await expect(fence).toContainText('<script>alert(1)</script> https://evil.example/');
  await expect(fence.getByRole('link')).toHaveCount(0);
  const box = await fence.boundingBox();
  expect(box?.height).toBeLessThanOrEqual(180);
  await expect(page.getByText(/invisible characters are shown as marks/)).toBeVisible();
  expect(await sticksOut()).toEqual([]);
  // Reached and scrolled by keyboard.
  await fence.focus();
  await page.keyboard.press('PageDown');
  await expect.poll(() => fence.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await expect(page.getByRole('button', { name: 'Reject R' })).toBeInViewport();
});

test('1,000 agents and 500 payments that wait: drawn where looked at, found by typing, walked by keys', async () => {
  await open({ bridge: { agents: 1_000, waiting: 500 }, route: '/approvals' });
  const list = page.getByRole('grid', { name: 'Payments waiting for you' });
  await expect(list).toHaveAttribute('aria-rowcount', '501');
  expect(await list.getByRole('row').count()).toBeLessThan(80);
  await expect(page).toHaveTitle('(500) Approvals · Portcullis');
  await list.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByText('500 of 500 waiting')).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByText('499 of 500 waiting')).toBeVisible();
  await visit('/agents');
  await expect(page.getByRole('grid', { name: 'Agents' })).toHaveAttribute('aria-rowcount', '1001');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('courier');
  await expect(page.getByRole('option').first()).toContainText('Courier');
  expect(await page.getByRole('option').count()).toBeLessThanOrEqual(50);
  await page.keyboard.press('Escape');
});

test('100 MB of pushes in a second: asked for anew five times, and every key is heard', async () => {
  await open({ route: '/agents' });
  await expect(page.getByRole('grid')).toBeVisible();
  const before = (await callsOf(page, 'agents.list')).length;
  const delays = await page.evaluate(async () => {
    type Pushes = { portcullis: { push: (...what: string[]) => void } };
    const { push } = (globalThis as unknown as Pushes).portcullis;
    const all = ['agents', 'approvals', 'fleet', 'timeline', 'gate', 'nodes'];
    const late: number[] = [];
    const start = performance.now();
    let bytes = 0;
    while (performance.now() - start < 1_000 || bytes < 100_000_000) {
      // As much as a core gone mad could send: each push names what it names a thousand times over.
      for (let index = 0; index < 40; index += 1) {
        const words = Array.from({ length: 1_000 }, (_, word) => all[word % all.length] ?? '');
        bytes += words.length * 9;
        push(...words);
      }
      const asked = performance.now();
      await new Promise((resolve) => setTimeout(resolve));
      late.push(performance.now() - asked);
    }
    return late.toSorted((a, b) => a - b);
  });
  const after = (await callsOf(page, 'agents.list')).length;
  expect(after - before).toBeLessThan(40);
  expect(delays.at(Math.floor(delays.length * 0.99)) ?? 0).toBeLessThan(250);
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { level: 1, name: 'Nodes' })).toBeVisible();
});

test('the clock of the machine set while the window is open: forward locks, back shows no negative time', async () => {
  await open({ clockAt: NOON, route: '/approvals/0197-4c2e' });
  await expect(page.getByRole('timer')).toHaveText(/^8:[01]\d$/);
  await page.clock.setSystemTime(NOON - 3 * 3_600_000);
  await page.clock.runFor(2_000);
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  expect(await page.locator('body').innerText()).not.toMatch(/−|-\d|NaN|Invalid/);
});

test('the time to decide runs out while somebody looks, and while somebody holds: nothing is paid, and it is said', async () => {
  await open({ bridge: { expiresIn: 40 }, clockAt: NOON, route: '/approvals/0197-4c2e' });
  await expect(page.getByRole('timer')).toHaveText(/^0:[123]\d$/);
  await page.getByLabel(/^Your reason/).fill('Just in time');
  const hold = page.getByRole('button', { name: /^Hold to/ });
  await page.clock.pauseAt(NOON + 39_500);
  await expect(page.getByRole('status').filter({ hasText: 'Ten seconds left to decide.' })).toBeAttached();
  await hold.focus();
  await page.keyboard.down('Space');
  await page.clock.runFor(1_500);
  await page.keyboard.up('Space');
  await expect(page.getByRole('alert').filter({ hasText: 'The time to decide ran out' })).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText('expired');
  for (const name of [/^Reject R/, /^Reject and freeze/, /^Hold to/])
    await expect(page.getByRole('button', { name })).toBeDisabled();
  await page.keyboard.press('r');
  expect(await callsOf(page, 'approvals.approve')).toEqual([]);
  expect(await callsOf(page, 'approvals.deny')).toEqual([]);
});

test('a core that answers nonsense is a refusal in words, and the screen stays', async () => {
  await open({ route: '/approvals/0197-4c2e' });
  await expect(page.getByRole('button', { name: 'Reject R' })).toBeFocused();
  await elsewhere(page, 'fake.tell', { story: 'broken' });
  await page.getByLabel(/^Your reason/).fill('Looked at');
  await page.getByRole('button', { name: /^Hold to/ }).focus();
  await page.keyboard.down('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'Nothing was changed; try again.' })).toBeVisible();
  await page.keyboard.up('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('asks to pay');
  await elsewhere(page, 'fake.tell', { story: 'busy' });
  await pushTo(page, 'approvals');
  await expect(page.getByRole('button', { name: /^Hold to/ })).toBeEnabled();
});

test('a core that falls silent is told of on the screen that was open, and what was typed is still there after', async () => {
  await open({ clockAt: NOON, route: '/approvals/0197-4c31' });
  await page.getByLabel(/^Your reason/).fill('Half a sentence');
  await elsewhere(page, 'fake.tell', { story: 'gone' });
  await page.clock.runFor(16_000);
  const lost = page.getByRole('alert').filter({ hasText: 'The console’s core does not answer.' });
  await expect(lost).toContainText('nothing can be decided here');
  await elsewhere(page, 'fake.tell', { story: 'busy' });
  await page.clock.runFor(16_000);
  await expect(lost).toHaveCount(0);
  await expect(page.getByLabel(/^Your reason/)).toHaveValue('Half a sentence');
  await expect(page.getByRole('button', { name: /^Hold to/ })).toBeEnabled();
});
