// Bad input through the real doors: requests, relay, node, contract, files. Each gets its named answer, nothing is paid twice, the app stays up.
import { expect, test } from '@playwright/test';
import { makeInvoice } from '../support/bolt11.ts';
import { askToPay, refusal, type Ending } from './fixtures/agent.ts';
import { callBridge } from './fixtures/bridge.ts';
import { goTo } from './fixtures/operator.ts';
import { connectRawClient, type RawClient } from './fixtures/raw-client.ts';
import type { Invoice } from './fixtures/standalone-fleet.ts';
import { AGENT, startRealFleet, type RealFleet } from './fixtures/real-fleet.ts';

test.describe.configure({ mode: 'serial' });

let fleet: RealFleet;
let raw: RawClient;
let broken: { readonly invoice: Invoice; readonly ending: Promise<Ending> };

test.beforeAll(async () => {
  fleet = await startRealFleet(13);
  raw = await connectRawClient(fleet.uri);
});
test.afterAll(async () => {
  raw?.close();
  await fleet?.stop();
});
test.afterEach(async () => {
  expect(fleet.complaints, 'violations and console errors').toEqual([]);
  await fleet.network.resetFaults();
  // Still there, and still telling.
  expect(await callBridge(fleet.page(), 'app.status')).toMatchObject({ ok: true, value: { phase: 'open' } });
});

const settledOnce = async (invoice: { readonly hash: string }): Promise<void> =>
  expect(await fleet.network.outcomes(invoice)).toEqual(['settled']);

test('invoices that cannot be paid are refused by name', async () => {
  const { network } = fleet;
  const now = Math.floor(Date.now() / 1_000);
  const good = await network.invoice({ sats: 500 });
  const short = await network.invoice({ sats: 500, expirySeconds: 1 });
  const amountless = await network.invoice({ sats: null });
  const flipped = `${good.request.slice(0, -1)}${good.request.endsWith('q') ? 'p' : 'q'}`;
  await expect.poll(() => Math.floor(Date.now() / 1_000)).toBeGreaterThan(now + 1);
  const cases: readonly (readonly [what: string, params: unknown, answer: string])[] = [
    ['garbage', { invoice: 'not an invoice' }, 'RESTRICTED invalid_destination'],
    ['empty', { invoice: '' }, 'RESTRICTED invalid_destination'],
    ['truncated', { invoice: good.request.slice(0, -20) }, 'RESTRICTED invalid_destination'],
    ['one character changed', { invoice: flipped }, 'RESTRICTED invalid_destination'],
    ['of another network', { invoice: mainnet(now) }, 'RESTRICTED invalid_destination'],
    ['expired', { invoice: short.request }, 'RESTRICTED invalid_destination'],
    [
      'of our own node',
      { invoice: (await network.invoice({ payee: 'north' })).request },
      'RESTRICTED invalid_destination',
    ],
    ['amountless without an amount', { invoice: amountless.request }, 'OTHER amount_missing'],
    ['an amount beside another', { invoice: good.request, amount: 499_000 }, 'OTHER amount_mismatch'],
    ['amount zero', { invoice: amountless.request, amount: 0 }, 'OTHER bad_request'],
    ['negative', { invoice: amountless.request, amount: -1_000 }, 'OTHER bad_request'],
    ['fractional', { invoice: amountless.request, amount: 1_000.5 }, 'OTHER bad_request'],
    ['huge', { invoice: amountless.request, amount: 1e21 }, 'OTHER bad_request'],
    ['as text', { invoice: amountless.request, amount: '1000' }, 'OTHER bad_request'],
    ['no invoice', {}, 'OTHER bad_request'],
    ['an invoice that is a number', { invoice: 7 }, 'OTHER bad_request'],
    ['an invoice too long to be one', { invoice: 'lnbcrt1'.repeat(2_000) }, 'OTHER bad_request'],
  ];
  const answers = await Promise.all(
    cases.map(async ([what, params]) => [what, await raw.ask('pay_invoice', params)] as const),
  );
  expect(Object.fromEntries(answers)).toEqual(
    Object.fromEntries(cases.map(([what, , answer]) => [what, answer])),
  );
  expect(await network.books()).toEqual([]);
});

