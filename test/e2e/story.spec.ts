// The story: an agent asks, the gate decides, a person approves, the log shows it. Real window, real protocols, the network's books as judge.
import { expect, test } from '@playwright/test';
import { askToPay, refusal, type Ending } from './fixtures/agent.ts';
import { AGENT, startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';
import { approvalRow, approve, goTo, openDecision } from './fixtures/operator.ts';
import type { Invoice } from './fixtures/standalone-fleet.ts';

test.describe.configure({ mode: 'serial' });

let fleet: RealFleet;
let unanswered: { readonly invoice: Invoice; readonly ending: Promise<Ending> };

const ask = (invoice: Invoice) => askToPay(fleet.client, invoice);

test.beforeAll(async () => {
  fleet = await startRealFleet(11, { realCost: true });
  // The client is told to come again after 25 seconds; what is tested meanwhile does not wait for it.
  const invoice = await fleet.network.invoice({ sats: 150_000, payee: 'search' });
  unanswered = { invoice, ending: ask(invoice) };
});
test.afterAll(() => fleet?.stop());
test.afterEach(() => expect(fleet.complaints, 'violations and console errors').toEqual([]));

test('a payment of exactly the limit is paid, and gauges and lists move within a second', async () => {
  const page = fleet.page();
  await goTo(page, 'Overview');
  await page.evaluate(() => void Object.assign(globalThis, { sameDocument: true }));
  const bar = page.getByRole('meter', { name: `${AGENT}, daily limit` });
  await expect(bar).toHaveAttribute('aria-valuetext', /^0 sats used, of 1,000,000 sats/);

  const invoice = await fleet.network.invoice({ sats: 100_000 });
  const ending = await ask(invoice);
  expect(ending).toEqual({ kind: 'paid', preimage: invoice.preimage, feesMsat: 13_000 });

  const soon = { timeout: 1_000 };
  const gauge = page.getByRole('meter', { name: AGENT, exact: true });
  await expect(gauge).toHaveAttribute('aria-valuetext', '100,013 sats used, of 1,000,000 sats, 10 %', soon);
  await expect(page.getByRole('row', { name: AGENT })).toContainText('100,013 / 1,000,000', soon);
  await expect(page.locator('section', { hasText: 'Hot balance' })).toContainText('799,987', soon);
  expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);
});

test('one msat more is held; approved in time by hand, the agent’s call ends with the preimage', async () => {
  const page = fleet.page();
  const invoice = await fleet.network.invoice({ msat: 100_000_001n });
  const ending = ask(invoice);
  await openDecision(page, '100,001 sats');
  const why = page.getByRole('row', { name: /^Single payment/ });
  await expect(why).toContainText('101,001');
  await expect(why).toContainText('101,000');
  await expect(why).toContainText('over');
  await expect(page.getByRole('group', { name: 'What the agent says it is for' })).toContainText(
    'Paper 17 of 40',
  );
  await expect(page.getByText('The agent is waiting for the answer.')).toBeVisible();
  expect(await fleet.network.outcomes(invoice)).toEqual([]);

  await approve(page, 'Ordered by the library', 'pointer');
  expect(await ending).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  await expect(page.getByText('This payment was approved and has been paid.')).toBeVisible();
  await expect(page.getByText('Ordered by the library')).toBeVisible();
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);
});

test('let go too early, nothing is approved', async () => {
  const page = fleet.page();
  await openDecision(page, '150,000 sats');
  await page.getByLabel(/^Your reason/).fill('Too early');
  const button = page.getByRole('button', { name: /^(Hold to|Keep holding)/ });
  await button.hover();
  await page.mouse.down();
  await expect(page.getByRole('status').filter({ hasText: 'Holding' })).toBeAttached();
  await page.mouse.up();
  await expect(page.getByText('Nothing was done: hold the button for a whole second.')).toBeVisible();
  await goTo(page, 'Approvals');
  await expect(approvalRow(page, '150,000 sats')).toContainText('Single payment');
});

