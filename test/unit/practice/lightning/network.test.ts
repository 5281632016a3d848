// The practice network against BOLT 7 arithmetic, lnd's refusals and the conservation of money.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPracticeNetwork } from '../../../../electron/practice/lightning/network.ts';
import { channelTotal } from '../../../../electron/practice/lightning/channel.ts';
import type { IncomingHtlc } from '../../../../electron/practice/lightning/invoices.ts';
import type { PayOrder } from '../../../../electron/practice/lightning/pay-order.ts';
import { seededRandom, sha256 } from '../../../../electron/practice/seeded.ts';
import { msat, sats } from '../../../../shared/domain/money.ts';
import { createManualClock } from '../manual-clock.ts';

const setUp = (seed = 'test') => {
  const clock = createManualClock();
  const network = createPracticeNetwork({ seed, clock });
  const [north, search, archive] = ['north', 'search', 'archive'].map((name) => network.node(name));
  if (!north || !search || !archive) throw new Error('the topology lacks a node');
  const order = (request: string, more: Partial<PayOrder> = {}): PayOrder => ({
    request,
    amount: null,
    feeLimit: sats(100),
    timeoutSeconds: 25,
    maxParts: 1,
    outgoing: [],
    allowSelfPayment: true,
    ...more,
  });
  const bill = (amount: number | null, from = search) =>
    from.invoices.add({ amount: amount === null ? null : sats(amount), description: 'test' });
  return { clock, network, north, search, archive, order, bill };
};

describe('a payment', () => {
  it('costs base fee plus rate of every forwarding node, to the msat', () => {
    const { clock, north, bill, order, network } = setUp();
    const before = north.balance().local;
    const payment = north.payments.send(order(bill(12_345).request));
    clock.advance(0);
    // north -> stone -> search: 1,000 + 12,345,000 x 350 / 1,000,000, rounded down.
    expect(payment).toMatchObject({ status: 'SUCCEEDED' });
    expect(network.books()).toMatchObject([
      { payer: 'north', payee: 'search', amount: 12_345_000n, fee: 5_320n, outcome: 'settled' },
    ]);
    expect(before - north.balance().local).toBe(12_345_000n + 5_320n);
  });

  it('adds the fees of two forwarding nodes from the payee backwards', () => {
    const { clock, network, north, bill, order } = setUp();
    // The direct way over stone is shut, so river forwards to stone.
    for (const channel of north.channels())
      channel.active = channel.ends.includes(network.node('river').publicKey);
    north.payments.send(order(bill(1_000_000).request, { feeLimit: sats(1_000) }));
    clock.advance(0);
    const stone = 1_000n + (1_000_000_000n * 350n) / 1_000_000n;
    const river = 1_000n + ((1_000_000_000n + stone) * 120n) / 1_000_000n;
    expect(network.books()[0]?.fee).toBe(stone + river);
  });

  it('hands over the preimage of the payment hash', () => {
    const { clock, north, bill, order } = setUp();
    const invoice = bill(5);
    const payment = north.payments.send(order(invoice.request));
    clock.advance(0);
    expect(sha256(Buffer.from(payment.preimage ?? '', 'hex')).toString('hex')).toBe(invoice.hash);
  });

  it('splits over channels when it may and one cannot carry it', () => {
    const { clock, network, north, bill, order } = setUp();
    const large = bill(20_000_000, network.node('parcel'));
    const refused = north.payments.send(order(large.request, { feeLimit: sats(50_000) }));
    clock.advance(0);
    expect(refused.failureReason).toBe('FAILURE_REASON_NO_ROUTE');
    const again = north.payments.send(order(large.request, { feeLimit: sats(50_000), maxParts: 16 }));
    clock.advance(0);
    expect(again.status).toBe('SUCCEEDED');
    expect(again.attempts.filter(({ status }) => status === 'SUCCEEDED').length).toBeGreaterThan(1);
    expect(network.node('parcel').invoices.lookup(large.hash).state).toBe('SETTLED');
  });

  it('tries another way when a channel on the route cannot carry it', () => {
    const { clock, network, north, order } = setUp();
    const parcel = network.node('parcel');
    const cheap = network
      .channels()
      .find(({ ends }) => ends.includes(parcel.publicKey) && ends.includes(network.node('river').publicKey));
    if (!cheap) throw new Error('no channel');
    cheap.balance[1] = msat(cheap.balance[1] + cheap.balance[0]);
    cheap.balance[0] = msat(0n);
    const invoice = parcel.invoices.add({ amount: sats(5_000), description: '' });
    const payment = north.payments.send(order(invoice.request));
    clock.advance(0);
    expect(payment.attempts.map(({ status }) => status)).toEqual(['FAILED', 'SUCCEEDED']);
    expect(payment.attempts[0]?.failure?.code).toBe('TEMPORARY_CHANNEL_FAILURE');
  });

  it('takes the whole fee limit when the forwarding node is greedy', () => {
    const { clock, network, north, bill, order } = setUp();
    north.faults.takeWholeFee = true;
    north.payments.send(order(bill(1_000).request, { feeLimit: msat(77_777n) }));
    clock.advance(0);
    expect(network.books()[0]).toMatchObject({ fee: 77_777n, outcome: 'settled' });
  });
});

