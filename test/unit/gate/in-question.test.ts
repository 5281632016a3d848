// Payments whose outcome the node does not tell: what is known of them, a person's word about them, and a node that never answers.
import { describe, expect, it } from 'vitest';
import { within } from '../../../electron/gate/deadline.ts';
import { LONG_IN_FLIGHT_SECONDS } from '../../../electron/gate/in-flight-age.ts';
import type { PaymentHash, SpendId } from '../../../shared/domain/ids.ts';
import { msat } from '../../../shared/domain/money.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createGateBench, OPERATOR } from '../../support/gate-bench.ts';

/** A payment of 1 sat that was handed over before a kill; the node says no more than `in-flight` or what is set after. */
async function lost() {
  const bench = createGateBench();
  const agent = bench.addAgent('A');
  await bench.start();
  const invoice = bench.invoice({ seed: 'lost', msat: 1_000n });
  bench.node.script(invoice.paymentHash, { kind: 'hold' });
  void bench.gate.pay(bench.request(agent, invoice.text));
  await bench.settle();
  bench.node.setLookup(() => ({ kind: 'in-flight', expiryHeight: 244 }));
  await bench.crashAndRestart();
  const id = bench.gate.inQuestion()[0]?.spend.id as SpendId;
  const round = async (): Promise<void> => {
    bench.clock.advance(30);
    await bench.settle();
  };
  return { bench, agent, invoice, id, round };
}

const entriesOf = (bench: ReturnType<typeof createGateBench>, action: string) =>
  bench.database
    .prepare('SELECT level, actor, canonical FROM audit WHERE action = ? ORDER BY seq')
    .all(action)
    .map((row) => ({ level: row['level'], actor: row['actor'], canonical: String(row['canonical']) }));

describe('a payment in question', () => {
  it('is listed with what the node last said and the height at which its HTLC expires', async () => {
    const { bench, id } = await lost();
    expect(bench.gate.reconciling()).toBe(1);
    expect(bench.gate.inQuestion()).toMatchObject([
      {
        spend: { id, state: 'unknown' },
        atNode: false,
        lastAnswer: { kind: 'in-flight', expiryHeight: 244 },
      },
    ]);
  });

  it('is quiet once a person has checked it, and still counts in every window, also after a restart', async () => {
    const { bench, agent, id } = await lost();
    const checked = bench.gate.markChecked(id, 'held by the shop until Friday', OPERATOR);
    expect(checked.ok).toBe(true);
    for (const restart of [false, true]) {
      if (restart) await bench.crashAndRestart();
      expect(bench.gate.reconciling()).toBe(0);
      expect(bench.gate.inQuestion()).toMatchObject([
        { spend: { id, state: 'unknown', checked: { reason: 'held by the shop until Friday' } } },
      ]);
      expect(bench.gate.budget(agent.id)).toMatchObject({ used: 0n, reserved: 1_000n });
      bench.clock.advance(3 * 86_400);
      await bench.settle();
      expect(bench.gate.budget(agent.id)).toMatchObject({ used: 0n, reserved: 1_000n });
    }
    const [entry] = entriesOf(bench, 'check-by-hand');
    expect(entry?.canonical).toContain('held by the shop until Friday');
    expect(entry?.canonical).toContain('"via":"window"');
  });

  it('is booked with its real fee when the node says settled after all', async () => {
    const { bench, agent, invoice, id, round } = await lost();
    bench.gate.markChecked(id, 'looked', OPERATOR);
    bench.node.setLookup(null);
    bench.node.release(invoice.paymentHash, 'settle');
    for (let times = 0; times < 30; times += 1) await round();
    expect(bench.stateOf(id)).toBe('settled');
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 1_000n, reserved: 0n });
    expect(bench.gate.inQuestion()).toEqual([]);
  });

  it('is free again when the node says failed after all', async () => {
    const { bench, agent, id, round } = await lost();
    bench.gate.markChecked(id, 'looked', OPERATOR);
    bench.node.setLookup(() => ({ kind: 'failed', detail: 'no route' }));
    for (let times = 0; times < 30; times += 1) await round();
    expect(bench.stateOf(id)).toBe('failed');
    expect(bench.gate.budget(agent.id)).toMatchObject({ used: 0n, reserved: 0n });
  });

  it('is checked once, and nothing is noted about what is not in question', async () => {
    const { bench, agent, id } = await lost();
    expect(bench.gate.markChecked('nothing' as SpendId, 'why', OPERATOR)).toMatchObject({
      code: 'unknown_spend',
    });
    bench.gate.markChecked(id, 'first', OPERATOR);
    expect(bench.gate.markChecked(id, 'second', OPERATOR)).toMatchObject({ code: 'already_checked' });
    const fresh = bench.invoice({ seed: 'on its way', msat: 1_000n });
    bench.node.script(fresh.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, fresh.text));
    await bench.settle();
    const onItsWay = bench.database.prepare(`SELECT id FROM spends WHERE state = 'dispatched'`).get()?.['id'];
    expect(bench.gate.markChecked(onItsWay as SpendId, 'why', OPERATOR)).toMatchObject({
      code: 'not_in_question',
    });
    expect(entriesOf(bench, 'check-by-hand')).toHaveLength(1);
  });
});

