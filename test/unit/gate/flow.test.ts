// The money path as an agent and an operator live through it. The scripted node's books, not ours, say what left.
import { describe, expect, it } from 'vitest';
import { msat, sats } from '../../../shared/domain/money.ts';
import { createGateBench, OPERATOR, PLAIN_POLICY } from '../../support/gate-bench.ts';

const LIMIT = PLAIN_POLICY.maxSingleTx;

describe('paying', () => {
  it('pays a request of exactly the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: LIMIT });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    const answer = await bench.pay(bench.request(agent, invoice.text));
    expect(answer).toMatchObject({ kind: 'settled', preimage: invoice.preimage });
    expect(bench.node.left()).toHaveLength(1);
    expect(bench.actions()).toEqual(expect.arrayContaining(['request', 'decide', 'dispatch', 'settle']));
  });

  it('writes request and decision before the node hears of it', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
    expect(bench.actions().slice(-3)).toEqual(['request', 'decide', 'dispatch']);
  });

  it('holds a payment one msat over the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const pending = bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: LIMIT + 1n }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
    bench.clock.advance(25);
    expect(await pending).toMatchObject({ kind: 'held' });
    expect(bench.node.orders).toHaveLength(0);
  });

  it('counts the fee limit against the single limit', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, maxFee: { msat: sats(10n), ppm: 0 } });
    await bench.start();
    void bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: LIMIT }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
  });

  it('lets only as many of fifty simultaneous requests through as the day has room for', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', {
      ...PLAIN_POLICY,
      rate: { perMinute: 1_000, perHour: 1_000 },
      maxInFlight: { msat: sats(5_000_000n), count: 100 },
      whenBroken: { ...PLAIN_POLICY.whenBroken, daily: 'refuse' },
    });
    await bench.start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        bench.gate.pay(bench.request(agent, bench.invoice({ seed: `n${index}`, msat: LIMIT }).text)),
      ),
    );
    expect(answers.filter((answer) => answer?.kind === 'settled')).toHaveLength(5);
    expect(bench.node.left()).toHaveLength(5);
    expect(
      answers.filter((answer) => answer?.kind === 'refused' && answer.code === 'exceeds_daily_limit'),
    ).toHaveLength(45);
  });

  it('refuses what the allotment cannot pay', async () => {
    const bench = createGateBench({ allotment: sats(10n) });
    const agent = bench.addAgent('A');
    await bench.start();
    const answer = await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 11_000n }).text));
    expect(answer).toMatchObject({ kind: 'refused', code: 'insufficient_balance' });
  });

  it('frees the reservation when the node says it failed for good, and only then', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const before = bench.gate.spendable(agent.id);
    const failing = bench.invoice({ seed: 'f', msat: 5_000n });
    bench.node.script(failing.paymentHash, { kind: 'fail' });
    expect(await bench.pay(bench.request(agent, failing.text))).toMatchObject({ kind: 'failed' });
    expect(bench.gate.spendable(agent.id)).toBe(before);
    const unheard = bench.invoice({ seed: 'u', msat: 5_000n });
    bench.node.script(unheard.paymentHash, { kind: 'settle-unheard', fee: msat(0n) });
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: '' }));
    const pending = bench.gate.pay(bench.request(agent, unheard.text));
    await bench.settle();
    expect(bench.gate.spendable(agent.id)).toBe(before - 5_000n);
    bench.clock.advance(45);
    expect(await pending).toMatchObject({ kind: 'in-flight' });
    expect(bench.gate.spendable(agent.id)).toBe(before - 5_000n);
    bench.node.setLookup(null);
    bench.clock.advance(60);
    await bench.settle();
    expect(bench.gate.transaction(agent.id, { paymentHash: unheard.paymentHash })).toMatchObject({
      state: 'settled',
    });
  });

  it('does not believe a settlement without the right preimage', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'wrong-preimage' });
    bench.node.setLookup(() => ({ kind: 'in-flight' }));
    const pending = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.clock.advance(45);
    expect(await pending).toMatchObject({ kind: 'in-flight' });
    expect(bench.actions()).toContain('lose-sight');
  });

  it('gives a used limit back only when 24 hours have passed', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', {
      ...PLAIN_POLICY,
      maxDailySpend: LIMIT,
      whenBroken: { ...PLAIN_POLICY.whenBroken, daily: 'refuse' },
    });
    await bench.start();
    const full = bench.invoice({ seed: 'a', msat: LIMIT });
    bench.node.script(full.paymentHash, { kind: 'settle', fee: msat(0n) });
    await bench.pay(bench.request(agent, full.text));
    bench.clock.advance(86_400);
    expect(await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1n }).text))).toMatchObject({
      kind: 'refused',
    });
    bench.clock.advance(1);
    expect(await bench.pay(bench.request(agent, bench.invoice({ seed: 'c', msat: 1n }).text))).toMatchObject({
      kind: 'settled',
    });
  });
});

