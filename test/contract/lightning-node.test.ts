// The LightningNode port, over real gRPC, TLS and macaroons, against practice nodes that speak lnd. What is asserted here must hold
// against a real lnd as well; the network's own books are the judge of what moved.
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseInvoice } from '../../electron/lightning/invoice.ts';
import type { LightningNode, PayOrder, SettledInvoice } from '../../electron/lightning/lightning-node.ts';
import { createLndNode, type LndNodeOptions } from '../../electron/lightning/lnd/create-lnd-node.ts';
import { createPracticeNetwork, type PracticeNetwork } from '../../electron/practice/lightning/network.ts';
import { startLndServer, type LndServer } from '../../electron/practice/lightning/server.ts';
import { systemClock } from '../../electron/store/clock.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import { msat, sats, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds } from '../../shared/domain/time.ts';

/** The network's own timers run so many times faster: it waits two minutes for the missing parts of a payment. */
let hurry = 1;
const networkClock = {
  ...systemClock,
  after: (ms: number, callback: () => void) => systemClock.after(ms / hurry, callback),
};
const NO_FEE = { base: sats(0n), ppm: 0n, cltvDelta: 40 };
const HUB_FEE = { base: sats(1n), ppm: 1_000n, cltvDelta: 40 };

let network: PracticeNetwork;
let server: LndServer;
let node: LightningNode;
const open: LightningNode[] = [];

function adapter(options: Partial<LndNodeOptions> = {}, by: LndServer = server): LightningNode {
  const { socket, certificate, macaroon } = by;
  const made = createLndNode({
    id: 'payer' as NodeId,
    credentials: { socket, certificate, macaroon },
    clock: systemClock,
    ...options,
  });
  open.push(made);
  return made;
}

/** An order for a fresh invoice of `payee`. `hold` takes the hash of a preimage that only the test knows. */
function ask(
  payee: string,
  amount: bigint | null,
  more: { hash?: string; expirySeconds?: number } = {},
): PayOrder {
  const { request } = network.node(payee).invoices.add({
    amount: amount === null ? null : msat(amount),
    description: 'a thing',
    ...more,
  });
  const invoice = parseInvoice(request);
  if (!invoice.ok) throw new Error(invoice.message);
  return {
    invoice: invoice.value.text,
    paymentHash: invoice.value.paymentHash,
    amount: msat(amount ?? 0n),
    amountless: amount === null,
    feeLimit: sats(100n),
  };
}

const local = (name: string): Msat => network.node(name).balance().local;

// payer — payee, payer — hub — far
beforeEach(async () => {
  hurry = 1;
  network = createPracticeNetwork({ seed: 'contract', topology: 'empty', clock: networkClock });
  for (const name of ['payer', 'payee', 'far'])
    network.addNode({ name, alias: `Node ${name}`, policy: NO_FEE, onchain: sats(0n) });
  network.addNode({ name: 'hub', alias: 'Hub', policy: HUB_FEE, onchain: sats(0n) });
  network.openChannel('payer', 'payee', sats(1_000_000n), sats(200_000n));
  network.openChannel('payer', 'hub', sats(2_000_000n), sats(500_000n));
  network.openChannel('hub', 'far', sats(2_000_000n), sats(500_000n));
  server = await startLndServer({ network, nodeName: 'payer' });
  node = adapter();
  expect((await node.refresh()).kind).toBe('ready');
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await server.stop();
});

