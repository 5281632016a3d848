// Desk: what becomes of a request, written down in the transaction that is open: remembered, answered at once, or turned away.
import type { SpendId } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { refused } from './answers.ts';
import type { GateAnswer, PayRequest, RefusalCode } from './gate.ts';
import type { Ledger } from './ledger.ts';

export type Accepted =
  /** null: not executed and not answered. */
  | { readonly kind: 'answered'; readonly answer: GateAnswer | null }
  | { readonly kind: 'waiting'; readonly spendId: SpendId }
  /** Reserved in this transaction: to be dispatched in this same turn. */
  | { readonly kind: 'reserved'; readonly spendId: SpendId };

export type Desk = {
  /** Keeps the event id, with the spend it is about. */
  readonly remember: (request: PayRequest, spendId: SpendId | null, now: UnixSeconds) => void;
  readonly answerNow: (request: PayRequest, answer: GateAnswer, now: UnixSeconds) => Accepted;
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
  const remember: Desk['remember'] = (request, spendId, now) =>
    requests.insert(
      {
        eventId: request.eventId,
        connectionId: request.connectionId,
        agentId: request.agentId,
        method: request.askedBy,
        spendId,
      },
      now,
    );
  const answerNow: Desk['answerNow'] = (request, answer, now) => {
    requests.answer(request.eventId, answer, now);
    return { kind: 'answered', answer };
  };
  return {
    remember,
    answerNow,
    turnAway: (request, now, code, summary, level = 'info') => {
      remember(request, null, now);
      audit.append(now, entries.turnedAway(request, code, summary, level));
      return answerNow(request, refused(code, summary), now);
    },
  };
}