describe('a refusal before anything is registered', () => {
  const cases: readonly [string, string, (world: ReturnType<typeof setUp>) => PayOrder][] = [
    [
      'an expired invoice',
      'invoice expired. Valid until',
      (w) => {
        const { request } = w.search.invoices.add({ amount: sats(1), description: '', expirySeconds: 10 });
        w.clock.advance(11_000);
        return w.order(request);
      },
    ],
    [
      'an amount beside a fixed one',
      'amount must not be specified when paying a non-zero amount invoice',
      (w) => w.order(w.bill(5).request, { amount: sats(5) }),
    ],
    [
      'no amount for an open one',
      'amount must be specified when paying a zero amount invoice',
      (w) => w.order(w.bill(null).request),
    ],
    [
      'a payment to itself',
      'self-payments not allowed',
      (w) => w.order(w.bill(5, w.north).request, { allowSelfPayment: false }),
    ],
    [
      'an invoice of another network',
      'invoice not for current active network',
      (w) => w.order(w.bill(5).request.replace('lnbcrt', 'lnbc')),
    ],
    [
      'a changed invoice',
      'checksum or signature failed',
      (w) => w.order(w.bill(5).request.replace('lnbcrt50n1', 'lnbcrt60n1')),
    ],
  ];
  it.each(cases)('names %s', (_name, text, makeOrder) => {
    const world = setUp();
    expect(() => world.north.payments.send(makeOrder(world))).toThrow(text);
    expect(world.north.payments.list()).toEqual([]);
    expect(world.network.books()).toEqual([]);
  });
});

describe('the same hash again', () => {
  it('is refused while in transition and after it was paid, and allowed after it failed', () => {
    const { clock, network, north, search, order } = setUp();
    const invoice = search.invoices.add({ amount: sats(9), description: '' });
    north.faults.fail = 'FAILURE_REASON_NO_ROUTE';
    north.payments.send(order(invoice.request));
    expect(() => north.payments.send(order(invoice.request))).toThrow('payment already exists');
    clock.advance(0);
    north.resetFaults();
    search.faults.hold = true;
    north.payments.send(order(invoice.request));
    clock.advance(0);
    expect(() => north.payments.send(order(invoice.request))).toThrow('payment is in transition');
    search.invoices.releaseHeld();
    clock.advance(0);
    expect(() => north.payments.send(order(invoice.request))).toThrow('invoice is already paid');
    expect(network.books().filter(({ outcome }) => outcome === 'settled')).toHaveLength(1);
  });
});

