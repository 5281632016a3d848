// What a person in a hurry, another user of the machine and a node without end come to. Rules: docs/gate.md, sections 4 and 6.
import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataRootError, makeDataRoot } from '../../../electron/core/data-root.ts';
import { approvalHandlers } from '../../../electron/core/handlers/approvals.ts';
import type { Fleet } from '../../../electron/core/fleet.ts';
import { createNoticePacer, noticeOf } from '../../../electron/core/notices.ts';
import type { LndConnection } from '../../../electron/lightning/lnd/connection.ts';
import { createNodeRows } from '../../../electron/lightning/node-rows.ts';
import { paymentsSince } from '../../../electron/lightning/lnd/payments.ts';
import { sats } from '../../../shared/domain/money.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createGateBench } from '../../support/gate-bench.ts';
import { scratchFolder } from '../../support/scratch.ts';

describe('an operator in a hurry', () => {
  it('freezes the agent with a rejection that comes a second too late', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a');
    await bench.start();
    const { text } = bench.invoice({ seed: 'late', msat: sats(200_000n), expirySeconds: 60 });
    void bench.gate.pay(bench.request(agent, text, { askedBy: 'pay' }));
    await bench.settle();
    const id = bench.onlyWaiting();
    bench.clock.advance(61);
    expect(bench.stateOf(id)).toBe('expired');
    const fleet = {
      gate: bench.gate,
      freeze: bench.freeze,
      read: { approvals: { page: () => ({ approval: { agentId: agent.id } }) } },
    } as unknown as Fleet;
    const answer = await approvalHandlers({ fleet: () => fleet })['approvals.deny'](
      { id, reason: '', freezeAgent: true },
      { via: 'window', session: 'w' },
    );
    expect(answer).toMatchObject({
      code: 'not_waiting',
      message: expect.stringMatching(/frozen all the same/),
    });
    expect(bench.registry.get(agent.id)?.frozen).not.toBeNull();
  });

  it('is woken when a node pays what no agent asked for, without the amount', () => {
    const notice = noticeOf(
      {
        level: 'critical',
        category: 'node',
        action: 'foreign-payment',
        outcome: 'failed',
        agentId: null,
        summary: 'the node paid 1,234 sat that no agent asked for',
      } as never,
      () => null,
    );
    expect(notice).toMatchObject({ kind: 'alert' });
    expect(JSON.stringify(notice)).not.toContain('1,234');
  });
});

describe('an agent that wants its operator to stop looking', () => {
  it('wakes nobody more than once in half a minute, and keeps no other agent’s notice back', () => {
    const clock = createFakeClock();
    const told: string[] = [];
    const notify = createNoticePacer(clock, ({ body }) => void told.push(body));
    for (let n = 0; n < 600; n += 1) {
      notify({ kind: 'approval', title: 'A payment waits', body: 'loud' });
      if (n === 300) notify({ kind: 'approval', title: 'A payment waits', body: 'quiet' });
      clock.advance(0.1);
    }
    expect(told.filter((body) => body === 'loud').length).toBeLessThanOrEqual(3);
    expect(told.filter((body) => body === 'quiet')).toHaveLength(1);
    clock.advance(60);
    notify({ kind: 'approval', title: 'A payment waits', body: 'loud' });
    expect(told.at(-1)).toBe('loud');
  });
});

describe('another user of the machine', () => {
  it.runIf(process.getuid)('cannot lend a data folder that others may write in', () => {
    const folder = scratchFolder();
    makeDataRoot(folder);
    for (const mode of [0o777, 0o770, 0o1777]) {
      chmodSync(folder, mode);
      expect(() => makeDataRoot(folder)).toThrow(DataRootError);
    }
    chmodSync(folder, 0o755);
    makeDataRoot(folder);
  });

  it.runIf(process.getuid?.() !== undefined && process.getuid() !== 0)(
    'cannot lend a folder of theirs',
    () => {
      expect(() => makeDataRoot('/usr')).toThrow(/Another user owns/);
    },
  );
});

describe('a node whose list of payments has no end', () => {
  const payment = (index: number) => ({
    payment_hash: index.toString(16).padStart(64, '0'),
    payment_index: String(index),
    payment_preimage: '',
    value_msat: '1000',
    fee_msat: '0',
    status: 'IN_FLIGHT',
    failure_reason: 'FAILURE_REASON_NONE',
    creation_time_ns: '1800000000000000000',
    htlcs: [],
  });
  const nodeWith = (offsetOf: (asked: number) => string) => {
    let asked = 0;
    const raw = {
      default: {
        listPayments: (_request: unknown, answered: (error: null, answer: unknown) => void) => {
          asked += 1;
          if (asked > 5_000) throw new Error('asked for ever');
          answered(null, {
            payments: [payment(asked), payment(asked + 1)],
            first_index_offset: offsetOf(asked),
          });
        },
      },
    };
    return { connection: { raw } as unknown as LndConnection, asked: () => asked };
  };

  it.each([
    ['goes forward', (asked: number) => String(asked + 10)],
    ['goes in circles', (asked: number) => String(10 + (asked % 2))],
    ['begins anew', () => '0'],
    ['is no number', () => 'x'],
  ])('is left when it %s', async (_how, offsetOf) => {
    const node = nodeWith(offsetOf);
    await expect(paymentsSince(node.connection, unixSeconds(1_700_000_000), 2)).rejects.toThrow();
    expect(node.asked()).toBeLessThan(5);
  });
});

it('a node is not removed while a payment of its own is on its way, which would count for ever', () => {
  const bench = createGateBench();
  const rows = createNodeRows(bench.database, {
    put: () => undefined,
    get: () => undefined,
    remove: () => undefined,
  });
  const id = bench.node.id;
  expect(rows.uses(id).payments).toBe(0);
  bench.database.prepare(`INSERT INTO foreign_payments VALUES ('f', ?, 5, 1, 1, 0)`).run(id);
  expect(rows.uses(id).payments).toBe(1);
});
