// Reconcile: asks the node, per payment hash, what became of spends without a final outcome, until the node itself says settled or
// failed. Rule: docs/gate.md, section 4. Until each node's first round has ended, payments through that node are refused.
import type { NodeId, SpendId } from '../../shared/domain/ids.ts';
import { IN_FLIGHT_STATES } from '../../shared/domain/spend.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, PaymentLookup } from '../lightning/lightning-node.ts';
import type { Clock } from '../store/clock.ts';
import { createCheckedByHand } from './checked-by-hand.ts';
import { within } from './deadline.ts';
import { createExpiryAlarm } from './expiry-alarm.ts';
import type { Gate, NodeAnswer } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Payments } from './payments.ts';
import type { Spend } from './spend.ts';

/** Between two rounds. */
export const ROUND_MS = 30_000;
/** A second "never heard of it" counts only this long after the first: the order may have sat in a buffer. */
export const MISSING_MS = 60_000;
/** An order still out after this long is asked about: the library can lose the end of a stream. */
const STALE_ORDER_MS = 60_000;
/** An open spend is asked about at once, then after 1 s, 2 s, 4 s, … up to this: an agent waits for the first answers. */
const LONGEST_PAUSE_MS = 600_000;
const FIRST_PAUSE_MS = 1_000;
/** Longer than a node's own deadline for a look-up, so that this one only ends what has none. */
const LOOKUP_MS = 45_000;

export type Reconciler = Pick<Gate, 'reconciling' | 'inQuestion' | 'markChecked'> & {
  /** One round for one node; true when every open spend was asked about and answered, so that the node may be paid through again. */
  readonly round: (node: LightningNode) => Promise<boolean>;
  /** true when a spend at this node is to be asked about now. */
  readonly due: (nodeId: NodeId) => boolean;
};

type Progress = 'ended' | 'still-open' | 'no-answer';

export type ReconcileParts = {
  readonly ledger: Ledger;
  readonly payments: Payments;
  readonly clock: Clock;
};

