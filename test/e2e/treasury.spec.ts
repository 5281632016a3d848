// Treasury, by keyboard alone over the bridge without a core: every walk at the Ledger, every problem it can have, every state of the screens.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { OPERATION_PROBLEMS } from '../../shared/domain/treasury.ts';
import { axe, clean } from './fixtures/axe.ts';
import {
  callsOf,
  elsewhere,
  startFakeWindows,
  type FakeWindow,
  type FakeWindows,
} from './fixtures/fake-window.ts';
import { pressOn, tabTo, typeInto } from './fixtures/keyboard.ts';

test.describe.configure({ mode: 'serial' });

let windows: FakeWindows;
let shown: FakeWindow;
let page: Page;

/** The one window: its pretend Ledger waits for a finger, and the passphrase was not given yet. */
test.beforeAll(async () => {
  windows = await startFakeWindows();
  shown = await windows.open({
    route: '/treasury',
    bridge: { presenceNeeded: true, treasury: { press: 'wait', pace: 5 } },
  });
  page = shown.page;
  page.setDefaultTimeout(10_000);
});
test.afterAll(() => windows?.stop());
test.afterEach(() => expect(shown.complaints.splice(0), 'violations and console errors').toEqual([]));

const go = (hash: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, hash);
const tell = (told: Readonly<Record<string, unknown>>): Promise<unknown> =>
  elsewhere(page, 'fake.treasury', told);
const approve = (): Promise<unknown> => tell({ finger: 'approve' });
const heading = (name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp): Locator =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (name: string): Locator => page.getByLabel(name, { exact: true });
const asked = (words: string): Promise<void> =>
  expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();

/** PIN and app, as every walk begins. */
async function unlockLedger(): Promise<void> {
  await asked('Enter the PIN on the Ledger');
  await approve();
  await asked('Open the app Bitcoin Test on the Ledger');
  await approve();
}