const mainnet = (createdAt: number): string =>
  makeInvoice({ seed: 'mainnet', msat: 500_000n, createdAt, network: 'bitcoin' }).text;

test('a node whose stream breaks after dispatch: the payment is neither sent again nor forgotten', async () => {
  const { network, client } = fleet;
  await network.nodeFaults('north', { breakAfterDispatch: true });
  const invoice = await network.invoice({ sats: 700 });
  broken = { invoice, ending: askToPay(client, invoice) };
  await expect.poll(() => network.outcomes(invoice)).toEqual(['settled']);
});

test('requests that are none are answered, and unknown methods are named', async () => {
  expect(await raw.ask('drain_wallet', {})).toBe('NOT_IMPLEMENTED not_implemented');
  expect(await raw.ask('', {}, { text: 'no json' })).toBe('OTHER bad_request');
  expect(await raw.ask('', {}, { text: '[1,2]' })).toBe('OTHER bad_request');
  expect(await raw.ask('', {}, { content: 'bm90IG5pcDQ0' })).toBe('OTHER bad_request');
  expect(await raw.ask('get_info', {}, { tags: [['p', new URL(fleet.uri).hostname]] })).toBe(
    'UNSUPPORTED_ENCRYPTION unsupported_encryption',
  );
  const invoice = await fleet.network.invoice({ sats: 500 });
  const now = Math.floor(Date.now() / 1_000);
  // Not executed and not answered: a no would be a lie if the request became fresh later and were paid.
  for (const createdAt of [now - 200, now + 200])
    raw.publish(raw.event('pay_invoice', { invoice: invoice.request }, { createdAt }));
  expect(await raw.ask('get_info')).toBe('ok');
  expect(await fleet.network.outcomes(invoice)).toEqual([]);
});

test('a relay that repeats, replays, forges, loses and hangs up makes nothing be paid twice', async () => {
  const { network, client } = fleet;
  await network.relayFaults({ deliverTwice: true, keepEphemeral: true });
  const twice = await network.invoice({ sats: 600 });
  const event = raw.event('pay_invoice', { invoice: twice.request });
  const paid = { error: null, result: { preimage: twice.preimage } };
  expect(await raw.send(event)).toMatchObject(paid);
  await network.relayReplay([23_194]);
  expect(await raw.send(raw.event('pay_invoice', { invoice: twice.request }))).toMatchObject(paid);
  await settledOnce(twice);

  const forged = await network.invoice({ sats: 610 });
  const { sig, ...rest } = raw.event('pay_invoice', { invoice: forged.request });
  raw.publish({ ...rest, sig: `${sig.slice(0, -2)}${sig.endsWith('00') ? '01' : '00'}` });

  await network.relayFaults({ deliverTwice: false, dropKinds: [23_195] });
  const lost = await network.invoice({ sats: 620 });
  raw.publish(raw.event('pay_invoice', { invoice: lost.request }));
  await expect.poll(() => network.outcomes(lost)).toEqual(['settled']);
  await network.resetFaults();
  expect(await raw.ask('pay_invoice', { invoice: lost.request })).toBe('ok');
  await settledOnce(lost);
  expect(await network.outcomes(forged)).toEqual([]);

  // What is asked while nobody is connected is kept by the relay, and fetched when the core is back.
  await network.relayFaults({ keepEphemeral: true });
  await network.relayCut();
  const after = await network.invoice({ sats: 630 });
  expect(await askToPay(client, after)).toMatchObject({ kind: 'paid', preimage: after.preimage });
  await expect(fleet.page().getByText('Relays 1 of 1')).toBeVisible();
  raw.close();
  raw = await connectRawClient(fleet.uri);
  await settledOnce(twice);
});

