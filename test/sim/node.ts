// The scripted node: an lnd as seen through the port, with books of its own, which are what the judge goes by. A payee settles, fails,
// holds, settles after everybody has stopped waiting, takes the whole fee limit or one msat more; the way to the node loses orders,
// delays them and loses answers; and the node says what lnd says of a hash that it knows already.
import { noOnchainWallet } from '../../electron/lightning/onchain-wallet.ts';
import type { NodeId, PaymentHash } from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type {
  LightningNode,
  NodeState,
  PaymentLookup,
  PayOrder,
  PayOutcome,
  SettledInvoice,
} from '../../electron/lightning/lightning-node.ts';
import { OWN_NODE_KEY } from './invoices.ts';
import type { Life, Reaper } from './life.ts';
import { START, WORLD, type VirtualTime } from './virtual-time.ts';

export const NODE = 'node1' as NodeId;

/** What becomes of the next order for a hash. All times in milliseconds. */
export type Payee = {
  /** `late`: it sits in a buffer for `delay`; `lost`: it never arrives; `not-sent`: the library never let it go. */
  readonly arrives: 'at-once' | 'late' | 'lost' | 'not-sent';
  readonly delay: number;
  readonly ends: 'settle' | 'fail' | 'hold';
  /** From arrival to the end. */
  readonly after: number;
  readonly fee: 'none' | 'half' | 'limit' | 'one-over';
  /** `broken`: the caller hears at once that the stream broke; `silent`: nothing, ever; `false-preimage`: settled, with another's proof. */
  readonly told: 'truth' | 'broken' | 'silent' | 'false-preimage';
  /** Lookups get no answer for this long after the order was given. */
  readonly deaf: number;
};

export const PROMPT: Payee = {
  arrives: 'at-once',
  delay: 0,
  ends: 'settle',
  after: 0,
  fee: 'half',
  told: 'truth',
  deaf: 0,
};

/** One order as the node's side of the world sees it. */
export type Htlc = {
  readonly hash: PaymentHash;
  readonly amount: bigint;
  readonly feeLimit: bigint;
  /** Milliseconds of true time when it was handed over. */
  readonly given: number;
  readonly payee: Payee;
  /** `underway`: given and not arrived. `lost` and `failed` are ends at which nothing left. */
  state: 'underway' | 'in-flight' | 'settled' | 'failed' | 'lost';
  arrived: number | null;
  ended: number | null;
  fee: bigint;
};

export type Outside = {
  readonly hash: PaymentHash;
  readonly outflow: bigint;
  /** Milliseconds of true time. */
  readonly at: number;
};

export type Weather = 'up' | 'down' | 'slow' | 'short';

export type NodeParts = {
  readonly time: VirtualTime;
  readonly reaper: Reaper;
  /** Called before anything else for every order, in the turn in which it is given. */
  readonly onOrder: (life: Life, order: PayOrder, payee: Payee) => Htlc;
  readonly preimageOf: (hash: PaymentHash) => string;
  /** What a listener threw: in the product it would end up where nobody catches it. */
  readonly onStray: (error: unknown) => void;
};

const SLOW_MS = 7_000;
const BLOCK_AGE_SECONDS = 1_200;
const WALLET = 4_000_000_000n;

const hashOfMade = (serial: number): PaymentHash => serial.toString(16).padStart(64, 'a') as PaymentHash;

