// The judge: the nine invariants of docs/gate.md 1, from the node's and the relay's books and from what operators were told. The
// ledger is read for two things only: whether what left had been committed before, and whose a payment is.
import { DECISION_CODES, type RuleName } from '../../shared/domain/decision.ts';
import type { EventId, PaymentHash } from '../../shared/domain/ids.ts';
import type { ClosedReason } from '../../shared/domain/gate-state.ts';
import { WINDOW_SECONDS } from '../../shared/domain/time.ts';
import type { Gate } from '../../electron/gate/gate.ts';
import type { PayOrder } from '../../electron/lightning/lightning-node.ts';
import { NOBODY, type Approval, type Asked, type OperatorBooks } from './books.ts';
import type { Coverage } from './coverage.ts';
import type { Disk } from './disk.ts';
import { OWN_NODE_KEY, type PoolInvoice } from './invoices.ts';
import type { Life } from './life.ts';
import type { Htlc, Outside, Payee, SimNode } from './node.ts';
import { FLEET_POLICIES, imitationOf, POLICIES } from './policies.ts';
import type { Response } from './relay.ts';
import { START, type VirtualTime } from './virtual-time.ts';

export type Violation = { readonly invariant: number; readonly sentence: string };

/** Of one life of the process, what the world saw of it. */
export type LifeRecord = {
  gate: Gate | null;
  /** Seconds the wall was ahead when this life began, or when a person last confirmed it. */
  trustedOffset: number;
  ledgerInDoubt: boolean;
  /** Whether the node has told its list of payments at all. */
  compared: boolean;
  /** True time, in ms, up to which that list was surely taken in. */
  comparedAt: number;
};

export type JudgeParts = {
  readonly time: VirtualTime;
  readonly disk: Disk;
  readonly coverage: Coverage;
  readonly pool: readonly PoolInvoice[];
  readonly books: () => OperatorBooks;
  readonly asked: ReadonlyMap<EventId, Asked>;
  readonly record: (life: Life) => LifeRecord | undefined;
  readonly imitation: boolean;
  /** Largest lead of the wall clock, in ms, that nothing could have told from true time. */
  readonly clockSlack: () => number;
  readonly clockTouched: () => boolean;
};

/** By how much the wall may jump before a running gate doubts it, and run ahead of the newest block before one that starts does. */
const TOLERANCE_SECONDS = 300;
export const CHAIN_SLACK_SECONDS = 10_800;
/** A window of the product's, in ms, as it can at least be; a second is lost to rounding at each end. */
const WINDOW_MS = (WINDOW_SECONDS - 2) * 1_000;

