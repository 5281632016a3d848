// Overview, timeline and nodes in their four states, and the address as their memory: linked to, gone back to, kept by name, taken along.
import { expect, test, type Page } from '@playwright/test';
import { clean } from './fixtures/axe.ts';
import {
  callsOf,
  elsewhere,
  NOON,
  startFakeWindows,
  type FakeWindow,
  type FakeWindows,
  type WindowOptions,
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

async function show(route: string, options: Omit<WindowOptions, 'route'> = {}): Promise<void> {
  shown = await windows.open({ ...options, route });
  page = shown.page;
}

const grid = () => page.getByRole('grid', { name: 'Timeline, newest first' });
const entry = (title: string) => page.getByRole('dialog', { name: title });
const address = (): string => new URL(page.url()).hash;

/** Full screens are looked at by practice.spec.ts; here only for whoever wants pictures. */
const FULL = [
  ['busy', '/', 'Nearest to a limit'],
  ['busy', '/timeline', 'entries loaded'],
  ['busy', '/nodes', 'Certificate pinned, SHA-256'],
] as const;
const STATES = [
  ...(process.env['PORTCULLIS_PICTURES'] === undefined ? [] : FULL),
  ['quiet', '/', 'No agents yet'],
  ['broken', '/', 'Could not show the fleet’s totals'],
  ['quiet', '/timeline', 'The log is empty'],
  ['broken', '/timeline', 'Could not show the timeline'],
  ['quiet', '/nodes', 'No node yet'],
  ['broken', '/nodes', 'Could not show the nodes'],
] as const;

for (const [story, route, words] of STATES) {
  test(`${route} is accessible in both themes when it is ${story}`, async () => {
    await show(route, { bridge: { story } });
    await expect(page.getByText(words).first()).toBeVisible();
    await clean(page, `${route.slice(1) || 'overview'}-${story}`);
  });
}

for (const [route, what] of [
  ['/', 'Loading the fleet’s totals'],
  ['/timeline', 'Loading the timeline'],
  ['/nodes', 'Loading the nodes'],
] as const) {
  test(`${route} says that it is loading, and what`, async () => {
    await show(route, { bridge: { story: 'silent' } });
    await expect(page.getByRole('status', { name: what })).toBeAttached();
  });
}

test('a link names filters and the open entry; Back closes it, Forward opens it again', async () => {
  await show('/timeline?level=warning&agent=courier-7');
  await expect(page.getByRole('combobox', { name: 'Level' })).toContainText('From warning');
  await expect(page.getByRole('combobox', { name: 'Agent' })).toContainText('Courier 7');
  await grid().getByRole('row').nth(1).click();
  const title = page.getByRole('dialog').getByRole('heading', { name: /^Entry/ });
  await expect(title).toBeVisible();
  const linked = address();
  expect(linked).toContain('level=warning');
  expect(linked).toMatch(/seq=\d+/);
  await page.goBack();
  await expect(title).toBeHidden();
  await expect(page.getByRole('combobox', { name: 'Level' })).toContainText('From warning');
  await page.goForward();
  await expect(title).toBeVisible();
  expect(address()).toBe(linked);
});

test('the drawer leaves the freeze button free, however many banners there are', async () => {
  for (const story of ['busy', 'closed'] as const) {
    await show('/timeline?seq=12404', { bridge: { story } });
    await expect(entry('Entry 12,404')).toBeVisible();
    await page.getByRole('button', { name: 'Freeze fleet' }).click({ timeout: 3_000 });
    await expect(page.getByRole('dialog', { name: 'Freeze the fleet' })).toBeVisible();
    if (story === 'busy') await shown.close();
  }
});

test('no letter is lost while the list answers', async () => {
  await show('/timeline');
  const words = page.getByRole('searchbox', { name: 'Words in the summary' });
  await words.pressSequentially('frozen: asked to pay a look-alike', { delay: 60 });
  await expect(words).toHaveValue('frozen: asked to pay a look-alike');
  await expect.poll(address).toContain('look-alike');
  await expect(words).toHaveValue('frozen: asked to pay a look-alike');
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(words).toHaveValue('');
  await page.goBack();
  await expect(words).toHaveValue('frozen: asked to pay a look-alike');
});

test('a brush over the log chooses its time, and Back takes it away', async () => {
  await show('/timeline');
  const bars = page.getByRole('img', { name: /entries from .* in steps of/ });
  const box = await bars.boundingBox();
  if (!box) throw new Error('the log is not drawn');
  await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('combobox', { name: 'Time' })).toContainText('Between');
  const from = page.getByRole('textbox', { name: 'From, UTC' });
  await expect(from).toHaveValue(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
  // The same by keyboard.
  await from.fill('2026-01-02 03:04');
  await expect.poll(address).toContain('from=1767323040');
  await page.goBack();
  await expect(page.getByRole('combobox', { name: 'Time' })).toContainText('Any time');
});

test('what is filtered is written to a file, its amounts hidden while they are hidden', async () => {
  await show('/timeline?text=shopper', {
    bridge: { entries: 3_000, preferences: { hideBalances: true } },
  });
  await expect(grid().getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('273 rows written, amounts hidden')).toBeVisible();
  const parts = (await callsOf(page, 'exports.add')) as readonly { readonly text: string }[];
  const text = parts.map((part) => part.text).join('');
  expect(text.split('\r\n')[0]).toBe('\uFEFFEntry,Time (UTC),Level,What happened,Who,Action,Outcome');
  expect(text.split('\r\n')).toHaveLength(275);
  expect(text).not.toContain('250,000');
  expect(await callsOf(page, 'exports.end')).toEqual([
    { id: 'export-timeline', rows: 273, amountsHidden: true },
  ]);
});

test('a view kept by name brings back filters and columns', async () => {
  await show('/timeline?outcome=held');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Belongs to' }).click();
  await expect(page.getByRole('checkbox', { name: 'Belongs to' })).toBeChecked();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByLabel('Keep what is shown now as').fill('Held');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Held', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(address).not.toContain('outcome');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Held', exact: true }).click();
  await expect.poll(address).toContain('outcome=held');
  await expect(grid().getByRole('columnheader', { name: 'Belongs to' })).toBeVisible();
});

