// The decision page above the fleet's limit: what the Ledger will show, the signing, every way it can fail, and paying only once it is signed.
import { expect, test, type Page } from '@playwright/test';
import { HARDWARE_PROBLEMS } from '../../shared/domain/treasury.ts';
import type { FakeTreasury } from '../support/fake-treasury-operations.ts';
import { clean } from './fixtures/axe.ts';
import {
  callsOf,
  elsewhere,
  startFakeWindows,
  type FakeWindow,
  type FakeWindows,
} from './fixtures/fake-window.ts';

test.describe.configure({ mode: 'serial' });

const ID = '0197-4c2e';
/** The payment is of 250,000 sats and a fee limit of 500. */
const ABOVE = '200000000';

let windows: FakeWindows;
let open: FakeWindow | undefined;
test.beforeAll(async () => {
  windows = await startFakeWindows();
});
test.afterAll(() => windows?.stop());
test.afterEach(async () => {
  expect(open?.complaints ?? []).toEqual([]);
  await open?.close();
  open = undefined;
});

async function decide(treasury: Partial<FakeTreasury>): Promise<Page> {
  open = await windows.open({
    route: `/approvals/${ID}`,
    bridge: { treasury: { attestAbove: ABOVE as never, pace: 5, ...treasury } },
  });
  const { page } = open;
  await expect(page.getByRole('button', { name: /^Reject( R)?$/ })).toBeVisible();
  return page;
}

const step = (page: Page) => page.getByRole('region', { name: 'Signature on the Ledger' });
const sign = (page: Page) => step(page).getByRole('button', { name: /Sign on the Ledger f5acc2fd/ });
const pay = (page: Page) => page.getByRole('button', { name: /Hold to approve|Hold to pay/ });
async function fillIn(page: Page): Promise<void> {
  await page.getByLabel(/Your reason/).fill('checked');
  const typed = page.getByLabel('Type the amount to approve it');
  if (await typed.isVisible()) await typed.fill('250000');
}

test('shows what the Ledger will show, and is approved only once it is signed', async () => {
  const page = await decide({ press: 'wait' });
  await fillIn(page);
  await expect(pay(page)).toBeDisabled();
  await expect(step(page)).toContainText('Above 200,000 sats');
  await expect(step(page).getByRole('list', { name: 'What the Ledger will show' })).toContainText(
    /I approve payment 0197-4c2e of agent "Shopper" \(shopper\): 250000 sat and at most 500 sat of fees to/,
  );
  await clean(page, 'attest-before');
  await sign(page).click();
  // The made-up Ledger asks for its PIN, its app, and then for the signature.
  for (const asks of [/PIN/, /Open the app/, /Read the text on the Ledger/]) {
    await expect(step(page).getByRole('status')).toContainText(asks);
    if (asks.source.startsWith('Read')) await clean(page, 'attest-asking');
    await elsewhere(page, 'fake.treasury', { finger: 'approve' });
  }
  await expect(step(page)).toContainText(/signed.*by the Ledger f5acc2fd; counts until/);
  await expect(pay(page)).toBeEnabled();
  await clean(page, 'attest-signed');
  await pay(page).hover();
  await page.mouse.down();
  await expect.poll(() => callsOf(page, 'approvals.approve')).toHaveLength(1);
  await page.mouse.up();
});

/** How the newest operation ended; null while it runs. */
const endOf = async (page: Page): Promise<string | null> => {
  const answer = (await elsewhere(page, 'treasury.status', {})) as {
    readonly value: { readonly operation: { state: string; problem: { kind: string } | null } | null };
  };
  const operation = answer.value.operation;
  return operation?.problem?.kind ?? (operation?.state === 'running' ? null : (operation?.state ?? null));
};