test('a new account is walked step by step; leaving in the middle and coming back finds it', async () => {
  await pressOn(page, page.getByRole('link', { name: 'New account …' }));
  await expect(heading('New account on Ledger')).toBeVisible();
  await expect(field('Account number')).toHaveValue('1');
  await typeInto(page, field('Name'), 'Savings');
  await page.keyboard.press('Enter');
  // An act of a person: the passphrase first, and what was typed is still there.
  const presence = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(presence).toBeVisible();
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');
  await expect(presence).toBeHidden();

  await unlockLedger();
  await asked('Compare the key with the Ledger');
  await expect(page.getByRole('list', { name: 'What the Ledger shows now' })).toContainText("m/84'/1'/1'");
  await go('/nodes');
  await expect(heading('Nodes')).toBeVisible();
  await go('/treasury');
  await pressOn(page, page.getByRole('link', { name: 'go to it' }));
  await asked('Compare the key with the Ledger');
  await approve();
  await asked('Compare every group with the Ledger');
  await expect(page.getByRole('listitem').filter({ hasText: 'First address compared' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await approve();
  await asked('Savings is stored');
  await go('/treasury');
  const accounts = page.getByRole('grid', { name: 'Cold accounts' });
  await expect(accounts.getByRole('row').filter({ hasText: 'Savings' })).toContainText('not known');
});

test('a policy of three keys says who can spend before it is registered', async () => {
  await go('/treasury/new?kind=policy');
  await typeInto(page, field('Name'), 'Council');
  await pressOn(page, button('Key 1: read from the Ledger that is connected'));
  await unlockLedger();
  await asked('Compare the key with the Ledger');
  await approve();
  await expect(field('Key 1')).toHaveValue(/^\[f5acc2fd\/48'\/1'\/0'\/2'\]tpub/);
  await typeInto(page, field('Key 2'), 'not a key');
  await typeInto(page, field('Key 3'), "[3c7701aa/48'/1'/0'/2']tpubC");
  await expect(page.getByRole('alert').filter({ hasText: 'Key 2 is not a public key' })).toBeVisible();
  await expect(button('Register on the Ledger')).toBeDisabled();
  await typeInto(page, field('Key 2'), "[9b1d44e0/48'/1'/0'/2']tpubD");
  await expect(page.getByText('Any 2 of these 3 keys together can spend')).toBeVisible();
  // Composed over several Ledgers and a while: leaving loses nothing.
  await go('/treasury');
  await go('/treasury/new?kind=policy');
  await expect(field('Key 3')).toHaveValue("[3c7701aa/48'/1'/0'/2']tpubC");
  await pressOn(page, button('Register on the Ledger'));
  await unlockLedger();
  await asked('Read the policy on the Ledger');
  await approve();
  await asked('Compare every group with the Ledger');
  await approve();
  await expect(page.getByText('Council is stored')).toBeVisible();
});

test('an address is compared on the Ledger, and labelled where it stands', async () => {
  await go('/treasury/accounts/reserve?part=receive');
  await expect(page.getByRole('img', { name: /as a QR code/ })).toBeVisible();
  await expect(page.getByText('not compared on the Ledger')).toBeVisible();
  await pressOn(page, button(/^Label the address/));
  await page.keyboard.type('Nordwind, June');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nordwind, June')).toBeVisible();
  await pressOn(page, button('Check on the Ledger'));
  await unlockLedger();
  await asked('Compare every group with the Ledger');
  await approve();
  await expect(page.getByText('The Ledger derived the same address')).toBeVisible();
  await expect(page.getByText(/^compared on the Ledger/)).toBeVisible();
  // A reused one says so.
  await go('/treasury/accounts/reserve?part=addresses');
  await expect(page.getByRole('grid', { name: 'Addresses' })).toContainText('reused, 2 times');
});

test('the chain is looked through with progress, and that can be cancelled', async () => {
  await tell({ pace: 60_000 });
  await pressOn(page, button('Scan again'));
  await expect(page.getByRole('progressbar', { name: 'How far it is' })).toBeVisible();
  await pressOn(page, button('Cancel'));
  await expect(page.getByRole('alert').filter({ hasText: 'You cancelled it.' })).toBeVisible();
  await tell({ pace: 5 });
  await expect(button('Try again')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Chain scanned/)).toBeVisible();
  // Cancelled at the device, nothing is said to have been compared.
  await go('/treasury/accounts/refills?part=receive');
  await pressOn(page, button('Check on the Ledger'));
  await asked('Enter the PIN on the Ledger');
  await pressOn(page, button('Cancel'));
  await expect(
    page.getByRole('alert').filter({ hasText: 'You cancelled it. Nothing was done.' }),
  ).toBeVisible();
  await expect(page.getByText('The Ledger derived the same address')).toBeHidden();
  await expect(button('Check on the Ledger')).toBeHidden();
});

test('money is sent: form, picture, Ledger, a held button, blocks', async () => {
  await go('/treasury/accounts/reserve/send');
  await expect(page.getByText('The address is missing.')).toBeVisible();
  await typeInto(page, field('Address'), 'bcrt1qnot an address');
  await typeInto(page, field('Amount'), '1.5');
  await expect(page.getByText('On chain there are whole sats only.')).toBeVisible();
  await typeInto(page, field('Amount'), '55,000,000');
  await pressOn(page, button('Look at the transaction'));
  await expect(page.getByRole('alert').filter({ hasText: 'this is no address of regtest' })).toBeVisible();
  // Nothing typed is lost by a refusal, nor by leaving.
  await go('/treasury');
  await go('/treasury/accounts/reserve/send');
  await expect(field('Amount')).toHaveValue('55,000,000');
  await typeInto(page, field('Address'), `bcrt1q${'xyz9'.repeat(9)}zz`);
  await typeInto(page, field('Label'), 'Print shop');
  await pressOn(page, button(/^2\.5 sat\/vB/));
  await pressOn(page, button('Look at the transaction'));

  await expect(heading(/^55,000,000 sats to Print shop/)).toBeVisible();
  await expect(page.getByText(/This spends coins of 2 identities together/)).toBeVisible();
  await expect(page.getByRole('img', { name: /coins go in; Print shop: 55,000,000 sats/ })).toBeVisible();
  await pressOn(page, button('View as table'));
  await expect(page.getByRole('rowheader', { name: 'Change' })).toBeVisible();
  await pressOn(page, button('View as picture'));
  await expect(page.getByRole('list', { name: 'What the Ledger will show' })).toContainText('0.55 TEST');

  await pressOn(page, button('Sign on the Ledger'));
  await unlockLedger();
  await asked('Compare every screen with the Ledger');
  await expect(page.getByRole('list', { name: 'What the Ledger shows now' })).toContainText('0.55 TEST');
  await approve();
  await expect(page.getByText('This is irreversible.')).toBeVisible();
  expect(await callsOf(page, 'treasury.broadcast')).toEqual([]);
  const hold = button(/^Hold to send/);
  await tabTo(page, hold);
  await page.keyboard.press('Space', { delay: 200 });
  await expect(page.getByText('Nothing was done: hold the button')).toBeVisible();
  await page.keyboard.press('Space', { delay: 1_200 });
  await expect(page.getByText(/^Sent/).first()).toBeVisible();
  expect(await callsOf(page, 'treasury.broadcast')).toMatchObject([{ understood: true }]);
  await go('/treasury');
  await expect(page.getByText('sent, waiting for blocks')).toBeVisible();
});

test('a transaction goes elsewhere to be signed and comes back', async () => {
  await go('/treasury/drafts/draft-1');
  await pressOn(page, button(/^PSBT file or QR/));
  await pressOn(page, button(/^Write the file/));
  await expect(page.getByRole('img', { name: /^Code 1 of/ })).toBeVisible();
  const signed = field('Signed PSBT, as base64');
  await typeInto(page, signed, 'cHNidP8=');
  await pressOn(page, button('Take the signatures'));
  await expect(page.getByRole('alert').filter({ hasText: 'another transaction' })).toBeVisible();
  await expect(signed).toHaveValue('cHNidP8=');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('every problem at the Ledger says what happened, what to do next, and can be tried again', async () => {
  await tell({ press: 'auto', pace: 1 });
  // What was cancelled is no problem; that it is told is seen above.
  for (const kind of OPERATION_PROBLEMS.filter((each) => each !== 'cancelled')) {
    await tell({ failNext: kind });
    await pressOn(page, button(/^(Sign on the Ledger|Try again)/));
    const note = page.getByRole('alert').filter({ has: button(/^Try again/) });
    await expect
      .poll(
        async () => {
          const answer = (await elsewhere(page, 'treasury.status', {})) as {
            readonly value: { readonly operation: { readonly problem: { readonly kind: string } | null } };
          };
          return answer.value.operation.problem?.kind;
        },
        { message: kind, intervals: [25] },
      )
      .toBe(kind);
    const { sentence, next } = (
      (await elsewhere(page, 'treasury.status', {})) as {
        readonly value: { readonly operation: { readonly problem: { sentence: string; next: string } } };
      }
    ).value.operation.problem;
    await expect(note, kind).toContainText(sentence);
    await expect(note).toContainText(next.split(' echo ')[0] ?? '');
    await expect(button(/^Try again/)).toBeFocused();
    if (kind === 'no-permission') {
      await expect(note).toContainText('TAG+="uaccess"');
      await expect(button('Copy the command')).toBeVisible();
      await clean(page, 'treasury-no-permission', 'main');
    }
  }
});

test('two Ledgers: one is chosen, and then it works; pulled out in the middle it says so', async () => {
  await tell({ device: 'two' });
  await pressOn(page, button(/^Try again/));
  const note = page.getByRole('alert').filter({ hasText: 'Two Ledgers are connected' });
  await expect(note).toBeVisible();
  await expect(page.getByRole('group', { name: 'Which Ledger is meant' })).toHaveCount(1);
  const second = note.getByRole('radio', { name: /Ledger Flex/ });
  await second.focus();
  await page.keyboard.press('Space');
  await tell({ press: 'wait' });
  await pressOn(page, button(/^Try again/));
  await asked('Enter the PIN on the Ledger');
  await tell({ device: 'absent' });
  await expect(page.getByRole('alert').filter({ hasText: 'The Ledger was unplugged.' })).toBeVisible();
  await tell({ device: 'attached', press: 'auto' });
  await pressOn(page, button(/^Try again/));
  await expect(page.getByText('This is irreversible.')).toBeVisible();
});

test('what is stuck gets a higher fee; the refusal of one too low stands where it was typed', async () => {
  await go('/treasury/accounts/reserve?part=history');
  await pressOn(page, button('Higher fee …').first());
  const box = page.getByRole('dialog', { name: 'A higher fee' });
  await typeInto(page, box.getByRole('textbox', { name: 'Fee rate' }), '1');
  await page.keyboard.press('Enter');
  await expect(box.getByText('at least 1 sat/vB more')).toBeVisible();
  await typeInto(page, box.getByRole('textbox', { name: 'Fee rate' }), '9');
  await page.keyboard.press('Enter');
  await expect(heading(/^640,000 sats to Print shop/)).toBeVisible();
  await pressOn(page, button('Throw away'));
  await expect(heading('Treasury')).toBeVisible();
});

test('an agent is refilled from cold, with a warning above its ceiling', async () => {
  await go('/treasury/accounts/reserve/send?to=agent&agent=shopper');
  await typeInto(page, field('Amount'), '400,000');
  await expect(page.getByText('With this it would stand above it.')).toBeVisible();
  await expect(page.getByText('A refill needs a reason for the log.')).toBeVisible();
  await typeInto(page, field('Reason'), 'Subscriptions are due');
  await pressOn(page, button('Look at the transaction'));
  await expect(heading(/^400,000 sats to Refill of Shopper/)).toBeVisible();
});

test('what is over a ceiling is swept to an address that was compared first', async () => {
  await go('/treasury');
  const own = page
    .getByRole('listitem')
    .filter({ hasText: 'a payment on chain would not lower what it holds' });
  await expect(own.getByRole('link')).toHaveText('Look at its node');
  await pressOn(page, page.getByRole('link', { name: /^Sweep/ }));
  await expect(heading(/^Sweep 112,400 sats of Courier 7/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Account' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /Refills/ }).press('Enter');
  await expect(page.getByText('Check the address on the Ledger first.')).toBeVisible();
  await pressOn(page, button('Check on the Ledger'));
  const hold = button(/^Hold to sweep/);
  await expect(hold).toBeEnabled();
  await tabTo(page, hold);
  await page.keyboard.press('Space', { delay: 1_200 });
  await expect(page.getByRole('status').filter({ hasText: 'The node sent it.' })).toBeVisible();
  expect(await callsOf(page, 'treasury.sweep')).toMatchObject([{ amountMsat: '112400000' }]);
  await pressOn(page, page.getByRole('link', { name: 'Back to the treasury' }));
  await expect(page.getByRole('region', { name: 'Sweeps' })).toContainText('sent, waiting for blocks');
});

test('the chain source is tried before it is used; a refused address stays as typed', async () => {
  await go('/treasury');
  await pressOn(page, button('Change …'));
  const box = page.getByRole('dialog', { name: 'Chain source' });
  await typeInto(page, box.getByLabel('Address of the API'), 'http://nowhere.example');
  await page.keyboard.press('Enter');
  await expect(box.getByText('Nothing answers at this address.')).toBeVisible();
  await expect(box.getByLabel('Address of the API')).toHaveValue('http://nowhere.example');
  await page.keyboard.press('Escape');
  await tell({ chain: 'wrong-network' });
  await expect(page.getByText('It serves mainnet, but this fleet is on regtest.')).toBeVisible();
  await tell({ chain: 'as-story' });
});

for (const [route, words] of [
  ['/treasury', 'Cold accounts'],
  ['/treasury/new', 'What happens'],
  ['/treasury/accounts/reserve', 'Opening deposit'],
  ['/treasury/accounts/reserve?part=receive', 'Payment link'],
  ['/treasury/accounts/reserve/send', 'Which coins pay'],
  ['/treasury/drafts/draft-1', 'Who is paid'],
] as const)
  test(`${route} is accessible in both themes, and fits at 200 % zoom and the largest screen`, async () => {
    await go(route);
    const sign = page
      .getByText(words)
      .or(page.getByRole('grid', { name: words }))
      .first();
    await expect(sign).toBeAttached();
    // The frame around it is the same on every one of them.
    await clean(page, `treasury${route.replaceAll(/\W+/g, '-')}`, route === '/treasury' ? undefined : 'main');
    for (const viewport of [
      { width: 640, height: 400 },
      { width: 3_840, height: 1_000 },
    ]) {
      await page.setViewportSize(viewport);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${viewport.width} px`).toBeLessThanOrEqual(0);
      if (route === '/treasury' && viewport.width === 640)
        expect((await axe(page).include('nav').analyze()).violations.map(({ id }) => id)).toEqual([]);
    }
    await page.setViewportSize({ width: 1_280, height: 800 });
  });

test('hidden amounts leave no figure and no proportion, and nothing is signed unseen', async () => {
  await elsewhere(page, 'settings.set', { hideBalances: true });
  for (const route of [
    '/treasury',
    '/treasury/accounts/reserve',
    '/treasury/accounts/reserve?part=history',
  ]) {
    await go(route);
    await expect(page.getByText('•••••').first()).toBeVisible();
    expect(await page.locator('main').innerText(), route).not.toMatch(/\d{1,3},\d{3} ?sats/);
  }
  const refill = page.getByRole('link', { name: /^Refill from Reserve/ });
  await go('/treasury');
  await pressOn(page, refill);
  await expect(button('Sign on the Ledger')).toBeDisabled();
  expect(await page.locator('main').innerHTML()).not.toMatch(/400,000|0\.004/);
  await pressOn(page, button('Show them on this page'));
  await expect(heading(/^400,000 sats/)).toBeVisible();
  await expect(button('Sign on the Ledger')).toBeEnabled();
  await elsewhere(page, 'settings.set', { hideBalances: false });
});

for (const [story, words] of [
  ['quiet', 'No cold account yet'],
  ['closed', 'when the chain source last answered'],
  ['broken', 'Could not show the treasury'],
] as const)
  test(`is accessible when it is ${story}`, async () => {
    const other = await windows.open({ route: '/treasury', bridge: { story } });
    await expect(other.page.getByText(words)).toBeVisible();
    await clean(other.page, `treasury-${story}`, 'main');
    expect(other.complaints).toEqual([]);
    await other.close();
  });

test('says that it is loading, and that an emulator is none', async () => {
  const silent = await windows.open({ route: '/treasury', bridge: { story: 'silent' } });
  await expect(silent.page.getByRole('status', { name: 'Loading the treasury' })).toBeAttached();
  await silent.close();
  const emulated = await windows.open({
    route: '/treasury',
    bridge: { treasury: { transport: 'speculos' } },
  });
  await expect(emulated.page.getByText('emulator, not a real Ledger')).toBeVisible();
  await emulated.close();
});