test('the range of the outflow stands in the address, and the last clearing names its day', async () => {
  await show('/?range=7d', { clockAt: NOON + 37_800_000 });
  await expect(page.getByRole('button', { name: '7 d' })).toHaveAttribute('aria-pressed', 'true');
  // It is 23:24, and the last of it clears in 68 minutes.
  await expect(page.getByText('clears by 21 May, 00:32')).toBeVisible();
});

test('a link to a node brings it into sight', async () => {
  await show('/nodes?node=node-3');
  await expect(page.getByRole('heading', { name: 'Lighthouse' })).toBeInViewport();
});

test('hidden amounts leave no proportion on any screen', async () => {
  for (const route of ['/', '/nodes']) {
    await show(route, { bridge: { preferences: { hideBalances: true } } });
    await expect(page.getByText('•••••').first()).toBeVisible();
    await expect(page.getByRole('meter')).toHaveCount(0);
    await expect(page.locator('.recharts-surface')).toHaveCount(0);
    expect(await page.locator('main').innerText()).not.toMatch(/\d{1,3},\d{3} ?(?:sats|of)|\d %/);
    if (route === '/') await shown.close();
  }
});

test('fits and works at 200 % zoom and at 3840 by 2160', async () => {
  for (const viewport of [
    { width: 640, height: 400 },
    { width: 1_280, height: 720 },
    { width: 3_840, height: 2_160 },
  ]) {
    await show('/timeline', { context: { viewport } });
    await expect(grid()).toBeAttached();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, `${viewport.width} px`).toBeLessThanOrEqual(0);
    if (viewport.width < 3_840) await shown.close();
  }
});

test('nothing can be paid while the fleet is frozen, or the agent: the page says so, and rejecting works', async () => {
  await show('/approvals/0197-4c31');
  const hold = page.getByRole('button', { name: /^Hold to pay/ });
  await page.getByLabel(/^Your reason/).fill('Looked at');
  await expect(hold).toBeEnabled();
  await elsewhere(page, 'gate.freezeFleet', { reason: 'drill' });
  const off = page.getByRole('button', { name: 'Nothing can be paid now' });
  await expect(off).toBeDisabled();
  await expect(off).toHaveAccessibleDescription(/The fleet is frozen: nothing is paid/);
  await expect(page.getByText('pays at once')).toHaveCount(0);
  await elsewhere(page, 'gate.unfreezeFleet', { reason: 'over' });
  await expect(hold).toBeEnabled();
  await elsewhere(page, 'agents.freeze', { id: 'research-3', reason: 'odd' });
  await expect(page.getByText('This agent is frozen: nothing of it is paid')).toBeVisible();
  await clean(page, 'decision-frozen');
  await page.getByRole('link', { name: 'Approvals' }).last().click();
  const list = page.getByRole('grid', { name: 'Payments waiting for you' });
  await expect(list.getByRole('row').filter({ hasText: 'Research bot 3' })).toContainText('agent frozen');
  await expect(list.getByRole('row').filter({ hasText: 'Shopper' })).toContainText('must ask again');
});

test('a button that waits for a reason says so, and puts the cursor there', async () => {
  await show('/');
  await expect(page.getByRole('banner')).toBeVisible();
  await page.keyboard.press('Control+Shift+F');
  const box = page.getByRole('dialog', { name: 'Freeze the fleet' });
  const freeze = box.getByRole('button', { name: 'Freeze 6 agents' });
  await freeze.press('Enter');
  await expect(box.getByRole('alert')).toHaveText('Write a reason first: it is kept in the log.');
  await expect(box.getByLabel('Reason')).toBeFocused();
  expect(await callsOf(page, 'gate.freezeFleet')).toEqual([]);
  await page.keyboard.type('Odd payments');
  await expect(box.getByRole('alert')).toHaveCount(0);
  await freeze.press('Enter');
  await expect(box).toBeHidden();
  expect(await callsOf(page, 'gate.freezeFleet')).toEqual([{ reason: 'Odd payments' }]);
});

