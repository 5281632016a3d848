// Payments: hands a reserved spend to its node and books what comes back. Three outcomes: settled, failed, unknown; only the first
// two move money in the books. Rules: docs/gate.md, section 4.
import { satsText } from '../../shared/domain/amount-text.ts';
import type { NodeId, SpendId } from '../../shared/domain/ids.ts';
import { msatText, type Msat } from '../../shared/domain/money.ts';
import { IN_FLIGHT_STATES } from '../../shared/domain/spend.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, PayOutcome } from '../lightning/lightning-node.ts';
import { namesAmount } from '../lightning/invoice.ts';
import { isPreimageOf } from '../lightning/preimage.ts';
import { answerOf } from './answers.ts';
import type { Balances } from './balances.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Endings } from './endings.ts';
import type { MoneyMoved } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend.ts';
import { toTransaction } from './transactions.ts';

export type Payments = {
  /** Inside the transaction that reserves: writes down that the order goes out, before it does. */
  readonly markDispatched: (reserved: Spend) => Spend;
  /**
   * Gives a dispatched spend to its node. To be called in the turn of the commit: no freeze can slip in between. Returns at once; the
   * outcome is booked when it comes.
   */
  readonly send: (dispatched: Spend) => void;
  readonly settle: (id: SpendId, preimage: string, fee: Msat) => void;
  readonly fail: (id: SpendId, detail: string) => void;
  readonly leaveUnknown: (id: SpendId, detail: string) => void;
  /** true while this process has an order at the node that has not come back. */
  readonly atNode: (id: SpendId) => boolean;
};

export type PaymentParts = {
  readonly ledger: Ledger;
  readonly commits: CommitQueue;
  readonly balances: Balances;
  readonly endings: Endings;
  readonly nodeOf: (id: NodeId) => LightningNode | undefined;
  readonly announce: (moved: MoneyMoved) => void;
};

/** What is to be told once a booking is durable. */
type Told = () => void;
const NOTHING_TO_TELL: Told = () => undefined;