test('denied: the agent is told so, and nothing leaves', async () => {
  const page = fleet.page();
  const invoice = await fleet.network.invoice({ sats: 110_000 });
  const ending = ask(invoice);
  await openDecision(page, '110,000 sats');
  await page.getByLabel(/^Your reason/).fill('Not on the list');
  // A press this soon after the page appeared is taken for a slip.
  await page.waitForTimeout(450);
  await page.getByRole('button', { name: 'Reject R' }).press('Enter');
  expect(await ending).toEqual(refusal('RESTRICTED', /^denied_by_operator/));
  await expect(page.getByText('This payment was rejected. Nothing was paid.')).toBeVisible();
  expect(await ask(invoice)).toEqual(refusal('RESTRICTED', /^denied_by_operator/));
  expect(await fleet.network.outcomes(invoice)).toEqual([]);
});

test('nobody decides before the invoice expires: recorded as expired, not as denied', async () => {
  const page = fleet.page();
  const invoice = await fleet.network.invoice({ sats: 120_000, expirySeconds: 4 });
  const ending = ask(invoice);
  await openDecision(page, '120,000 sats');
  expect(await ending).toEqual(refusal('OTHER', /^request_expired nobody decided in time/));
  await expect(page.getByText('The time to decide ran out while you were looking.')).toBeVisible();
  await goTo(page, 'Approvals');
  await expect(approvalRow(page, '120,000 sats')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Decided' }).click();
  await expect(approvalRow(page, '120,000 sats')).toContainText('expired');
  await expect(approvalRow(page, '110,000 sats')).toContainText('rejected');
  expect(await fleet.network.outcomes(invoice)).toEqual([]);
});

test('approved after the agent gave up: granted, and paid once when it asks again', async () => {
  const page = fleet.page();
  const { invoice, ending } = unanswered;
  expect(await ending).toEqual(refusal('QUOTA_EXCEEDED', /^approval_pending id=\w+ retry_after=\d+$/));
  await openDecision(page, '150,000 sats');
  await expect(page.getByText('The agent has stopped waiting.')).toBeVisible();
  await approve(page, 'Fine after all', 'keyboard');
  await expect(page.getByText('It is paid once, when the agent asks again.')).toBeVisible();
  expect(await fleet.network.outcomes(invoice)).toEqual([]);

  expect(await ask(invoice)).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  await expect(page.getByText('This payment was approved and has been paid.')).toBeVisible();
  expect(await ask(invoice)).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);
});

test('the timeline tells the whole story, filtered, with its proof', async () => {
  const page = fleet.page();
  await goTo(page, 'Timeline');
  await expect(page.getByText('Log intact', { exact: true })).toBeVisible();
  const list = page.getByRole('grid', { name: 'Timeline, newest first' });
  const row = (what: string | RegExp) => list.getByRole('row').filter({ hasText: what });
  await page.getByLabel('Words in the summary').fill('100,000.001 sats');
  // Five entries and the header.
  await expect(list.getByRole('row')).toHaveCount(6);
  for (const [action, words] of [
    ['request', 'asked'],
    ['hold', 'waits for a person: it is above the limit of a single payment'],
    ['approve', 'approved by hand, paying'],
    ['dispatch', 'handed to the node, fee at most 1,000 sats'],
    ['settle', 'paid, fee 13 sats'],
  ] as const)
    await expect(row(words)).toContainText(action);

  await row('approved by hand').click();
  const drawer = page.getByRole('dialog', { name: /^Entry \d+$/ });
  await expect(drawer).toContainText('Ordered by the library');
  await expect(drawer).toContainText('hash and neighbours fit');
  const chain = drawer.getByRole('region', { name: 'From request to outcome' }).getByRole('listitem');
  await expect(chain).toHaveCount(5);
  await expect(chain).toHaveText([/^request/, /^hold/, /^approve/, /^dispatch/, /^settle/]);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('combobox', { name: 'Level' }).click();
  await page.getByRole('option', { name: 'From warning' }).click();
  await expect(row('inside the limits')).toHaveCount(0);
  await expect(row('waits for a person').first()).toBeVisible();
  // A person's own decision is no warning.
  await expect(row('approved by hand, paying')).toHaveCount(0);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByText(/^verified (now|\d s ago)/)).toBeVisible();
});
