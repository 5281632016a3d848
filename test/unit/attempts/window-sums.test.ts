// The sums of the window against the payments themselves, through everything that moves them: settlement, foreign payments that settle
// late or fail, forgetting, clocks put back. Rules: docs/gate.md, sections 1 and 5.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createWindows } from '../../../electron/gate/windows.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { START } from '../../support/fake-clock.ts';
import { createGateBench } from '../../support/gate-bench.ts';

const DAY = 86_400;
type Paid = { readonly owner: string; at: number; readonly msat: bigint };

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      owner: fc.constantFrom('a', 'b'),
      msat: fc.bigInt(1n, 10_000n),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('foreign' as const),
      ago: fc.integer({ min: 0, max: DAY + 900 }),
      msat: fc.bigInt(1n, 10_000n),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unforeign' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 599, 600, 601, 3_600, DAY - 600, DAY - 1, DAY, DAY + 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('forget' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('back' as const),
      seconds: fc.constantFrom(1, 600, 7_200, 2 * DAY),
    }),
  },
);

it('are exact to the second, for the agent and for the fleet', () => {
  const bench = createGateBench();
  const agents = { a: bench.addAgent('a').id, b: bench.addAgent('b').id } as Record<string, AgentId>;
  const { database } = bench;
  const windows = createWindows(database);
  const pay = database.prepare(
    `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, invoice, destination, amount_msat, fee_limit_msat,
       fee_msat, purpose, description, policy_version, measured, rules, invoice_expires_at, asked_at, counted_at, attempt)
     VALUES (?1, ?2, 'c-' || ?3, 'node1', 'pay', 'settled', ?1, '', '', ?4, 0, 0, '', '', 1, '', '[]', 0, 0, ?5, 1)`,
  );
  const foreign = database.prepare(`INSERT INTO foreign_payments VALUES (?, 'node1', ?, ?, ?, 1)`);
  let rows = 0;
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      for (const table of ['spends', 'foreign_payments', 'outflow'])
        database.prepare(`DELETE FROM ${table}`).run();
      let now = START;
      const paid: Paid[] = [];
      for (const one of acts) {
        database.transaction(() => {
          rows += 1;
          if (one.kind === 'pay') {
            pay.run(`p${rows}`, agents[one.owner] ?? '', one.owner, one.msat, now);
            paid.push({ owner: one.owner, at: now, msat: one.msat });
          } else if (one.kind === 'foreign') {
            foreign.run(`f${rows}`, one.msat, now - one.ago, now);
            paid.push({ owner: `f${rows}`, at: now - one.ago, msat: one.msat });
          } else if (one.kind === 'unforeign') {
            const index = paid.findIndex(({ owner }) => owner.startsWith('f'));
            if (index < 0) return;
            database
              .prepare('DELETE FROM foreign_payments WHERE payment_hash = ?')
              .run(paid[index]?.owner ?? '');
            paid.splice(index, 1);
          } else if (one.kind === 'wait') now += one.seconds;
          else if (one.kind === 'forget') windows.forget(unixSeconds(now));
          else {
            now -= one.seconds;
            windows.bringBack(unixSeconds(now));
            for (const each of paid) each.at = Math.min(each.at, now);
          }
        });
        const sum = (is: (each: Paid) => boolean): bigint =>
          paid
            .filter((each) => is(each) && each.at >= now - DAY)
            .reduce((total, { msat }) => total + msat, 0n);
        for (const owner of ['a', 'b'])
          expect(windows.agentUsage(agents[owner] as AgentId, unixSeconds(now)).used).toBe(
            sum((each) => each.owner === owner),
          );
        expect(windows.fleetUsage(unixSeconds(now)).used).toBe(sum(() => true));
      }
    }),
    {
      numRuns: 60,
      examples: [
        [
          [
            { kind: 'pay', owner: 'a', msat: 7n },
            { kind: 'wait', seconds: DAY },
            { kind: 'wait', seconds: 3_600 },
            { kind: 'forget' },
            { kind: 'back', seconds: 2 * DAY },
          ],
        ],
      ],
    },
  );
});