export function createPayments(parts: PaymentParts): Payments {
  const { ledger, commits, balances, endings, nodeOf, announce } = parts;
  const { audit, spends, requests, clock, entries, log } = ledger;
  const orders = new Set<SpendId>();
  const isInFlight = (spend: Spend | undefined): spend is Spend =>
    spend !== undefined && IN_FLIGHT_STATES.includes(spend.state);

  const markDispatched = (reserved: Spend): Spend => {
    const now = clock.now();
    const spend = spends.move(reserved, 'dispatched', { dispatchedAt: now });
    audit.append(
      now,
      entries.step(spend, {
        level: 'info',
        category: 'payment',
        action: 'dispatch',
        outcome: 'started',
        summary: `handed to the node, fee at most ${satsText(spend.feeLimit)}`,
      }),
    );
    return spend;
  };

  const bookSettled = (id: SpendId, preimage: string, fee: Msat): Told => {
    const before = spends.get(id);
    if (!isInFlight(before)) return NOTHING_TO_TELL;
    // SECURITY: without this check a node, or whoever speaks for it, could have a payment booked that never arrived.
    if (!isPreimageOf(preimage, before.paymentHash))
      return bookUnknown(
        id,
        'the node says settled, but its preimage does not match the payment hash',
        'critical',
      );
    const now = clock.now();
    const sent =
      before.state === 'reserved' ? spends.move(before, 'dispatched', { dispatchedAt: now }) : before;
    const spend = spends.move(sent, 'settled', {
      fee,
      preimage,
      endedAt: now,
      countedAt: unixSeconds(Math.max(now, before.reservedAt ?? 0)),
    });
    balances.book(spend.agentId, -(spend.amount + fee));
    audit.append(
      now,
      entries.step(spend, {
        level: 'info',
        category: 'payment',
        action: 'settle',
        outcome: 'succeeded',
        summary: `paid, fee ${satsText(fee)}`,
        body: { feeMsat: msatText(fee) },
      }),
    );
    if (fee > spend.feeLimit)
      audit.append(
        now,
        entries.step(spend, {
          level: 'critical',
          category: 'payment',
          action: 'fee-over-limit',
          outcome: 'failed',
          summary: `the node paid ${satsText(fee)} in fees although ${satsText(spend.feeLimit)} was its limit`,
        }),
      );
    requests.answerAllOf(id, answerOf(spend), now);
    return () => {
      endings.wake(id);
      announce({ kind: 'sent', agentId: spend.agentId, transaction: toTransaction(spend) });
    };
  };

  const bookFailed = (id: SpendId, detail: string): Told => {
    const before = spends.get(id);
    if (!isInFlight(before)) return NOTHING_TO_TELL;
    const now = clock.now();
    const spend = spends.move(before, 'failed', { endedAt: now, note: detail });
    audit.append(
      now,
      entries.step(spend, {
        level: 'warning',
        category: 'payment',
        action: 'fail',
        outcome: 'failed',
        summary: `failed: ${detail}; nothing left, the reservation is free again`,
      }),
    );
    requests.answerAllOf(id, answerOf(spend), now);
    return () => endings.wake(id);
  };

  const bookUnknown = (id: SpendId, detail: string, level: 'error' | 'critical' = 'error'): Told => {
    const before = spends.get(id);
    if (before?.state !== 'dispatched') return NOTHING_TO_TELL;
    const now = clock.now();
    const spend = spends.move(before, 'unknown', { note: detail });
    audit.append(
      now,
      entries.step(spend, {
        level,
        category: 'payment',
        action: 'lose-sight',
        outcome: 'unknown',
        summary: `outcome unknown, it may still settle and stays reserved: ${detail}`,
      }),
    );
    return NOTHING_TO_TELL;
  };

  const bookOutcome = (id: SpendId, outcome: PayOutcome): Told => {
    switch (outcome.kind) {
      case 'settled':
        return bookSettled(id, outcome.preimage, outcome.fee);
      case 'failed':
        return bookFailed(id, outcome.detail);
      case 'unknown':
        return bookUnknown(id, outcome.detail);
    }
  };

  const order = async (node: LightningNode, spend: Spend): Promise<PayOutcome> => {
    try {
      return await node.pay({
        invoice: spend.invoice,
        paymentHash: spend.paymentHash,
        amount: spend.amount,
        amountless: !namesAmount(spend.invoice),
        feeLimit: spend.feeLimit,
      });
    } catch (error) {
      return { kind: 'unknown', detail: error instanceof Error ? error.name : 'no outcome' };
    }
  };

  const book = (id: SpendId, outcome: PayOutcome): Promise<unknown> =>
    commits.add(
      () => bookOutcome(id, outcome),
      (told) => told(),
    );

  return {
    markDispatched,
    send: (spend) => {
      if (spend.state !== 'dispatched') throw new Error('only a dispatched spend is sent');
      const node = nodeOf(spend.nodeId);
      if (node) orders.add(spend.id);
      const ended: Promise<PayOutcome> = node
        ? order(node, spend)
        : Promise.resolve({ kind: 'failed', detail: 'the node is not connected' });
      void ended
        .then((outcome) => {
          orders.delete(spend.id);
          return book(spend.id, outcome);
        })
        // The reservation stays as it is; reconciliation books it once the ledger can be written again.
        .catch((error: unknown) =>
          log.error({ spend: spend.id, error: String(error) }, 'an outcome could not be booked'),
        );
    },
    settle: (id, preimage, fee) => ledger.write(() => bookSettled(id, preimage, fee))(),
    fail: (id, detail) => ledger.write(() => bookFailed(id, detail))(),
    leaveUnknown: (id, detail) => ledger.write(() => bookUnknown(id, detail))(),
    atNode: (id) => orders.has(id),
  };
}