describe('state', () => {
  it('says who the node is', () => {
    expect(node.state()).toMatchObject({
      kind: 'ready',
      info: {
        publicKey: network.node('payer').publicKey,
        alias: 'Node payer',
        network: 'regtest',
        synced: true,
        blockTime: network.chain.tip().time,
        channels: { active: 2, inactive: 0, pending: 0 },
      },
    });
  });

  it('splits the balance as the books do', () => {
    const { local: own, sendable } = network.node('payer').balance();
    // lnd lists channels in whole satoshis.
    expect(node.state()).toMatchObject({
      balance: { total: own, spendable: sendable, reserved: own - sendable, inFlight: 0n },
    });
  });

  it('shows a payment in flight as such, not as gone', async () => {
    const { total, spendable } = readyBalance();
    network.node('payee').faults.hold = true;
    void node.pay(ask('payee', 50_000_000n));
    await vi.waitFor(async () => {
      await node.refresh();
      expect(readyBalance()).toMatchObject({
        total,
        inFlight: 50_000_000n,
        spendable: spendable - 50_000_000n,
      });
    });
  });

  it.each(['locked', 'starting'] as const)('is locked while the wallet is %s', async (wallet) => {
    server.node.faults.wallet = wallet;
    expect((await node.refresh()).kind).toBe('locked');
    server.node.faults.wallet = 'active';
    expect((await node.refresh()).kind).toBe('ready');
  });

  it('is unreachable after the node stopped, and ready by itself after it is back', async () => {
    await server.stop();
    await vi.waitFor(() => expect(node.state().kind).toBe('unreachable'), { timeout: 5_000 });
    await server.restart();
    await vi.waitFor(() => expect(node.state().kind).toBe('ready'), { timeout: 15_000, interval: 100 });
  });

  const readyBalance = () => {
    const state = node.state();
    if (state.kind !== 'ready') throw new Error(state.kind);
    return state.balance;
  };
});

describe('credentials', () => {
  it.each([
    ['of another node', async () => (await strangerServer()).macaroon, 'refused'],
    ['that may do nothing', () => server.macaroons.bake([]), 'refused'],
    [
      'that has expired',
      () => server.macaroons.bake(['info:read'], ['time-before 2020-01-01T00:00:00Z']),
      'refused',
    ],
    ['bound to another address', () => server.macaroons.bake(['info:read'], ['ipaddr 10.9.8.7']), 'refused'],
    ['that may only read', () => server.readonlyMacaroon, 'ready'],
  ])('with a macaroon %s', async (_name, macaroon, kind) => {
    const { socket, certificate } = server;
    const other = adapter({ credentials: { socket, certificate, macaroon: await macaroon() } });
    expect((await other.refresh()).kind).toBe(kind);
  });

  it('that may only read pay nothing, and say so for good', async () => {
    const { socket, certificate, readonlyMacaroon } = server;
    const reader = adapter({ credentials: { socket, certificate, macaroon: readonlyMacaroon } });
    await reader.refresh();
    expect(await reader.pay(ask('payee', 1_000n))).toEqual({
      kind: 'failed',
      detail: 'the node turned it away: permission denied',
    });
    expect(network.books()).toEqual([]);
  });

  it('with another certificate are refused before the macaroon is shown', async () => {
    const { certificate } = await strangerServer();
    const { socket, macaroon } = server;
    const other = adapter({ credentials: { socket, certificate, macaroon } });
    expect(await other.refresh()).toMatchObject({
      kind: 'refused',
      note: expect.stringMatching(/another certificate/),
    });
  });

  const strangerServer = async (): Promise<LndServer> => {
    const stranger = await startLndServer({ network, nodeName: 'far' });
    await stranger.stop();
    return stranger;
  };
});

