// Set-up from the first start to the first payment, by keyboard alone, on a real network; killed in the middle of every step and taken up again.
import { NWCClient } from '@getalby/sdk/nwc';
import { expect, test, type Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askToPay } from './fixtures/agent.ts';
import { startApp, type Started } from './fixtures/app.ts';
import { clean } from './fixtures/axe.ts';
import { pressOn, tabTo, typeInto } from './fixtures/keyboard.ts';
import { dialog, PASSPHRASE } from './fixtures/operator.ts';
import { bakeFitting } from './fixtures/bake.ts';
import { startStandaloneFleet, type StandaloneFleet } from './fixtures/standalone-fleet.ts';

test.describe.configure({ mode: 'serial' });

const AGENT = 'Research bot';
const data = mkdtempSync(join(tmpdir(), 'portcullis-e2e-'));
const complaints: string[] = [];
/** Whatever must be in no log: filled in as it comes to exist. */
const secrets: string[] = [PASSPHRASE];
const terminals: string[] = [];

let network: StandaloneFleet;
let running: Started;
let page: Page;
let client: NWCClient | undefined;

const heading = (name: string) => page.getByRole('heading', { level: 2, name });
const button = (name: string | RegExp) => page.getByRole('button', { name });
const field = (name: string) => page.getByLabel(name, { exact: true });
const step = (name: RegExp) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('listitem').filter({ hasText: name });

async function start(): Promise<void> {
  running = await startApp({ mode: 'ask', data }, complaints);
  ({ page } = running.app);
}

/** Ends the core without warning; whoever comes back unlocks and goes on from the overview. */
async function killAndComeBack(): Promise<void> {
  const { product } = running.app;
  if (!product) throw new Error('only a product that is our own process can be killed');
  product.process.kill('SIGKILL');
  await product.ended;
  terminals.push(product.output());
  rmSync(join(product.profile(), 'DevToolsActivePort'), { force: true });
  await start();
  await typeInto(page, field('Passphrase'), PASSPHRASE);
  await page.keyboard.press('Enter');
  await pressOn(page, page.getByRole('link', { name: 'Continue the set-up' }));
}

test.beforeAll(async () => {
  network = await startStandaloneFleet(23);
  await start();
});
test.afterAll(async () => {
  client?.close();
  await running?.stop();
  await network?.stop();
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});
test.afterEach(() => expect(complaints, 'violations and console errors').toEqual([]));

test('the passphrase comes first, and the console opens at the node', async () => {
  await clean(page, '0-welcome');
  await pressOn(page, button('Set up my fleet'));
  await expect(field('Passphrase')).toBeFocused();
  await clean(page, '1-vault');
  await typeInto(page, field('Passphrase'), PASSPHRASE);
  await typeInto(page, field('The same again'), PASSPHRASE);
  await tabTo(page, page.getByRole('checkbox', { name: 'I know that it cannot be recovered' }));
  await page.keyboard.press('Space');
  await pressOn(page, button('Make the vault'));
  await expect(heading('Join your Lightning node')).toBeFocused();
  await clean(page, '2-node');
});

test('a node that cannot be reached is said where, and nothing that was typed is lost', async () => {
  const [north] = network.nodes;
  if (!north) throw new Error('the network has no node');
  secrets.push(north.macaroon);
  const connect = field('lndconnect address, if you have one');
  await typeInto(page, connect, 'lndconnect://north?cert=x');
  await expect(page.getByRole('alert')).toContainText('names no port. Nothing was filled in.');

  const gone = createServer();
  gone.listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as { port: number };
  gone.close();
  const der = north.certificate.replace(/-----[A-Z ]+-----|\s/g, '');
  const base64url = (base64: string): string =>
    base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const macaroon = base64url(Buffer.from(north.macaroon, 'hex').toString('base64'));
  await typeInto(page, connect, `lndconnect://127.0.0.1:${port}?cert=${base64url(der)}&macaroon=${macaroon}`);
  await expect(page.getByText('Read: address, certificate and macaroon are filled in.')).toBeVisible();
  await expect(connect).toHaveValue('');
  await pressOn(page, button('Check the node'));
  await expect(page.getByRole('alert')).toContainText('nothing listens at that port. Nothing was stored.');
  await expect(field('Address and port of its gRPC')).toBeFocused();
  await expect(field('Macaroon')).toHaveValue(macaroon);
  await clean(page, '2-node-refused');

  await typeInto(page, field('Address and port of its gRPC'), north.socket);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /answers$/ })).toBeFocused();
  const warning = page.getByRole('alert').filter({ hasText: 'can do more than the console needs' });
  await expect(warning).toContainText('bake further macaroons');
  await expect(warning).toContainText('lncli bakemacaroon');
  await clean(page, '2-node-found');
});

