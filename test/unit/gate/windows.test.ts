// Windows against an oracle that adds up by hand: random histories, no rounding, nothing forgotten, nothing counted twice.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createWindows } from '../../../electron/gate/windows.ts';
import type { AgentId } from '../../../shared/domain/ids.ts';
import { unixSeconds, WINDOW_SECONDS } from '../../../shared/domain/time.ts';
import { createGateBench } from '../../support/gate-bench.ts';

const START = 1_800_000_000;

it('sums exactly what an oracle sums, for every agent and the fleet', () => {
  const bench = createGateBench();
  const agents = [bench.addAgent('A'), bench.addAgent('B')];
  const { database } = bench;
  const windows = createWindows(database);
  const insert = database.prepare(
    `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, attempt, invoice, destination, amount_msat,
       fee_limit_msat, fee_msat, purpose, description, policy_version, rules, invoice_expires_at, asked_at, counted_at)
     VALUES (?, ?, ?, 'node1', 'pay', ?, ?, 1, '', '', ?, ?, ?, '', '', 1, '[]', 0, ?, ?)`,
  );
  const entryAmount = fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n });
  const entryAge = fc.oneof(
    fc.integer({ min: 0, max: 2 * WINDOW_SECONDS }),
    fc.integer({ min: WINDOW_SECONDS - 601, max: WINDOW_SECONDS + 601 }),
    fc.constantFrom(WINDOW_SECONDS - 1, WINDOW_SECONDS, WINDOW_SECONDS + 1),
  );
  const entry = fc.record({
    agent: fc.nat({ max: 1 }),
    state: fc.constantFrom('settled', 'reserved', 'dispatched', 'unknown', 'failed', 'held', 'refused'),
    amount: entryAmount,
    feeLimit: fc.bigInt({ min: 0n, max: 9_999n }),
    fee: fc.bigInt({ min: 0n, max: 9_999n }),
    age: entryAge,
  });
  const foreign = fc.record({ amount: entryAmount, age: entryAge });
  const insertForeign = database.prepare(
    `INSERT INTO foreign_payments (payment_hash, node_id, amount_msat, at, seen_at) VALUES (?, 'node1', ?, ?, 0)`,
  );
  let serial = 0;
  // The window’s beginning falls anywhere in the ten minutes that the ledger sums up.
  const moment = fc.integer({ min: 0, max: 1_200 }).map((offset) => unixSeconds(START + offset));
  fc.assert(
    fc.property(
      fc.array(entry, { maxLength: 30 }),
      fc.array(foreign, { maxLength: 5 }),
      moment,
      (history, others, NOW) => {
        database.prepare('DELETE FROM spends').run();
        database.prepare('DELETE FROM foreign_payments').run();
        for (const payment of others)
          insertForeign.run(`f${(serial += 1)}`, payment.amount, NOW - payment.age);
        for (const spend of history) {
          const agent = agents[spend.agent];
          if (!agent) throw new Error('no agent');
          insert.run(
            `s${(serial += 1)}`,
            agent.id,
            agent.connectionId,
            spend.state,
            `h${serial}`,
            spend.amount,
            spend.feeLimit,
            spend.fee,
            NOW - spend.age,
            NOW - spend.age,
          );
        }
        const live = new Set(['reserved', 'dispatched', 'unknown']);
        const oracle = (mine: (agent: number) => boolean) => {
          const own = history.filter((spend) => mine(spend.agent));
          const counted = own.filter((spend) => spend.state === 'settled' && spend.age <= WINDOW_SECONDS);
          const open = own.filter((spend) => live.has(spend.state));
          return {
            used: counted.reduce((sum, spend) => sum + spend.amount + spend.fee, 0n),
            reserved: open.reduce((sum, spend) => sum + spend.amount + spend.feeLimit, 0n),
            inFlight: open.length,
          };
        };
        const all = windows.allUsage(NOW);
        agents.forEach((agent, index) => {
          expect(all.get(agent.id) ?? { used: 0n, reserved: 0n, inFlight: 0 }).toMatchObject(
            oracle((owner) => owner === index),
          );
          expect(windows.agentUsage(agent.id, NOW)).toMatchObject(oracle((owner) => owner === index));
        });
        const counted = others.filter((payment) => payment.age <= WINDOW_SECONDS);
        const fleet = oracle(() => true);
        expect(windows.fleetUsage(NOW)).toMatchObject({
          ...fleet,
          used: counted.reduce((sum, payment) => sum + payment.amount, fleet.used),
        });
        windows.forget(NOW);
        expect(windows.agentUsage(agents[0]?.id as AgentId, NOW)).toMatchObject(
          oracle((owner) => owner === 0),
        );
        const clears = windows.agentUsage(agents[0]?.id as AgentId, NOW).clearsAt;
        if (clears !== null) expect(windows.agentUsage(agents[0]?.id as AgentId, clears).used).toBe(0n);
      },
    ),
    { numRuns: 100 },
  );
});
