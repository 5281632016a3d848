// A seeded simulation of the money path: agents, operator, node faults, clock and crashes interleaved at random. After every step the
// invariants of docs/gate.md 1 are checked from the node's own books. A failure prints the seed that replays it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { verifyEntries } from '../support/verify-audit.ts';
import { msat, sats } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../support/gate-bench.ts';

const SINGLE = sats(1_000n);
const DAILY = sats(3_000n);
const FLEET = sats(5_000n);
const POLICY: Policy = {
  ...PLAIN_POLICY,
  maxSingleTx: SINGLE,
  maxDailySpend: DAILY,
  maxFee: { msat: sats(10n), ppm: 10_000 },
  // Wide, so that the daily rule and not this one has to stop what is reserved.
  maxInFlight: { msat: sats(20_000n), count: 20 },
  rate: { perMinute: 1_000, perHour: 10_000 },
};

const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      agent: fc.nat({ max: 2 }),
      invoice: fc.nat({ max: 40 }),
      via: fc.constantFrom('pay_invoice' as const, 'pay' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replay' as const), which: fc.nat({ max: 200 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      seconds: fc.constantFrom(1, 10, 26, 46, 61, 3_700, 40_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('approve' as const, 'deny' as const),
      which: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('release' as const, 'drop' as const),
      which: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'crash' as const,
        'freeze' as const,
        'unfreeze' as const,
        'mute' as const,
        'hear' as const,
      ),
    }),
  },
);