test('killed before it was joined: nothing was stored; a fitting macaroon joins from its file', async () => {
  await killAndComeBack();
  await expect(heading('Join your Lightning node')).toBeFocused();
  await expect(field('Macaroon')).toHaveValue('');
  const [north] = network.nodes;
  if (!north) throw new Error('the network has no node');
  const fitting = await bakeFitting(north);
  secrets.push(fitting);
  const files = mkdtempSync(join(tmpdir(), 'portcullis-files-'));
  writeFileSync(join(files, 'tls.cert'), north.certificate);
  writeFileSync(join(files, 'portcullis.macaroon'), Buffer.from(fitting, 'hex'));
  await typeInto(page, field('Address and port of its gRPC'), north.socket);
  for (const [what, file] of [
    ['TLS certificate', 'tls.cert'],
    ['Macaroon', 'portcullis.macaroon'],
  ] as const) {
    const chooser = page.waitForEvent('filechooser');
    await pressOn(page, button(`${what}: choose a file`));
    await (await chooser).setFiles(join(files, file));
  }
  rmSync(files, { recursive: true });
  await expect(field('Macaroon')).toHaveValue(fitting);
  await pressOn(page, button('Check the node'));
  await expect(page.getByRole('heading', { name: /answers$/ })).toBeFocused();
  await expect(page.getByText('can do more than the console needs')).toHaveCount(0);
  await expect(page.getByText('Pay', { exact: false }).first()).toBeVisible();
  await typeInto(page, field('Name by which you know it'), 'Hot node north');
  await page.keyboard.press('Enter');
  await expect(heading('Choose the relays agents ask over')).toBeFocused();
  await expect(step(/Lightning node/)).toContainText('Hot node north');
  expect(await page.content()).not.toContain(fitting);
});

test('relays are tried as an agent would use them; killed before they were stored, they are asked for again', async () => {
  const lines = () => field('One address on each line');
  await typeInto(page, lines(), `wss://relay.invalid\n${network.relay}`);
  await clean(page, '3-relays');
  await pressOn(page, button('Try them'));
  const results = page.getByRole('list', { name: 'What the trial found' });
  await expect(results.getByRole('status', { name: network.relay })).toContainText(/gave it back \d+ ms/);
  await expect(results.getByRole('status', { name: 'wss://relay.invalid' })).toContainText(
    'No machine is known by this name.',
  );
  await expect(button('Use the one that served')).toBeEnabled();
  await clean(page, '3-relays-tried');

  await killAndComeBack();
  await expect(heading('Choose the relays agents ask over')).toBeFocused();
  await typeInto(page, lines(), network.relay);
  await pressOn(page, button('Try them'));
  await pressOn(page, button('Use the one that served'));
  await expect(heading('Add the first agent')).toBeFocused();
});

test('the first agent has limits from the start; killed while it was typed, nothing half is there', async () => {
  await typeInto(page, field('Name'), AGENT);
  await clean(page, '4-agent');
  await killAndComeBack();
  await expect(heading('Add the first agent')).toBeFocused();
  await typeInto(page, field('Name'), AGENT);
  await typeInto(page, field('Allotment'), '200000');
  await pressOn(page, button(`Add ${AGENT}`));
  await expect(heading('Pair its client')).toBeFocused();
  await clean(page, '5-pairing');
});

async function makeConnection(): Promise<string> {
  const form = dialog(page, `Pair ${AGENT}`);
  await typeInto(page, form.getByLabel('Where it runs'), 'Library server');
  await page.keyboard.press('Enter');
  const shown = dialog(page, `Give this to ${AGENT} now`);
  const uri = await shown.getByText(/^nostr\+walletconnect:/).innerText();
  secrets.push(new URL(uri).searchParams.get('secret') ?? '');
  return uri;
}

