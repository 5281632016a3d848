// Accept: one request to pay becomes a stored answer, a place in a queue of waiters, or a reserved spend, inside one transaction.
// Order: the same event, then a payment made or on its way, then freshness, the connection, the same payment hash, policy. Rules: docs/gate.md, 4 to 6.
import { satsText } from '../../shared/domain/amount-text.ts';
import { DECISION_CODES } from '../../shared/domain/decision.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import type { Msat } from '../../shared/domain/money.ts';
import { plusSeconds, unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Agent, AgentRegistry } from '../agents/agent.ts';
import type { Invoice } from '../lightning/invoice.ts';
import { newOrderedId, type Random } from '../store/clock.ts';
import { answerOf, isEnded, refused } from './answers.ts';
import { createDesk, type Accepted } from './desk.ts';
import { isFresh } from './freshness.ts';
import { createGrants } from './grants.ts';
import type { GateAnswer, PayRequest, RefusalCode } from './gate.ts';
import type { Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import { REQUEST_MEMORY_SECONDS } from './request-records.ts';
import type { Spend } from './spend.ts';
import type { Rate } from './windows.ts';
import { HOLD_SECONDS, MAX_WAITING_PER_AGENT } from './waiting.ts';

/** Beyond this multiple of the agent's rate, refusals are logged in sums and not one by one. */
const FLOOD_FACTOR = 4;
/** Beyond this multiple nothing is written or answered any more, so that no agent can fill the disk with its refusals. */
const DROP_FACTOR = 8;

export type AcceptParts = {
  readonly ledger: Ledger;
  readonly registry: AgentRegistry;
  readonly judge: Judge;
  readonly random: Random;
};

export function createAccept({
  ledger,
  registry,
  judge,
  random,
}: AcceptParts): (request: PayRequest) => Accepted {
  const { spends, requests, audit, entries, clock } = ledger;
  const { remember, answerNow, turnAway } = createDesk(ledger);
  const useGrant = createGrants({ ledger, registry, judge });
  const connected = ledger.database.prepare(
    `SELECT 1 AS found FROM connections
     WHERE id = ? AND agent_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`,
  );

  /** `before`: without this request. */
  const flooded = (request: PayRequest, agent: Agent, before: Rate, now: UnixSeconds): Accepted | null => {
    const { perMinute, perHour } = registry.policy(agent.id).policy.rate;
    const { lastMinute, lastHour } = before;
    const is = (factor: number): boolean => lastMinute >= perMinute * factor || lastHour >= perHour * factor;
    if (!is(FLOOD_FACTOR)) return null;
    // Neither done nor refused: a stored "no" is a row, and this request may come again when the flood is over.
    if (is(DROP_FACTOR)) return { kind: 'answered', answer: null };
    // One entry where it begins is enough to see the flood, and too few to fill a disk.
    if (lastMinute === perMinute * FLOOD_FACTOR || lastHour === perHour * FLOOD_FACTOR)
      audit.append(
        now,
        entries.turnedAway(
          request,
          DECISION_CODES.rate,
          `a flood of requests, ${lastMinute} in the last minute and ${lastHour} in the last hour`,
          'critical',
        ),
      );
    return answerNow(request, null, refused(DECISION_CODES.rate, 'far too many requests'), now);
  };

  /** The amount to pay, or why there is none. One canonical figure: no other is handed on (BOLT 11). */
  const amountOf = (invoice: Invoice, claimed: Msat | null): Msat | RefusalCode => {
    if (claimed !== null && claimed <= 0n) return 'amount_invalid';
    if (invoice.amount === null) return claimed ?? 'amount_missing';
    return claimed === null || claimed === invoice.amount ? invoice.amount : 'amount_mismatch';
  };

  /** The stored state of a spend, now or when it ends; nothing is sent again. */
  const tellOf = (request: PayRequest, spend: Spend, now: UnixSeconds): Accepted => {
    audit.append(now, entries.asked(spend, request));
    if (isEnded(spend)) {
      audit.append(now, entries.answeredAgain(spend));
      return answerNow(request, spend.id, answerOf(spend), now);
    }
    remember(request, spend.id, now);
    return { kind: 'waiting', spendId: spend.id };
  };

  /** A spend of this hash that answers the request; null when a new one may be made. */
  const knownHash = (
    request: PayRequest,
    invoice: Invoice,
    amount: Msat,
    rate: Rate,
    now: UnixSeconds,
  ): Accepted | null => {
    const live = spends.liveOrSettled(invoice.paymentHash);
    if (live && live.agentId !== request.agentId)
      return turnAway(
        request,
        now,
        'paid_by_another_agent',
        'asks for a payment hash that another agent has paid or is paying',
        'critical',
      );
    const same = live ?? spends.newestOfAgent(request.agentId, invoice.paymentHash);
    if (!same || same.state === 'failed' || same.state === 'refused' || same.state === 'expired') return null;
    if (same.invoice !== invoice.text)
      return turnAway(
        request,
        now,
        'payment_hash_reused',
        'asks for a known payment hash in another invoice',
        'critical',
      );
    if (same.amount !== amount)
      return turnAway(
        request,
        now,
        'amount_mismatch',
        `asks for the same invoice with another amount than ${satsText(same.amount)}`,
      );
    return same.state === 'granted' ? useGrant(request, same, rate, now) : tellOf(request, same, now);
  };

  /** Of a payment that was made or is on its way its agent may hear at any age of the request: nothing is executed for it. */
  const knownPayment = (request: PayRequest, now: UnixSeconds): Accepted | null => {
    const { invoice } = request;
    const spend = invoice && spends.liveOrSettled(invoice.paymentHash);
    const isSame =
      spend?.agentId === request.agentId &&
      spend.invoice === invoice?.text &&
      (request.amount === null || request.amount === spend.amount);
    return isSame ? tellOf(request, spend, now) : null;
  };

  const judgeNew = (
    request: PayRequest,
    agent: Agent,
    invoice: Invoice,
    amount: Msat,
    rate: Rate,
    now: UnixSeconds,
  ): Accepted => {
    const judged = judge.judge(agent, { invoice, amount, maxFee: request.maxFee }, rate, now);
    const { policyVersion, feeLimit, measured } = judged;
    const crowded =
      judged.decision.verdict === 'hold' && spends.waitingOfAgent(agent.id) >= MAX_WAITING_PER_AGENT;
    const decision = crowded ? { ...judged.decision, verdict: 'refuse' as const } : judged.decision;
    const state = { allow: 'reserved', hold: 'held', refuse: 'refused' } as const;
    const spend = spends.insert({
      id: newOrderedId(now, random) as SpendId,
      agentId: agent.id,
      connectionId: request.connectionId,
      nodeId: agent.nodeId,
      askedBy: request.askedBy,
      state: state[decision.verdict],
      paymentHash: invoice.paymentHash,
      invoice: invoice.text,
      destination: invoice.destination,
      amount,
      feeLimit,
      purpose: request.purpose,
      description: invoice.description,
      policyVersion,
      code: decision.code,
      rules: decision.rules,
      measured,
      invoiceExpiresAt: invoice.expiresAt,
      holdExpiresAt:
        decision.verdict === 'hold'
          ? unixSeconds(Math.min(invoice.expiresAt, plusSeconds(now, HOLD_SECONDS)))
          : null,
      askedAt: now,
      reservedAt: decision.verdict === 'allow' ? now : null,
    });
    audit.append(now, entries.asked(spend, request));
    audit.append(now, entries.decided(spend, decision, policyVersion));
    if (decision.verdict === 'refuse')
      return answerNow(
        request,
        spend.id,
        refused(
          decision.code ?? DECISION_CODES.gate,
          crowded ? 'too many payments wait for a person already' : 'outside the limits of this connection',
        ),
        now,
      );
    remember(request, spend.id, now);
    return decision.verdict === 'allow'
      ? { kind: 'reserved', spend }
      : { kind: 'waiting', spendId: spend.id };
  };

  return (request) => {
    const known = requests.get(request.eventId);
    if (known?.answer) return { kind: 'answered', answer: isStale(known.answer) ? null : known.answer };
    if (known?.spendId) return { kind: 'waiting', spendId: known.spendId };

    const now = clock.now();
    const agent = registry.get(request.agentId);
    if (!agent) return { kind: 'answered', answer: null };
    // SECURITY: whoever kept an agent's old requests can publish them again; those whose ids are forgotten must not use up its rate.
    if (request.createdAt < now - REQUEST_MEMORY_SECONDS) return { kind: 'answered', answer: null };
    const isTimely = isFresh(request.createdAt, request.expiresAt, now);
    // SECURITY: before anything that writes an entry of its own; an agent chooses how old its requests look.
    const before = ledger.windows.rate(agent.id, now);
    const flood = flooded(request, agent, before, now);
    if (flood) return isTimely ? flood : { kind: 'answered', answer: null };
    if (!isTimely) {
      const told = knownPayment(request, now);
      if (told) return told;
      turnAway(request, now, 'request_expired', 'an old, future or expired request was not executed');
      return { kind: 'answered', answer: null };
    }
    // SECURITY: asked again in the transaction. A request may have waited for its turn while its connection was revoked, and whoever
    // revoked it was told that it is over.
    if (!connected.get(request.connectionId, agent.id, now)) {
      turnAway(
        request,
        now,
        'request_expired',
        'its connection was revoked or had expired when its turn came; nothing was executed',
      );
      return { kind: 'answered', answer: null };
    }
    const { invoice } = request;
    if (!invoice) return turnAway(request, now, DECISION_CODES.destination, 'an invoice that cannot be read');
    const amount = amountOf(invoice, request.amount);
    if (typeof amount === 'string')
      return turnAway(request, now, amount, AMOUNT_TROUBLE[amount] ?? 'the amount cannot be used');
    const rate: Rate = { lastMinute: before.lastMinute + 1, lastHour: before.lastHour + 1 };
    return (
      knownHash(request, invoice, amount, rate, now) ?? judgeNew(request, agent, invoice, amount, rate, now)
    );
  };
}

const AMOUNT_TROUBLE: Partial<Record<RefusalCode, string>> = {
  amount_invalid: 'the amount must be above zero',
  amount_missing: 'the invoice names no amount and the request names none',
  amount_mismatch: 'the amount differs from the invoice’s',
};

/** A request that was never executed because of its age is not answered either, however often it comes. */
const isStale = (answer: GateAnswer): boolean =>
  answer.kind === 'refused' && answer.code === 'request_expired';
