// What if: limits are changed by keyboard, and what the last month would have been stands beside them, from the ledger of a fleet that
// really paid; then the same screen with nothing to show, with a core that cannot answer, and with one that does not.
import { expect, test, type Page } from '@playwright/test';
import { askToPay } from './fixtures/agent.ts';
import { startFakeWindows, type FakeWindows } from './fixtures/fake-window.ts';
import { actWithReason, openAgent } from './fixtures/operator.ts';
import { AGENT, startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';

test.describe.configure({ mode: 'serial' });

const replay = (page: Page) => page.getByRole('region', { name: 'The last 30 days with these limits' });
const limit = (page: Page, name: string) => page.getByRole('group', { name: 'How much' }).getByLabel(name);

test.describe('on a fleet that pays', () => {
  let fleet: RealFleet;
  test.beforeAll(async () => {
    fleet = await startRealFleet(21);
  });
  test.afterAll(() => fleet?.stop());
  test.afterEach(() => expect(fleet.complaints, 'violations and console errors').toEqual([]));

  test('shows while typing what would have been held, and what left the limits as they are', async () => {
    const page = fleet.page();
    for (const sats of [1_000, 60_000, 40_000])
      expect(await askToPay(fleet.client, await fleet.network.invoice({ sats }))).toMatchObject({
        kind: 'paid',
      });
    await openAgent(page, AGENT);
    await page.getByRole('tab', { name: 'Limits' }).click();
    await expect(page).toHaveURL(/part=limits/);
    await expect(replay(page).getByRole('button', { name: /of 3 payments decided otherwise/ })).toContainText(
      '0',
    );
    await expect(replay(page)).toContainText('Every payment would have been decided as it was.');

    await limit(page, 'Single payment').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('50,000');
    await expect(replay(page).getByRole('button', { name: /held/ })).toHaveText(/^1 ?\+1\s*held$/);
    await expect(page.getByText('Over the last 30 days: −1 allowed, +1 held.')).toBeVisible();
    const row = replay(page).getByRole('row').filter({ hasText: '60,000 sats' });
    await expect(row).toContainText('It is above the limit of a single payment');
    await expect(row).toContainText('settled');
    await expect(replay(page)).toContainText('would have left instead of');

    // By the day: the first two and their fees leave no room for the third.
    await limit(page, 'Single payment').fill('101,000');
    await limit(page, 'Daily outflow').fill('70,000');
    await expect(replay(page).getByRole('row').filter({ hasText: '40,000 sats' })).toContainText(
      'daily outflow',
    );
    await replay(page)
      .getByRole('button', { name: /allowed/ })
      .press('Enter');
    await expect(replay(page).getByRole('row').filter({ hasText: 'sats' })).toHaveCount(2);
  });

  test('the new limits saved, the next payment is decided as was foretold', async () => {
    const page = fleet.page();
    await limit(page, 'Daily outflow').fill('1,000,000');
    await limit(page, 'Single payment').fill('50,000');
    await page.getByRole('button', { name: 'Review and save …' }).click();
    await actWithReason(page, `New limits for ${AGENT}`, 'One paper costs less', 'Save 1 change');
    await expect(page.getByText(`The limits of ${AGENT} are now version 2`)).toBeVisible();
    void askToPay(fleet.client, await fleet.network.invoice({ sats: 60_001 }));
    await expect(page.getByRole('link', { name: '1 waiting for you', exact: true })).toBeVisible();
    // Back from the limits is the tab one came from, not the screen before.
    await page.goBack();
    await expect(page.getByRole('tab', { name: 'Payments' })).toHaveAttribute('aria-selected', 'true');
  });
});

test.describe('with any answer', () => {
  let windows: FakeWindows;
  test.beforeAll(async () => {
    windows = await startFakeWindows();
  });
  test.afterAll(() => windows?.stop());

  test('says what is taken for granted, masks amounts, and survives a link to the limits', async () => {
    const { page, complaints, close } = await windows.open({
      route: '/agents/research-3?part=limits',
      bridge: { preferences: { hideBalances: true } },
    });
    await limit(page, 'Daily outflow').fill('250,000');
    await expect(
      replay(page).getByRole('button', { name: /of 312 payments decided otherwise/ }),
    ).toContainText('12');
    await expect(replay(page)).toContainText('Taken as it was: what the agent asked for and when');
    await expect(replay(page)).not.toContainText('7,690,150');
    // What cannot be read asks nothing: the last figures stay.
    await limit(page, 'Daily outflow').fill('a lot');
    await expect(page.getByText('Something above cannot be read yet.')).toBeVisible();
    await expect(replay(page).getByRole('button', { name: /held/ })).toContainText('+9');
    expect(complaints).toEqual([]);
    await close();
  });
});
