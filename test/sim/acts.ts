// Acts: what agents, operators, payees, relay, node, disk and clock do, as data. Each means something in any situation, so that a history
// stays one when acts are taken out of it. Whole numbers such as `which` are taken modulo what there is.
import { createPrng, type Prng } from './prng.ts';
import { CRASH_POINTS, type Strike } from './life.ts';
import type { DiskFault } from './disk.ts';
import type { Payee, Weather } from './node.ts';
import { FLEET_POLICIES, POLICIES } from './policies.ts';

export type Delivery = 'now' | 'twice' | 'late' | 'dropped';

export type Doing =
  | {
      readonly kind: 'ask';
      readonly agent: number;
      readonly invoice: number;
      readonly via: 'pay_invoice' | 'pay';
      /** Beside the invoice: nothing, what it says, or another amount. */
      readonly claim: 'none' | 'same' | 'other';
      readonly maxFee: number | null;
      /** Seconds from now; null is none. */
      readonly expires: number | null;
      /** Seconds by which the agent's clock is wrong. */
      readonly skew: number;
      readonly delivery: Delivery;
      readonly payee: Payee;
    }
  /** The relay delivers an event it has delivered before. */
  | { readonly kind: 'replay'; readonly which: number }
  /** An agent asks once more for the invoice of an earlier request. */
  | { readonly kind: 'retry'; readonly which: number; readonly other: boolean; readonly payee: Payee }
  | {
      readonly kind: 'decide';
      readonly how: 'approve' | 'deny';
      readonly which: number;
      readonly stale: boolean;
    }
  | { readonly kind: 'freeze'; readonly whom: number; readonly on: boolean }
  | { readonly kind: 'policy'; readonly whom: number; readonly index: number }
  | { readonly kind: 'money'; readonly agent: number; readonly amount: number }
  | { readonly kind: 'revoke'; readonly agent: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'wall'; readonly offset: number }
  | { readonly kind: 'confirm'; readonly what: 'clock' | 'ledger' }
  | { readonly kind: 'release'; readonly which: number; readonly how: 'settle' | 'fail' }
  | { readonly kind: 'outside'; readonly amount: number }
  | { readonly kind: 'receive'; readonly agent: number; readonly amount: number }
  | { readonly kind: 'weather'; readonly to: Weather }
  | { readonly kind: 'strike'; readonly strike: Strike; readonly down: number }
  | { readonly kind: 'fault'; readonly fault: DiskFault }
  | { readonly kind: 'crash'; readonly down: number; readonly leftover: boolean }
  | { readonly kind: 'quit'; readonly down: number }
  | { readonly kind: 'backup' }
  | { readonly kind: 'restore'; readonly down: number };

/** `rest`: how far the process gets before the next act: not at all, a few promises, or until it has nothing left to do. */
export type Act = Doing & { readonly rest: 'none' | 'few' | 'all' };

export type History = {
  readonly seed: number;
  readonly agents: readonly number[];
  readonly fleet: number;
  /** A look-alike of a payee stands among the labels. */
  readonly imitation: boolean;
  readonly acts: readonly Act[];
};

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DOWNTIMES = [0, 0, 2 * SECOND, 20 * SECOND, 90 * SECOND, HOUR, 25 * HOUR] as const;
/** Audit actions of the transactions a crash can be aimed at. */
export const STRUCK = [
  'request',
  'decide',
  'hold',
  'dispatch',
  'settle',
  'fail',
  'lose-sight',
  'approve',
  'deny',
  'expire',
  'foreign-payment',
  'freeze',
] as const;

function makePayee(prng: Prng): Payee {
  const ends = prng.pick(['settle', 'settle', 'settle', 'fail', 'hold'] as const);
  return {
    arrives: prng.pick([
      'at-once',
      'at-once',
      'at-once',
      'at-once',
      'at-once',
      'late',
      'lost',
      'not-sent',
    ] as const),
    // Beyond this an order could come up after the node has twice denied it, a minute apart; see docs/simulation.md.
    delay: prng.pick([500, 5 * SECOND, 40 * SECOND]),
    ends,
    after: prng.pick([0, 0, 0, SECOND, 30 * SECOND, 70 * SECOND, 3 * HOUR, 30 * HOUR]),
    fee: prng.pick(['none', 'half', 'limit', 'limit', 'one-over'] as const),
    told: prng.pick(['truth', 'truth', 'truth', 'broken', 'silent', 'false-preimage'] as const),
    deaf: prng.pick([0, 0, 0, 20 * SECOND, 10 * 60 * SECOND]),
  };
}

