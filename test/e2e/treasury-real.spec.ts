// Cold money over the real core: the built page, the product's own treasury, the practice chain that checks every script. The device alone is
// a soft signer. Each test goes on where the one before ended; writes the README's picture of the treasury when asked to.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { join } from 'node:path';
import type { ToPractice } from '../../shared/domain/practice.ts';
import { startApp, violations, type Started } from './fixtures/app.ts';
import { pictures } from './fixtures/axe.ts';
import { mustCall } from './fixtures/bridge.ts';
import { goTo } from './fixtures/operator.ts';
import { ROOT } from './fixtures/product.ts';
import type { ToBench } from './support/treasury-main.ts';

test.describe.configure({ mode: 'serial' });

const WRITES = process.env['PORTCULLIS_WRITE_SCREENSHOTS'] === '1';
/** Of regtest, and nobody's. */
const FOREIGN = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

const complaints: string[] = [];
let started: Started;
let page: Page;

test.beforeAll(async () => {
  started = await startApp(
    { mode: 'practice', seed: 7, entry: 'test/e2e/support/treasury-main.ts' },
    complaints,
  );
  page = started.app.page;
});
test.afterAll(() => started?.stop());
test.afterEach(async () => {
  expect(complaints, 'violations and console errors').toEqual([]);
  expect(await violations(page)).toEqual([]);
});