describe('a terminal failure', () => {
  it.each([
    ['FAILURE_REASON_NO_ROUTE', { feeLimit: msat(999n) }, 100],
    ['FAILURE_REASON_INSUFFICIENT_BALANCE', {}, 40_000_000],
  ] as const)('is %s', (reason, more, amount) => {
    const { clock, north, bill, order } = setUp();
    const payment = north.payments.send(order(bill(amount).request, more));
    clock.advance(0);
    expect(payment).toMatchObject({ status: 'FAILED', failureReason: reason, preimage: null });
  });

  it('is “incorrect details” for an invoice the payee has cancelled', () => {
    const { clock, north, search, bill, order, network } = setUp();
    const invoice = bill(100);
    search.invoices.cancel(invoice.hash);
    const payment = north.payments.send(order(invoice.request));
    clock.advance(0);
    expect(payment.failureReason).toBe('FAILURE_REASON_INCORRECT_PAYMENT_DETAILS');
    expect(network.books()).toMatchObject([{ outcome: 'failed' }]);
    expect(north.balance().inFlight).toBe(0n);
  });

  it('does not come from the time-out while something is in flight', () => {
    const { clock, north, search, bill, order } = setUp();
    search.faults.hold = true;
    const payment = north.payments.send(order(bill(100).request));
    clock.advance(60_000);
    expect(payment.status).toBe('IN_FLIGHT');
    search.invoices.releaseHeld();
    clock.advance(0);
    expect(payment.status).toBe('SUCCEEDED');
  });
});

describe('an HTLC that arrives', () => {
  const arrive = (change: Partial<IncomingHtlc>): { answered: (string | null)[]; state: string } => {
    const { network, search, bill } = setUp();
    const invoice = bill(100);
    const answered: (string | null)[] = [];
    search.invoices.arrive(invoice.hash, {
      channelId: '1',
      index: 0,
      amount: sats(100),
      total: sats(100),
      secret: invoice.secret,
      expiryHeight: network.chain.tip().height + invoice.cltvDelta,
      answer: (preimage) => answered.push(preimage),
      ...change,
    });
    return { answered, state: invoice.state };
  };

  it('with everything right is settled', () => {
    const { answered, state } = arrive({});
    expect(answered).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(state).toBe('SETTLED');
  });

  it.each([
    ['another payment secret', { secret: '00'.repeat(32) }],
    ['one msat less', { amount: msat(99_999n), total: msat(99_999n) }],
    ['too near its end', { expiryHeight: 800 }],
  ])('with %s is failed and leaves the invoice open', (_name, change) => {
    expect(arrive(change)).toEqual({ answered: [null], state: 'OPEN' });
  });
});

describe('a hold invoice', () => {
  const hold = () => {
    const world = setUp();
    const preimage = '07'.repeat(32);
    const hash = sha256(Buffer.from(preimage, 'hex')).toString('hex');
    const invoice = world.search.invoices.add({ amount: sats(500), description: 'held', hash });
    return { ...world, preimage, invoice };
  };

  it('keeps the money in flight until it is settled', () => {
    const { clock, north, search, order, preimage, invoice } = hold();
    expect(() => search.invoices.settle(preimage)).toThrow('invoice still open');
    const payment = north.payments.send(order(invoice.request));
    clock.advance(1_000);
    expect([payment.status, invoice.state]).toEqual(['IN_FLIGHT', 'ACCEPTED']);
    expect(north.balance().inFlight).toBeGreaterThanOrEqual(sats(500));
    search.invoices.settle(preimage);
    clock.advance(0);
    expect([payment.status, invoice.state, payment.preimage]).toEqual(['SUCCEEDED', 'SETTLED', preimage]);
  });

  it('gives the money back when it is cancelled', () => {
    const { clock, north, search, order, invoice } = hold();
    const before = north.balance();
    const payment = north.payments.send(order(invoice.request));
    clock.advance(0);
    search.invoices.cancel(invoice.hash);
    clock.advance(0);
    expect(payment.failureReason).toBe('FAILURE_REASON_INCORRECT_PAYMENT_DETAILS');
    expect(north.balance()).toEqual(before);
  });

  it('is cancelled by the node before its HTLC times out', () => {
    const { clock, north, order, invoice } = hold();
    const payment = north.payments.send(order(invoice.request));
    clock.advance(80 * 30_000);
    expect([payment.status, invoice.state]).toEqual(['FAILED', 'CANCELED']);
  });
});

