// The components in every state: accessible in both themes and in forced colours, nothing wider than the page, nothing that moves
// when motion is not wanted, and each thing that floats opened and closed by keyboard. With PORTCULLIS_PICTURES pictures for the eye go
// to out/gallery.
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe } from './fixtures/axe.ts';
import { fakeBridge } from './fixtures/fake-window.ts';
import { buildPage, ROOT, servePage, type PageServer } from './support/page-server.ts';

test.describe.configure({ mode: 'serial' });

const OUT = join(ROOT, 'out', 'gallery');
const PICTURES = process.env['PORTCULLIS_PICTURES'] !== undefined;
const complaints: string[] = [];
let server: PageServer;
let browser: Browser;
let page: Page;

test.beforeAll(async () => {
  mkdirSync(join(OUT, 'shots'), { recursive: true });
  await buildPage(join(ROOT, 'test', 'e2e', 'gallery'), join(OUT, 'page'));
  const bridge = await fakeBridge();
  server = await servePage(join(OUT, 'page'));
  browser = await chromium.launch({
    executablePath: process.env['PORTCULLIS_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const context = await browser.newContext({
    viewport: { width: 1_280, height: 800 },
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
  });
  page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.addInitScript({ path: bridge });
  await page.goto(`${server.url}/`);
  await expect(page.getByRole('grid', { name: 'Agents', exact: true })).toBeVisible();
  await expect(page.locator('.recharts-surface').first()).toBeVisible();
});
test.afterAll(async () => {
  await browser?.close();
  server?.close();
});
test.afterEach(() => expect(complaints.splice(0), 'policy violations and errors').toEqual([]));

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

type Look = { readonly without?: readonly string[]; readonly at?: string };

async function findings({ without = [], at = 'html' }: Look = {}): Promise<string[]> {
  const { violations } = await axe(page)
    .include(at)
    .withTags(RULES)
    .disableRules([...without])
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map((node) => node.html.slice(0, 110))
        .slice(0, 4)
        .join(' | ')}`,
  );
}

/** What is cut off at the right without a scroll bar of its own. */
const overflowing = (): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (node: Element | null): boolean =>
      node !== null &&
      (['auto', 'scroll', 'hidden'].includes(getComputedStyle(node).overflowX) ||
        scrolls(node.parentElement));
    return [...document.querySelectorAll('[role="group"][aria-label]')]
      .filter((node) => node.scrollWidth > node.clientWidth + 1 && !scrolls(node))
      .map((node) => node.getAttribute('aria-label') ?? '')
      .concat(
        document.documentElement.scrollWidth > innerWidth
          ? [`the page, ${document.documentElement.scrollWidth}`]
          : [],
        [...document.querySelectorAll('main')].some((main) => main.scrollWidth > main.clientWidth + 1)
          ? ['main']
          : [],
      );
  });

/** The whole gallery as one picture: the page scrolls within `main`, so the window is made as tall as it. */
async function picture(name: string, width: number): Promise<void> {
  if (!PICTURES) return;
  const height = await page.locator('main').evaluate((main) => main.scrollHeight);
  await page.setViewportSize({ width, height: Math.min(height, 8_000) });
  await page.screenshot({ path: join(OUT, 'shots', `${name}.png`), animations: 'disabled' });
}

const group = (name: string) => page.getByRole('group', { name, exact: true });

for (const colorScheme of ['dark', 'light'] as const) {
  test(`is accessible and fits, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    expect(await findings()).toEqual([]);
    for (const width of [1_280, 1_920]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(overflowing, `${width} px`).toEqual([]);
      await picture(`${colorScheme}-${width}`, width);
    }
    await page.setViewportSize({ width: 1_280, height: 800 });
  });
}

test('fits at 200 % zoom, with targets large enough', async () => {
  // What zooming does to a window of 1280 by 800.
  await page.setViewportSize({ width: 640, height: 400 });
  await expect.poll(overflowing).toEqual([]);
  expect(await findings()).toEqual([]);
  await picture('zoom-200', 640);
  await page.setViewportSize({ width: 1_280, height: 800 });
});