test('killed while the address was shown, it is lost and said to be; the next one is watched until its client speaks', async () => {
  await pressOn(page, button(`Pair ${AGENT} …`));
  const lost = await makeConnection();
  await clean(page, '5-pairing-address');
  await killAndComeBack();
  await expect(heading('Pair its client')).toBeFocused();
  await expect(page.getByText('Waiting for the first word of its client …')).toBeVisible();
  await clean(page, '5-pairing-waiting');
  await pressOn(page, button('The address is lost: revoke it and make another'));
  const uri = await makeConnection();
  expect(uri).not.toBe(lost);

  client = new NWCClient({ nostrWalletConnectUrl: uri, logger: { debug: () => undefined } as never });
  await client.getInfo();
  const shown = dialog(page, `Give this to ${AGENT} now`);
  await expect(shown.getByText(/^Its client has spoken:/)).toBeVisible();
  // The step is over, and the only copy of the address is still here.
  await expect(shown.getByText(/^nostr\+walletconnect:/)).toBeVisible();
  await pressOn(page, shown.getByRole('button', { name: 'I stored it' }));
  await expect(shown).toBeHidden();
  await expect(heading('Watch the first payment')).toBeVisible();
  await expect(step(/Pairing/)).toContainText('Library server, seen');
  expect(await page.content()).not.toContain('secret=');
  await clean(page, '6-payment');
});

test('the first payment is watched through its states, over a kill, to the end', async () => {
  const over = await network.invoice({ sats: 150_000 });
  void askToPay(client as NWCClient, over);
  await expect(page.getByText('waits for you', { exact: true })).toBeVisible();
  await clean(page, '6-payment-held');
  await killAndComeBack();
  await expect(heading('Watch the first payment')).toBeFocused();
  await expect(page.getByRole('link', { name: 'Decide now' })).toBeVisible();

  const invoice = await network.invoice({ sats: 900, hold: true });
  const ending = askToPay(client as NWCClient, invoice);
  await expect(page.getByText('with the node', { exact: true })).toBeVisible();
  await expect
    .poll(() =>
      network.settle(invoice).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  expect(await ending).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  await expect(heading('The fleet is set up')).toBeFocused();
  const log = page.getByRole('list', { name: 'What the log has of it' }).getByRole('listitem');
  await expect(log).toContainText([/request/, /dispatch/, /settle/]);
  await clean(page, '7-done');
  await pressOn(page, page.getByRole('link', { name: 'Go to the overview' }));
  await expect(page.getByText('The set-up is not finished')).toHaveCount(0);
});

test('no secret is in a log or on the terminal', () => {
  const { product } = running.app;
  const said = [
    ...terminals,
    product?.output() ?? '',
    readFileSync(join(data, 'portcullis.log'), 'utf8'),
  ].join('\n');
  for (const secret of secrets) expect(said.includes(secret)).toBe(false);
  expect(secrets.every((secret) => secret.length > 8)).toBe(true);
});

test('Learn finds, links and goes back', async () => {
  await pressOn(page, page.getByRole('link', { name: 'Learn about this screen' }));
  await expect(page.getByRole('heading', { level: 2, name: 'What to watch' })).toBeVisible();
  await clean(page, '8-learn');
  await typeInto(page, page.getByRole('searchbox', { name: 'Search the topics' }), 'poisoning');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Address poisoning' })).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/learn/poisoning');
  await clean(page, '8-learn-search');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 2, name: 'What to watch' })).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { level: 2, name: 'Address poisoning' })).toBeVisible();
});

test('About names what is shipped, with its licences', async () => {
  await page.evaluate(() => void (location.hash = '#/about'));
  await expect(page.getByText(data)).toBeVisible();
  await expect(page.getByText(/^\d+\.\d+\.\d+\.\d+$/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Shipped packages · [1-9]\d\d$/ })).toBeVisible();
  await clean(page, '9-about');
  await typeInto(page, page.getByRole('searchbox', { name: 'Find a package or a licence' }), 'ln-service');
  await pressOn(page, button('ln-service'));
  await expect(page.getByRole('dialog')).toContainText('Permission is hereby granted');
  await clean(page, '9-about-licence');
  await page.keyboard.press('Escape');
});