export function createReconciler({ ledger, payments, clock }: ReconcileParts): Reconciler {
  const { spends, doubts, log } = ledger;
  /** When this process first heard that the node does not know an order, in monotonic milliseconds. */
  const deniedAt = new Map<SpendId, number>();
  const pause = new Map<SpendId, { readonly until: number; readonly ms: number }>();
  const running = new Set<NodeId>();
  const answers = new Map<SpendId, NodeAnswer>();
  const watchExpiry = createExpiryAlarm(ledger);

  /** Without an outcome; orders of this process that are simply on their way are not in question. */
  const isInQuestion = (spend: Spend): boolean =>
    IN_FLIGHT_STATES.includes(spend.state) &&
    (spend.state === 'unknown' ||
      !payments.atNode(spend.id) ||
      (spend.dispatchedAt !== null && ledger.clock.now() - spend.dispatchedAt > STALE_ORDER_MS / 1_000));

  const open = (nodeId?: NodeId): readonly Spend[] =>
    spends
      .inFlight()
      .filter((spend) => (nodeId === undefined || spend.nodeId === nodeId) && isInQuestion(spend));

  const forget = (id: SpendId): void => {
    pause.delete(id);
    answers.delete(id);
    deniedAt.delete(id);
  };

  const rests = (spend: Spend): boolean => clock.monotonic() < (pause.get(spend.id)?.until ?? 0);

  /** The node does not know of this order: `detail` is believed when it is said twice, a minute apart, and no order is out. */
  const withoutTheOrder = (spend: Spend, detail: string): Progress => {
    // Reserved means: never handed to a node, for the hand-over is written down before it happens.
    if (spend.state === 'reserved') {
      payments.fail(spend.id, 'it was reserved but never handed to the node');
      return 'ended';
    }
    if (payments.atNode(spend.id)) return 'still-open';
    const first = deniedAt.get(spend.id);
    if (spend.missingSince === null || first === undefined) {
      deniedAt.set(spend.id, clock.monotonic());
      if (spend.missingSince === null) ledger.write(() => spends.markMissing(spend.id, ledger.clock.now()));
      return 'still-open';
    }
    // SECURITY: by monotonic time. A wall that is corrected by minutes must not end the minute in which the order may still arrive.
    if (clock.monotonic() - first < MISSING_MS) return 'still-open';
    payments.fail(spend.id, detail);
    return 'ended';
  };

  /** A try that this ledger knows, or one that the node began before the order: somebody paid the same invoice by hand. */
  const isOfAnEarlierTry = (
    spend: Spend,
    { startedAt }: Extract<PaymentLookup, { kind: 'failed' }>,
  ): boolean =>
    spends.failedBefore(spend.paymentHash) ||
    (startedAt !== undefined && startedAt < (spend.dispatchedAt ?? 0));

  const ask = async (node: LightningNode, spend: Spend): Promise<Progress> => {
    const found = await within(clock, LOOKUP_MS, node.lookupPayment(spend.paymentHash), () => NEVER_ANSWERED);
    answers.set(spend.id, nodeAnswerOf(found, ledger.clock.now()));
    switch (found.kind) {
      case 'settled':
        payments.settle(spend.id, found.preimage, found.fee);
        return 'ended';
      case 'failed':
        // SECURITY: until the node has this order, it knows the hash by an earlier try, and that one's end frees nothing of this one.
        if (isOfAnEarlierTry(spend, found)) return withoutTheOrder(spend, found.detail);
        payments.fail(spend.id, found.detail);
        return 'ended';
      case 'in-flight':
        if (spend.missingSince !== null) ledger.write(() => spends.markMissing(spend.id, null));
        if (!payments.atNode(spend.id)) payments.leaveUnknown(spend.id, 'still on its way at the node');
        watchExpiry(spend, found, node.state());
        return 'still-open';
      case 'not-found':
        return withoutTheOrder(spend, 'the node never received it');
      case 'no-answer':
        return 'no-answer';
    }
  };

  const askKept = async (node: LightningNode, spend: Spend): Promise<Progress> => {
    try {
      return await ask(node, spend);
    } catch (error) {
      log.error({ spend: spend.id, error: String(error) }, 'a payment could not be reconciled');
      return 'no-answer';
    }
  };

  return {
    reconciling: (nodeId) => open(nodeId).filter((spend) => spend.checked === null).length,
    inQuestion: () =>
      open().map((spend) => ({
        spend,
        lastAnswer: answers.get(spend.id) ?? null,
        atNode: payments.atNode(spend.id),
      })),
    markChecked: createCheckedByHand(ledger, isInQuestion),
    due: (nodeId) => open(nodeId).some((spend) => !rests(spend)),
    round: async (node) => {
      if (running.has(node.id)) return false;
      running.add(node.id);
      try {
        const first = doubts.has('reconciling', node.id);
        let unanswered = 0;
        for (const spend of open(node.id)) {
          if (!first && rests(spend)) continue;
          const progress = await askKept(node, spend);
          if (progress === 'no-answer') unanswered += 1;
          if (progress === 'ended') forget(spend.id);
          else {
            const ms = Math.min(LONGEST_PAUSE_MS, (pause.get(spend.id)?.ms ?? FIRST_PAUSE_MS / 2) * 2);
            pause.set(spend.id, { until: clock.monotonic() + ms, ms });
          }
        }
        for (const id of answers.keys()) {
          const spend = spends.get(id);
          if (!spend || !isInQuestion(spend)) forget(id);
        }
        ledger.database.touch('nodes', 'gate');
        return first && unanswered === 0;
      } finally {
        running.delete(node.id);
      }
    },
  };
}

const NEVER_ANSWERED: PaymentLookup = { kind: 'no-answer', detail: 'the node did not answer in time' };

const nodeAnswerOf = (found: PaymentLookup, at: UnixSeconds): NodeAnswer => ({
  at,
  kind: found.kind,
  detail: 'detail' in found ? found.detail : '',
  expiryHeight: found.kind === 'in-flight' ? (found.expiryHeight ?? null) : null,
});