const tell = (message: ToBench): void => void started.app.product?.process.send(message);
const chain = (order: ToPractice): void => tell({ act: 'chain', order });
const mine = (blocks: number): void => chain({ type: 'mine', blocks });
const heading = (name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const link = (name: string | RegExp): Locator => page.getByRole('link', { name });
const field = (name: string): Locator => page.getByLabel(name, { exact: true });
const status = (words: string | RegExp): Locator => page.getByRole('status').filter({ hasText: words });
const tab = (name: RegExp): Promise<void> => page.getByRole('tab', { name }).click();
/** The unit stands apart by a margin, not by a space. */
const figures = (confirmed: string, arriving: string): Promise<void> =>
  expect(page.locator('main dl').first()).toHaveText(
    `Confirmed${confirmed}satsArriving, not counted as paid${arriving}sats`,
  );

async function openAccount(): Promise<void> {
  await goTo(page, 'Treasury');
  await page
    .getByRole('grid', { name: 'Cold accounts' })
    .getByRole('row')
    .filter({ hasText: 'Reserve' })
    .click();
  await expect(heading('Reserve')).toBeVisible();
}

/** The address the page shows, without the spaces that part it into groups. */
async function shownAddress(): Promise<string> {
  const named = await page
    .getByRole('img', { name: /^Address \S+ as a QR code$/ })
    .getAttribute('aria-label');
  return named?.split(' ')[1] ?? '';
}

async function hold(name: RegExp): Promise<void> {
  await button(name).hover();
  await page.mouse.down();
  await page.waitForTimeout(1_200);
  await page.mouse.up();
}

/** From the page of a transaction to the chain. */
async function signAndSend(): Promise<void> {
  await button('Sign on the Ledger').click();
  await expect(page.getByText('This is irreversible.')).toBeVisible();
  await hold(/^Hold to send/);
  await expect(status(/^Sent|^In a block/)).toBeVisible();
}

async function choose(label: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Reads through the core what no screen shows as a number: msat of an agent. */
async function agentNamed(name: string): Promise<{ readonly id: string; readonly balance: bigint }> {
  const { agents } = (await mustCall(page, 'agents.list')) as {
    readonly agents: readonly { readonly id: string; readonly name: string; readonly balanceMsat: string }[];
  };
  const found = agents.find((agent) => agent.name === name);
  if (!found) throw new Error(`no agent is called ${name}`);
  return { id: found.id, balance: BigInt(found.balanceMsat) };
}

/** As the operator would on the agent's page, which has its own tests. */
async function setCeiling(name: string, msat: bigint): Promise<void> {
  const { id } = await agentNamed(name);
  const { policy, policyVersion } = (await mustCall(page, 'agents.get', { id })) as {
    readonly policy: object;
    readonly policyVersion: number;
  };
  await mustCall(page, 'agents.setPolicy', {
    id,
    expectedVersion: policyVersion,
    policy: { ...policy, maxHotBalance: msat.toString() },
    reason: 'another ceiling',
  });
}

test('an account begins at the device: asked who it is, key read, first address compared there', async () => {
  await goTo(page, 'Treasury');
  await expect(page.getByText('test signer, not a real Ledger')).toBeVisible();
  await button('Ask who it is').click();
  await expect(page.getByText('f5acc2fd')).toBeVisible();
  await pictures(page, 'treasury-empty');
  await link('New account on Ledger …').click();
  await field('Name').fill('Reserve');
  tell({ act: 'hold' });
  await page.keyboard.press('Enter');
  await expect(status('Compare the key with the Ledger')).toBeVisible();
  const onDevice = page.getByRole('list', { name: 'What the Ledger shows now' });
  await expect(onDevice).toContainText("m/84'/1'/0'");
  await pictures(page, 'treasury-new');
  tell({ act: 'agree' });
  await expect(status('Reserve is stored')).toBeVisible();
  await link('Receive').click();
  await expect(page.getByText(/^compared on the Ledger/)).toBeVisible();
  await pictures(page, 'treasury-receive');
});

test('coins that come are pending until they are deep enough, and then count', async () => {
  chain({ type: 'faucet', address: await shownAddress(), sats: 5_000_000 });
  await figures('0', '5,000,000');
  mine(5);
  await tab(/^Coins/);
  await expect(page.getByRole('grid', { name: 'Coins' })).toContainText('5 of 6');
  await figures('0', '5,000,000');
  mine(1);
  await figures('5,000,000', '0');
  await pictures(page, 'treasury-account');
});

test('pulled out in the middle of signing it says so, and nothing of it is left', async () => {
  await link('Send …').click();
  await field('Address').fill(FOREIGN);
  await field('Amount').fill('1,000,000');
  await field('Label').fill('Print shop');
  await pictures(page, 'treasury-send');
  await button('Look at the transaction').click();
  await expect(heading(/^1,000,000 sats to Print shop/)).toContainText('to be signed');
  await pictures(page, 'treasury-draft');
  tell({ act: 'hold' });
  await button('Sign on the Ledger').click();
  await expect(status('Compare every screen with the Ledger')).toBeVisible();
  await expect(page.getByRole('list', { name: 'What the Ledger shows now' })).toContainText('0.01 TEST');
  tell({ act: 'unplug' });
  const note = page.getByRole('alert').filter({ hasText: 'Nothing was signed.' });
  await expect(note).toContainText('The Ledger was unplugged');
  await expect(note).toContainText('Connect and unlock it, then start again.');
  await expect(heading(/^1,000,000 sats to Print shop/)).toContainText('to be signed');
  await pictures(page, 'treasury-unplugged');
  const { drafts } = (await mustCall(page, 'treasury.status')) as { readonly drafts: readonly object[] };
  expect(drafts).toMatchObject([{ state: 'draft', signatures: { have: 0, needed: 1 } }]);
  // What the person would have agreed to is gone with the prompt.
  tell({ act: 'agree' });
  await button('Try again').click();
  await expect(page.getByRole('alert').filter({ hasText: 'No Ledger is connected.' })).toBeVisible();
  tell({ act: 'plug' });
});

test('signed there and sent by a held button alone, it can be given a higher fee until a block has it', async () => {
  await button('Try again').click();
  await expect(page.getByText('This is irreversible.')).toBeVisible();
  await pictures(page, 'treasury-signed');
  await button(/^Hold to send/).click();
  await expect(heading(/^1,000,000 sats/)).toContainText('signed, not sent');
  await hold(/^Hold to send/);
  await expect(status('Sent, in no block yet.')).toBeVisible();
  const first = page.url();
  await button('Higher fee …').click();
  const box = page.getByRole('dialog', { name: 'A higher fee' });
  await box.getByRole('textbox', { name: 'Fee rate' }).fill('25');
  await pictures(page, 'treasury-bump');
  await box.getByRole('button', { name: 'Make the transaction' }).click();
  await expect(page).not.toHaveURL(first);
  await expect(heading(/^1,000,000 sats to Print shop/)).toContainText('to be signed');
  await signAndSend();
  mine(6);
  await expect(heading(/^1,000,000 sats/)).toContainText('confirmed');
  await expect(status('Deep enough')).toBeVisible();
  const replaced = new URL(first).hash;
  await page.evaluate((to) => (location.hash = to), replaced);
  await expect(page.getByText('This one can never confirm.')).toBeVisible();
});

test('an agent is refilled: the payment counts for it when it is deep enough, and once', async () => {
  const { balance } = await agentNamed('Atlas');
  await setCeiling('Atlas', balance + 60_000_000n);
  await openAccount();
  await link('Send …').click();
  await page.getByRole('radio', { name: 'An agent, as a refill' }).check();
  await choose('Agent', /^Atlas/);
  await field('Amount').fill('60,000');
  await field('Reason').fill('Papers of June');
  await button('Look at the transaction').click();
  await expect(heading(/^60,000 sats to Refill of Atlas/)).toBeVisible();
  await pictures(page, 'treasury-refill');
  await signAndSend();
  mine(5);
  await expect(status('In a block: 5 of 6 confirmations.')).toBeVisible();
  expect((await agentNamed('Atlas')).balance).toBe(balance);
  mine(1);
  await expect(heading(/^60,000 sats/)).toContainText('confirmed');
  await expect.poll(async () => (await agentNamed('Atlas')).balance).toBe(balance + 60_000_000n);
});

test('what an agent holds over its ceiling is swept, to an address the device derived too', async () => {
  const { balance } = await agentNamed('Atlas');
  await setCeiling('Atlas', balance - 50_000_000n);
  await goTo(page, 'Treasury');
  await pictures(page, 'treasury-busy');
  await link(/^Sweep 50,000 sats/).click();
  await expect(heading(/^Sweep 50,000 sats of Atlas/)).toBeVisible();
  await expect(button(/^Hold to sweep/)).toBeDisabled();
  await button('Check on the Ledger').click();
  await expect(status('The Ledger derived the same address')).toBeVisible();
  await expect(button(/^Hold to sweep/)).toBeEnabled();
  await pictures(page, 'treasury-sweep');
  await hold(/^Hold to sweep/);
  await expect(status('The node sent it.')).toBeVisible();
  expect((await agentNamed('Atlas')).balance).toBe(balance - 50_000_000n);
  await link('Back to the treasury').click();
  const sweeps = page.getByRole('region', { name: 'Sweeps' });
  await expect(sweeps).toContainText('sent, waiting for blocks');
  mine(6);
  await expect(sweeps).toContainText('confirmed');
});

test('a block that takes others back uncounts what had counted, with an alert, until it is buried anew', async () => {
  await openAccount();
  await tab(/^History/);
  const history = page.getByRole('grid', { name: 'History' });
  await expect(history.getByText('confirmed', { exact: true })).toHaveCount(4);
  // What was replaced with a higher fee is void by our own doing, and no reason for alarm.
  await expect(history.getByRole('row').filter({ hasText: 'Print shop' })).toHaveCount(2);
  await expect(history.getByText('replaced', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('alert').filter({ hasText: 'in doubt' })).toBeHidden();
  chain({ type: 'reorg', depth: 6 });
  await expect(page.getByRole('alert').filter({ hasText: 'A transaction is in doubt' })).toBeVisible();
  await pictures(page, 'treasury-reorganised');
  await expect(history.getByText('confirmed', { exact: true })).toHaveCount(3);
  mine(6);
  await expect(history.getByText('confirmed', { exact: true })).toHaveCount(4);
  await expect(page.getByRole('alert').filter({ hasText: 'in doubt' })).toBeHidden();
  await pictures(page, 'treasury-history');
});

const takesPictures = WRITES ? test : () => undefined;
takesPictures('takes the picture of the README', async () => {
  await page.setViewportSize({ width: 1_280, height: 800 });
  await openAccount();
  await link('Send …').click();
  await field('Address').fill(FOREIGN);
  await field('Amount').fill('640,000');
  await field('Label').fill('Print shop');
  await button('Look at the transaction').click();
  await expect(heading(/^640,000 sats to Print shop/)).toBeVisible();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.mouse.move(0, 0);
    await page.screenshot({
      path: join(ROOT, `docs/screenshots/treasury-${colorScheme}.png`),
      animations: 'disabled',
    });
  }
});