describe('paying', () => {
  it('a neighbour costs the amount and no fee', async () => {
    const before = local('payee');
    const order = ask('payee', 12_345_678n);
    const outcome = await node.pay(order);
    expect(outcome).toMatchObject({ kind: 'settled', fee: 0n });
    if (outcome.kind === 'settled')
      expect(createHash('sha256').update(Buffer.from(outcome.preimage, 'hex')).digest('hex')).toBe(
        order.paymentHash,
      );
    expect(local('payee') - before).toBe(12_345_678n);
  });

  it('over a hub costs its fee to the msat', async () => {
    const before = local('payer');
    // 1 sat and 1,000 ppm of what is forwarded.
    expect(await node.pay(ask('far', 12_345_678n))).toMatchObject({ kind: 'settled', fee: 13_345n });
    expect(before - local('payer')).toBe(12_345_678n + 13_345n);
  });

  it('takes the amount from the order for an invoice that names none', async () => {
    const before = local('payee');
    const order = { ...ask('payee', null), amount: msat(777_000n) };
    expect(await node.pay(order)).toMatchObject({ kind: 'settled' });
    expect(local('payee') - before).toBe(777_000n);
  });

  it('splits what no channel carries alone', async () => {
    network.openChannel('payer', 'far', sats(900_000n), sats(0n));
    await node.refresh();
    hurry = 100;
    const before = local('far');
    expect(await node.pay({ ...ask('far', sats(1_600_000n)), feeLimit: sats(5_000n) })).toMatchObject({
      kind: 'settled',
    });
    expect(local('far') - before).toBe(sats(1_600_000n));
  });

  it.each([
    [
      'the fee limit is one msat too low',
      () => ({ ...ask('far', 9_000n), feeLimit: msat(1_008n) }),
      /no route/,
    ],
    ['no fee is allowed', () => ({ ...ask('far', 1_000n), feeLimit: msat(0n) }), /no route/],
    [
      'the channels hold too little',
      () => ask('payee', sats(3_000_000n)),
      /too little|no route|in time|rejected/,
    ],
    ['the invoice was cancelled', () => cancelled(ask('payee', 5_000n)), /recipient rejected/],
    ['the invoice has expired', () => expired(), /expired/],
    ['the invoice is the node’s own', () => ask('payer', 5_000n), /self-payments/],
  ])('fails for good when %s', async (_name, order, detail) => {
    hurry = 100;
    const before = local('payer');
    expect(await node.pay(await order())).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(detail),
    });
    expect(local('payer')).toBe(before);
  });

  const cancelled = (order: PayOrder): PayOrder => {
    network.node('payee').invoices.cancel(order.paymentHash);
    return order;
  };
  const expired = async (): Promise<PayOrder> => {
    const order = ask('payee', 5_000n, { expirySeconds: 1 });
    await vi.waitFor(() => expect(systemClock.now()).toBeGreaterThan(expiryOf(order) + 1), {
      timeout: 5_000,
      interval: 100,
    });
    return order;
  };
  const expiryOf = ({ invoice }: PayOrder): number => {
    const parsed = parseInvoice(invoice);
    return parsed.ok ? parsed.value.expiresAt : 0;
  };

  it('the same invoice again moves nothing and proves nothing by itself', async () => {
    const order = ask('payee', 5_000n);
    expect(await node.pay(order)).toMatchObject({ kind: 'settled' });
    const after = local('payer');
    expect(await node.pay(order)).toMatchObject({ kind: 'unknown' });
    expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'settled', amount: 5_000n });
    expect(local('payer')).toBe(after);
  });

  it('the same invoice ten times at once debits once', async () => {
    const before = local('payer');
    const order = ask('payee', 5_000n);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => node.pay(order)));
    expect(outcomes.filter(({ kind }) => kind === 'settled')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'unknown')).toHaveLength(9);
    expect(before - local('payer')).toBe(5_000n);
  });

  it('again after it failed is a new attempt', async () => {
    const order = ask('far', 5_000n);
    expect(await node.pay({ ...order, feeLimit: msat(0n) })).toMatchObject({ kind: 'failed' });
    expect(await node.pay(order)).toMatchObject({ kind: 'settled' });
  });

  it('reports the fee that was really paid, also one over the limit', async () => {
    server.node.faults.takeWholeFee = true;
    const order = ask('far', 5_000n);
    expect(await node.pay(order)).toMatchObject({ kind: 'settled', fee: order.feeLimit });
  });

  it('settles a hundred at a time, each to the msat', async () => {
    const before = local('payer');
    const orders = Array.from({ length: 100 }, (_unused, index) => ask('payee', 1_000n + BigInt(index)));
    const outcomes = await Promise.all(orders.map((order) => node.pay(order)));
    expect(outcomes.every(({ kind }) => kind === 'settled')).toBe(true);
    expect(before - local('payer')).toBe(orders.reduce((sum, { amount }) => sum + amount, 0n));
  });
});