describe('the same request or the same invoice again', () => {
  it('answers a replayed event from the ledger without paying again', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
    const first = await bench.pay(asked);
    bench.clock.advance(4_000);
    expect(await bench.pay(asked)).toEqual(first);
    await bench.crashAndRestart();
    expect(await bench.pay(asked)).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('answers a paid invoice asked under a new event id with the first result, even after it expired', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, expirySeconds: 60 });
    const first = await bench.pay(bench.request(agent, invoice.text));
    bench.clock.advance(3_600);
    expect(await bench.pay(bench.request(agent, invoice.text))).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('tells of a payment made even to a request that is too old to be executed', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const first = await bench.pay(bench.request(agent, invoice.text));
    const late = bench.request(agent, invoice.text, { createdAt: bench.later(-200) });
    expect(await bench.pay(late)).toEqual(first);
    const unknown = bench.invoice({ seed: 'b', msat: 1_000n });
    expect(await bench.pay(bench.request(agent, unknown.text, { createdAt: bench.later(-200) }))).toBeNull();
    expect(bench.node.left()).toHaveLength(1);
  });

  it('does not send an invoice that is in flight a second time', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const one = bench.gate.pay(bench.request(agent, invoice.text));
    const two = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.node.orders).toHaveLength(1);
    bench.node.release(invoice.paymentHash, 'settle');
    await bench.settle();
    expect(await one).toMatchObject({ kind: 'settled' });
    expect(await two).toMatchObject({ kind: 'settled' });
  });

  it('tries again after a final failure, with a new reservation', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'fail' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'failed' });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'settled' });
  });

  it('refuses a hash that another agent paid', async () => {
    const bench = createGateBench({ allotment: sats(1_000n) });
    const one = bench.addAgent('A');
    const two = bench.addAgent('B');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    await bench.pay(bench.request(one, invoice.text));
    expect(await bench.pay(bench.request(two, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'paid_by_another_agent',
    });
  });

  it('refuses a known hash in another invoice text', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text));
    const other = bench.invoice({ seed: 'a', msat: 1_000n, description: 'wrapped', payee: 'middleman' });
    expect(await bench.pay(bench.request(agent, other.text))).toMatchObject({
      kind: 'refused',
      code: 'payment_hash_reused',
    });
  });
});

describe('bad requests', () => {
  const cases: readonly (readonly [
    string,
    (bench: ReturnType<typeof createGateBench>) => { text: string; amount?: bigint },
    string,
  ])[] = [
    ['garbage', () => ({ text: 'garbage' }), 'invalid_destination'],
    [
      'a truncated invoice',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n }).text.slice(0, -5) }),
      'invalid_destination',
    ],
    [
      'another network',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n, network: 'bitcoin' }).text }),
      'invalid_destination',
    ],
    [
      'an amount beside the invoice that differs',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: 1_000n }).text, amount: 2_000n }),
      'amount_mismatch',
    ],
    [
      'an amountless invoice without an amount',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: null }).text }),
      'amount_missing',
    ],
    [
      'an amountless invoice with zero',
      (bench) => ({ text: bench.invoice({ seed: 'a', msat: null }).text, amount: 0n }),
      'amount_invalid',
    ],
  ];
  it.each(cases)('refuses %s', async (_what, make, code) => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const { text, amount } = make(bench);
    const answer = await bench.pay(
      bench.request(agent, text, { amount: amount === undefined ? null : msat(amount) }),
    );
    expect(answer).toMatchObject({ kind: 'refused', code });
    expect(bench.node.orders).toHaveLength(0);
    expect(bench.actions()).toContain('request');
  });

  it('refuses an expired invoice', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n, expirySeconds: 30 });
    bench.clock.advance(31);
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'invalid_destination',
    });
  });

  it('pays exactly the amount named for an amountless invoice', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: null });
    await bench.pay(bench.request(agent, invoice.text, { amount: msat(7_001n) }));
    expect(bench.node.orders[0]).toMatchObject({ amount: 7_001n, amountless: true });
  });

  it.each([
    ['older than 90 s', -91, null],
    ['newer than 90 s', 91, null],
    ['past its expiration', 0, 0],
  ])('ignores a request %s, now and when it comes again', async (_what, shift, expiry) => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const asked = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text, {
      createdAt: bench.later(shift),
      expiresAt: expiry === null ? null : bench.later(expiry),
    });
    expect(await bench.pay(asked)).toBeNull();
    bench.clock.advance(60);
    expect(await bench.pay(asked)).toBeNull();
    expect(bench.node.orders).toHaveLength(0);
  });

  it('refuses a look-alike of a known destination', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    const known = `${invoice.destination.slice(0, 8)}${'0'.repeat(50)}${invoice.destination.slice(-8)}`;
    bench.database.prepare(`INSERT INTO destination_labels VALUES (?, 'ACME', 0)`).run(known);
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'destination_lookalike',
    });
  });

  it('refuses over the rate, counting refused requests too', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate: { perMinute: 3, perHour: 100 } });
    await bench.start();
    for (let index = 0; index < 3; index += 1) await bench.pay(bench.request(agent, 'garbage'));
    const over = bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text);
    expect(await bench.pay(over)).toMatchObject({ kind: 'refused', code: 'exceeds_rate_limit' });
    bench.clock.advance(61);
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });
});