export function createNode({ time, reaper, onOrder, preimageOf, onStray }: NodeParts) {
  const books: Htlc[] = [];
  /** What lnd holds of a hash: the newest that arrived. */
  const known = new Map<PaymentHash, Htlc>();
  const outside: Outside[] = [];
  const plans = new Map<PaymentHash, Payee>();
  const deafUntil = new Map<PaymentHash, number>();
  const streams = new Set<() => void>();
  const incoming: SettledInvoice[] = [];
  const ends = new Map<Htlc, () => void>();
  const stateListeners = new Set<{ life: Life; tell: (state: NodeState) => void }>();
  const invoiceListeners = new Set<{ life: Life; tell: (invoice: SettledInvoice) => void }>();
  let weather: Weather = 'up';
  let received = 0n;
  let made = 0;
  /** Told of every list that was answered: the moment it speaks of. */
  let listed: (life: Life, asOf: number) => void = () => undefined;

  const spendable = (): Msat => {
    if (weather === 'short') return msat(1_000n);
    const gone = books.reduce((sum, htlc) => {
      if (htlc.state === 'settled') return sum + htlc.amount + htlc.fee;
      return htlc.state === 'in-flight' ? sum + htlc.amount + htlc.feeLimit : sum;
    }, 0n);
    const left = WALLET + received - gone - outside.reduce((sum, payment) => sum + payment.outflow, 0n);
    return msat(left > 0n ? left : 0n);
  };

  const state = (): NodeState => {
    if (weather === 'down') return { kind: 'unreachable', note: 'simulated' };
    const funds = spendable();
    return {
      kind: 'ready',
      info: {
        publicKey: OWN_NODE_KEY,
        alias: 'simulated',
        version: '0.21.2',
        network: 'mainnet',
        blockHeight: 900_000,
        blockHash: '0'.repeat(64),
        blockTime: unixSeconds(time.seconds() - BLOCK_AGE_SECONDS),
        synced: true,
        channels: { active: 1, inactive: 0, pending: 0 },
      },
      balance: { total: funds, spendable: funds, reserved: msat(0n), inFlight: msat(0n) },
      asOf: unixSeconds(time.seconds()),
    };
  };

  const call = (life: Life, listener: () => void): void => {
    try {
      if (!life.dead) listener();
    } catch (error) {
      onStray(error);
    }
  };

  const announce = (): void => {
    const now = state();
    for (const { life, tell } of stateListeners) call(life, () => tell(now));
  };

  const feeOf = ({ fee }: Payee, limit: bigint): bigint =>
    ({ none: 0n, half: limit / 2n, limit, 'one-over': limit + 1n })[fee];

  const end = (htlc: Htlc, how: 'settle' | 'fail'): void => {
    if (htlc.state !== 'in-flight') return;
    htlc.state = how === 'settle' ? 'settled' : 'failed';
    htlc.ended = time.now();
    if (how === 'settle') htlc.fee = feeOf(htlc.payee, htlc.feeLimit);
    ends.get(htlc)?.();
  };

  const arrive = (htlc: Htlc): 'taken' | 'known already' => {
    const before = known.get(htlc.hash);
    // As lnd's control tower: a hash that is in flight or paid is not paid again, whoever asks.
    const taken = before === undefined || before.state === 'failed';
    if (!taken || outside.some((payment) => payment.hash === htlc.hash)) {
      htlc.state = 'failed';
      htlc.ended = time.now();
      return 'known already';
    }
    known.set(htlc.hash, htlc);
    htlc.state = 'in-flight';
    htlc.arrived = time.now();
    const { ends: how, after } = htlc.payee;
    if (how === 'hold') return 'taken';
    if (after === 0) end(htlc, how);
    else time.at(time.now() + after, WORLD, () => end(htlc, how));
    return 'taken';
  };

  const outcomeOf = (htlc: Htlc): PayOutcome =>
    htlc.state === 'settled'
      ? {
          kind: 'settled',
          preimage: htlc.payee.told === 'false-preimage' ? 'f'.repeat(64) : preimageOf(htlc.hash),
          fee: msat(htlc.fee),
        }
      : { kind: 'failed', detail: 'no route' };

  const later = <T>(life: Life, ms: number, value: () => T): Promise<T> =>
    new Promise((resolve) => {
      time.at(time.now() + ms, life, () => resolve(value()));
    });

  const pay = (life: Life, order: PayOrder): Promise<PayOutcome> => {
    if (life.dead) return new Promise(() => undefined);
    reaper.pass(life, 'pay-unsent', null);
    const payee = plans.get(order.paymentHash) ?? PROMPT;
    if (weather === 'down' || payee.arrives === 'not-sent') {
      onOrder(life, order, { ...payee, arrives: 'not-sent' });
      return Promise.resolve({ kind: 'failed', detail: 'not sent: the node is not connected' });
    }
    const htlc = onOrder(life, order, payee);
    books.push(htlc);
    deafUntil.set(htlc.hash, time.now() + payee.deaf);
    const { promise, resolve } = Promise.withResolvers<PayOutcome>();
    const breakOff = (): void => tell({ kind: 'unknown', detail: 'the stream broke' });
    streams.add(breakOff);
    const tell = (outcome: PayOutcome): void => {
      streams.delete(breakOff);
      if (life.dead) return;
      try {
        reaper.pass(life, 'pay-answered', null);
        resolve(outcome);
      } catch {
        // It died with the answer in its hands.
      }
    };
    if (payee.told === 'truth' || payee.told === 'false-preimage')
      ends.set(htlc, () => tell(outcomeOf(htlc)));
    const take = (): void => {
      if (arrive(htlc) === 'known already' && payee.told !== 'silent')
        tell({ kind: 'unknown', detail: 'the node knows this payment hash already' });
    };
    if (payee.arrives === 'at-once') take();
    else if (payee.arrives === 'late') time.at(time.now() + payee.delay, WORLD, take);
    else htlc.state = 'lost';
    if (payee.told === 'broken' || payee.arrives === 'lost') breakOff();
    reaper.pass(life, 'pay-sent', null);
    return promise;
  };

  const lookUp = (hash: PaymentHash): PaymentLookup => {
    if (weather === 'down' || time.now() < (deafUntil.get(hash) ?? 0))
      return { kind: 'no-answer', detail: 'no answer in time' };
    const foreign = outside.find((payment) => payment.hash === hash);
    const htlc = known.get(hash);
    if (foreign)
      return {
        kind: 'settled',
        preimage: preimageOf(hash),
        fee: msat(0n),
        amount: msat(foreign.outflow),
      };
    switch (htlc?.state) {
      case 'settled':
        return {
          kind: 'settled',
          preimage: preimageOf(hash),
          fee: msat(htlc.fee),
          amount: msat(htlc.amount),
        };
      case 'failed':
        return { kind: 'failed', detail: 'no route' };
      case 'in-flight':
        return { kind: 'in-flight', expiryHeight: null };
      case 'underway':
      case 'lost':
      case undefined:
        return { kind: 'not-found' };
    }
  };

  /** Asks, waits as long as the weather has it, answers; the process may die on either side of the wait. */
  const answer = async <T>(life: Life, call: 'lookup' | 'list', value: () => T): Promise<T> => {
    if (life.dead) return new Promise(() => undefined);
    reaper.pass(life, `${call}-asked`, null);
    if (weather === 'slow') await later(life, SLOW_MS, () => undefined);
    const said = value();
    reaper.pass(life, `${call}-answered`, null);
    return said;
  };

  const port = (life: Life): LightningNode => ({
    id: NODE,
    state,
    onState: (tell) => {
      const listener = { life, tell };
      stateListeners.add(listener);
      return () => void stateListeners.delete(listener);
    },
    refresh: () => Promise.resolve(state()),
    pay: (order) => pay(life, order),
    lookupPayment: (hash) => answer(life, 'lookup', () => lookUp(hash)),
    paymentsSince: async (from) => {
      const asOf = time.now();
      const all = await answer(life, 'list', () => {
        if (weather === 'down') throw new Error('the node does not answer');
        return [
          ...[...known.values()].map((htlc) => ({
            paymentHash: htlc.hash,
            state:
              htlc.state === 'settled'
                ? ('settled' as const)
                : htlc.state === 'failed'
                  ? ('failed' as const)
                  : ('in-flight' as const),
            outflow: msat(
              htlc.state === 'settled'
                ? htlc.amount + htlc.fee
                : htlc.state === 'failed'
                  ? 0n
                  : htlc.amount + htlc.feeLimit,
            ),
            at: unixSeconds(START + Math.floor((htlc.arrived ?? 0) / 1_000)),
          })),
          ...outside.map((payment) => ({
            paymentHash: payment.hash,
            state: 'settled' as const,
            outflow: msat(payment.outflow),
            at: unixSeconds(START + Math.floor(payment.at / 1_000)),
          })),
        ].filter((payment) => payment.at >= from);
      });
      listed(life, asOf);
      return all;
    },
    makeInvoice: ({ expirySeconds }) =>
      Promise.resolve({
        invoice: `invoice ${(made += 1)}`,
        paymentHash: hashOfMade(made),
        expiresAt: unixSeconds(time.seconds() + expirySeconds),
      }),
    onInvoiceSettled: (tell) => {
      const listener = { life, tell };
      invoiceListeners.add(listener);
      // Each at least once, those of earlier lives again.
      for (const invoice of incoming) time.at(time.now(), life, () => call(life, () => tell(invoice)));
      return () => void invoiceListeners.delete(listener);
    },
    onchain: noOnchainWallet('the simulation has no chain'),
    close: () => Promise.resolve(),
  });

  return {
    port,
    /** Every order the node's side has seen, oldest first. */
    books: books as readonly Htlc[],
    outside: outside as readonly Outside[],
    plan: (hash: PaymentHash, payee: Payee): void => void plans.set(hash, payee),
    held: (): readonly Htlc[] =>
      books.filter((htlc) => htlc.state === 'in-flight' && htlc.payee.ends === 'hold'),
    open: (): readonly Htlc[] =>
      books.filter((htlc) => htlc.state === 'in-flight' || htlc.state === 'underway'),
    end,
    weather: () => weather,
    setWeather: (next: Weather): void => {
      const isBack = weather === 'down' && next !== 'down';
      weather = next;
      // Reached again, the adapter asks what was settled meanwhile, and tells of it at least once.
      for (const { life, tell } of isBack ? invoiceListeners : [])
        for (const invoice of incoming) call(life, () => tell(invoice));
      if (next === 'down') for (const breakOff of streams) breakOff();
      announce();
    },
    /** What a poll would tell. */
    announce,
    payOutside: (payment: Outside): void => void outside.push(payment),
    /** Somebody pays the newest invoice made here; undefined when none was made since. */
    receive: (amount: bigint): PaymentHash | undefined => {
      const hash = hashOfMade(made);
      if (made === 0 || incoming.some((invoice) => invoice.paymentHash === hash)) return undefined;
      const invoice = {
        paymentHash: hash,
        received: msat(amount),
        settledAt: unixSeconds(time.seconds()),
        preimage: hash,
      };
      incoming.push(invoice);
      received += amount;
      for (const { life, tell } of invoiceListeners) call(life, () => tell(invoice));
      announce();
      return hash;
    },
    receivedFor: (hash: PaymentHash): bigint =>
      incoming.reduce((sum, invoice) => (invoice.paymentHash === hash ? sum + invoice.received : sum), 0n),
    onList: (listener: (life: Life, asOf: number) => void): void => void (listed = listener),
  };
}

export type SimNode = ReturnType<typeof createNode>;
