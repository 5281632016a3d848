// The keyboard alone: every command of the table is in the palette and on the sheet and does what it says, letters can be turned off, and
// the focus goes where a person expects it. WCAG 2.2: 2.1.1, 2.1.4, 2.4.3, 2.4.7.
import { expect, test, type Page } from '@playwright/test';
import { capsOf, COMMANDS, type CommandId } from '../../renderer/app/commands.ts';
import {
  callsOf,
  elsewhere,
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
test.beforeEach(async () => {
  shown = await windows.open({ bridge: { waiting: 3 } });
  page = shown.page;
  await expect(heading('Overview')).toBeAttached();
});
test.afterEach(async () => {
  expect(shown.complaints, 'violations and console errors').toEqual([]);
  await shown.close();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const palette = () => page.getByRole('dialog', { name: 'Search or run a command' });
const onDecision = (id: string) => page.waitForURL(`**/#/approvals/${id}`);
const lastSetting = async (): Promise<unknown> => (await callsOf(page, 'settings.set')).at(-1);

async function choose(words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(palette().getByRole('combobox')).toBeFocused();
  await page.keyboard.type(words);
  await expect(palette().getByRole('option', { selected: true })).toContainText(words.split(' ')[0] ?? '');
  await page.keyboard.press('Enter');
  await expect(palette()).toBeHidden();
}

async function press(keys: string): Promise<void> {
  if (keys.startsWith('Ctrl+')) await page.keyboard.press(keys.replace('Ctrl', 'Control'));
  else for (const cap of capsOf(keys)) await page.keyboard.press(cap === 'Esc' ? 'Escape' : cap);
}

type Proof = {
  /** Where it can be done; the overview when absent. */
  readonly at?: string;
  /** As the palette words it at that moment. */
  readonly words: string;
  readonly seen: () => Promise<unknown>;
};

const atScreen = (name: string, path: string): Proof => ({
  words: `Go to ${name}`,
  seen: async () => {
    await page.waitForURL((url) => url.hash === `#${path}`);
    await expect(heading(name)).toBeAttached();
  },
});
const gridOn =
  (row: number): (() => Promise<void>) =>
  async () => {
    const grid = page.getByRole('grid');
    await expect(grid).toBeFocused();
    const active = (await grid.getAttribute('aria-activedescendant')) ?? '';
    await expect(page.locator(`[id="${active}"]`)).toHaveAttribute('aria-rowindex', String(row + 2));
  };

/** What is seen when a command was done. A command without a proof does not compile. */
const PROOFS: Readonly<Record<Exclude<CommandId, 'palette'>, Proof>> = {
  'go /': { ...atScreen('Overview', '/'), at: '/nodes' },
  'go /approvals': atScreen('Approvals', '/approvals'),
  'go /agents': atScreen('Agents', '/agents'),
  'go /timeline': atScreen('Timeline', '/timeline'),
  'go /treasury': atScreen('Treasury', '/treasury'),
  'go /nodes': atScreen('Nodes', '/nodes'),
  'go /practice': atScreen('Practice', '/practice'),
  'go /learn': atScreen('Learn', '/learn'),
  'go /settings': atScreen('Settings', '/settings'),
  'open-waiting': { words: 'Open the payment that expires', seen: () => onDecision('0197-4c2e') },
  'new-agent': { words: 'Add an agent', seen: () => expect(heading('New agent')).toBeVisible() },
  'new-account': {
    words: 'New cold account',
    seen: () => expect(heading('New account on Ledger')).toBeVisible(),
  },
  freeze: {
    words: 'Freeze the fleet',
    seen: () => expect(page.getByRole('dialog', { name: 'Freeze the fleet' })).toBeVisible(),
  },
  lock: { words: 'Lock the screen', seen: () => expect(heading('Locked')).toBeVisible() },
  'hide-balances': {
    words: 'Hide balances',
    seen: () => expect.poll(lastSetting).toEqual({ hideBalances: true }),
  },
  back: {
    at: '/approvals/0197-4c2e',
    words: 'Back to the list',
    seen: () => expect(heading('Approvals')).toBeVisible(),
  },
  sheet: {
    words: 'Keyboard shortcuts',
    seen: () => expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible(),
  },
  verify: { words: 'Verify the log', seen: () => expect(heading('Timeline')).toBeAttached() },
  'theme-dark': { words: 'Theme: dark', seen: () => expect.poll(lastSetting).toEqual({ theme: 'dark' }) },
  'theme-light': { words: 'Theme: light', seen: () => expect.poll(lastSetting).toEqual({ theme: 'light' }) },
  'theme-system': {
    words: 'Theme: as the system',
    seen: () => expect.poll(lastSetting).toEqual({ theme: 'system' }),
  },
  density: { words: 'Rows: compact', seen: () => expect.poll(lastSetting).toEqual({ density: 'compact' }) },
  'letter-keys': {
    words: 'Turn the letter keys off',
    seen: () => expect.poll(lastSetting).toEqual({ letterKeys: false }),
  },
  'row-next': { at: '/approvals', words: 'Next row', seen: gridOn(0) },
  'row-previous': { at: '/approvals', words: 'Row before', seen: gridOn(0) },
  'decision-next': {
    at: '/approvals/0197-4c2e',
    words: 'Next payment that waits',
    seen: () => onDecision('0197-4c31'),
  },
  'decision-previous': {
    at: '/approvals/0197-4c31',
    words: 'Payment before it',
    seen: () => onDecision('0197-4c2e'),
  },
  reject: {
    at: '/approvals/0197-4c2e',
    words: 'Reject this payment',
    seen: () => expect(page.getByText('This payment was rejected. Nothing was paid.')).toBeVisible(),
  },
};

async function goThere(at = '/'): Promise<void> {
  await page.evaluate((path) => void (location.hash = `#${path}`), at);
  if (at === '/') await expect(heading('Overview')).toBeAttached();
  if (at.startsWith('/approvals/')) {
    await expect(page.getByRole('button', { name: /^Reject( R)?$/ })).toBeFocused();
    // A press this soon after the page appeared is taken for a slip.
    await page.waitForTimeout(420);
  } else if (at === '/approvals') await expect(page.getByRole('grid')).toBeVisible();
}

/** As after the start, without the second a start takes. */
async function startOver(after: CommandId): Promise<void> {
  if (after === 'reject') await page.reload();
  if (after === 'lock') await elsewhere(page, 'vault.unlock', { passphrase: 'correct horse' });
  if ((await page.getByRole('dialog').count()) > 0) await page.keyboard.press('Escape');
  await elsewhere(page, 'settings.set', { letterKeys: true, hideBalances: false, density: 'comfortable' });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
}

test('every command is done from the palette', async () => {
  for (const { id } of COMMANDS) {
    if (id === 'palette') continue;
    await test.step(id, async () => {
      await goThere(PROOFS[id].at);
      await choose(PROOFS[id].words);
      await PROOFS[id].seen();
      await startOver(id);
    });
  }
});

test('every command with keys is done by them', async () => {
  for (const { id, keys } of COMMANDS) {
    if (id === 'palette' || keys === undefined) continue;
    await test.step(`${id}: ${keys}`, async () => {
      await goThere(PROOFS[id].at);
      await press(keys);
      await PROOFS[id].seen();
      await startOver(id);
    });
  }
});

test('the sheet prints the whole table with its keys', async () => {
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  for (const { words, keys } of COMMANDS) {
    const row = sheet.locator('dl > div').filter({ has: page.getByText(words, { exact: true }) });
    await expect(row, words).toHaveCount(1);
    await expect(row.locator('dd')).toHaveText(keys === undefined ? 'palette' : capsOf(keys).join(''));
  }
});

test('with the letters off no letter is heard, the sheet says so, and Ctrl and Esc still are', async () => {
  await choose('Turn the letter keys off');
  await expect.poll(lastSetting).toEqual({ letterKeys: false });
  for (const key of ['g', 'n', '?', 'j']) await page.keyboard.press(key);
  await expect(heading('Overview')).toBeAttached();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await goThere('/approvals/0197-4c2e');
  await page.keyboard.press('r');
  await page.keyboard.press('j');
  expect(await callsOf(page, 'approvals.deny')).toEqual([]);
  await expect(page.getByRole('button', { name: 'Reject', exact: true })).toBeVisible();
  await choose('Keyboard shortcuts');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet).toContainText('The letter keys are off.');
  await sheet.getByRole('button', { name: 'Turn the letter keys on' }).press('Enter');
  await expect(sheet).toContainText('Letters move, or do the safe thing.');
});

test('a toast that stays until it is closed leaves the letters be', async () => {
  await goThere('/practice');
  await elsewhere(page, 'fake.tell', { story: 'broken' });
  await page
    .getByRole('button', { name: /^Run drill/ })
    .first()
    .press('Enter');
  await expect(page.getByRole('heading', { name: 'The drill did not start' })).toBeVisible();
  await elsewhere(page, 'fake.tell', { story: 'busy' });
  await press('g n');
  await expect(heading('Nodes')).toBeVisible();
});

test('no key alone and no held key does anything dangerous', async () => {
  await goThere('/approvals/0197-4c2e');
  await page.getByLabel(/^Your reason/).fill('A reason is given');
  await page.getByRole('button', { name: /^Hold to/ }).focus();
  for (const key of 'abcdefghijklmnopqstuvwxyz0123456789'.split('')) await page.keyboard.press(key);
  for (const id of ['approvals.approve', 'gate.freezeFleet', 'agents.freeze', 'vault.lock'])
    expect(await callsOf(page, id)).toEqual([]);
});

test('the focus goes into what opens and back to where it was', async () => {
  const nodes = page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Nodes' });
  await nodes.focus();
  for (const keys of ['Control+k', '?', 'Control+Shift+F']) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog').locator(':focus')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(nodes, keys).toBeFocused();
  }
  await choose('Freeze the fleet');
  await expect(page.getByRole('dialog', { name: 'Freeze the fleet' }).getByLabel('Reason')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(nodes).toBeFocused();
});

test('Tab leads from the skip link through rail and top bar to the content, and a new screen takes the focus', async () => {
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  const names: string[] = [];
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(() => document.activeElement?.textContent.trim() ?? ''));
  }
  expect(names.slice(0, 9).map((name) => name.replace(/\d.*/, ''))).toEqual([
    'Overview',
    'Approvals',
    'Agents',
    'Timeline',
    'Treasury',
    'Nodes',
    'Practice',
    'Learn',
    'Settings',
  ]);
  // What had the focus goes away with its screen.
  await goThere('/approvals');
  await press('j');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Reject R' })).toBeFocused();
  await page.keyboard.press('Escape');
  await gridOn(0)();
  await press('g n');
  await expect(heading('Nodes')).toBeVisible();
  await expect(page.getByRole('main', { name: 'Nodes' })).toBeFocused();
});

test('the title says where one is and how many wait, and nothing else', async () => {
  await expect(page).toHaveTitle('(3) Overview · Portcullis');
  await press('g w');
  await expect(page).toHaveTitle('(3) Approvals · Portcullis');
  await page.keyboard.press('Control+Shift+L');
  await expect(page).toHaveTitle('Portcullis');
});