describe('a payment that is held', () => {
  const preimage = randomBytes(32);
  const hash = createHash('sha256').update(preimage).digest('hex');

  /** Before its HTLC is out a broken stream would simply end the payment. */
  const arrived = async (order: PayOrder): Promise<void> => {
    await vi.waitFor(() =>
      expect(network.node('payee').invoices.lookup(order.paymentHash).state).toBe('ACCEPTED'),
    );
    expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'in-flight' });
  };

  it('is in flight until it settles, and is never reported ended before', async () => {
    const order = ask('payee', 40_000n, { hash });
    const ended = vi.fn();
    const outcome = node.pay(order).then((result) => (ended(), result));
    await arrived(order);
    expect(await node.paymentsSince(unixSeconds(0))).toMatchObject([
      { state: 'in-flight', outflow: 40_000n },
    ]);
    expect(ended).not.toHaveBeenCalled();
    network.node('payee').invoices.settle(preimage.toString('hex'));
    expect(await outcome).toEqual({ kind: 'settled', preimage: preimage.toString('hex'), fee: 0n });
    expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'settled', amount: 40_000n });
  });

  it('has failed when the recipient lets go of it', async () => {
    const order = ask('payee', 40_000n, { hash });
    const outcome = node.pay(order);
    await arrived(order);
    network.node('payee').invoices.cancel(hash);
    expect(await outcome).toMatchObject({ kind: 'failed' });
    expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'failed' });
  });

  it('is unknown when the node goes, in flight when it is back, and settled when it settled', async () => {
    const order = ask('payee', 40_000n, { hash });
    const outcome = node.pay(order);
    await arrived(order);
    await server.stop();
    expect((await outcome).kind).toBe('unknown');
    expect((await node.lookupPayment(order.paymentHash)).kind).toBe('no-answer');
    await server.restart();
    await vi.waitFor(
      async () => expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'in-flight' }),
      { timeout: 15_000, interval: 200 },
    );
    network.node('payee').invoices.settle(preimage.toString('hex'));
    await vi.waitFor(async () =>
      expect(await node.lookupPayment(order.paymentHash)).toMatchObject({ kind: 'settled', amount: 40_000n }),
    );
  });
});

describe('a node that misbehaves after the order', () => {
  it.each(['closeWithoutTerminal', 'breakAfterDispatch'] as const)(
    'leaves the outcome unknown, and the lookup finds it: %s',
    async (fault) => {
      server.node.faults[fault] = true;
      const order = ask('payee', 6_000n);
      expect((await node.pay(order)).kind).toBe('unknown');
      server.node.resetFaults();
      await vi.waitFor(async () =>
        expect(await node.lookupPayment(order.paymentHash)).toMatchObject({
          kind: 'settled',
          amount: 6_000n,
        }),
      );
    },
  );

  it('leaves it unknown when it never speaks, and never heard of it', async () => {
    const impatient = adapter({ deadlines: { firstUpdateMs: 200 } });
    await impatient.refresh();
    server.node.faults.hangBeforeDispatch = true;
    const order = ask('payee', 6_000n);
    expect((await impatient.pay(order)).kind).toBe('unknown');
    expect(await impatient.lookupPayment(order.paymentHash)).toEqual({ kind: 'not-found' });
    expect(network.books()).toEqual([]);
  });

  it('gives no answer within the deadline when it reads calls and is silent', async () => {
    const connection = { unaryMs: 200, keepaliveMs: 30_000, keepaliveAnswerMs: 10_000 };
    const mute = adapter({ deadlines: { connection } });
    await mute.refresh();
    server.node.faults.muteUnary = true;
    expect((await mute.refresh()).kind).toBe('unreachable');
    await expect(mute.paymentsSince(unixSeconds(0))).rejects.toThrow(/DEADLINE/);
    await expect(
      mute.makeInvoice({ amount: msat(1n), description: '', descriptionHash: null, expirySeconds: 60 }),
    ).rejects.toThrow();
  });

  it('is asked nothing while its wallet is locked', async () => {
    server.node.faults.wallet = 'locked';
    await node.refresh();
    expect(await node.pay(ask('payee', 6_000n))).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/^not sent/),
    });
  });
});

it('lists what the node sent since a moment, oldest first, with what left', async () => {
  const orders = [
    ask('payee', 1_000n),
    ask('far', 2_000_000n),
    { ...ask('far', 3_000n), feeLimit: msat(0n) },
  ];
  for (const order of orders) await node.pay(order);
  const sent = await node.paymentsSince(unixSeconds(0));
  expect(sent.map(({ paymentHash }) => paymentHash)).toEqual(orders.map(({ paymentHash }) => paymentHash));
  expect(sent.map(({ state, outflow }) => [state, outflow])).toEqual([
    ['settled', 1_000n],
    ['settled', 2_003_000n],
    ['failed', 0n],
  ]);
  expect(await node.paymentsSince(unixSeconds(systemClock.now() + 60))).toEqual([]);
});

