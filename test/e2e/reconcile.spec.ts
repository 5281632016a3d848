// Reconciliation: a payment whose outcome was lost in a kill is seen, looked at by a person, goes on counting, and is booked at last.
import { expect, test } from '@playwright/test';
import { askToPay } from './fixtures/agent.ts';
import { onElectron } from './fixtures/app.ts';
import { actWithReason, dialog, openAgent, unlock } from './fixtures/operator.ts';
import { AGENT, startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';
import type { Invoice } from './fixtures/standalone-fleet.ts';

test.describe.configure({ mode: 'serial' });
test.skip(onElectron, 'Playwright starts and ends Electron itself; this kills and starts our own process');

let fleet: RealFleet;
let held: Invoice;

test.beforeAll(async () => {
  fleet = await startRealFleet(22);
});
test.afterAll(() => fleet?.stop());
test.afterEach(() => expect(fleet.complaints, 'violations and console errors').toEqual([]));

const card = () => fleet.page().getByRole('article', { name: `Payment of ${AGENT}` });

test('a payment lost in a kill stands with its age and what the node says', async () => {
  held = await fleet.network.invoice({ sats: 40_000, hold: true });
  const invoice = held;
  void askToPay(fleet.client, invoice);
  await expect.poll(() => fleet.network.outcomes(invoice)).toEqual(['in-flight']);
  await fleet.killAndRestart();
  const page = fleet.page();
  await unlock(page);
  await page.getByRole('link', { name: '1 outcome unknown' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Reconciliation' })).toBeVisible();
  await expect(page.getByText('1 payment is being reconciled')).toBeVisible();
  await expect(card()).toContainText('40,000 sats');
  await expect(card()).toContainText('The node says that it is on its way; the recipient holds it.');
  await expect(card()).toContainText(/Its HTLC expires at block \d+, in \d+ blocks/);
  await expect(card()).toContainText('40,400 sats');
});

test('marked as checked by hand it is quiet, and counts as before', async () => {
  const page = fleet.page();
  await card().getByRole('button', { name: 'Mark as checked by hand …' }).press('Enter');
  await actWithReason(page, 'Mark as checked by hand', 'The shop delivers on Friday', 'Mark as checked');
  await expect(card()).toContainText('checked by hand');
  await expect(card()).toContainText('The shop delivers on Friday');
  await expect(page.getByText('0 payments are being reconciled, and 1 checked by hand')).toBeVisible();
  await expect(page.getByRole('link', { name: /outcomes? unknown/ })).toBeHidden();
  await openAgent(page, AGENT);
  await expect(page.getByRole('meter', { name: 'Daily outflow' })).toHaveAttribute(
    'aria-valuetext',
    /40,400 sats reserved/,
  );
  await page.goBack();
  await page.goBack();
  await expect(card()).toContainText('checked by hand');
  await card()
    .getByRole('link', { name: /^entry/ })
    .click();
  await expect(dialog(page, 'Entry')).toContainText('checked by hand; it still counts');
  await page.keyboard.press('Escape');
});

test('when the node says settled after all, it is booked', async () => {
  const page = fleet.page();
  await fleet.network.settle(held);
  await page.evaluate(() => void (location.hash = '#/reconciling'));
  await expect(page.getByText('Every payment has its outcome')).toBeVisible({ timeout: 45_000 });
  await openAgent(page, AGENT);
  await expect(page.getByRole('row').filter({ hasText: '40,000 sats' })).toContainText('settled');
});
