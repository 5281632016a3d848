// Solver: Z3 as a place to state claims about whole numbers and have them proved for all values, or refuted with values that break them.
import { init, killThreads, type Arith, type Bool, type Context } from 'z3-solver';
import { afterAll, beforeAll } from 'vitest';

export type Num = Arith<'proofs'>;
export type Bit = Bool<'proofs'>;
export type Z3 = Context<'proofs'>;

/** A claim that takes the solver longer than this is not proved. Milliseconds. */
const PATIENCE_MS = 10_000;

export type Verdict =
  | { readonly kind: 'proved' }
  /** Values for which the hypotheses hold and the claim does not. */
  | { readonly kind: 'refuted'; readonly values: ReadonlyMap<string, string> };

export type Solver = {
  readonly z3: Z3;
  readonly num: (name: string) => Num;
  readonly bit: (name: string) => Bit;
  readonly value: (number: bigint | number) => Num;
  readonly and: (...claims: readonly Bit[]) => Bit;
  readonly or: (...claims: readonly Bit[]) => Bit;
  readonly not: (claim: Bit) => Bit;
  readonly implies: (premise: Bit, claim: Bit) => Bit;
  readonly choose: (when: Bit, then: Num, otherwise: Num) => Num;
  readonly sum: (...terms: readonly Num[]) => Num;
  readonly max: (one: Num, other: Num) => Num;
  readonly min: (one: Num, other: Num) => Num;
  /** Proves `claim` from `hypotheses` for all values of everything in them. Rejects when the solver gives up. */
  readonly prove: (hypotheses: readonly Bit[], claim: Bit) => Promise<Verdict>;
  /** true when values exist for which all of it holds: a theorem about nothing would otherwise look proved. */
  readonly possible: (hypotheses: readonly Bit[]) => Promise<boolean>;
};

function createSolver(z3: Z3, freeing: Freeing): Solver {
  const check = async (claims: readonly Bit[]): Promise<ReadonlyMap<string, string> | null> => {
    freeing.pause();
    const solver = new z3.Solver();
    try {
      solver.set('timeout', PATIENCE_MS);
      solver.add(...claims);
      const answer = await solver.check();
      if (answer === 'unknown') throw new Error('the solver gave up');
      if (answer === 'unsat') return null;
      const model = solver.model();
      return new Map(
        model.decls().map((decl) => {
          const value = model.get(decl);
          return [String(decl.name()), 'sexpr' in value ? value.sexpr() : 'a function'];
        }),
      );
    } finally {
      solver.release();
      freeing.goOn();
    }
  };
  const self: Solver = {
    z3,
    num: (name) => z3.Int.const(name),
    bit: (name) => z3.Bool.const(name),
    value: (number) => z3.Int.val(BigInt(number)),
    and: (...claims) => z3.And(...claims),
    or: (...claims) => z3.Or(...claims),
    not: (claim) => z3.Not(claim),
    implies: (premise, claim) => z3.Implies(premise, claim),
    choose: (when, then, otherwise) => z3.If(when, then, otherwise) as Num,
    sum: (...terms) => terms.reduce((total, term) => total.add(term), z3.Int.val(0) as Num),
    max: (one, other) => self.choose(one.ge(other), one, other),
    min: (one, other) => self.choose(one.le(other), one, other),
    prove: async (hypotheses, claim) => {
      const values = await check([...hypotheses, z3.Not(claim)]);
      return values === null ? { kind: 'proved' } : { kind: 'refuted', values };
    },
    possible: async (hypotheses) => (await check(hypotheses)) !== null,
  };
  return self;
}

type Freeing = { readonly pause: () => void; readonly goOn: () => void };

/**
 * The library frees a term when the collector finds it unreachable, also while a thread of its own works in the same context, and that
 * breaks its heap: “memory access out of bounds”, or an abort for want of memory. Started here, it frees between two checks.
 */
async function initZ3(): Promise<{
  readonly api: Awaited<ReturnType<typeof init>>;
  readonly freeing: Freeing;
}> {
  let working = false;
  const waiting: (() => void)[] = [];
  const Own = globalThis.FinalizationRegistry;
  class Patient<T> extends Own<T> {
    constructor(free: (held: T) => void) {
      super((held) => {
        if (working) waiting.push(() => free(held));
        else free(held);
      });
    }
  }
  globalThis.FinalizationRegistry = Patient;
  try {
    const api = await init();
    return {
      api,
      freeing: {
        pause: () => {
          if (working) throw new Error('one check at a time: a context of Z3 is not for two threads');
          working = true;
        },
        goOn: () => {
          working = false;
          for (const free of waiting.splice(0)) free();
        },
      },
    };
  } finally {
    globalThis.FinalizationRegistry = Own;
  }
}

/** One solver for the tests of a file. Its threads end with them, or the test run would not. */
export function solverForTests(): () => Solver {
  let solver: Solver | null = null;
  let end = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    const { api, freeing } = await initZ3();
    end = () => killThreads(api.em);
    solver = createSolver(api.Context('proofs'), freeing);
  });
  afterAll(() => end());
  return () => {
    if (!solver) throw new Error('the solver has not started');
    return solver;
  };
}
