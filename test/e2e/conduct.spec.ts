// Conduct: what the window does while others may see it, while nobody is there, and in the operator's own units, zone and language.
import { expect, test, type Page } from '@playwright/test';
import { axe } from './fixtures/axe.ts';
import {
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

const ROUTES = [
  '/',
  '/approvals',
  '/approvals?tab=decided',
  '/approvals/0197-4c2e',
  '/approvals/0196-11a0',
  '/agents',
  '/agents/shopper',
  '/timeline',
  '/nodes',
  '/settings',
  '/practice',
] as const;

async function visit(route: string): Promise<void> {
  await page.evaluate((to) => void (location.hash = `#${to}`), route);
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
  await expect(page.locator('.skeleton:visible'), route).toHaveCount(0, { timeout: 5_000 });
}

/** Everything a person or their screen reader could read: text and attributes. */
const everythingSaid = (): Promise<string> =>
  page.evaluate(() => {
    const said = [document.title];
    for (const element of document.querySelectorAll('body *')) {
      if (element.closest('[hidden]')) continue;
      for (const name of [
        'title',
        'aria-label',
        'aria-valuetext',
        'aria-valuenow',
        'placeholder',
        'alt',
        'value',
      ])
        if (element.hasAttribute(name)) said.push(`${name}=${element.getAttribute(name) ?? ''}`);
      for (const node of element.childNodes) if (node.nodeType === 3) said.push(node.textContent ?? '');
    }
    // Figure and unit are neighbours in different elements.
    return `${document.body.innerText}\n${said.join('\n')}`;
  });

/** Amounts of the made-up fleet as they would be read, with or without their unit. */
const AN_AMOUNT = /\d[\d,.\u00a0]*\s*(?:m?sats?|BTC)\b|₿\d|\d{1,3}(?:,\d{3})+(?! entries| agents| rows| of)/g;
/** Grouped figures that are no amounts: numbers of entries of the log, and how often something came. */
const NO_AMOUNT = /\b12,[34]\d\d\b(?!\s*m?sats)|and [\d,]+ more|[\d,]+ (?:warnings?|alerts?)/g;

test('with balances hidden no screen says an amount, in text, title, label or value', async () => {
  await open();
  await expect(page.locator('section', { hasText: 'Hot balance' })).toContainText('3,214,880');
  // The chart is a file of its own.
  await expect(page.locator('.recharts-surface').first()).toBeAttached();
  await page.keyboard.press('Control+Shift+H');
  await expect(page.locator('section', { hasText: 'Hot balance' })).toContainText('•••••');
  const found: Record<string, string[]> = {};
  for (const route of ROUTES) {
    await visit(route);
    const said = (await everythingSaid()).replaceAll(NO_AMOUNT, '');
    const amounts = [...new Set(said.match(AN_AMOUNT) ?? [])];
    if (amounts.length > 0) found[route] = amounts;
  }
  expect(found).toEqual({});
});

test('the mask has one width, whatever it hides, and approving asks to see the amount first', async () => {
  await open({ bridge: { preferences: { hideBalances: true } }, route: '/approvals/0197-4c2e' });
  await expect(page.getByRole('heading', { level: 1 })).toContainText('asks to pay');
  const masks = await page.getByText('•••••', { exact: true }).allInnerTexts();
  expect(masks.length).toBeGreaterThan(5);
  expect(new Set(masks)).toEqual(new Set(['•••••']));
  await page.getByLabel(/^Your reason/).fill('I know this one');
  await expect(page.getByRole('button', { name: /^Hold to/ })).toBeDisabled();
  await page.getByRole('button', { name: 'Show them here' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('250,000 sats');
  await expect(page.getByRole('button', { name: /^Hold to/ })).toBeEnabled();
  await visit('/approvals');
  await expect(page.getByRole('grid')).not.toContainText('250,000');
});

const UNITS = [
  ['sat', '250,000 sats', '3,214,880', /\b(BTC|msat)\b|₿/],
  ['bip177', '₿250,000', '3,214,880', /\bsats?\b|\bBTC\b|\bmsat\b/],
  ['btc', '0.00\u00a0250\u00a0000 BTC', '0.03\u00a0214\u00a0880', /\bm?sats?\b|₿/],
  ['msat', '250,000,000 msat', '3,214,880,000', /\bsats?\b|\bBTC\b|₿/],
] as const;

/** What the screen says but for the record of the log, which stays as it was written, and the tooltips, which are exact. */
const wordsOfScreen = (): Promise<string> =>
  page.evaluate(() => {
    const content = document.querySelector('#content')?.cloneNode(true) as HTMLElement;
    for (const panel of content.querySelectorAll('section'))
      if (panel.querySelector('h2')?.textContent === 'Alerts') panel.remove();
    const labels = [...content.querySelectorAll('[aria-valuetext], [aria-label]')].map(
      (each) => `${each.getAttribute('aria-valuetext')} ${each.getAttribute('aria-label')}`,
    );
    return `${content.textContent} ${labels.join(' ')}`;
  });

test('amounts are in the unit that was chosen, and in no other beside it', async () => {
  await open();
  for (const [unit, amount, hot, others] of UNITS) {
    await elsewhere(page, 'settings.set', { unit });
    await pushTo(page, 'settings');
    for (const route of ['/', '/approvals', '/agents', '/nodes'] as const) {
      await visit(route);
      if (route === '/') await expect(page.locator('section', { hasText: 'Hot balance' })).toContainText(hot);
      expect.soft(await wordsOfScreen(), `${unit} ${route}`).not.toMatch(others);
    }
    await visit('/approvals/0197-4c2e');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`asks to pay ${amount}`);
  }
});

test('times are in the zone that was chosen', async () => {
  await open({ route: '/approvals/0197-4c2e', clockAt: NOON });
  for (const [zone, asked] of [
    // The seconds are those the page took to open.
    ['local', /asked 12:52:\d\d ·/],
    ['utc', /asked 10:52:\d\d UTC ·/],
    ['Asia/Tokyo', /asked 19:52:\d\d GMT\+9 ·/],
  ] as const) {
    await elsewhere(page, 'settings.set', { timeZone: zone });
    await pushTo(page, 'settings');
    await expect(page.getByText(asked)).toBeVisible();
  }
});

test('a zone is chosen by its name, and one that is none is said', async () => {
  await open({ route: '/settings', clockAt: NOON });
  await page.getByRole('combobox', { name: 'Times are shown in the zone' }).press('Enter');
  await page.getByRole('option', { name: 'Another, by name' }).press('Enter');
  const name = page.getByRole('combobox', { name: 'Name of the zone' });
  await name.fill('Mars/Olympus');
  await expect(page.getByText('No zone is called so.')).toBeVisible();
  await name.fill('asia/tokyo');
  await expect(page.getByText(/19:54:\d\d GMT\+9/)).toBeVisible();
});

test('after no input the screen warns, then locks, and its contents are blank', async () => {
  await open({ bridge: { preferences: { lockAfterMinutes: 1 } }, clockAt: NOON });
  await expect(page.getByText('Shopper').first()).toBeVisible();
  await page.clock.runFor(31_000);
  await expect(
    page.getByRole('status').filter({ hasText: 'The screen locks in half a minute.' }),
  ).toBeVisible();
  await page.keyboard.press('Shift');
  await page.clock.runFor(2_000);
  await expect(page.getByText('The screen locks in half a minute.')).toHaveCount(0);
  await page.clock.runFor(62_000);
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  expect(await everythingSaid()).not.toMatch(/Shopper|Research bot|sats|0197/);
});

test('a gap in time, as a machine that slept leaves it, locks at once', async () => {
  await open({ clockAt: NOON, route: '/agents' });
  await expect(page.getByText('Shopper').first()).toBeVisible();
  await page.clock.fastForward(20 * 60_000);
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  // And the core, told so by nobody, answers nothing.
  expect(await elsewhere(page, 'agents.list', {})).toMatchObject({ ok: false, code: 'locked' });
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await page.keyboard.press('Enter');
  // Back where one was.
  await expect(page.getByRole('heading', { level: 1, name: 'Agents' })).toBeVisible();
});

test('what was half typed is gone after the lock, and nothing was sent', async () => {
  await open({ route: '/approvals/0197-4c2e' });
  await page.getByLabel(/^Your reason/).fill('secret reason');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel(/^Your reason/)).toHaveValue('');
});

const STATES = {
  silent: [
    ['/approvals', 'Loading what waits for you'],
    ['/approvals/0197-4c2e', 'Loading this payment'],
    ['/settings', 'Loading the relays'],
  ],
  broken: [
    ['/approvals', 'Could not show what waits for you'],
    ['/approvals/0197-4c2e', 'Could not show this payment'],
    ['/settings', 'Could not show the fleet’s limit'],
  ],
  quiet: [
    ['/approvals', 'Nothing waits for you'],
    ['/approvals?tab=decided', 'Nothing was decided yet'],
  ],
} as const;
for (const story of ['silent', 'broken', 'quiet'] as const) {
  test(`a core that is ${story} leaves no screen of approvals and settings bare`, async () => {
    await open({ bridge: { story } });
    for (const [route, words] of STATES[story]) {
      await page.evaluate((to) => void (location.hash = `#${to}`), route);
      const state = story === 'silent' ? page.getByRole('status', { name: words }) : page.getByText(words);
      await expect(state.first()).toBeVisible();
      const { violations } = await axe(page).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
  });
}

test('figures that could not be asked for anew stay, marked as old, with one thing to do', async () => {
  await open({ route: '/approvals' });
  await expect(page.getByRole('grid')).toBeVisible();
  await elsewhere(page, 'fake.tell', { story: 'broken' });
  await pushTo(page, 'approvals');
  await expect(page.getByText(/^Old figures: what waits for you as of/)).toBeVisible();
  await expect(page.getByRole('grid')).toContainText('Shopper');
  await elsewhere(page, 'fake.tell', { story: 'busy' });
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(page.getByText(/^Old figures/)).toHaveCount(0);
});

test('links lead in, and back and forward lead through, with tab, search and place kept', async () => {
  await open({ route: '/approvals?tab=decided&sort=-amount' });
  await expect(page.getByRole('tab', { name: 'Decided' })).toHaveAttribute('aria-selected', 'true');
  const grid = page.getByRole('grid', { name: 'Decided payments' });
  await grid.focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Decision' })).toBeVisible();
  const decided = page.url();
  await page.goBack();
  await expect(page.getByRole('tab', { name: 'Decided' })).toHaveAttribute('aria-selected', 'true');
  await expect(grid).toBeFocused();
  await expect(page.getByRole('row').nth(2)).toContainText('sats');
  await page.goForward();
  await expect(page).toHaveURL(decided);
  await visit('/approvals/none-such');
  await expect(page.getByText('Could not show this payment')).toBeVisible();
  await page.evaluate(() => void (location.hash = '#/nowhere'));
  await expect(page.getByText('There is no such screen')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the overview' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeAttached();
});
