// The decision page with a real fleet and by keyboard alone: ten payments wait, and each is approved, rejected, or decided elsewhere.
// What a screen reader is told is asserted from the accessibility tree. Rules: docs/gate.md 6.
import { expect, test, type Page } from '@playwright/test';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { askToPay, refusal, type Ending } from './fixtures/agent.ts';
import { onElectron } from './fixtures/app.ts';
import { callBridge, mustCall } from './fixtures/bridge.ts';
import { pressOn, tabTo, typeInto } from './fixtures/keyboard.ts';
import { ROOT } from './fixtures/product.ts';
import { AGENT, startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';
import type { Invoice } from './fixtures/standalone-fleet.ts';

test.describe.configure({ mode: 'serial' });

const TEN = 10;
type Asked = { readonly invoice: Invoice; readonly ending: Promise<Ending>; readonly sats: number };

let fleet: RealFleet;
let page: Page;
let asked: readonly Asked[];

test.beforeAll(async () => {
  fleet = await startRealFleet(14);
  page = fleet.page();
  const made: Asked[] = [];
  for (let index = 0; index < TEN; index += 1) {
    const sats = 110_001 + index;
    // Each expires a minute after the one before, so their order in the queue is known.
    const invoice = await fleet.network.invoice({ sats, expirySeconds: 3_000 + index * 60 });
    made.push({ invoice, sats, ending: askToPay(fleet.client, invoice) });
    await expect.poll(waitingCount).toBe(index + 1);
  }
  asked = made;
});
test.afterAll(() => fleet?.stop());
test.afterEach(() => expect(fleet.complaints, 'violations and console errors').toEqual([]));

type Waiting = { readonly id: string; readonly amountMsat: string };
const waiting = async (): Promise<readonly Waiting[]> =>
  (await mustCall(page, 'approvals.list', { which: 'waiting', limit: 100 }))['approvals'] as Waiting[];
const waitingCount = async (): Promise<number> => (await waiting()).length;
const title = () => page.getByRole('heading', { level: 1 });
const reject = () => page.getByRole('button', { name: /^Reject( R)?$/ });
const hold = () => page.getByRole('button', { name: /^Hold to/ });
const reason = () => page.getByLabel(/^Your reason/);
const words = (index: number): string =>
  `${AGENT} asks to pay ${((asked[index]?.sats ?? 0) / 1_000).toFixed(3).replace('.', ',')} sats`;
/** A press this soon after the page appeared is taken for a slip. */
const settled = (): Promise<void> => page.waitForTimeout(420);

test('ten wait: the first is opened by two keys, and j and k walk the queue', async () => {
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(title()).toContainText(words(0));
  await expect(page.getByText('1 of 10 waiting')).toBeVisible();
  await expect(reject()).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(title()).toContainText(words(2));
  await expect(page.getByText('3 of 10 waiting')).toBeVisible();
  await expect(reject()).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.getByText('2 of 10 waiting')).toBeVisible();
  await page.keyboard.press('k');
  await expect(title()).toContainText(words(0));
});

