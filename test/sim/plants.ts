// Ten and more known mistakes of wallets, each one line of the product's source as somebody might write it. They are planted while the
// modules are loaded, in this test alone: nothing in the product can switch them on. A line that is not there any more is an error.

export type Plant = {
  readonly name: string;
  /** Path from the root of the project. */
  readonly file: string;
  readonly line: string;
  readonly instead: string;
  /** The invariants that it breaks: one of them has to be what the simulation complains of. */
  readonly breaks: readonly number[];
  /** Seed at which the search begins: 1, or for a rare one near where it was found, for the way there is long and was walked before. */
  readonly from?: number;
  /** Seeds within which the simulation has to find it from there. */
  readonly within: number;
};

const PAYMENTS = 'electron/gate/payments.ts';
const FLOW = 'electron/gate/pay-flow.ts';
const WINDOWS = 'electron/gate/windows.ts';
const ACCEPT = 'electron/gate/accept.ts';
const QUEUE = 'electron/gate/commit-queue.ts';
const CLOCK = 'electron/gate/guarded-clock.ts';
const RECONCILE = 'electron/gate/reconcile.ts';

export const PLANTS: readonly Plant[] = [
  {
    name: 'release on time-out',
    file: FLOW,
    line: 'const latest = ledger.spends.get(spendId) ?? spend;',
    instead: `if (!waitsForPerson) payments.fail(spendId, 'timed out');
        const latest = ledger.spends.get(spendId) ?? spend;`,
    breaks: [5],
    within: 200,
  },
  {
    name: 'unknown taken for failed',
    file: PAYMENTS,
    line: 'return bookUnknown(id, outcome.detail);',
    instead: 'return bookFailed(id, outcome.detail);',
    breaks: [5],
    within: 200,
  },
  {
    name: 'check, then await, then reserve',
    file: 'electron/gate/judge.ts',
    line: 'const own = ledger.windows.agentUsage(agent.id, now);',
    instead: `const kept = (globalThis.checkedBefore ??= new Map());
    if (kept.size === 0) setImmediate(() => kept.clear());
    const own = kept.get(agent.id) ?? ledger.windows.agentUsage(agent.id, now);
    kept.set(agent.id, own);`,
    breaks: [1],
    from: 20,
    within: 1_000,
  },
  {
    name: 'fees are not counted',
    file: 'electron/gate/rules/amounts.ts',
    line: 'const cost = (ask: Ask): bigint => ask.amount + ask.feeLimit;',
    instead: 'const cost = (ask: Ask): bigint => ask.amount;',
    breaks: [1, 2],
    within: 200,
  },
  {
    name: 'only what has settled counts',
    file: WINDOWS,
    line: '`SELECT sum(amount_msat + fee_limit_msat) AS reserved_msat, count(*) AS count FROM spends WHERE agent_id = ? AND ${IN_FLIGHT}`',
    instead:
      '`SELECT 0 * sum(amount_msat) AS reserved_msat, count(*) AS count FROM spends WHERE agent_id = ? AND ${IN_FLIGHT}`',
    breaks: [1, 5],
    within: 200,
  },
  {
    name: 'reservations are forgotten at the start',
    file: 'electron/gate/create-gate.ts',
    line: 'nodeRounds.start();',
    instead: `for (const left of spends.inFlight()) if (left.state !== 'reserved') payments.fail(left.id, 'restarted');
      nodeRounds.start();`,
    breaks: [5],
    within: 200,
  },
  {
    name: 'a repeat is sent again',
    file: FLOW,
    line: "if (outcome.kind === 'reserved') payments.send(outcome.spend);",
    instead: `if (outcome.kind === 'reserved') payments.send(outcome.spend);
          const again = outcome.kind === 'waiting' ? ledger.spends.get(outcome.spendId) : undefined;
          if (again?.state === 'dispatched') payments.send(again);`,
    breaks: [3],
    from: 20,
    within: 200,
  },
  {
    name: 'the order leaves before the commit',
    file: FLOW,
    line: '? { ...outcome, spend: payments.markDispatched(outcome.spend) }',
    instead: `? (payments.send(payments.markDispatched(outcome.spend)), { kind: 'waiting', spendId: outcome.spend.id })`,
    breaks: [4],
    within: 50,
  },
  {
    name: 'an await between the commit and the order',
    file: QUEUE,
    line: 'job.committed(value);',
    instead: 'setImmediate(() => job.committed(value));',
    breaks: [7, 8],
    from: 45,
    within: 1_000,
  },
  {
    name: 'a freeze is not looked at when an approval pays',
    file: 'electron/gate/decide.ts',
    line: "if (rule.verdict !== 'hold') return rule.verdict === 'refuse';",
    instead:
      "if (rule.verdict !== 'hold') return rule.verdict === 'refuse' && !rule.rule.endsWith('frozen');",
    breaks: [7],
    from: 250,
    within: 2_000,
  },
  {
    name: 'an approval waives every limit',
    file: 'electron/gate/decide.ts',
    line: 'return then === undefined || isTighter(rule, then);',
    instead: 'return false;',
    breaks: [1, 2],
    from: 70,
    within: 2_000,
  },
  {
    name: 'an approval is good for the next try as well',
    file: ACCEPT,
    line: "const decision = crowded ? { ...judged.decision, verdict: 'refuse' as const } : judged.decision;",
    instead: `const before = spends.newestOfAgent(agent.id, invoice.paymentHash);
    const decision =
      judged.decision.verdict === 'hold' && before?.byHand ? { ...judged.decision, verdict: 'allow' } : judged.decision;`,
    breaks: [2],
    from: 100,
    within: 2_000,
  },
  {
    name: 'money that comes in refills the limit',
    file: 'electron/gate/receive.ts',
    line: 'balances.book(agentId, settled.received);',
    instead: `balances.book(agentId, settled.received);
        database.prepare('UPDATE outflow SET used_msat = max(0, used_msat - ?) WHERE agent_id = ?').run(settled.received, agentId);`,
    breaks: [1, 5],
    within: 1_000,
  },
  {
    name: 'the clock is believed when it jumps',
    file: CLOCK,
    line: 'if (!doubt && (Math.abs(jumped) > TOLERANCE_SECONDS || startsFarBehind)) {',
    instead: 'if (!doubt && jumped < -1e9) {',
    breaks: [1, 5, 8],
    within: 200,
  },
  {
    name: 'the clock of a start is taken over',
    file: CLOCK,
    line: 'let vouchedFor = baseWall <= kept + TOLERANCE_SECONDS;',
    instead: 'let vouchedFor = true;',
    breaks: [1, 5],
    within: 2_000,
  },
  {
    name: 'one “never heard of it” is enough',
    file: RECONCILE,
    line: 'if (clock.monotonic() - first < MISSING_MS)',
    instead: 'if (clock.monotonic() < first)',
    breaks: [5],
    from: 180,
    within: 500,
  },
  {
    name: 'an earlier try’s failure frees the next one',
    file: RECONCILE,
    line: 'if (isOfAnEarlierTry(spend, found))',
    instead: 'if (false)',
    breaks: [5],
    from: 110,
    within: 3_000,
  },
  {
    name: 'any preimage is proof',
    file: PAYMENTS,
    line: 'if (!isPreimageOf(preimage, before.paymentHash))',
    instead: 'if (false)',
    breaks: [5, 6],
    from: 135,
    within: 200,
  },
  {
    name: 'an answer is told and not kept',
    file: FLOW,
    line: 'ledger.write(() => ledger.requests.answer(eventId, answer, ledger.clock.now()));',
    instead: 'void answer;',
    breaks: [6],
    within: 500,
  },
];