test('a relay that nobody uses yet is no fault', async () => {
  await show('/', { bridge: { story: 'quiet' } });
  await expect(page.getByRole('banner').getByText('Relays not in use yet')).toBeVisible();
  await expect(page.getByText('Relays 0 of 1')).toHaveCount(0);
});

test('the vault is bound to the keyring by a person, where there is one to bind it to', async () => {
  for (const [keyring, words] of [
    ['absent', 'it is shown by a browser'],
    ['weak', 'binding would protect nothing'],
    ['unavailable', 'does not answer now'],
  ] as const) {
    await show('/settings', { bridge: { fleet: 'real', keyring } });
    await expect(page.getByText(words)).toBeVisible();
    await expect(page.getByRole('switch', { name: /keyring/ })).toBeDisabled();
    await shown.close();
  }
  await show('/settings', { bridge: { fleet: 'real', keyring: 'ready' } });
  const bound = page.getByRole('switch', { name: 'Bind the vault to this desktop’s keyring' });
  await expect(bound).not.toBeChecked();
  await bound.press('Space');
  const box = page.getByRole('dialog', { name: 'Bind the vault to this desktop' });
  await box.getByLabel('Reason').fill('This desktop alone');
  await box.getByRole('button', { name: 'Bind the vault' }).press('Enter');
  await expect(bound).toBeChecked();
  expect(await callsOf(page, 'vault.bindKeyring')).toEqual([{ bound: true, reason: 'This desktop alone' }]);
});

test('a frozen fleet has no active agent in any list', async () => {
  for (const route of ['/', '/agents', '/agents/shopper']) {
    await show(route);
    await expect(page.getByText('active', { exact: true }).first()).toBeVisible();
    await elsewhere(page, 'gate.freezeFleet', { reason: 'drill' });
    await expect(page.getByText('fleet frozen', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('active', { exact: true })).toHaveCount(0);
    if (route !== '/agents/shopper') await shown.close();
  }
});

test('a list that is no table can be taken along too', async () => {
  await show('/agents/shopper?part=balance', { bridge: { preferences: { hideBalances: true } } });
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('3 rows written, amounts hidden')).toBeVisible();
  const parts = (await callsOf(page, 'exports.add')) as readonly { readonly text: string }[];
  const [head, first] = parts
    .map((part) => part.text)
    .join('')
    .split('\r\n');
  expect(head).toBe('\uFEFFTime (UTC),What,Amount (sat),Amount (msat),Reason');
  expect(first).toContain(',taken back,hidden,hidden,Less is needed');
});

for (const [route, tab, button, head, first] of [
  [
    '/nodes',
    null,
    'Export CSV, channels of Harbour',
    'Node,With,Public key,Channel point',
    'Harbour,River Hub,02',
  ],
  ['/nodes', 'Peers', 'Export CSV, peers of Harbour', 'Node,Peer,Public key,Address', 'Harbour,River Hub,02'],
  [
    '/settings',
    null,
    'Export CSV, relays',
    'Address,State,Since (UTC),Note',
    'wss://relay.one.example,connected,2026-',
  ],
] as const)
  test(`“${button}” writes every row`, async () => {
    await show(route);
    if (tab !== null) await page.getByRole('tab', { name: tab }).first().click();
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByText(/^\d rows written$/)).toBeVisible();
    const parts = (await callsOf(page, 'exports.add')) as readonly { readonly text: string }[];
    const lines = parts
      .map((part) => part.text)
      .join('')
      .split('\r\n');
    expect(lines[0]?.startsWith(`\uFEFF${head}`)).toBe(true);
    expect(lines[1]?.startsWith(first)).toBe(true);
    expect(await callsOf(page, 'exports.end')).toMatchObject([{ rows: lines.length - 2 }]);
  });

test('a gate closed for two reasons says so once, each reason with its own way out', async () => {
  await show('/', { bridge: { story: 'closed' } });
  const banner = page.getByRole('alert').filter({ hasText: 'The gate is closed' });
  await expect(banner).toContainText('The gate is closed for 2 reasons.');
  expect((await banner.innerText()).match(/The gate is closed/g)).toHaveLength(1);
  await expect(banner.getByRole('button', { name: 'Confirm the clock' })).toBeVisible();
  await expect(banner.getByRole('button', { name: 'Confirm the ledger' })).toBeVisible();
  await expect(banner).toContainText('Payments through Lighthouse are closed.');
});

for (const [seq, words] of [
  [12_401, 'signature verified'],
  [12_390, 'The key below did not sign this payment.'],
] as const)
  test(`entry ${seq} of an approval signed on the Ledger says “${words}”`, async () => {
    await show(`/timeline?seq=${seq}`);
    await expect(page.getByRole('dialog')).toContainText(words);
    await clean(page, `timeline-attested-${seq}`);
  });