test('says for every error what happened and what to do, and signs at the next try', async () => {
  const page = await decide({});
  await fillIn(page);
  for (const [index, kind] of HARDWARE_PROBLEMS.entries()) {
    await elsewhere(page, 'fake.treasury', {
      failNext: kind,
      device: kind === 'several-devices' ? 'two' : 'attached',
    });
    const again = step(page).getByRole('button', { name: /Try again/ });
    await (index === 0 ? sign(page) : again).click();
    // What stands there at first is the end of the try before.
    await expect.poll(() => endOf(page), { message: kind }).toBe(kind);
    const alert = step(page).getByRole('alert');
    await expect(alert, kind).toContainText(/Nothing was|Do not use it/);
    await expect(pay(page), kind).toBeDisabled();
    await elsewhere(page, 'fake.treasury', { device: 'attached' });
  }
  await step(page)
    .getByRole('button', { name: /Try again/ })
    .click();
  await expect(step(page)).toContainText(/signed.*f5acc2fd/);
});

test('can be cancelled while the Ledger asks, and begun anew', async () => {
  const page = await decide({ press: 'wait' });
  await sign(page).click();
  await step(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(step(page).getByRole('alert')).toContainText(/cancelled/);
  await expect(pay(page)).toBeDisabled();
});

test('without an enrolled Ledger it can only be rejected, and says where to enrol one', async () => {
  const page = await decide({ enrolled: false });
  await fillIn(page);
  await expect(step(page).getByRole('alert')).toContainText('No Ledger is enrolled');
  await expect(step(page).getByRole('link', { name: /Treasury/ })).toBeVisible();
  await expect(pay(page)).toBeDisabled();
});

test('at or below the limit nothing of it is seen', async () => {
  const page = await decide({ attestAbove: '250500000' as never });
  await fillIn(page);
  await expect(step(page)).toHaveCount(0);
  await expect(pay(page)).toBeEnabled();
});

async function limits(treasury: Partial<FakeTreasury>): Promise<Page> {
  open = await windows.open({
    route: '/settings',
    bridge: { treasury: { attestAbove: ABOVE as never, pace: 5, ...treasury } },
  });
  const { page } = open;
  await page.getByRole('button', { name: 'Change' }).last().press('Enter');
  return page;
}

test('that more goes without the Ledger is signed on it first; less is not', async () => {
  const page = await limits({ press: 'wait' });
  const box = page.getByRole('dialog', { name: 'Change the fleet’s limits' });
  const confirm = box.getByRole('button', { name: 'Change what the Ledger signs' });
  const above = box.getByLabel('Above this, an approval is signed on the Ledger');
  await above.fill('150,000');
  await expect(confirm).toBeVisible();
  await expect(step(page)).toHaveCount(0);
  await above.fill('300,000');
  await expect(step(page).getByRole('list', { name: 'What the Ledger will show' })).toContainText(
    'I let approvals of up to 300000 sat go without this Ledger; until now it signs above 200000 sat (fleet limits, version 3)',
  );
  await clean(page, 'loosening-before');
  await box.getByLabel('Reason').fill('Fewer of them');
  await confirm.press('Enter');
  await expect(box.getByRole('alert')).toHaveText('Sign it on the Ledger first.');
  expect(await callsOf(page, 'fleet.setPolicy')).toEqual([]);
  await sign(page).press('Enter');
  for (const asks of [/PIN/, /Open the app/, /Read the text on the Ledger/]) {
    await expect(step(page).getByRole('status')).toContainText(asks);
    await elsewhere(page, 'fake.treasury', { finger: 'approve' });
  }
  await expect(box.getByText(/by the Ledger f5acc2fd; counts until/)).toBeVisible();
  // What was signed is this amount and no other.
  await above.fill('400,000');
  await expect(sign(page)).toBeVisible();
  await above.fill('300,000');
  await clean(page, 'loosening-signed');
  await confirm.press('Enter');
  await expect
    .poll(() => callsOf(page, 'fleet.setPolicy'))
    .toMatchObject([{ attestAbove: '300000000', reason: 'Fewer of them' }]);
});

test('a limit that nobody can sign for says so where it is set', async () => {
  const page = await limits({ enrolled: false });
  const words = page.getByText('No Ledger is enrolled to sign approvals.');
  await expect(page.getByRole('dialog').getByText('No Ledger is enrolled to sign approvals.')).toBeVisible();
  await expect(words).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Approvals need no Ledger' }).press('Space');
  await expect(page.getByRole('dialog').getByText('No Ledger is enrolled')).toHaveCount(0);
});
