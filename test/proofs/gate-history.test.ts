// The proof's sums held to the real gate: random days of payments, holds, failures, approvals and hours passing, and after every act what
// the ledger and the node's own books hold must satisfy the very formula that outflow.test.ts proves.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpendId } from '../../shared/domain/ids.ts';
import { msat } from '../../shared/domain/money.ts';
import { unixSeconds, WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY, type GateBench } from '../support/gate-bench.ts';
import { invariant, scene, type State } from './outflow-model.ts';
import { solverForTests, type Solver } from './solver.ts';

const use = solverForTests();
const LIMIT = msat(10_000n);

type Sums = Readonly<Record<Exclude<keyof State, 'now'>, bigint>> & { readonly now: number };

/** The ledger's rows and the node's books at this moment, summed as the proof sums them. */
async function sumsOf(bench: GateBench, from: number): Promise<Sums> {
  const now = bench.clock.now();
  const rows = bench.database.prepare('SELECT * FROM spends').all();
  const sum = (which: (row: (typeof rows)[number]) => boolean, fee: 'fee_msat' | 'fee_limit_msat'): bigint =>
    rows
      .filter(which)
      .reduce((total, row) => total + (row['amount_msat'] as bigint) + (row[fee] as bigint), 0n);
  const isOpen = (state: unknown): boolean => ['reserved', 'dispatched', 'unknown'].includes(String(state));
  const byHand = (row: (typeof rows)[number]): boolean => row['by_hand'] === 1;
  const counted = (row: (typeof rows)[number], since: number): boolean =>
    row['state'] === 'settled' && Number(row['counted_at']) >= since;
  const left = (await bench.node.paymentsSince(unixSeconds(0))).filter(
    (one) => one.at >= from && one.at <= from + WINDOW_SECONDS,
  );
  const truly = (isBooked: boolean): bigint =>
    left
      .filter(({ paymentHash }) => {
        const row = rows.find((one) => one['payment_hash'] === paymentHash && one['state'] !== 'failed');
        return row !== undefined && !byHand(row) && (row['state'] === 'settled') === isBooked;
      })
      .reduce((total, one) => total + one.outflow, 0n);
  return {
    now,
    reserved: sum((row) => isOpen(row['state']) && !byHand(row), 'fee_limit_msat'),
    used: sum((row) => counted(row, now - WINDOW_SECONDS) && !byHand(row), 'fee_msat'),
    reservedByHand: sum((row) => isOpen(row['state']) && byHand(row), 'fee_limit_msat'),
    usedByHand: sum((row) => counted(row, now - WINDOW_SECONDS) && byHand(row), 'fee_msat'),
    stampedInside: sum((row) => counted(row, from) && !byHand(row), 'fee_msat'),
    trulyBooked: truly(true),
    trulyReserved: truly(false),
  };
}

async function holds(solver: Solver, sums: Sums, from: number): Promise<boolean> {
  const all = scene(solver);
  const fixed = solver.and(
    all.from.eq(solver.value(from)),
    all.limit.eq(solver.value(LIMIT)),
    ...(Object.keys(sums) as (keyof State)[]).map((key) => all.before[key].eq(solver.value(sums[key]))),
  );
  return (await solver.prove([fixed], invariant(all, all.before))).kind === 'proved';
}

const pays = fc.record({
  kind: fc.constantFrom('pay' as const, 'hold' as const, 'unheard' as const),
  amount: fc.bigInt({ min: 1n, max: 6_000n }),
  fee: fc.bigInt({ min: 0n, max: 500n }),
});
const ends = fc.record({ kind: fc.constantFrom('settle' as const, 'fail' as const) });
const approves = fc.record({ kind: fc.constant('approve' as const) });
const waits = fc.record({
  kind: fc.constant('wait' as const),
  seconds: fc.constantFrom(1, 7, 599, 601, 3_600, 43_200, 86_399, 86_400, 86_401),
});
const act = fc.oneof(
  { arbitrary: pays, weight: 4 },
  { arbitrary: ends, weight: 2 },
  { arbitrary: approves, weight: 2 },
  { arbitrary: waits, weight: 2 },
);

it(
  'after every act of random days the real ledger satisfies the formula that is proved',
  { timeout: 60_000 },
  async () => {
    const solver = use();
    let serial = 0;
    let approved = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 8, maxLength: 20 }),
        fc.nat({ max: 2 * WINDOW_SECONDS }),
        async (acts, shift) => {
          const bench = createGateBench();
          const agent = bench.addAgent('A', {
            ...PLAIN_POLICY,
            maxDailySpend: LIMIT,
            maxFee: { msat: msat(500n), ppm: 0 },
            maxInFlight: { msat: msat(1_000_000n), count: 100 },
          });
          await bench.start();
          const from = bench.clock.now() + shift;
          for (const one of acts) {
            if ('amount' in one) {
              const invoice = bench.invoice({ seed: `g${(serial += 1)}`, msat: one.amount });
              const kind = one.kind === 'pay' ? ('settle' as const) : ('settle-unheard' as const);
              bench.node.script(
                invoice.paymentHash,
                one.kind === 'hold' ? { kind: 'hold' } : { kind, fee: msat(one.fee) },
              );
              void bench.gate.pay(bench.request(agent, invoice.text, { askedBy: 'pay' }));
            } else if ('seconds' in one) bench.clock.advance(one.seconds);
            else if (one.kind === 'approve') {
              const waiting = bench.database.prepare(`SELECT id FROM spends WHERE state = 'held'`).get();
              const id = waiting?.['id'] as SpendId | undefined;
              if (id && bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR).ok) approved += 1;
            } else {
              const [held] = bench.node.held();
              if (held) bench.node.release(held, one.kind);
            }
            await bench.settle();
            const sums = await sumsOf(bench, from);
            expect([sums, await holds(solver, sums, from)]).toEqual([sums, true]);
            // What the gate goes by is what the rows add up to.
            expect(bench.gate.budget(agent.id)).toMatchObject({
              used: sums.used + sums.usedByHand,
              reserved: sums.reserved + sums.reservedByHand,
            });
          }
          bench.close();
        },
      ),
      { numRuns: 12, seed: 7 },
    );
    expect(approved).toBeGreaterThan(3);
  },
);

it('and a history that broke the limit would not satisfy it', async () => {
  const sums = {
    now: 100_000,
    reserved: 0n,
    used: 10_001n,
    reservedByHand: 0n,
    usedByHand: 0n,
    stampedInside: 10_001n,
    trulyBooked: 10_001n,
    trulyReserved: 0n,
  };
  expect(await holds(use(), sums, 90_000)).toBe(false);
  expect(
    await holds(use(), { ...sums, used: 10_000n, stampedInside: 10_000n, trulyBooked: 10_000n }, 90_000),
  ).toBe(true);
});
