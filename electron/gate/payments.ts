// Payments: hands a reserved spend to its node and books what comes back. Three outcomes: settled, failed, unknown; only the first
// two move money in the books. Rules: docs/gate.md, section 4.
import { satsText } from '../../shared/domain/amount-text.ts';
import type { NodeId, SpendId } from '../../shared/domain/ids.ts';
import { msatText, type Msat } from '../../shared/domain/money.ts';
import { IN_FLIGHT_STATES } from '../../shared/domain/spend.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, PayOutcome } from '../lightning/lightning-node.ts';
import { parseInvoice } from '../lightning/invoice.ts';
import { isPreimageOf } from '../lightning/preimage.ts';
import { answerOf } from './answers.ts';
import type { Balances } from './balances.ts';
import type { Endings } from './endings.ts';
import type { MoneyMoved } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend-records.ts';
import { toTransaction } from './transactions.ts';

export type Payments = {
  /** Inside the transaction that reserves: writes down that the order goes out, before it does. */
  readonly markDispatched: (id: SpendId) => void;
  /**
   * Gives a spend marked dispatched to its node. To be called in the turn of the commit: no freeze can slip in between. Returns at
   * once; the outcome is booked when it comes.
   */
  readonly send: (id: SpendId) => void;
  readonly settle: (id: SpendId, preimage: string, fee: Msat) => void;
  readonly fail: (id: SpendId, detail: string) => void;
  readonly leaveUnknown: (id: SpendId, detail: string) => void;
  /** true while this process has an order at the node that has not come back. */
  readonly atNode: (id: SpendId) => boolean;
};

export type PaymentParts = {
  readonly ledger: Ledger;
  readonly balances: Balances;
  readonly endings: Endings;
  readonly nodeOf: (id: NodeId) => LightningNode | undefined;
  readonly announce: (moved: MoneyMoved) => void;
};

export function createPayments({ ledger, balances, endings, nodeOf, announce }: PaymentParts): Payments {
  const { audit, spends, requests, clock, entries, log } = ledger;
  const orders = new Set<SpendId>();
  const isInFlight = (spend: Spend | undefined): spend is Spend =>
    spend !== undefined && IN_FLIGHT_STATES.includes(spend.state);

  const settle = (id: SpendId, preimage: string, fee: Msat): void => {
    const before = spends.get(id);
    if (!isInFlight(before)) return;
    // SECURITY: without this check a node, or whoever speaks for it, could have a payment booked that never arrived.
    if (!isPreimageOf(preimage, before.paymentHash)) {
      leaveUnknown(id, 'the node says settled, but its preimage does not match the payment hash', 'critical');
      return;
    }
    const spend = ledger.write(() => {
      const now = clock.now();
      if (before.state === 'reserved') spends.move(id, 'dispatched', { dispatchedAt: now });
      const moved = spends.move(id, 'settled', {
        fee,
        preimage,
        endedAt: now,
        countedAt: unixSeconds(Math.max(now, before.reservedAt ?? 0)),
      });
      balances.book(moved.agentId, -(moved.amount + fee));
      audit.append(
        now,
        entries.step(moved, {
          level: 'info',
          category: 'payment',
          action: 'settle',
          outcome: 'succeeded',
          summary: `paid, fee ${satsText(fee)}`,
          body: { feeMsat: msatText(fee) },
        }),
      );
      if (fee > moved.feeLimit)
        audit.append(
          now,
          entries.step(moved, {
            level: 'critical',
            category: 'payment',
            action: 'fee-over-limit',
            outcome: 'failed',
            summary: `the node paid ${satsText(fee)} in fees although ${satsText(moved.feeLimit)} was its limit`,
          }),
        );
      requests.answerAllOf(id, answerOf(moved), now);
      return moved;
    });
    endings.wake(id);
    announce({ kind: 'sent', agentId: spend.agentId, transaction: toTransaction(spend) });
  };

  const fail = (id: SpendId, detail: string): void => {
    const before = spends.get(id);
    if (!isInFlight(before)) return;
    ledger.write(() => {
      const now = clock.now();
      const moved = spends.move(id, 'failed', { endedAt: now, note: detail });
      audit.append(
        now,
        entries.step(moved, {
          level: 'warning',
          category: 'payment',
          action: 'fail',
          outcome: 'failed',
          summary: `failed: ${detail}; nothing left, the reservation is free again`,
        }),
      );
      requests.answerAllOf(id, answerOf(moved), now);
    });
    endings.wake(id);
  };

  const leaveUnknown = (id: SpendId, detail: string, level: 'error' | 'critical' = 'error'): void => {
    const before = spends.get(id);
    if (before?.state !== 'dispatched') return;
    ledger.write(() => {
      const now = clock.now();
      const moved = spends.move(id, 'unknown', { note: detail });
      audit.append(
        now,
        entries.step(moved, {
          level,
          category: 'payment',
          action: 'lose-sight',
          outcome: 'unknown',
          summary: `outcome unknown, it may still settle and stays reserved: ${detail}`,
        }),
      );
    });
  };

  const bookOutcome = (id: SpendId, outcome: PayOutcome): void => {
    switch (outcome.kind) {
      case 'settled':
        return settle(id, outcome.preimage, outcome.fee);
      case 'failed':
        return fail(id, outcome.detail);
      case 'unknown':
        return leaveUnknown(id, outcome.detail);
    }
  };

  return {
    settle,
    fail,
    leaveUnknown,
    atNode: (id) => orders.has(id),
    markDispatched: (id) => {
      const now = clock.now();
      const spend = spends.move(id, 'dispatched', { dispatchedAt: now });
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
    },
    send: (id) => {
      const spend = spends.get(id);
      if (spend?.state !== 'dispatched') throw new Error('only a dispatched spend is sent');
      const node = nodeOf(spend.nodeId);
      const invoice = parseInvoice(spend.invoice);
      if (!node || !invoice.ok) {
        fail(id, 'the node is not connected');
        return;
      }
      orders.add(id);
      void node
        .pay({
          invoice: spend.invoice,
          paymentHash: spend.paymentHash,
          amount: spend.amount,
          amountless: invoice.value.amount === null,
          feeLimit: spend.feeLimit,
        })
        .catch((error: unknown): PayOutcome => ({
          kind: 'unknown',
          detail: error instanceof Error ? error.name : 'no outcome',
        }))
        .then((outcome) => {
          orders.delete(id);
          bookOutcome(id, outcome);
        })
        // The reservation stays as it is; reconciliation books it once the ledger can be written again.
        .catch((error: unknown) =>
          log.error({ spend: id, error: String(error) }, 'an outcome could not be booked'),
        );
    },
  };
}
