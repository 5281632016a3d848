// An agent that only reads, as much as it may: what it costs the others. Rules: docs/gate.md, sections 2 and 7.
import { expect, it } from 'vitest';
import { createGateBench } from '../../support/gate-bench.ts';
import { startNwcBench } from '../../support/nwc-bench.ts';

const ROWS = 60_000;

it('pages through a long history without sorting it anew for each page', async () => {
  const bench = createGateBench();
  const agent = bench.addAgent('a');
  const { database } = bench;
  database.transaction(
    () =>
      void database
        .prepare(
          `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, invoice, destination, amount_msat,
             fee_limit_msat, fee_msat, purpose, description, policy_version, measured, rules, invoice_expires_at, asked_at, counted_at, attempt)
           WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < ${ROWS})
           SELECT printf('p%06d', v), ?, 'c-a', 'node1', 'pay', 'refused', 'h' || v, '', '', 1, 0, 0, '', '', 1, '', '[]', 0, v / 3, v, 1 FROM n`,
        )
        .run(agent.id),
  );
  database.transaction(
    () =>
      void database
        .prepare(`INSERT INTO invoices VALUES ('in', ?, 'node1', '', 1, NULL, '', NULL, 19999, 99999, NULL)`)
        .run(agent.id),
  );
  const page = (offset: number, type: 'incoming' | 'outgoing' | null = null) =>
    bench.gate
      .transactions(agent.id, { from: null, until: null, limit: 4, offset, unpaid: true, type })
      .map(({ transactionId }) => transactionId);
  expect(page(0)).toEqual(['p060000', 'in', 'p059997', 'p059998']);
  expect(page(4)).toEqual(['p059999', 'p059994', 'p059995', 'p059996']);
  expect(page(0, 'incoming')).toEqual(['in']);
  expect(page(0, 'outgoing')[1]).toBe('p059997');
  const from = performance.now();
  for (let n = 0; n < 50; n += 1) page(n * 4);
  // Sorting all of them takes 4 s here.
  expect(performance.now() - from).toBeLessThan(400);
});

it('does not skip through all of it for a page at its end', async () => {
  const bench = await startNwcBench({ connection: { methods: ['list_transactions'] } });
  const answer = await bench.client.ask('list_transactions', { offset: 99_999_999_999 });
  expect(answer.error).toMatchObject({
    code: 'OTHER',
    message: expect.stringMatching(/^bad_request offset/),
  });
});
