// Desk: what becomes of a request, written down in the transaction that is open: remembered, answered at once, or turned away.
import type { SpendId } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { refused } from './answers.ts';
import type { GateAnswer, PayRequest, RefusalCode } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Spend } from './spend.ts';

export type Accepted =
  /** null: not executed and not answered. */
  | { readonly kind: 'answered'; readonly answer: GateAnswer | null }
  | { readonly kind: 'waiting'; readonly spendId: SpendId }
  /** Reserved in this transaction: to be dispatched in this same turn. */
  | { readonly kind: 'reserved'; readonly spend: Spend };

export type Desk = {
  /** Keeps the event id with the spend it is about; the answer is to come. */
  readonly remember: (request: PayRequest, spendId: SpendId, now: UnixSeconds) => void;
  /** Keeps the event id with its final answer. */
  readonly answerNow: (
    request: PayRequest,
    spendId: SpendId | null,
    answer: GateAnswer,
    now: UnixSeconds,
  ) => Accepted;
  /** Refuses without a spend: there is nothing to judge, or the hash is spoken for. */
  readonly turnAway: (
    request: PayRequest,
    now: UnixSeconds,
    code: RefusalCode,
    summary: string,
    level?: 'info' | 'critical',
  ) => Accepted;
};

export function createDesk({ requests, audit, entries }: Ledger): Desk {
  const keep = (
    request: PayRequest,
    spendId: SpendId | null,
    answer: GateAnswer | null,
    now: UnixSeconds,
  ): void =>
    requests.insert(
      {
        eventId: request.eventId,
        connectionId: request.connectionId,
        agentId: request.agentId,
        method: request.askedBy,
        spendId,
        answer,
      },
      now,
    );
  const answerNow: Desk['answerNow'] = (request, spendId, answer, now) => {
    keep(request, spendId, answer, now);
    return { kind: 'answered', answer };
  };
  return {
    remember: (request, spendId, now) => keep(request, spendId, null, now),
    answerNow,
    turnAway: (request, now, code, summary, level = 'info') => {
      audit.append(now, entries.turnedAway(request, code, summary, level));
      return answerNow(request, null, refused(code, summary), now);
    },
  };
}