function makeStrike(prng: Prng): Strike {
  const point = prng.pick(CRASH_POINTS);
  const onWrite = point === 'after-statement' || point === 'before-commit' || point === 'after-commit';
  return {
    point,
    skip: prng.pick([0, 0, 0, 1, 3]),
    statement: 1 + prng.below(9),
    during: onWrite && prng.chance(0.6) ? prng.pick(STRUCK) : null,
  };
}

const MAKERS: Readonly<
  Record<Doing['kind'], { readonly weight: number; readonly make: (prng: Prng) => Doing }>
> = {
  ask: {
    weight: 34,
    make: (prng) => ({
      kind: 'ask',
      agent: prng.below(3),
      invoice: prng.below(1_000),
      via: prng.pick(['pay_invoice', 'pay'] as const),
      claim: prng.chance(0.05) ? 'other' : prng.pick(['none', 'none', 'none', 'same'] as const),
      maxFee: prng.pick([null, null, null, 0, 5_000, 50_000]),
      expires: prng.pick([null, null, null, null, null, null, 20, 20, 0]),
      skew: prng.pick([0, 0, 0, 0, 0, 0, 0, 0, 0, -80, 80, 200, -200]),
      delivery: prng.pick(['now', 'now', 'now', 'now', 'now', 'twice', 'late', 'dropped'] as const),
      payee: makePayee(prng),
    }),
  },
  replay: { weight: 6, make: (prng) => ({ kind: 'replay', which: prng.below(1_000) }) },
  retry: {
    weight: 8,
    make: (prng) => ({
      kind: 'retry',
      which: prng.below(1_000),
      other: prng.chance(0.2),
      payee: makePayee(prng),
    }),
  },
  decide: {
    weight: 12,
    make: (prng) => ({
      kind: 'decide',
      how: prng.pick(['approve', 'approve', 'approve', 'deny'] as const),
      which: prng.below(1_000),
      stale: prng.chance(0.1),
    }),
  },
  freeze: {
    weight: 5,
    make: (prng) => ({ kind: 'freeze', whom: prng.below(4), on: prng.chance(0.45) }),
  },
  policy: {
    weight: 4,
    make: (prng) => ({
      kind: 'policy',
      whom: prng.below(4),
      index: prng.below(POLICIES.length * FLEET_POLICIES.length),
    }),
  },
  money: {
    weight: 3,
    make: (prng) => ({
      kind: 'money',
      agent: prng.below(3),
      amount: prng.pick([-9_000_000, -1_000_000, 500_000, 3_000_000]),
    }),
  },
  revoke: { weight: 0.5, make: (prng) => ({ kind: 'revoke', agent: prng.below(3) }) },
  pass: {
    weight: 18,
    make: (prng) => ({
      kind: 'pass',
      ms: prng.pick([
        100,
        SECOND,
        3 * SECOND,
        10 * SECOND,
        26 * SECOND,
        46 * SECOND,
        61 * SECOND,
        61 * SECOND,
        15 * 60 * SECOND,
        2 * HOUR,
        23 * HOUR,
        25 * HOUR,
      ]),
    }),
  },
  wall: {
    weight: 3,
    make: (prng) => ({
      kind: 'wall',
      offset: prng.pick([0, 0, 0, 10, 290, 1_000, 7_000, 90_000, 90_000, -10, -3_600, -90_000]),
    }),
  },
  confirm: {
    weight: 4,
    make: (prng) => ({ kind: 'confirm', what: prng.pick(['clock', 'ledger'] as const) }),
  },
  release: {
    weight: 6,
    make: (prng) => ({
      kind: 'release',
      which: prng.below(1_000),
      how: prng.pick(['settle', 'fail'] as const),
    }),
  },
  outside: {
    weight: 1.5,
    make: (prng) => ({ kind: 'outside', amount: prng.pick([200_000, 900_000, 2_500_000]) }),
  },
  receive: {
    weight: 2,
    make: (prng) => ({ kind: 'receive', agent: prng.below(3), amount: prng.pick([100_000, 2_000_000]) }),
  },
  weather: {
    weight: 4,
    make: (prng) => ({
      kind: 'weather',
      to: prng.pick(['up', 'up', 'up', 'down', 'slow', 'short'] as const),
    }),
  },
  strike: {
    weight: 9,
    make: (prng) => ({ kind: 'strike', strike: makeStrike(prng), down: prng.pick(DOWNTIMES) }),
  },
  fault: {
    weight: 3,
    make: (prng) => ({
      kind: 'fault',
      fault: {
        code: prng.pick(['SQLITE_FULL', 'SQLITE_IOERR'] as const),
        at: prng.pick(['begin', 'write', 'commit', 'read'] as const),
        skip: prng.below(4),
        times: prng.pick([1, 1, 2, 10]),
      },
    }),
  },
  crash: {
    weight: 4,
    make: (prng) => ({ kind: 'crash', down: prng.pick(DOWNTIMES), leftover: prng.chance(0.15) }),
  },
  quit: { weight: 1, make: (prng) => ({ kind: 'quit', down: prng.pick(DOWNTIMES) }) },
  backup: { weight: 0.7, make: () => ({ kind: 'backup' }) },
  restore: { weight: 0.7, make: (prng) => ({ kind: 'restore', down: prng.pick(DOWNTIMES) }) },
};