describe('approval by hand', () => {
  const held = async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'big', msat: LIMIT + 1n });
    bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
    const answer = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    return { bench, agent, invoice, answer, id: bench.onlyWaiting() };
  };

  it('pays at once while the agent waits', async () => {
    const { bench, id, answer } = await held();
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'paying' },
    });
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'settled' });
  });

  it('becomes a grant once the agent was told no, and is used once', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    bench.clock.advance(25);
    expect(await answer).toMatchObject({ kind: 'held' });
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'granted' },
    });
    await bench.settle();
    expect(bench.node.orders).toHaveLength(0);
    const first = await bench.pay(bench.request(agent, invoice.text));
    expect(first).toMatchObject({ kind: 'settled' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toEqual(first);
    expect(bench.node.left()).toHaveLength(1);
  });

  it('pays a request of the pay method at once although its agent was answered pending', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'big', msat: LIMIT + 1n });
    const answer = await bench.pay(bench.request(agent, invoice.text, { askedBy: 'pay' }));
    expect(answer).toMatchObject({ kind: 'held' });
    const id = bench.onlyWaiting();
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: true,
      value: { result: 'paying' },
    });
    await bench.settle();
    expect(bench.stateOf(id)).toBe('settled');
  });

  it('cannot be given twice', async () => {
    const { bench, id } = await held();
    bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    expect(bench.gate.approve(id, { ...bench.shown(id) }, 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'not_waiting',
    });
    await bench.settle();
    expect(bench.node.left()).toHaveLength(1);
  });

  it.each(['amount', 'feeLimit', 'destination', 'paymentHash', 'policyVersion'] as const)(
    'is refused when the page showed another %s',
    async (field) => {
      const { bench, id } = await held();
      const shown = {
        ...bench.shown(id),
        [field]:
          field === 'policyVersion' ? 2 : field === 'amount' || field === 'feeLimit' ? msat(1n) : 'other',
      };
      expect(bench.gate.approve(id, shown, 'fine', OPERATOR)).toMatchObject({
        ok: false,
        code: 'changed_while_waiting',
      });
      expect(bench.stateOf(id)).toBe('held');
    },
  );

  it('is refused after the policy changed', async () => {
    const { bench, agent, id } = await held();
    bench.registry.setPolicy(agent.id, 1, { ...PLAIN_POLICY, maxSingleTx: sats(1n) }, 'tighter', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'changed_while_waiting',
    });
  });

  it('is refused while the agent or the fleet is frozen', async () => {
    const { bench, agent, id } = await held();
    bench.freeze.freezeAgent(agent.id, 'odd', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
    bench.freeze.unfreezeAgent(agent.id, 'ok', OPERATOR);
    bench.freeze.freezeFleet('odd', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
    expect(bench.node.orders).toHaveLength(0);
  });

  it('waives only the rule that held it', async () => {
    const { bench, agent, id } = await held();
    // The day fills up while it waits: the daily rule did not hold it, so it is not waived.
    for (let index = 0; index < 5; index += 1) {
      const invoice = bench.invoice({ seed: `fill${index}`, msat: LIMIT });
      bench.node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
      expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({ kind: 'settled' });
    }
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({
      ok: false,
      code: 'refused_now',
    });
  });

  it('is refused when the fleet limit that held it was tightened since', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(10n) }, 'cap', OPERATOR);
    await bench.start();
    void bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'fleet', msat: 20_000n }).text));
    await bench.settle();
    const id = bench.onlyWaiting();
    bench.registry.setFleetPolicy(1, { maxFleetDailySpend: sats(5n) }, 'tighter', OPERATOR);
    const refused = bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    expect(refused).toMatchObject({ ok: false, code: 'refused_now' });
    bench.registry.setFleetPolicy(2, { maxFleetDailySpend: sats(10n) }, 'back', OPERATOR);
    expect(bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR)).toMatchObject({ ok: true });
  });

  it('expires with its invoice, recorded as expired and not as denied', async () => {
    const { bench, id } = await held();
    bench.clock.advance(3_601);
    await bench.settle();
    expect(bench.stateOf(id)).toBe('expired');
    expect(bench.actions()).toContain('expire');
    expect(bench.gate.approve(id, bench.shown(id), 'late', OPERATOR)).toMatchObject({
      ok: false,
      code: 'not_waiting',
    });
  });

  it('tells the agent of a denial, and of the same invoice again', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    expect(bench.gate.deny(id, 'no', OPERATOR)).toMatchObject({ ok: true });
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'refused', code: 'denied_by_operator' });
    expect(await bench.pay(bench.request(agent, invoice.text))).toMatchObject({
      kind: 'refused',
      code: 'denied_by_operator',
    });
  });

  it('joins a second request for the same held invoice to the first', async () => {
    const { bench, agent, invoice, id, answer } = await held();
    const second = bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    expect(bench.onlyWaiting()).toBe(id);
    bench.gate.approve(id, bench.shown(id), 'fine', OPERATOR);
    await bench.settle();
    expect(await answer).toMatchObject({ kind: 'settled' });
    expect(await second).toMatchObject({ kind: 'settled' });
    expect(bench.node.left()).toHaveLength(1);
  });

  it('refuses the twenty-first payment that would have to wait', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A', { ...PLAIN_POLICY, rate: { perMinute: 100, perHour: 1_000 } });
    await bench.start();
    const answers = Array.from({ length: 21 }, (_, index) =>
      bench.gate.pay(bench.request(agent, bench.invoice({ seed: `w${index}`, msat: LIMIT + 1n }).text)),
    );
    expect(await answers[20]).toMatchObject({ kind: 'refused', code: 'exceeds_single_tx_limit' });
  });
});