describe('a node that never answers', () => {
  it('holds up neither the next payment nor the next round: every look-up has its deadline', async () => {
    const { bench, agent } = await lost();
    const second = bench.invoice({ seed: 'second', msat: 2_000n });
    bench.node.script(second.paymentHash, { kind: 'settle-unheard', fee: msat(0n) });
    void bench.gate.pay(bench.request(agent, second.text));
    await bench.settle();
    const asked: PaymentHash[] = [];
    Object.assign(bench.node, {
      lookupPayment: (hash: PaymentHash) => {
        asked.push(hash);
        return new Promise(() => undefined);
      },
    });
    for (let second = 0; second < 600; second += 1) {
      bench.clock.advance(1);
      await bench.settle();
    }
    expect(new Set(asked).size).toBe(2);
    expect(asked.length).toBeGreaterThan(4);
    expect(bench.gate.inQuestion().map((one) => one.lastAnswer?.detail)).toEqual([
      'the node did not answer in time',
      'the node did not answer in time',
    ]);
    expect(bench.gate.budget(agent.id).reserved).toBe(3_000n);
  });

  it('is asked for its list again after the deadline, not beside the question that is out', async () => {
    const { bench } = await lost();
    let asked = 0;
    Object.assign(bench.node, {
      paymentsSince: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    for (let second = 0; second < 400; second += 1) {
      bench.clock.advance(1);
      await bench.settle();
    }
    expect(asked).toBe(3);
  });

  it('gives what came in time, throws what failed in time, and drops what comes late', async () => {
    const clock = createFakeClock();
    await expect(within(clock, 10, Promise.resolve('here'), () => 'late')).resolves.toBe('here');
    await expect(within(clock, 10, Promise.reject(new Error('no')), () => 'late')).rejects.toThrow('no');
    const never = within(clock, 10, new Promise<string>(() => undefined), () => 'late');
    clock.advance(1);
    await expect(never).resolves.toBe('late');
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('a payment that is on its way for long', () => {
  it('is told of once, and not when a person has checked it', async () => {
    const { bench, id, round } = await lost();
    bench.clock.advance(LONG_IN_FLIGHT_SECONDS - 60);
    await bench.settle();
    expect(entriesOf(bench, 'long-in-flight')).toEqual([]);
    for (let times = 0; times < 4; times += 1) await round();
    expect(entriesOf(bench, 'long-in-flight')).toHaveLength(1);
    bench.gate.markChecked(id, 'looked', OPERATOR);
    await bench.crashAndRestart();
    for (let times = 0; times < 4; times += 1) await round();
    expect(entriesOf(bench, 'long-in-flight')).toHaveLength(1);
  });
});