describe('the books', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('pay' as const),
      payer: fc.constantFrom('north', 'south', 'market'),
      payee: fc.constantFrom('search', 'archive', 'parcel', 'letterpress', 'north'),
      amount: fc.bigInt(1n, 30_000_000_000n),
      fee: fc.bigInt(0n, 20_000_000n),
      parts: fc.constantFrom(1, 4, 16),
      cancel: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('fault' as const),
      node: fc.constantFrom('north', 'south', 'search', 'archive'),
      hold: fc.boolean(),
      takeWholeFee: fc.boolean(),
    }),
    fc.record({ do: fc.constant('release' as const), node: fc.constantFrom('search', 'archive') }),
    fc.record({ do: fc.constant('toggle' as const), channel: fc.nat(14) }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(200) }),
  );

  it('and the channels conserve every msat, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const clock = createManualClock();
        const network = createPracticeNetwork({ seed: 'conserve', clock, hopDelayMs: 7 });
        const total = network.total();
        const start = new Map(network.nodes().map((node) => [node.name, node.balance().local]));
        const check = (): void => {
          expect(network.total()).toBe(total);
          for (const channel of network.channels()) {
            expect(channelTotal(channel)).toBe(channel.capacity);
            expect(channel.balance.every((side) => side >= 0n)).toBe(true);
          }
        };
        for (const move of steps) {
          switch (move.do) {
            case 'pay': {
              if (move.payer === move.payee) break;
              const payee = network.node(move.payee);
              const invoice = payee.invoices.add({ amount: msat(move.amount), description: '' });
              if (move.cancel) payee.invoices.cancel(invoice.hash);
              network.node(move.payer).payments.send({
                request: invoice.request,
                amount: null,
                feeLimit: msat(move.fee),
                timeoutSeconds: 25,
                maxParts: move.parts,
                outgoing: [],
                allowSelfPayment: false,
              });
              break;
            }
            case 'fault':
              Object.assign(network.node(move.node).faults, {
                hold: move.hold,
                takeWholeFee: move.takeWholeFee,
              });
              break;
            case 'release':
              network.node(move.node).invoices.releaseHeld();
              break;
            case 'toggle': {
              const channel = network.channels()[move.channel];
              if (channel) channel.active = !channel.active;
              break;
            }
            case 'wait':
              clock.advance(move.ms);
          }
          check();
        }
        for (const name of ['search', 'archive', 'north', 'south']) network.node(name).resetFaults();
        for (let round = 0; round < 6; round += 1) {
          for (const node of network.nodes()) node.invoices.releaseHeld();
          clock.advance(130_000);
        }
        check();
        // Nothing is left hanging, and what each payer lost is what the books say.
        expect(network.books().every(({ outcome }) => outcome !== 'in-flight')).toBe(true);
        for (const name of ['south', 'market']) {
          const spent = network
            .books()
            .filter((entry) => entry.payer === name && entry.outcome === 'settled')
            .reduce((sum, { amount, fee }) => sum + amount + fee, 0n);
          expect((start.get(name) ?? 0n) - network.node(name).balance().local).toBe(spent);
        }
        for (const node of network.nodes())
          for (const payment of node.payments.list()) {
            const settled = network
              .books()
              .filter(({ hash, outcome }) => hash === payment.hash && outcome === 'settled');
            const arrived = settled.reduce((sum, { amount }) => sum + amount, 0n);
            expect(arrived).toBe(payment.status === 'SUCCEEDED' ? payment.amount : 0n);
            const fees = settled.reduce((sum, { fee }) => sum + fee, 0n);
            expect(fees <= payment.feeLimit).toBe(true);
          }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a seed', () => {
  it('gives the same keys, channels and invoices every time, and another seed others', () => {
    const picture = (seed: string) => {
      const { network, search } = setUp(seed);
      return JSON.stringify([
        network.nodes().map(({ name, publicKey }) => [name, publicKey]),
        network.channels().map(({ id, txid, ends }) => [id, txid, ends]),
        search.invoices.add({ amount: sats(1), description: 'x' }).hash,
      ]);
    };
    expect(picture('a')).toBe(picture('a'));
    expect(picture('a')).not.toBe(picture('b'));
    expect(seededRandom('a')(40)).toEqual(seededRandom('a')(40));
  });
});