it('never overspends, pays twice or loses sight of a reservation, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 80 }), async (acts) => {
      const bench = createGateBench({ allotment: sats(100_000n) });
      const agents = [bench.addAgent('A', POLICY), bench.addAgent('B', POLICY), bench.addAgent('C', POLICY)];
      bench.registry.setFleetPolicy(0, { maxFleetDailySpend: FLEET }, 'cap', OPERATOR);
      await bench.start();
      const asked: ReturnType<typeof bench.request>[] = [];
      const owner = new Map<string, number>();
      const approved = new Map<string, bigint>();
      let frozen = false;

      const invoiceOf = (index: number) => {
        const amount = [400_000n, 990_000n, 1_000_000n, 1_200_000n, 300_000n][index % 5] ?? 1n;
        const invoice = bench.invoice({
          seed: `i${index}`,
          msat: amount,
          createdAt: 1_800_000_000,
          expirySeconds: 400_000,
        });
        const scripts = [
          { kind: 'settle', fee: msat(10_000n) },
          { kind: 'settle', fee: msat(0n) },
          { kind: 'hold' },
          { kind: 'settle-unheard', fee: msat(5_000n) },
          { kind: 'fail' },
        ] as const;
        const script = scripts[(index * 7) % 5] ?? scripts[0];
        bench.node.script(invoice.paymentHash, script);
        return invoice;
      };

      const check = (): void => {
        const left = bench.node.left();
        expect(new Set(left.map((payment) => payment.hash)).size).toBe(left.length);
        const rows = bench.database
          .prepare<{
            payment_hash: string;
            counted_at: number;
            amount_msat: bigint;
            fee_limit_msat: bigint;
            by_hand: number;
            agent_id: string;
            state: string;
          }>(
            `SELECT payment_hash, coalesce(counted_at, 9999999999) AS counted_at, amount_msat, fee_limit_msat, by_hand, agent_id, state FROM spends WHERE state IN ('settled', 'reserved', 'dispatched', 'unknown')`,
          )
          .all();
        for (const payment of left) {
          const row = rows.find((candidate) => candidate.payment_hash === payment.hash);
          // Nothing leaves that the ledger does not hold as live or settled.
          expect(row, `payment ${payment.hash} left without a reservation`).toBeDefined();
          if (payment.amount + 10_000n > SINGLE) expect(row?.by_hand).toBe(1);
          expect(payment.fee <= (row?.fee_limit_msat ?? 0n)).toBe(true);
        }
        const times = bench.database
          .prepare<{ payment_hash: string; dispatched_at: number }>(
            'SELECT payment_hash, dispatched_at FROM spends WHERE dispatched_at IS NOT NULL',
          )
          .all();
        const at = new Map(times.map((row) => [row.payment_hash, row.dispatched_at]));
        const inWindow = (end: number, mine: (hash: string) => boolean) => {
          const those = left.filter(
            (payment) =>
              mine(payment.hash) &&
              (at.get(payment.hash) ?? 0) <= end &&
              (at.get(payment.hash) ?? 0) >= end - WINDOW_SECONDS,
          );
          const byHand = those.reduce((sum, payment) => sum + (approved.get(payment.hash) ?? 0n), 0n);
          return { total: those.reduce((sum, payment) => sum + payment.amount + payment.fee, 0n), byHand };
        };
        for (const payment of left) {
          const end = at.get(payment.hash) ?? 0;
          const fleet = inWindow(end, () => true);
          expect(fleet.total <= FLEET + fleet.byHand, 'the fleet overspent').toBe(true);
          const own = inWindow(end, (hash) => owner.get(hash) === owner.get(payment.hash));
          expect(own.total <= DAILY + own.byHand, 'an agent overspent').toBe(true);
        }
        agents.forEach((agent) =>
          expect(bench.registry.get(agent.id)?.booked ?? -1n).toBeGreaterThanOrEqual(0n),
        );
      };

      for (const step of acts) {
        const ordersBefore = bench.node.orders.length;
        switch (step.kind) {
          case 'ask': {
            const agent = agents[step.agent];
            if (!agent) break;
            const invoice = invoiceOf(step.invoice);
            const request = bench.request(agent, invoice.text, { askedBy: step.via });
            asked.push(request);
            void bench.gate.pay(request);
            await bench.settle();
            if (bench.node.orders.length > ordersBefore) owner.set(invoice.paymentHash, step.agent);
            break;
          }
          case 'replay': {
            const request = asked[step.which % Math.max(1, asked.length)];
            if (request) void bench.gate.pay(request);
            break;
          }
          case 'advance':
            bench.clock.advance(step.seconds);
            break;
          case 'approve':
          case 'deny': {
            const waiting = bench.database
              .prepare<{
                id: string;
                payment_hash: string;
                amount_msat: bigint;
                fee_limit_msat: bigint;
                agent_id: string;
              }>(`SELECT * FROM spends WHERE state = 'held' ORDER BY id`)
              .all();
            const spend = waiting[step.which % Math.max(1, waiting.length)];
            if (!spend) break;
            if (step.kind === 'deny') bench.gate.deny(spend.id as never, 'no', OPERATOR);
            else {
              const outcome = bench.gate.approve(
                spend.id as never,
                bench.shown(spend.id as never),
                'yes',
                OPERATOR,
              );
              if (outcome.ok) {
                approved.set(spend.payment_hash, spend.amount_msat + spend.fee_limit_msat);
                owner.set(
                  spend.payment_hash,
                  agents.findIndex((agent) => agent.id === spend.agent_id),
                );
              }
            }
            break;
          }
          case 'release':
          case 'drop': {
            const flying = bench.node.held();
            const hash = flying[step.which % Math.max(1, flying.length)];
            if (hash === undefined) break;
            bench.node.release(hash, step.kind === 'release' ? 'settle' : 'fail');
            break;
          }
          case 'crash':
            await bench.crashAndRestart();
            bench.gate.unanswered();
            break;
          case 'freeze':
            bench.freeze.freezeFleet('sim', OPERATOR);
            frozen = true;
            break;
          case 'unfreeze':
            bench.freeze.unfreezeFleet('sim', OPERATOR);
            frozen = false;
            break;
          case 'mute':
            bench.node.setLookup(() => ({ kind: 'no-answer', detail: 'muted' }));
            break;
          case 'hear':
            bench.node.setLookup(null);
            break;
        }
        await bench.settle();
        if (frozen && step.kind !== 'freeze')
          expect(bench.node.orders.length, 'something left while frozen').toBe(ordersBefore);
        check();
      }

      // Drain: everything held at the node ends, the node answers, and no headroom stays blocked.
      bench.node.setLookup(null);
      for (const hash of bench.node.held()) bench.node.release(hash, 'fail');
      for (let round = 0; round < 30; round += 1) {
        bench.clock.advance(61);
        await bench.settle();
      }
      check();
      const stuck = bench.database
        .prepare(`SELECT id FROM spends WHERE state IN ('reserved', 'dispatched', 'unknown')`)
        .all();
      expect(stuck).toEqual([]);
      expect(verifyEntries(bench.database)).toBeNull();
      bench.close();
    }),
    { numRuns: Number(process.env['PORTCULLIS_SIM_RUNS'] ?? 60) },
  );
}, 120_000);