test('says everything in forced colours', async () => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  // Contrast is the system's there, and axe cannot see it.
  expect(await findings({ without: ['color-contrast'] })).toEqual([]);
  // A bar whose fill the system took away would show nothing.
  const fill = group('Gauge, warn').getByRole('meter', { name: 'Meter warn' }).locator('span').nth(2);
  const [shown, behind] = await fill.evaluate((node) => [
    getComputedStyle(node).backgroundColor,
    getComputedStyle(document.body).backgroundColor,
  ]);
  expect(shown).not.toBe(behind);
  await picture('forced-colours', 1_280);
  await page.setViewportSize({ width: 1_280, height: 800 });
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' });
});

test('stands still when motion is not wanted', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Open dialog' }).click();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((each) => Number(each.effect?.getComputedTiming().activeDuration ?? 0) > 1)
      .map((each) => (each instanceof CSSAnimation ? each.animationName : 'transition')),
  );
  expect(moving).toEqual([]);
  await page.keyboard.press('Escape');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
});

for (const [button, title] of [
  ['Open dialog', 'A dialog'],
  ['Open wide dialog', 'A dialog'],
  ['Open reason', 'Freeze 12 agents'],
  ['Open drawer', 'A drawer'],
] as const) {
  test(`${button.toLowerCase()}: takes the focus, is accessible, gives the focus back on Esc`, async () => {
    const opener = page.getByRole('button', { name: button });
    await opener.focus();
    await page.keyboard.press('Enter');
    const box = page.getByRole('dialog', { name: title });
    await expect(box).toBeVisible();
    await expect.poll(() => box.evaluate((node) => node.contains(document.activeElement))).toBe(true);
    expect(await findings({ at: '[role="dialog"]' })).toEqual([]);
    if (PICTURES) await page.screenshot({ path: join(OUT, 'shots', `${button.replaceAll(' ', '-')}.png`) });
    await page.keyboard.press('Escape');
    await expect(box).toBeHidden();
    await expect(opener).toBeFocused();
  });
}