const KINDS = Object.keys(MAKERS) as Doing['kind'][];
/** Without these there is nothing to see. */
const ALWAYS: readonly Doing['kind'][] = ['ask', 'pass'];

/** What a history is mostly about; kinds not named keep their weight. */
type Temper = {
  readonly kinds?: Partial<Record<Doing['kind'], number>>;
  /** All asking is this many agents'. */
  readonly agents?: number;
  /** Only the first so many of the pool are asked for. */
  readonly invoices?: number;
  /** Chance that the process gets no rest after an act. */
  readonly hurry?: number;
  readonly policies?: readonly number[];
  /** Chance that a payee simply pays. */
  readonly prompt?: number;
};

const TEMPERS: readonly Temper[] = [
  {},
  {},
  {},
  // At the limit: one agent, payments that fit and then one that does not.
  {
    agents: 1,
    invoices: 36,
    policies: [0, 1, 2, 11],
    prompt: 0.7,
    kinds: { ask: 2, freeze: 0.2, weather: 0.2 },
  },
  {
    agents: 1,
    invoices: 36,
    policies: [0, 1, 11],
    hurry: 0.9,
    prompt: 0.4,
    kinds: { ask: 3, pass: 0.4, freeze: 0.2 },
  },
  {
    agents: 2,
    policies: [0],
    prompt: 0.8,
    kinds: { wall: 8, confirm: 8, crash: 8, strike: 0.2, fault: 0.2, freeze: 0.2 },
  },
  // At the desk: much is held, decided, tightened, frozen meanwhile.
  { agents: 2, policies: [0, 2, 4, 11], prompt: 0.6, kinds: { decide: 3, freeze: 2, policy: 2, fault: 0.3 } },
  {
    agents: 1,
    invoices: 3,
    policies: [0, 2, 3],
    prompt: 0,
    kinds: { retry: 6, pass: 1.5, release: 2, freeze: 0.2 },
  },
  { invoices: 12, prompt: 0.5, kinds: { backup: 10, restore: 8, retry: 3, replay: 3 } },
];

/**
 * Each seed has a temper of its own, and on top of it half of the kinds are left out or heavier than usual, so that rare ones meet in
 * numbers (swarm testing: Groce et al., ISSTA 2012).
 */
export function makeHistory(seed: number, length: number): History {
  const prng = createPrng(seed, 'history');
  const temper = prng.pick(TEMPERS);
  const weights = KINDS.map((kind) => {
    const factor = prng.pick([0, 0.5, 1, 1, 2, 4]) * (temper.kinds?.[kind] ?? 1);
    return MAKERS[kind].weight * (ALWAYS.includes(kind) ? Math.max(1, factor) : factor);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const hurry = temper.hurry ?? prng.pick([0.1, 0.3, 0.6]);
  const invoices = temper.invoices ?? prng.pick([4, 12, 36, 53, 53]);
  const prompt = temper.prompt ?? prng.pick([0, 0, 0.7, 1]);
  const policies = temper.policies ?? POLICIES.map((_, index) => index);
  const firstAgent = prng.below(3);

  const kindOf = (): Doing['kind'] => {
    let left = (prng.below(1_000_000) / 1_000_000) * total;
    for (const [index, kind] of KINDS.entries()) if ((left -= weights[index] ?? 0) < 0) return kind;
    return 'ask';
  };
  const act = (): Act => {
    const doing = MAKERS[kindOf()].make(prng);
    const rest = prng.chance(hurry) ? (prng.chance(0.5) ? 'none' : 'few') : 'all';
    if (doing.kind !== 'ask') return { ...doing, rest };
    const calm = prng.chance(prompt);
    return {
      ...doing,
      agent: (firstAgent + (doing.agent % (temper.agents ?? 3))) % 3,
      invoice: doing.invoice % invoices,
      payee: calm
        ? { ...doing.payee, arrives: 'at-once', told: 'truth', after: 0, ends: 'settle' }
        : doing.payee,
      rest,
    };
  };

  return {
    seed,
    agents: [0, 1, 2].map(() => (prng.chance(0.4) ? (policies[0] ?? 0) : prng.pick(policies))),
    fleet: prng.below(FLEET_POLICIES.length),
    imitation: prng.chance(0.15),
    acts: Array.from({ length }, act),
  };
}
