// Approvals: a person's yes or no to exactly one held payment. Rules: docs/gate.md, section 6.
import type { Attestation, AttestedPayment, EnrolledApprover } from '../../shared/domain/attestation.ts';
import { RULE_BROKEN } from '../../shared/domain/decision.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { GRANT_SECONDS } from '../../shared/domain/spend.ts';
import { plusSeconds, unixSeconds } from '../../shared/domain/time.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import { attestationForLog, attestationTrouble } from './attestation.ts';
import { answerOf } from './answers.ts';
import type { Endings } from './endings.ts';
import type { ApprovalRefusal, Gate, Shown } from './gate.ts';
import type { Judge } from './judge.ts';
import type { Ledger } from './ledger.ts';
import type { Payments } from './payments.ts';
import { heldBy, type Spend } from './spend.ts';

export type ApprovalParts = {
  readonly ledger: Ledger;
  readonly registry: AgentRegistry;
  readonly judge: Judge;
  readonly payments: Payments;
  readonly endings: Endings;
  /** The Ledger that signs approvals; null: none is enrolled. */
  readonly approver: () => EnrolledApprover | null;
};

export type Approvals = Pick<Gate, 'approve' | 'deny' | 'agentWaiting' | 'toAttest'> & {
  /** Expires what nobody decided or used in time. Nothing is ever approved by time passing. */
  readonly sweep: () => void;
};