test('a toast is told, and one that says no stays until it is closed', async () => {
  await page.getByRole('button', { name: 'Say it is not' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Not frozen' })).toBeAttached();
  const title = page.locator('h2', { hasText: 'Not frozen' });
  await expect(title).toBeVisible();
  expect(await findings({ at: '[role="alertdialog"]' })).toEqual([]);
  await page.getByLabel('Close').click();
  await expect(title).toBeHidden();
});

test('a held button acts after a second and not before, by keyboard', async () => {
  const place = group('Hold button');
  const button = place.getByRole('button', { name: /^(Hold to pay|Keep holding)/ });
  await button.focus();
  await page.keyboard.down('Space');
  await expect(place.getByRole('status').filter({ hasText: 'Holding' })).toBeAttached();
  await page.keyboard.up('Space');
  await expect(place.getByText('Nothing was done: hold the button for a whole second.')).toBeVisible();
  await expect(place.getByText('Held 0 times')).toBeVisible();
  await page.keyboard.down('Space');
  await expect(place.getByText('Held 1 times')).toBeVisible();
  await page.keyboard.up('Space');
});

test('hidden amounts leave neither figure nor proportion in the page', async () => {
  for (const name of ['Gauge, hidden', 'Amounts, hidden', 'Chart, hidden']) {
    const html = await group(name).innerHTML();
    expect(html, name).not.toMatch(/412|3,214|500,000|250,000|150,500|82\s?%/);
    expect(html, name).not.toMatch(/aria-valuenow|recharts/);
  }
});

test('a table is found in, ordered, cut down and walked by keyboard', async () => {
  const tools = group('A table with its tools');
  const grid = tools.getByRole('grid', { name: 'Agents', exact: true });
  await tools.getByRole('searchbox', { name: 'Find in Agents' }).fill('courier');
  await expect(tools.getByText('10 of 60')).toBeVisible();
  await expect(grid.getByRole('row').nth(1)).toContainText('Courier 7');
  await grid.getByRole('button', { name: 'Agent' }).click();
  await expect(grid.getByRole('columnheader', { name: 'Agent' })).toHaveAttribute('aria-sort', 'ascending');
  await tools.getByRole('button', { name: 'Columns' }).click();
  const columns = page.getByRole('dialog', { name: 'Columns' });
  await expect(columns.getByRole('checkbox', { name: 'Agent' })).toBeDisabled();
  await columns.getByRole('checkbox', { name: 'Purpose' }).check();
  await columns.getByRole('checkbox', { name: 'Node' }).uncheck();
  expect(await findings({ at: '[role="dialog"]' })).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('columnheader', { name: 'Purpose' })).toBeVisible();
  await expect(grid.getByRole('columnheader', { name: 'Node' })).toBeHidden();
  await grid.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect(tools.getByText(/^Opened: courier-7-/)).toBeVisible();
});

test('columns put away and shown in one turn are all kept, and each shows it at once', async () => {
  const tools = group('A table with its tools');
  const grid = tools.getByRole('grid', { name: 'Agents', exact: true });
  await tools.getByRole('button', { name: 'Columns' }).click();
  const columns = page.getByRole('dialog', { name: 'Columns' });
  const boxes = await Promise.all(
    ['State', 'Balance', 'State'].map((name) => columns.getByRole('checkbox', { name }).elementHandle()),
  );
  const shown = await page.evaluate(
    (elements) =>
      elements.map((element) => {
        (element as HTMLElement).click();
        return element?.getAttribute('aria-checked');
      }),
    boxes,
  );
  expect(shown).toEqual(['false', 'false', 'true']);
  await expect(grid.getByRole('columnheader', { name: 'Balance' })).toBeHidden();
  await expect(grid.getByRole('columnheader', { name: 'State' })).toBeVisible();
  await columns.getByRole('checkbox', { name: 'Balance' }).check();
  await page.keyboard.press('Escape');
  await expect(grid.getByRole('columnheader', { name: 'Balance' })).toBeVisible();
});

test('what was put away and found is kept by name and called back', async () => {
  const tools = group('A table with its tools');
  await tools.getByRole('button', { name: 'Views' }).click();
  await page.getByLabel('Keep what is shown now as').fill('Couriers');
  await page.keyboard.press('Enter');
  await tools.getByRole('searchbox', { name: 'Find in Agents' }).fill('');
  await expect(tools.getByText('60 rows', { exact: true })).toBeVisible();
  await tools.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('button', { name: 'Couriers', exact: true }).click();
  await expect(tools.getByText('10 of 60')).toBeVisible();
  await expect(tools.getByRole('button', { name: 'Couriers' })).toBeVisible();
});

test('what is found is written to a file, in the columns shown, and is no formula', async () => {
  const tools = group('A table with its tools');
  const written = (): Promise<readonly string[]> =>
    page.evaluate(
      () => (globalThis as unknown as { portcullis: { exported: readonly string[] } }).portcullis.exported,
    );
  await tools.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('10 rows written')).toBeVisible();
  const lines = ((await written()).at(-1) ?? '').split('\r\n');
  expect(lines[0]).toBe('\uFEFFAgent,Balance (sat),Balance (msat),State,Purpose');
  expect(lines[1]).toBe('Courier 7,700000,700000000,frozen,Pays couriers on delivery.');
  await tools.getByRole('searchbox', { name: 'Find in Agents' }).fill('hyperlink');
  await expect(tools.getByText('1 of 60')).toBeVisible();
  await tools.getByRole('button', { name: 'Export CSV' }).click();
  await expect(page.getByText('1 row written')).toBeVisible();
  expect((await written()).at(-1)).toContain('"\'=HYPERLINK(""http://x"",""pay"")"');
});