describe('receiving', () => {
  const pay = (request: string): void => {
    network.node('payee').payments.send({
      request,
      amount: null,
      feeLimit: sats(10n),
      timeoutSeconds: 10,
      maxParts: 1,
      outgoing: [],
      allowSelfPayment: false,
    });
  };
  const wish = (amount: bigint, description = 'for work') => ({
    amount: msat(amount),
    description,
    descriptionHash: null,
    expirySeconds: 600,
  });

  it('makes the invoice that was asked for', async () => {
    const before = systemClock.now();
    const made = await node.makeInvoice(wish(4_321n, 'Grüße, 3 × “x”'));
    const parsed = parseInvoice(made.invoice);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        paymentHash: made.paymentHash,
        amount: 4_321n,
        description: 'Grüße, 3 × “x”',
        destination: network.node('payer').publicKey,
        expiresAt: made.expiresAt,
      },
    });
    expect(made.expiresAt - before).toBeGreaterThanOrEqual(600);
    expect(made.expiresAt - before).toBeLessThanOrEqual(602);
  });

  it('makes one without amount, and one that commits to a long description', async () => {
    expect(parseInvoice((await node.makeInvoice(wish(0n))).invoice)).toMatchObject({
      value: { amount: null },
    });
    const descriptionHash = createHash('sha256').update('long').digest('hex');
    const made = await node.makeInvoice({ ...wish(1_000n), descriptionHash });
    expect(network.node('payer').invoices.lookup(made.paymentHash).descriptionHash).toBe(descriptionHash);
  });

  it('rejects what the node will not make, with an error and not an array', async () => {
    await expect(node.makeInvoice(wish(1n, 'x'.repeat(640)))).rejects.toBeInstanceOf(Error);
  });

  it('tells of a settled invoice with what was received', async () => {
    const heard: SettledInvoice[] = [];
    node.onInvoiceSettled((settled) => heard.push(settled));
    const made = await node.makeInvoice(wish(9_000n));
    pay(made.invoice);
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
    expect(heard[0]).toMatchObject({ paymentHash: made.paymentHash, received: 9_000n });
    expect(
      createHash('sha256')
        .update(Buffer.from(heard[0]?.preimage ?? '', 'hex'))
        .digest('hex'),
    ).toBe(made.paymentHash);
  });

  it('tells of those settled while nobody listened: before the start and while the node was away', async () => {
    const [early, missed, missedToo] = await Promise.all(
      [1n, 2n, 3n].map((n) => node.makeInvoice(wish(n * 1_000n))),
    );
    pay(early?.invoice ?? '');
    await vi.waitFor(() =>
      expect(network.node('payer').invoices.lookup(early?.paymentHash ?? '').state).toBe('SETTLED'),
    );
    const heard = new Set<string>();
    node.onInvoiceSettled(({ paymentHash }) => heard.add(paymentHash));
    await vi.waitFor(() => expect(heard).toEqual(new Set([early?.paymentHash])));
    // A new invoice comes last over the stream: what makes the library's own subscription lose the next ones.
    await node.makeInvoice(wish(5_000n));
    await server.stop();
    pay(missed?.invoice ?? '');
    pay(missedToo?.invoice ?? '');
    await server.restart();
    await vi.waitFor(() => expect(heard.size).toBe(3), { timeout: 15_000, interval: 100 });
    expect(heard).toEqual(new Set([early, missed, missedToo].map((made) => made?.paymentHash)));
  });
});

it('leaves nothing behind when it is closed a hundred times', async () => {
  const before = process.getActiveResourcesInfo().filter((name) => name.startsWith('T')).length;
  for (let round = 0; round < 100; round += 1) {
    const one = adapter();
    one.onInvoiceSettled(() => undefined);
    await one.refresh();
    await one.close();
  }
  await vi.waitFor(
    () => {
      const now = process.getActiveResourcesInfo().filter((name) => name.startsWith('T')).length;
      expect(now).toBeLessThanOrEqual(before + 4);
    },
    { timeout: 10_000, interval: 100 },
  );
});