export function createApprovals({
  ledger,
  registry,
  judge,
  payments,
  endings,
  approver,
}: ApprovalParts): Approvals {
  const { spends, requests, audit, entries, clock, doubts } = ledger;
  type Approved = Result<{ readonly result: 'paying' | 'granted'; readonly seq: number }, ApprovalRefusal>;

  /** Why this payment cannot be approved as it was shown; null when it can. */
  const obstacle = (
    spend: Spend,
    shown: Shown,
    attestation: Attestation | null,
  ): { readonly code: ApprovalRefusal; readonly message: string } | null => {
    const now = clock.now();
    if (spend.holdExpiresAt === null || spend.holdExpiresAt <= now)
      return {
        code: 'expired',
        message: 'The time to decide is over. Nothing was paid; the agent may ask again.',
      };
    const agent = registry.get(spend.agentId);
    // SECURITY: the approval is bound to what the person saw; a page showing anything else approves nothing.
    const asShown =
      shown.amount === spend.amount &&
      shown.feeLimit === spend.feeLimit &&
      shown.destination === spend.destination &&
      shown.paymentHash === spend.paymentHash &&
      shown.policyVersion === spend.policyVersion;
    if (!agent || !asShown)
      return {
        code: 'changed_while_waiting',
        message: 'This is not the payment that is waiting. Nothing was paid; open it again.',
      };
    if (agent.policyVersion !== spend.policyVersion)
      return {
        code: 'changed_while_waiting',
        message: `The policy of ${agent.name} changed after this payment was stopped, so it can no longer be approved. Reject it; the agent may ask again.`,
      };
    if (spends.liveOrSettled(spend.paymentHash))
      return {
        code: 'refused_now',
        message: 'A payment of this hash was made or is on its way. Nothing was paid again.',
      };
    const broken = judge.stillBroken(agent, spend, ledger.windows.rate(agent.id, now), now);
    if (broken.length === 0)
      return attestationTrouble({
        payment: attested(spend),
        attestAbove: registry.fleetPolicy().policy.attestAbove,
        approver: approver(),
        attestation,
        now,
      });
    const why = broken
      .map(({ rule, note }) => `${RULE_BROKEN[rule]}${note ? ` (${note.replace(/\.$/, '')})` : ''}`)
      .join('; ');
    return { code: 'refused_now', message: `It cannot be approved now: ${why}. Nothing was paid.` };
  };

  const attested = (spend: Spend): AttestedPayment => ({
    id: spend.id,
    agentId: spend.agentId,
    agentName: registry.get(spend.agentId)?.name ?? '',
    amount: spend.amount,
    feeLimit: spend.feeLimit,
    destination: spend.destination,
    paymentHash: spend.paymentHash,
  });

  const expire = (spend: Spend): void => {
    ledger.write(() => {
      const now = clock.now();
      const moved = spends.move(spend, 'expired', { endedAt: now, note: 'nobody decided in time' });
      audit.append(
        now,
        entries.step(moved, {
          level: 'info',
          category: 'approval',
          action: 'expire',
          outcome: 'refused',
          summary: spend.state === 'granted' ? 'the approval was not used in time' : 'expired undecided',
        }),
      );
      requests.answerAllOf(spend.id, answerOf(moved), now);
    });
    endings.wake(spend.id);
  };

  const approve: Gate['approve'] = (id, shown, reason, actor, attestation = null): Approved => {
    let toSend: Spend | undefined;
    const outcome = ledger.write((): Approved => {
      const spend = spends.get(id);
      if (!spend) return refuse('unknown_spend', 'There is no such payment.');
      if (spend.state !== 'held')
        return refuse(
          'not_waiting',
          'This payment is no longer waiting: it was decided elsewhere or has expired.',
        );
      const now = clock.now();
      const trouble = obstacle(spend, shown, attestation);
      if (trouble) {
        audit.append(
          now,
          entries.step(spend, {
            level: 'warning',
            category: 'approval',
            action: 'approve',
            actor,
            outcome: 'refused',
            summary: `approval refused: ${trouble.message}`,
            body: { code: trouble.code, reason },
          }),
        );
        return refuse(trouble.code, trouble.message);
      }
      // SECURITY: money never moves after the agent was told no, though it may have asked for the same by `pay` before.
      const paysNow = endings.waitedFor(id) || (spend.askedBy === 'pay' && !requests.toldNo(id));
      const grantExpiresAt = unixSeconds(Math.min(spend.invoiceExpiresAt, plusSeconds(now, GRANT_SECONDS)));
      const seq = audit.append(
        now,
        entries.step(spend, {
          level: 'info',
          category: 'approval',
          action: 'approve',
          actor,
          outcome: 'allowed',
          summary: paysNow
            ? 'approved by hand, paying'
            : 'approved by hand, to be paid when the agent asks again',
          body: {
            reason,
            policyVersion: spend.policyVersion,
            waived: heldBy(spend).map((rule) => rule.rule),
            grantExpiresAt: paysNow ? null : grantExpiresAt,
            ...attestationForLog(attestation, approver()),
          },
        }),
      );
      const decision = { byHand: true, decisionReason: reason, decidedAt: now, decidedSeq: seq };
      if (paysNow) {
        toSend = payments.markDispatched(spends.move(spend, 'reserved', { ...decision, reservedAt: now }));
      } else spends.move(spend, 'granted', { ...decision, grantExpiresAt });
      return ok({ result: paysNow ? 'paying' : 'granted', seq });
    });
    if (toSend) payments.send(toSend);
    endings.wake(id);
    return outcome;
  };

  return {
    approve,
    toAttest: (id) => {
      const spend = spends.get(id);
      return spend?.state === 'held' ? attested(spend) : undefined;
    },
    deny: (id: SpendId, reason, actor) => {
      const outcome = ledger.write((): Result<{ readonly seq: number }, 'unknown_spend' | 'not_waiting'> => {
        const spend = spends.get(id);
        if (!spend) return refuse('unknown_spend', 'There is no such payment.');
        if (spend.state !== 'held' && spend.state !== 'granted')
          return refuse(
            'not_waiting',
            'This payment is no longer waiting: it was decided elsewhere or has expired.',
          );
        const now = clock.now();
        const seq = audit.append(
          now,
          entries.step(spend, {
            level: 'info',
            category: 'approval',
            action: 'deny',
            actor,
            outcome: 'refused',
            summary: spend.state === 'granted' ? 'approval withdrawn' : 'rejected by hand',
            body: { reason },
          }),
        );
        const moved = spends.move(spend, 'denied', {
          decisionReason: reason,
          decidedAt: now,
          decidedSeq: seq,
          endedAt: now,
        });
        requests.answerAllOf(id, answerOf(moved), now);
        return ok({ seq });
      });
      endings.wake(id);
      return outcome;
    },
    agentWaiting: (id) => endings.waitedFor(id),
    sweep: () => {
      // By a time that nobody trusts nothing ends: whoever sets a clock ahead must not be able to empty the queue.
      if (clock.inDoubt() || doubts.has('clock-in-doubt')) return;
      const now = clock.now();
      for (const spend of spends.waiting()) {
        const end = spend.state === 'granted' ? spend.grantExpiresAt : spend.holdExpiresAt;
        if (end !== null && end <= now) expire(spend);
      }
    },
  };
}