describe('freezing', () => {
  it('lets nothing new out once acknowledged, while what is in flight finishes and counts', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const flying = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(flying.paymentHash, { kind: 'hold' });
    const pending = bench.gate.pay(bench.request(agent, flying.text));
    await bench.settle();
    bench.freeze.freezeFleet('drill', OPERATOR);
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'fleet_frozen' });
    bench.node.release(flying.paymentHash, 'settle');
    await bench.settle();
    expect(await pending).toMatchObject({ kind: 'settled' });
    expect(bench.gate.budget(agent.id).used).toBe(1_000n);
  });
});

describe('after a crash', () => {
  it('reconciles a payment that settled while nobody looked, and answers the open request', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    const asked = bench.request(agent, invoice.text);
    void bench.gate.pay(asked);
    await bench.settle();
    bench.node.release(invoice.paymentHash, 'settle');
    // The outcome reaches a process that is gone.
    await bench.crashAndRestart();
    const open = bench.gate.unanswered();
    const replies = await Promise.all(open.map((request) => request.answer));
    expect(bench.gate.transaction(agent.id, { paymentHash: invoice.paymentHash })).toMatchObject({
      state: 'settled',
    });
    expect([...replies, await bench.pay(asked)].at(-1)).toMatchObject({ kind: 'settled' });
    expect(bench.node.left()).toHaveLength(1);
  });

  it('asks again at the very next round, though the node took a moment to say that it is in flight', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => {
      queueMicrotask(() => bench.clock.advance(0.05));
      return { kind: 'in-flight' };
    });
    await bench.crashAndRestart();
    bench.node.setLookup(null);
    bench.node.release(invoice.paymentHash, 'settle');
    bench.clock.advance(29.96);
    await bench.settle();
    expect(bench.gate.reconciling()).toBe(0);
    expect(bench.gate.budget(agent.id).used).toBe(1_000n);
  });

  it('frees a payment the node never received only after asking twice, a minute apart', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => ({ kind: 'not-found' }));
    await bench.crashAndRestart();
    expect(bench.gate.reconciling()).toBe(1);
    expect(bench.gate.budget(agent.id).reserved).toBe(1_000n);
    for (let round = 0; round < 4; round += 1) {
      bench.clock.advance(30);
      await bench.settle();
    }
    expect(bench.gate.reconciling()).toBe(0);
    expect(bench.gate.budget(agent.id).reserved).toBe(0n);
  });

  it('stays closed until the node has answered for every open payment', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    const invoice = bench.invoice({ seed: 'a', msat: 1_000n });
    bench.node.script(invoice.paymentHash, { kind: 'hold' });
    void bench.gate.pay(bench.request(agent, invoice.text));
    await bench.settle();
    bench.node.setLookup(() => ({ kind: 'no-answer', detail: 'slow' }));
    await bench.crashAndRestart();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.node.setLookup(null);
    bench.clock.advance(30);
    await bench.settle();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'c', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });

  it('opens closed on a restored ledger until a person confirms', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.crashAndRestart(true);
    const ask = () =>
      bench.pay(
        bench.request(agent, bench.invoice({ seed: `r${bench.clock.monotonic()}`, msat: 1_000n }).text),
      );
    expect(await ask()).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.gate.confirmLedger('compared with the node', OPERATOR);
    bench.clock.advance(1);
    expect(await ask()).toMatchObject({ kind: 'settled' });
  });
});

