// Everything that is asked for in one turn shares a transaction: what happens in that same turn beside it, and inside it.
// Rules: docs/gate.md, sections 1, 4 and 6.
import { describe, expect, it } from 'vitest';
import { createCommitQueue } from '../../../electron/gate/commit-queue.ts';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY, type GateBench } from '../../support/gate-bench.ts';

const busy = {
  ...PLAIN_POLICY,
  rate: { perMinute: 10_000, perHour: 100_000 },
  maxInFlight: { msat: sats(5_000_000n), count: 1_000 },
};
const sent = (bench: GateBench): bigint => bench.node.orders.reduce((sum, { amount }) => sum + amount, 0n);

describe('one turn', () => {
  it('sends one order for a payment hash asked for by fifty events', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    const { text } = bench.invoice({ seed: 'one', msat: 1_000_000n });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => bench.pay(bench.request(agent, text))),
    );
    expect(bench.node.orders).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer, String)))).toHaveProperty('size', 1);
  });

  it('lets one of two agents pay an invoice, and tells the other nothing but that', async () => {
    const bench = createGateBench();
    const [a, b] = [bench.addAgent('a', busy), bench.addAgent('b', busy)];
    await bench.start();
    const { text } = bench.invoice({ seed: 'two', msat: 1_000_000n });
    const answers = await Promise.all([
      bench.gate.pay(bench.request(a, text)),
      bench.gate.pay(bench.request(b, text)),
    ]);
    expect(answers.map((answer) => answer?.kind)).toEqual(['settled', 'refused']);
    expect(answers[1]).toMatchObject({ code: 'paid_by_another_agent' });
    expect(bench.node.orders).toHaveLength(1);
  });

  it('gives the headroom of a day away once, however many transactions one turn takes', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    const texts = Array.from(
      { length: 300 },
      (_, n) => bench.invoice({ seed: `n${n}`, msat: 7_000_000n }).text,
    );
    const answers = await Promise.all(
      texts.map((text) => bench.gate.pay(bench.request(agent, text, { askedBy: 'pay' }))),
    );
    // 500,000 sats a day: 71 of 7,000, held beyond, 20 at most waiting, refused beyond.
    expect(bench.node.orders).toHaveLength(71);
    const count = (kind: string): number => answers.filter((answer) => answer?.kind === kind).length;
    expect([count('settled'), count('held'), count('refused')]).toEqual([71, 20, 209]);
  });

  it.each([
    ['the fleet is frozen', (bench: GateBench) => bench.freeze.freezeFleet('stop', OPERATOR)],
    ['the gate ends', (bench: GateBench) => void bench.gate.stop()],
    [
      'the fleet’s limit is set to nothing',
      (bench: GateBench) =>
        void bench.registry.setFleetPolicy(
          0,
          { maxFleetDailySpend: msat(0n), attestAbove: null },
          'stop',
          OPERATOR,
        ),
    ],
  ])('sends nothing that was asked for in the turn in which %s', async (_what, act) => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    for (let n = 0; n < 200; n += 1)
      void bench.gate.pay(bench.request(agent, bench.invoice({ seed: `f${n}`, msat: 1_000_000n }).text));
    act(bench);
    await bench.settle();
    expect(bench.node.orders).toEqual([]);
  });

  it('sends nothing more when the fleet is frozen between two transactions of one turn', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    for (let n = 0; n < 400; n += 1)
      void bench.gate.pay(bench.request(agent, bench.invoice({ seed: `g${n}`, msat: 1_000_000n }).text));
    let before = -1;
    queueMicrotask(() => {
      bench.freeze.freezeFleet('stop', OPERATOR);
      before = bench.node.orders.length;
    });
    await bench.settle();
    expect(before).toBe(128);
    expect(bench.node.orders).toHaveLength(128);
  });

  it('judges by the limits that were set in the same turn, whether looser before or not', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    for (let n = 0; n < 10; n += 1)
      void bench.gate.pay(bench.request(agent, bench.invoice({ seed: `p${n}`, msat: 90_000_000n }).text));
    bench.registry.setPolicy(agent.id, 1, { ...busy, maxSingleTx: sats(1n) }, 'tighter', OPERATOR);
    await bench.settle();
    expect(bench.node.orders).toEqual([]);
  });

  it('keeps the day’s limit when payments end, are asked for and are approved in the same turns', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    const first = Array.from({ length: 10 }, (_, n) => bench.invoice({ seed: `h${n}`, msat: 50_000_000n }));
    for (const { text, paymentHash } of first) {
      bench.node.script(paymentHash, { kind: 'hold' });
      void bench.gate.pay(bench.request(agent, text));
    }
    await bench.settle();
    expect(sent(bench)).toBe(500_000_000n);
    for (const [n, { paymentHash }] of first.entries()) {
      bench.node.release(paymentHash, n % 2 === 0 ? 'settle' : 'fail');
      void bench.gate.pay(bench.request(agent, bench.invoice({ seed: `i${n}`, msat: 50_000_000n }).text));
    }
    await bench.settle();
    // What failed is free only once its booking is durable: never more than the limit by the node's own books.
    const gone = bench.node.left().reduce((sum, { amount, fee }) => sum + amount + fee, 0n);
    expect(gone).toBeLessThanOrEqual(500_000_000n);
  });

  it('keeps an order’s outcome open when the node’s own code throws in the turn of the commit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('a', busy);
    await bench.start();
    const { text } = bench.invoice({ seed: 'throws', msat: 1_000_000n });
    Object.assign(bench.node, {
      pay: () => {
        throw new Error('a bug');
      },
    });
    const answer = bench.gate.pay(bench.request(agent, text));
    await bench.settle();
    bench.clock.advance(46);
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'in-flight' });
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000_000n);
  });
});

describe('the commit queue', () => {
  const queueOn = (write: (work: () => unknown) => unknown) =>
    createCommitQueue({ write: write as Parameters<typeof createCommitQueue>[0]['write'] });

  it('takes no work down with the one that throws, and runs nobody’s order twice', async () => {
    let commits = 0;
    const queue = queueOn((work) => {
      const value = work();
      commits += 1;
      return value;
    });
    const ordered: number[] = [];
    const all = await Promise.allSettled(
      Array.from({ length: 200 }, (_, n) =>
        queue.add(
          () => {
            if (n % 50 === 7) throw new Error(`bad ${n}`);
            return n;
          },
          (value) => void ordered.push(value),
        ),
      ),
    );
    expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    expect(ordered).toHaveLength(196);
    expect(new Set(ordered).size).toBe(196);
    expect(commits).toBe(196);
  });

  it('runs no order when the transaction cannot be written, and every other when one order throws', async () => {
    const refusing = queueOn(() => {
      throw new Error('the disk is full');
    });
    const ordered: string[] = [];
    await expect(
      refusing.add(
        () => 1,
        () => void ordered.push('no'),
      ),
    ).rejects.toThrow('full');
    const queue = queueOn((work) => work());
    const outcomes = await Promise.allSettled([
      queue.add(
        () => 1,
        () => {
          throw new Error('a bug after the commit');
        },
      ),
      queue.add(
        () => 2,
        () => void ordered.push('two'),
      ),
      queue.add(
        () => 3,
        () =>
          void queue.add(
            () => 4,
            () => void ordered.push('four'),
          ),
      ),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(ordered).toEqual(['two', 'four']);
  });
});
