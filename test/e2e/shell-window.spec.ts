// The window's life on a real screen: fits it, is there once, outlives its closing when asked to, and blanks when nobody is there.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { attach, onElectron } from './fixtures/app.ts';
import { callBridge, mustCall } from './fixtures/bridge.ts';
import { startProduct, type Product } from './fixtures/product.ts';

test.skip(onElectron, 'Playwright starts and ends Electron itself; these watch our own process');

const XVFB = '/usr/bin/Xvfb';
const LOGIND = '/org/freedesktop/login1: org.freedesktop.login1.Manager.PrepareForSleep (true,)';

let product: Product;
let screen: ChildProcess | undefined;
test.afterEach(async () => {
  await product.stop();
  screen?.kill();
  screen = undefined;
});

test('fits a screen of 1024×768 and remembers where it was', async () => {
  test.skip(!existsSync(XVFB), 'needs Xvfb');
  const display = ':171';
  screen = spawn(XVFB, [display, '-screen', '0', '1024x768x24', '-ac', '-nolisten', 'tcp'], {
    stdio: 'ignore',
  });
  await expect.poll(() => existsSync('/tmp/.X11-unix/X171')).toBe(true);
  product = startProduct({ mode: 'ask', env: { DISPLAY: display, PORTCULLIS_HEADLESS_WINDOW: '' } });
  const page = await attach(product, []);
  const outer = () =>
    page.evaluate(() => ({
      right: screenX + outerWidth,
      bottom: screenY + outerHeight,
      x: screenX,
      y: screenY,
    }));
  await expect.poll(async () => (await outer()).right).toBeLessThanOrEqual(1_024);
  expect((await outer()).bottom).toBeLessThanOrEqual(768);
  const file = join(product.data, 'window.json');
  await expect.poll(() => existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ area: { width: expect.any(Number) } });
});

test('tells a screen that does not answer in one sentence', async () => {
  product = startProduct({
    mode: 'ask',
    env: { DISPLAY: ':4321', WAYLAND_DISPLAY: '', PORTCULLIS_HEADLESS_WINDOW: '' },
  });
  expect((await product.ended).code).toBe(1);
  expect(product.output()).toBe(
    'No screen answers at DISPLAY=:4321. Nothing was started. Start it in a desktop session, or use “npm start -- --headless” to run the gate without a window.\n',
  );
});

test('goes on when its window is closed if that was asked for, locked, and a second start shows it again', async () => {
  product = startProduct({ mode: 'practice' });
  const page = await attach(product, []);
  await expect.poll(() => callBridge(page, 'app.status')).toMatchObject({ value: { phase: 'open' } });
  await mustCall(page, 'settings.set', { keepRunning: true });
  await page.waitForTimeout(200);
  await page.close();
  await expect
    .poll(() => product.output())
    .toContain('The window was closed. The gate is open, and it goes on.');
  expect(product.process.exitCode).toBeNull();
  rmSync(join(product.profile(), 'DevToolsActivePort'), { force: true });

  const second = startProduct({ mode: 'practice', data: product.data, testPort: false });
  expect(await second.ended).toEqual({ code: 0, signal: null });
  expect(second.output()).toMatch(
    /^Another Portcullis \(process \d+\) runs on this data folder\. It was asked to show its window\./,
  );
  const again = await attach(product, []);
  await expect
    .poll(() => callBridge(again, 'app.status'))
    .toMatchObject({ ok: true, value: { phase: 'open', screen: 'locked' } });
  expect(await callBridge(again, 'fleet.overview')).toMatchObject({ ok: false, code: 'locked' });
});

test('locks and shows nothing of the fleet when the machine is put to sleep', async () => {
  const tools = test.info().outputPath('tools');
  mkdirSync(tools, { recursive: true });
  const word = join(tools, 'sleep-now');
  // Stands in for the system bus, which a container has not: says what gdbus would, when it would.
  writeFileSync(
    join(tools, 'gdbus'),
    `#!/bin/sh\nwhile [ ! -e "${word}" ]; do sleep 0.1; done\necho "${LOGIND}"\nexec sleep 60\n`,
  );
  chmodSync(join(tools, 'gdbus'), 0o755);
  product = startProduct({
    mode: 'practice',
    env: { PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  const page = await attach(product, []);
  await expect(page.getByText(/Outflow, last 24 h/)).toBeVisible();
  const shown = await page.locator('main').innerText();
  expect(shown).toMatch(/\d\s*sats/);
  writeFileSync(word, '');
  await expect.poll(() => callBridge(page, 'app.status')).toMatchObject({ value: { screen: 'locked' } });
  await expect.poll(() => page.locator('body').innerText()).not.toMatch(/\d\s*sats/);
  await expect(page).toHaveTitle('Portcullis');
});
