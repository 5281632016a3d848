// Bad input to the whole product: a renderer that crashes in the middle of an approval, a core that is killed while its window is open,
// and pages that are not ours and try to call the bridge. Nothing is lost and nothing is paid twice.
import { setTimeout as after } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import { askToPay, type Ending } from './fixtures/agent.ts';
import { attach, onElectron } from './fixtures/app.ts';
import { callBridge, mustCall } from './fixtures/bridge.ts';
import { openDecision, unlock } from './fixtures/operator.ts';
import { crashRenderer } from './fixtures/renderers.ts';
import { startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';
import type { Invoice } from './fixtures/standalone-fleet.ts';

test.describe.configure({ mode: 'serial' });
test.skip(onElectron, 'Playwright starts and ends Electron itself; these crash and kill our own process');

let fleet: RealFleet;
let held: Invoice;
let ending: Promise<Ending>;

test.beforeAll(async () => {
  fleet = await startRealFleet(15);
});
test.afterAll(() => fleet?.stop());
test.afterEach(() => {
  expect(fleet.complaints, 'violations and console errors').toEqual([]);
});

const hold = (page: Page) => page.getByRole('button', { name: /^Hold to/ });

/** Crashes what draws the page; the same window with another document. */
async function afterCrash(page: Page): Promise<Page> {
  const { product } = fleet.app();
  if (!product) throw new Error('only a product that is our own process is crashed');
  // Only the connection ends; Playwright could not follow a page through its crash.
  await page.context().browser()?.close();
  await crashRenderer(product);
  const again = await attach(product, fleet.complaints);
  await expect.poll(() => callBridge(again, 'app.status')).toMatchObject({ ok: true });
  return again;
}

test('a renderer that crashes as a payment is approved comes back to the same page, and the payment is made once', async () => {
  const page = fleet.page();
  const invoice = await fleet.network.invoice({ sats: 130_000 });
  ending = askToPay(fleet.client, invoice);
  await openDecision(page, '130,000 sats');
  const address = page.url();
  await page.getByLabel(/^Your reason/).fill('Before the crash');
  await hold(page).focus();
  await page.keyboard.down('Space');
  // The hold is over and the call is on its way, or has been answered; the page dies before it can show either.
  await page.waitForTimeout(1_050);
  const again = await afterCrash(page);
  expect(again.url()).toBe(address);
  await expect(again.getByRole('heading', { level: 1 })).toContainText(/ask(s|ed) to pay 130,000 sats/);
  // Where the crash was faster than the call, the payment still waits, with an empty reason.
  if (await hold(again).isVisible()) {
    await expect(again.getByLabel(/^Your reason/)).toHaveValue('');
    await again.getByLabel(/^Your reason/).fill('After the crash');
    await hold(again).focus();
    await again.keyboard.down('Space');
  }
  await expect(again.getByText('This payment was approved and has been paid.')).toBeVisible();
  await again.keyboard.up('Space');
  expect(await ending).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);
  // And approving it once more, as a page that had kept its call would, is refused.
  const { approvals } = (await mustCall(again, 'approvals.list', { which: 'decided', limit: 1 })) as {
    approvals: { id: string }[];
  };
  const id = approvals[0]?.id;
  const { shown } = await mustCall(again, 'approvals.get', { id });
  expect(await callBridge(again, 'approvals.approve', { id, reason: 'twice', shown })).toMatchObject({
    ok: false,
    code: 'not_waiting',
  });
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);
});

test('frames and windows that are not the page have no bridge, and what they send is not heard', async () => {
  const { product } = fleet.app();
  if (!product) throw new Error('only a product that is our own process is attached to');
  const page = await attach(product, []);
  const found = await page.evaluate(async () => {
    type Reach = { portcullis?: unknown; __portcullisSend?: unknown; __portcullisDeliver?: unknown };
    const frame = document.createElement('iframe');
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const inside = frame.contentWindow as unknown as Reach;
    const own = globalThis as unknown as Reach & { portcullis: Record<string, unknown> };
    const outcome = {
      frameBridge: typeof inside.portcullis,
      frameSend: typeof inside.__portcullisSend,
      ownSend: typeof own.__portcullisSend,
      replaced: (() => {
        try {
          own.portcullis['call'] = () => 'mine';
          return own.portcullis['call']?.toString().includes('mine');
        } catch {
          return false;
        }
      })(),
    };
    frame.remove();
    return outcome;
  });
  expect(found).toEqual({
    frameBridge: 'undefined',
    frameSend: 'undefined',
    ownSend: 'undefined',
    replaced: false,
  });
  // The shell may close a second window while it is being made; then the page is not told of it at all.
  const popup = page.evaluate(
    () => typeof (window.open('about:blank') as unknown as { portcullis?: unknown } | null)?.portcullis,
  );
  expect(await Promise.race([popup, after(5_000, 'undefined')])).toBe('undefined');
  // A second window is closed as soon as it opens.
  await expect.poll(() => page.context().pages().length).toBe(1);
});

test('a core killed while somebody types takes its window along; after the start the payment waits, once, undecided', async () => {
  const { product } = fleet.app();
  if (!product) throw new Error('only a product that is our own process is killed');
  const page = await attach(product, []);
  held = await fleet.network.invoice({ sats: 140_000 });
  ending = askToPay(fleet.client, held);
  await openDecision(page, '140,000 sats');
  await page.getByLabel(/^Your reason/).fill('Half a sen');
  await hold(page).focus();
  await page.keyboard.down('Space');
  await expect(page.getByRole('status').filter({ hasText: 'Holding' })).toBeAttached();
  const closed = new Promise((resolve) => page.once('close', resolve));
  await fleet.killAndRestart(async () => {
    await closed;
  });
  const started = fleet.page();
  await expect(started.getByText('no agent can spend until the vault is unlocked')).toBeVisible();
  expect(await fleet.network.outcomes(held)).toEqual([]);
  await unlock(started);
  await openDecision(started, '140,000 sats');
  await expect(started.getByLabel(/^Your reason/)).toHaveValue('');
  expect(await fleet.network.outcomes(held)).toEqual([]);
});