export function createJudge(parts: JudgeParts) {
  const { time, disk, coverage, pool, books, asked } = parts;
  const owner = new Map<Htlc, number>();
  /** The ledger's name of the attempt, to tell a failed one from the next. */
  const attempt = new Map<Htlc, string>();
  /** Where a ledger put back holds an earlier attempt of the same payment: what that one reserves. */
  const reservedFor = new Map<Htlc, bigint>();
  const violations: Violation[] = [];
  const trace: string[] = [];
  let node: SimNode | undefined;
  const say = (text: string): void => void trace.push(`${(time.now() / 1_000).toFixed(3)}s ${text}`);
  const blame = (invariant: number, sentence: string): void => {
    say(`INVARIANT ${invariant}: ${sentence}`);
    violations.push({ invariant, sentence });
  };
  const rowOf = disk.committed.prepare<{
    id: string;
    agent_id: string;
    amount_msat: bigint;
    fee_limit_msat: bigint;
  }>(
    `SELECT id, agent_id, amount_msat, fee_limit_msat FROM spends WHERE payment_hash = ? AND state = 'dispatched'`,
  );
  const spendOf = disk.committed.prepare<{ spend_id: string | null }>(
    'SELECT spend_id FROM requests WHERE event_id = ?',
  );
  const requestsOf = disk.committed.prepare<{ count: number }>(
    'SELECT count(*) AS count FROM requests WHERE spend_id = ?',
  );
  const entriesOf = disk.committed.prepare<{ count: number }>(
    `SELECT count(DISTINCT action) AS count FROM audit WHERE correlation = ? AND action IN ('request', 'dispatch')`,
  );
  const receivedBy = disk.committed.prepare<{ payment_hash: string; agent_id: string }>(
    'SELECT payment_hash, agent_id FROM invoices',
  );
  const liveOrSettled = disk.committed.prepare<{
    agent_id: string;
    amount_msat: bigint;
    fee_limit_msat: bigint;
  }>(
    `SELECT agent_id, amount_msat, fee_limit_msat FROM spends WHERE payment_hash = ? AND state IN ('reserved', 'dispatched', 'unknown', 'settled')`,
  );

  const isOpen = (htlc: Htlc): boolean => htlc.state === 'underway' || htlc.state === 'in-flight';
  const outflow = (htlc: Htlc): bigint => htlc.amount + (htlc.state === 'settled' ? htlc.fee : htlc.feeLimit);
  /** What a node took beyond what it was allowed is its fault, and is on nobody's account. */
  const overcharge = (htlc: Htlc): bigint =>
    htlc.state === 'settled' && htlc.fee > htlc.feeLimit ? htlc.fee - htlc.feeLimit : 0n;

  /** In flight now, or settled within the last 24 hours. */
  const counts = (htlc: Htlc): boolean =>
    isOpen(htlc) ||
    (htlc.state === 'settled' && (htlc.ended ?? 0) >= time.now() - WINDOW_MS + parts.clockSlack());
  const outsideCounts = (payment: Outside): boolean =>
    payment.at >= time.now() - WINDOW_MS + parts.clockSlack();

  /** Nobody's payments count from when the node told of them, for 24 hours from when they were made. */
  const isListed = ({ arrived }: Htlc, { comparedAt }: LifeRecord): boolean =>
    arrived !== null && arrived < comparedAt && arrived >= time.now() - WINDOW_MS + parts.clockSlack();

  /** A hash is paid once, however often it was ordered. */
  const sum = (htlcs: readonly Htlc[]): bigint => {
    const byHash = new Map<PaymentHash, Htlc>();
    for (const htlc of htlcs) if (byHash.get(htlc.hash)?.state !== 'settled') byHash.set(htlc.hash, htlc);
    return [...byHash.values()].reduce((total, htlc) => total + outflow(htlc) - overcharge(htlc), 0n);
  };
  const of = (agent: number): readonly Htlc[] =>
    (node?.books ?? []).filter((htlc) => owner.get(htlc) === agent);

  const received = (agent: number): bigint => {
    const id = books().agents[agent]?.id;
    return receivedBy
      .all()
      .filter((row) => row.agent_id === id)
      .reduce((total, row) => total + (node?.receivedFor(row.payment_hash as PaymentHash) ?? 0n), 0n);
  };

  const knownOutside = (record: LifeRecord): bigint =>
    (node?.outside ?? [])
      .filter((payment) => outsideCounts(payment) && payment.at < record.comparedAt)
      .reduce((total, payment) => total + payment.outflow, 0n);

  const checkRules = (
    agentIndex: number,
    order: PayOrder,
    record: LifeRecord,
    approval: Approval | undefined,
  ): void => {
    const { agents, fleetPolicy, fleetFrozen } = books();
    const agent = agents[agentIndex];
    const policy = agent && POLICIES[agent.policy];
    const invoice = pool.find((one) => one.text === order.invoice);
    if (!agent || !policy || !invoice) return blame(4, 'an order for what was never asked');
    const cost = order.amount + order.feeLimit;
    const waived = (rule: RuleName): boolean => approval?.waived.includes(rule) ?? false;
    const others = (htlc: Htlc): boolean => htlc.hash !== order.paymentHash;
    const mine = of(agentIndex).filter(others);
    const open = mine.filter(isOpen);

    if (agent.frozen) blame(7, `${agent.name} is frozen and pays`);
    if (fleetFrozen) blame(7, 'the fleet is frozen and pays');
    if (agent.denied.includes(order.paymentHash)) blame(2, 'a payment that a person rejected leaves');
    if (cost > policy.maxSingleTx && !waived('single'))
      blame(2, `${cost} msat leave at once, ${policy.maxSingleTx} are allowed and nobody approved it`);
    const own = sum(mine.filter(counts)) + cost;
    if (own > policy.maxDailySpend && !waived('daily'))
      blame(1, `${agent.name}: ${own} msat in 24 h, ${policy.maxDailySpend} are allowed`);
    const fleetLimit = FLEET_POLICIES[fleetPolicy]?.maxFleetDailySpend ?? null;
    const everybody = (node?.books ?? []).filter(
      (htlc) => others(htlc) && counts(htlc) && (owner.get(htlc) !== NOBODY || isListed(htlc, record)),
    );
    const fleet = sum(everybody) + knownOutside(record) + cost;
    if (fleetLimit !== null && fleet > fleetLimit && !waived('fleet'))
      blame(1, `the fleet: ${fleet} msat in 24 h, ${fleetLimit} are allowed`);

    const inFlight = sum(open) + cost;
    if (inFlight > policy.maxInFlight.msat || open.length + 1 > policy.maxInFlight.count)
      blame(1, `${open.length + 1} payments of ${inFlight} msat are in flight at once`);
    const funds =
      agent.funds +
      received(agentIndex) -
      sum(mine.filter((htlc) => isOpen(htlc) || htlc.state === 'settled'));
    if (cost > funds) blame(1, `${agent.name} pays ${cost} msat and has ${funds}`);
    if (order.feeLimit > policy.maxFee.msat) blame(1, 'the fee limit is above the policy’s');
    if (order.amount !== (invoice.amount ?? order.amount))
      blame(4, 'another amount than the invoice’s leaves');
    if (
      invoice.destination === OWN_NODE_KEY ||
      invoice.kind === 'wrong-network' ||
      invoice.kind === 'garbage'
    )
      blame(8, `an order for an invoice of kind ${invoice.kind}`);
    if (policy.allowlist && !policy.allowlist.includes(invoice.destination))
      blame(8, 'a destination outside the allowlist');
    const isKnown =
      (policy.allowlist?.includes(invoice.destination) ?? false) || paid(agentIndex, invoice, true);
    if (parts.imitation && invoice.destination === imitated(pool) && !isKnown)
      blame(8, 'a look-alike of a known destination is paid');
    if (policy.firstTime === 'hold' && !waived('first-time') && !paid(agentIndex, invoice, false))
      blame(2, 'a first payment to a destination that nobody approved');
    const minute = Math.floor(time.seconds() / 60) % 1_440;
    const { activeHours } = policy;
    if (
      activeHours &&
      !parts.clockTouched() &&
      !waived('schedule') &&
      !(minute >= activeHours.fromMinute && minute < activeHours.toMinute)
    )
      blame(8, 'a payment outside the active hours');
  };

  const paid = (agent: number, invoice: PoolInvoice, byAnyone: boolean): boolean =>
    (node?.books ?? []).some(
      (htlc) =>
        htlc.state === 'settled' &&
        (byAnyone || owner.get(htlc) === agent) &&
        pool.find((one) => one.hash === htlc.hash)?.destination === invoice.destination,
    );

  const checkGate = (life: Life, record: LifeRecord): void => {
    if (life.dead) blame(4, 'a process that is no more pays');
    const doubts = record.gate?.doubts() ?? [];
    if (doubts.length > 0)
      blame(8, `paid although the gate is closed: ${doubts.map((doubt) => doubt.reason).join(', ')}`);
    if (!record.compared) blame(8, 'paid before the node’s payments were compared');
    if (record.ledgerInDoubt) blame(8, 'paid on a ledger that is in doubt');
    if (node?.weather() === 'down') blame(8, 'paid through a node that does not answer');
    if (time.offset() - record.trustedOffset > TOLERANCE_SECONDS + 1)
      blame(8, `paid although the clock jumped by ${time.offset() - record.trustedOffset} s`);
    if (time.offset() > CHAIN_SLACK_SECONDS) blame(8, 'paid although the clock is ahead of the chain');
  };

  /** Books are kept by every order, lawful or not. */
  const onOrder = (life: Life, order: PayOrder, payee: Payee): Htlc => {
    const htlc: Htlc = {
      hash: order.paymentHash,
      amount: order.amount,
      feeLimit: order.feeLimit,
      given: time.now(),
      payee,
      state: 'underway',
      arrived: null,
      ended: null,
      fee: 0n,
    };
    say(`order ${order.paymentHash.slice(0, 8)} ${order.amount} + ${order.feeLimit} msat`);
    const record = parts.record(life);
    const row = rowOf.get(order.paymentHash);
    const agentIndex = books().agents.findIndex((agent) => agent.id === row?.agent_id);
    owner.set(htlc, agentIndex);
    if (row) attempt.set(htlc, row.id);
    if (disk.inside()) blame(4, 'an order left inside an open transaction');
    if (!record || !row || agentIndex < 0) {
      blame(4, 'an order left that the ledger does not hold as dispatched');
      return htlc;
    }
    if (requestsOf.get(row.id)?.count === 0) blame(4, 'an order left without its request');
    if (entriesOf.get(row.id)?.count !== 2) blame(4, 'an order left without its audit entries');
    if (row.amount_msat !== order.amount || row.fee_limit_msat !== order.feeLimit)
      blame(4, 'an order differs from its reservation');
    checkGate(life, record);
    checkOnce(order, agentIndex, payee);
    const mayUse = (one: Approval): boolean =>
      !one.used &&
      one.agent === agentIndex &&
      one.hash === order.paymentHash &&
      one.amount === order.amount &&
      one.feeLimit === order.feeLimit;
    // The newest: an older one may have become void meanwhile.
    const approval = books().approvals.findLast(mayUse);
    checkRules(agentIndex, order, record, approval);
    for (const one of books().approvals)
      if (one.agent === agentIndex && one.hash === order.paymentHash) one.used = true;
    return htlc;
  };

  const checkOnce = (order: PayOrder, agentIndex: number, payee: Payee): void => {
    for (const before of node?.books ?? []) {
      if (before.hash !== order.paymentHash) continue;
      const isNobodys = owner.get(before) === NOBODY;
      if ((isOpen(before) || before.state === 'settled') && !isNobodys)
        blame(3, `a second order for a payment that is ${before.state}`);
      // The ledger had forgotten it and takes it up again.
      if (isNobodys && payee.arrives !== 'not-sent') owner.set(before, agentIndex);
    }
    const requests = [...asked.values()].filter(
      (one) => one.agent === agentIndex && one.hash === order.paymentHash && one.delivered,
    );
    if (requests.length === 0) blame(4, 'an order for what this agent never asked');
    else if (!requests.some((one) => one.answer === null || one.pending || one.excused))
      blame(6, 'money moves after the agent was told no');
  };

  const onResponse = (response: Response): void => {
    const one = asked.get(response.request);
    if (!one) return blame(6, 'an answer to a request nobody made');
    const code =
      response.error?.message.split(' ')[0] ??
      (response.result?.['state'] as string | undefined) ??
      'settled';
    const text = JSON.stringify([response.error, response.result]);
    say(`answer to ${one.id.slice(-4)}: ${text}`);
    const spend = spendOf.get(one.id)?.spend_id;
    const money = (node?.books ?? []).filter(
      (htlc) => htlc.hash === one.hash && attempt.get(htlc) === spend && owner.get(htlc) === one.agent,
    );
    if (response.error?.code === 'INTERNAL') {
      coverage.hit('answer', 'INTERNAL');
      if (money.some(isOpen) && one.answer === null)
        blame(6, 'the agent is told INTERNAL while its payment is on its way');
      return;
    }
    coverage.hit('answer', code.startsWith('log=') ? 'INTERNAL' : code);
    // That it is still on its way is no final answer: where the disk could not keep it, the outcome may follow.
    const isInterim = one.pending || one.answer?.includes('"in_flight ') === true;
    if (one.answer !== null && one.answer !== text && !one.excused && !(isInterim && disk.everFailed()))
      blame(6, `one request, two answers: ${one.answer} and ${text}`);
    one.answer = text;
    one.pending = response.result?.['state'] === 'pending';
    const says = response.error ? response.error.code : (response.result?.['state'] ?? 'settled');
    if (says === 'PAYMENT_FAILED' && money.some((htlc) => isOpen(htlc) || htlc.state === 'settled'))
      blame(5, 'the agent is told that a payment failed which did not');
    if (says === 'settled') {
      const isPaid = (node?.books ?? []).some((htlc) => htlc.hash === one.hash && htlc.state === 'settled');
      const proof = pool.find((invoice) => invoice.hash === one.hash)?.preimage;
      if (!isPaid || response.result?.['preimage'] !== proof)
        blame(6, 'the agent is told that a payment settled which did not');
    }
  };

  return {
    onOrder,
    onResponse,
    say,
    blame,
    violations: violations as readonly Violation[],
    trace: trace as readonly string[],
    useNode: (made: SimNode): void => void (node = made),
    received,
    settledOutflow: (agent: number): bigint =>
      of(agent)
        .filter((htlc) => htlc.state === 'settled')
        .reduce((total, htlc) => total + outflow(htlc), 0n),
    /** After every step: what the node holds or has paid counts in what the gate says is used and reserved. */
    checkCounted: (gate: Gate): void => {
      // By a clock in doubt it may count what it likes, for it must not pay: see checkGate.
      if (time.offset() > CHAIN_SLACK_SECONDS) return;
      for (const [index, agent] of books().agents.entries()) {
        const truth = sum(of(index).filter(counts));
        if (truth === 0n) continue;
        const { used, reserved } = gate.budget(agent.id);
        if (used + reserved < truth && !isClosed(gate, 'clock-in-doubt'))
          blame(
            5,
            `${agent.name}: ${truth} msat are on their way or gone, the gate counts ${used + reserved}`,
          );
      }
    },
    /** The ledger was put back: what it has never heard of is nobody's from now on. */
    forget: (): void => {
      for (const htlc of owner.keys()) {
        if (!isOpen(htlc) && htlc.state !== 'settled') continue;
        const row = liveOrSettled.get(htlc.hash);
        owner.set(htlc, row ? books().agents.findIndex((agent) => agent.id === row.agent_id) : NOBODY);
        if (row) reservedFor.set(htlc, row.amount_msat + row.fee_limit_msat);
      }
      for (const one of asked.values()) one.excused = true;
    },
    seconds: () => START + time.now() / 1_000,
  };
}

export type Judge = ReturnType<typeof createJudge>;

const isClosed = (gate: Gate, reason: ClosedReason): boolean =>
  gate.doubts().some((doubt) => doubt.reason === reason);

const imitated = (pool: readonly PoolInvoice[]): string | undefined => pool[2]?.destination;
export const IMITATION = (pool: readonly PoolInvoice[]): string =>
  imitationOf(pool[2]?.destination ?? OWN_NODE_KEY);
/** Every word with which a rule can refuse. */
export const RULE_CODES: readonly string[] = Object.values(DECISION_CODES);