test('a screen reader is given the sentence, why it stopped, to whom, for what, and the three ways to decide', async () => {
  await expect(reject()).toHaveAccessibleDescription(new RegExp(`^${words(0)} to`));
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main "Approvals":
      - heading /Research bot asks to pay 110,001 sats to an unknown node/ [level=1]
      - timer: /\\d+:\\d+/
      - region "Why it stopped":
        - table:
          - rowgroup:
            - row /Rule this, sats limit, sats Finding/
          - rowgroup:
            - row /Single payment .*over/
      - region "Destination node"
      - region /What the agent says it is for/:
        - group "What the agent says it is for, untrusted text": /Paper 17 of 40/
      - region "This agent, last payments"
      - group "Daily outflow of this agent, before and after this payment":
        - meter "now"
        - meter "after"
      - textbox /Your reason/
      - button "Reject R"
      - button "Reject and freeze Research bot"
      - button /Hold to/ [disabled]
  `);
  await expect(hold()).toHaveAccessibleDescription(/Press and hold for one second/);
});

test('approved by keyboard: reason, a second held, the entry in the log, and the next one in its place', async () => {
  const [first] = asked;
  if (!first) throw new Error('ten were asked for');
  await page.keyboard.press('Shift+Tab');
  await expect(reason()).toBeFocused();
  await page.keyboard.insertText('Ordered by the library');
  await tabTo(page, hold());
  // Let go too early, nothing is done.
  await page.keyboard.down('Space');
  await expect(page.getByRole('status').filter({ hasText: 'Holding' })).toBeAttached();
  await page.keyboard.up('Space');
  await expect(page.getByText('Nothing was done: hold the button for a whole second.')).toBeVisible();
  expect(await fleet.network.outcomes(first.invoice)).toEqual([]);
  await page.keyboard.down('Space');
  await expect(page.getByRole('heading', { name: 'Decision' })).toBeVisible({ timeout: 5_000 });
  await page.keyboard.up('Space');
  await expect(page.getByRole('status').filter({ hasText: /^settled|^approved/ })).toBeVisible();
  await expect(page.getByText('Ordered by the library')).toBeVisible();
  await expect(page.getByRole('link', { name: /^entry \d+ and its proof$/ })).toBeVisible();
  // The agent may have been told to come again meanwhile: then it is paid when it does.
  const ending = await first.ending;
  if (ending.kind === 'refused') await askToPay(fleet.client, first.invoice);
  await expect.poll(() => fleet.network.outcomes(first.invoice)).toEqual(['settled']);
  await expect(page.getByRole('link', { name: `Next of 9: ${AGENT} J` })).toBeVisible();
  await page.keyboard.press('j');
  await expect(title()).toContainText(words(1));
  await expect(page.getByText('1 of 9 waiting')).toBeVisible();
});

test('rejected by one letter, which is not heard while a reason is typed', async () => {
  await settled();
  await typeInto(page, reason(), '');
  await page.keyboard.type('rather not r');
  expect(await waitingCount()).toBe(9);
  await tabTo(page, reject());
  await page.keyboard.press('r');
  await expect(page.getByText('This payment was rejected. Nothing was paid.')).toBeVisible();
  await expect(page.getByText('rather not r')).toBeVisible();
  expect(await fleet.network.outcomes(asked[1]?.invoice ?? { hash: '' })).toEqual([]);
});

test('decided elsewhere by the control command while somebody looks: said at once, and nothing typed here is used', async () => {
  test.skip(onElectron, 'the command needs the data folder of a product of our own');
  await page.keyboard.press('j');
  await expect(title()).toContainText(words(2));
  await expect(reject()).toBeFocused();
  await typeInto(page, reason(), 'I was about to approve it');
  const id = (await waiting())[0]?.id;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'out/main/ctl.js'),
    'approvals.deny',
    JSON.stringify({ id, reason: 'From the terminal', freezeAgent: false }),
    '--data',
    fleet.app().data,
  ]);
  expect(stdout).toContain('seq');
  await expect(
    page.getByRole('alert').filter({ hasText: 'Decided elsewhere while you were looking.' }),
  ).toBeVisible();
  await expect(page.getByText('From the terminal')).toBeVisible();
  await expect(page.getByText('I was about to approve it')).toHaveCount(0);
  await expect(hold()).toHaveCount(0);
});

test('decided elsewhere in the middle of the hold: the hold ends, and nothing is paid', async () => {
  await page.keyboard.press('j');
  await expect(title()).toContainText(words(3));
  await typeInto(page, reason(), 'Yes');
  await tabTo(page, hold());
  const id = (await waiting())[0]?.id;
  await page.keyboard.down('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Holding' })).toBeAttached();
  expect(
    await callBridge(page, 'approvals.deny', { id, reason: 'Another window', freezeAgent: false }),
  ).toMatchObject({ ok: true });
  await expect(page.getByRole('alert').filter({ hasText: 'Decided elsewhere' })).toBeVisible();
  await page.waitForTimeout(900);
  await page.keyboard.up('Enter');
  expect(await fleet.network.outcomes(asked[3]?.invoice ?? { hash: '' })).toEqual([]);
  await expect(page.getByText('This payment was rejected. Nothing was paid.')).toBeVisible();
});

test('an agent’s 4,000 hostile characters reach the page disarmed, inside their fence', async () => {
  const purpose =
    `${'\u202E\u2066\u200B'.repeat(300)}<img src=x onerror=alert(1)> pay now ${'y'.repeat(4_000)}`.slice(
      0,
      4_000,
    );
  const invoice = await fleet.network.invoice({ sats: 120_000, expirySeconds: 600 });
  void fleet.client.payInvoice({ invoice: invoice.request, metadata: { purpose } }).catch(() => undefined);
  await expect.poll(waitingCount).toBe(7);
  // It expires first, so it stands first.
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(title()).toContainText('asks to pay 120,000 sats');
  const fence = page.getByRole('group', { name: 'What the agent says it is for, untrusted text' });
  await expect(fence).toContainText('<img src=x onerror=alert(1)> pay now');
  expect(await page.locator('img').count()).toBe(0);
  // Marks that turn text around do not even get past the door; what the page does with those that would is tested on it alone.
  expect(await fence.innerText()).not.toMatch(/[\u202E\u2066\u200B]/);
  expect((await fence.boundingBox())?.height).toBeLessThanOrEqual(180);
  await tabTo(page, fence);
});

test('rejected and frozen in one act: the agent is seen frozen, and asks for nothing any more', async () => {
  await settled();
  await pressOn(page, page.getByRole('button', { name: `Reject and freeze ${AGENT}` }));
  await expect(page.getByText('This payment was rejected. Nothing was paid.')).toBeVisible();
  await expect(
    page.getByRole('status').filter({ hasText: `${AGENT} can ask for nothing until you let it go.` }),
  ).toBeVisible();
  const invoice = await fleet.network.invoice({ sats: 1_000 });
  expect(await askToPay(fleet.client, invoice)).toEqual(refusal('RESTRICTED', /^agent_frozen/));
  // What still waits cannot be approved while it is frozen, and the page says why in words.
  await page.keyboard.press('j');
  await expect(reject()).toBeFocused();
  await typeInto(page, reason(), 'Try it all the same');
  await expect(
    page.getByText('This agent is frozen: nothing of it is paid until you unfreeze it'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nothing can be paid now' })).toBeDisabled();
  // The page offers nothing; the core would not do it either.
  const id = (await waiting())[0]?.id;
  const { shown } = await mustCall(page, 'approvals.get', { id });
  expect(await callBridge(page, 'approvals.approve', { id, shown, reason: 'Past the page' })).toMatchObject({
    code: 'refused_now',
    message: expect.stringContaining('the agent is frozen'),
  });
  await tabTo(page, reject());
  await page.keyboard.press('Escape');
  await expect(title()).toHaveText('Approvals');
});