test('a node that went away closes its agents’ payments, is told, and opens them when it is back', async () => {
  const { network, client } = fleet;
  const page = fleet.page();
  await goTo(page, 'Nodes');
  await network.nodeStop('north');
  await expect(page.getByText('Payments through Hot node north are closed.')).toBeVisible({
    timeout: 30_000,
  });
  const invoice = await network.invoice({ sats: 800 });
  expect(await askToPay(client, invoice)).toEqual(refusal('OTHER', /^gate_closed/));
  await network.nodeStart('north');
  await expect(page.getByText('Payments through Hot node north are closed.')).toBeHidden({ timeout: 30_000 });
  await expect
    .poll(() => askToPay(client, invoice), { timeout: 20_000 })
    .toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  await settledOnce(invoice);
});

test('the bridge refuses what no screen would send', async () => {
  const page = fleet.page();
  const cases: readonly (readonly [name: unknown, params: unknown, code: string])[] = [
    ['agents.list', { extra: 1 }, 'bad_arguments'],
    ['agents.list', null, 'bad_arguments'],
    ['agents.list', [], 'bad_arguments'],
    ['agents.get', { id: 7 }, 'bad_arguments'],
    ['agents.get', { id: '../../etc/passwd' }, 'bad_arguments'],
    ['agents.get', { id: 'nobody' }, 'unknown_agent'],
    ['agents.credit', { id: 'a', amountMsat: '-1', reason: 'x' }, 'bad_arguments'],
    ['agents.credit', { id: 'a', amountMsat: '1.5', reason: 'x' }, 'bad_arguments'],
    ['agents.credit', { id: 'a', amountMsat: 1_000, reason: 'x' }, 'bad_arguments'],
    ['agents.credit', { id: 'a', amountMsat: '9'.repeat(19), reason: 'x' }, 'bad_arguments'],
    ['agents.credit', { id: 'a', amountMsat: '1000', reason: '   ' }, 'bad_arguments'],
    ['timeline.page', { filter: {}, before: null, limit: 1e9 }, 'bad_arguments'],
    ['constructor', {}, 'unknown_call'],
    ['__proto__', {}, 'unknown_call'],
    ['', {}, 'unknown_call'],
    [7, {}, 'unknown_call'],
    [null, {}, 'unknown_call'],
  ];
  const codes: string[] = [];
  for (const [name, params] of cases) {
    const answer = await callBridge(page, name, params);
    codes.push(answer.ok ? 'ok' : answer.code);
  }
  expect(codes).toEqual(cases.map(([, , code]) => code));
});

test('ten megabytes through the bridge are refused without being looked at, and the window goes on', async () => {
  const page = fleet.page();
  const codes = await page.evaluate(async () => {
    const { call } = (
      globalThis as unknown as {
        portcullis: { call: (name: string, params: unknown) => Promise<{ code: string; message: string }> };
      }
    ).portcullis;
    const huge = 'x'.repeat(10 * 1_024 * 1_024);
    const answers = await Promise.all([
      call('vault.unlock', { passphrase: huge }),
      call('agents.rename', { id: 'a', name: huge, purpose: '' }),
      call('timeline.page', Array(1_000_000).fill([])),
      call(huge, {}),
    ]);
    return answers.map(({ code, message }) => (message.includes('xxx') ? 'repeats it' : code));
  });
  expect(codes).toEqual(['too_large', 'too_large', 'too_large', 'unknown_call']);
  await goTo(page, 'Agents');
  await expect(page.getByRole('row').filter({ hasText: AGENT })).toBeVisible();
});

test('the payment whose stream broke: the node is asked, and the agent gets the preimage of the one payment', async () => {
  const { invoice, ending } = broken;
  expect(await ending).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  expect(await askToPay(fleet.client, invoice)).toMatchObject({ kind: 'paid', preimage: invoice.preimage });
  await settledOnce(invoice);
});