describe('the world outside', () => {
  it('counts a payment nobody asked for against the fleet, and alarms', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(1_000n) }, 'cap', OPERATOR);
    const foreign = bench.invoice({ seed: 'outside', msat: 1_000_000n });
    bench.node.payOutside({
      paymentHash: foreign.paymentHash,
      state: 'settled',
      outflow: sats(1_000n),
      at: bench.clock.now(),
    });
    await bench.start();
    expect(bench.actions()).toContain('foreign-payment');
    const pending = bench.gate.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1n }).text));
    await bench.settle();
    expect(bench.stateOf(bench.onlyWaiting())).toBe('held');
    bench.clock.advance(25);
    await pending;
  });

  it('counts what nobody asked for as long as it is on its way, and with its fee from when it settles', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    bench.registry.setFleetPolicy(0, { maxFleetDailySpend: sats(1_000n) }, 'cap', OPERATOR);
    const { paymentHash } = bench.invoice({ seed: 'outside', msat: 1_000_000n });
    const at = bench.clock.now();
    bench.node.payOutside({ paymentHash, state: 'in-flight', outflow: sats(400n), at });
    await bench.start();
    const used = () =>
      sats(1_000n) -
      (bench.gate.budget(agent.id).total -
        bench.gate.budget(agent.id).used -
        bench.gate.budget(agent.id).reserved);
    expect(used()).toBe(sats(400n));
    bench.node.setLookup(() => ({ kind: 'in-flight' }));
    for (let hour = 0; hour < 30; hour += 1) {
      bench.clock.advance(3_600);
      await bench.settle();
    }
    expect(used()).toBe(sats(400n));
    bench.node.setLookup(() => ({ kind: 'settled', preimage: '', amount: sats(400n), fee: sats(3n) }));
    bench.clock.advance(60);
    await bench.settle();
    expect(used()).toBe(sats(403n));
    bench.clock.advance(23 * 3_600);
    expect(used()).toBe(sats(403n));
    bench.clock.advance(2 * 3_600);
    expect(used()).toBe(0n);
  });

  it('closes when the clock leaps forward, and opens when a person confirms it', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    bench.clock.setWall(bench.clock.now() + 90_000);
    bench.clock.advance(1);
    await bench.settle();
    expect(bench.gate.doubts().map((doubt) => doubt.reason)).toContain('clock-in-doubt');
    bench.gate.confirmClock('checked', OPERATOR);
    await bench.settle();
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });

  it('forgets nothing of a window when the clock goes back', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text));
    const used = bench.gate.budget(agent.id).used;
    bench.clock.setWall(bench.clock.now() - 200_000);
    expect(bench.gate.budget(agent.id).used).toBe(used);
  });

  it('closes a node that can spend less than its agents were allotted', async () => {
    const bench = createGateBench();
    const agent = bench.addAgent('A');
    await bench.start();
    bench.node.setSpendable(sats(1_000n));
    bench.node.setSpendable(sats(1_000n));
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'a', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'refused', code: 'gate_closed' });
    bench.node.setSpendable(sats(10_000_000n));
    expect(
      await bench.pay(bench.request(agent, bench.invoice({ seed: 'b', msat: 1_000n }).text)),
    ).toMatchObject({ kind: 'settled' });
  });
});
