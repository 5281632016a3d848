// Pay flow: a request to pay from acceptance to its answer. The waiting is here; every decision is in accept.ts, every booking in
// payments.ts. Deadlines: docs/gate.md, sections 6 and 7.
import type { EventId, SpendId } from '../../shared/domain/ids.ts';
import type { AskedBy } from '../../shared/domain/spend.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { Accepted } from './desk.ts';
import { answerOf, isEnded } from './answers.ts';
import type { Endings } from './endings.ts';
import type { Gate, GateAnswer, PayRequest } from './gate.ts';
import type { Ledger } from './ledger.ts';
import type { Payments } from './payments.ts';

/** `pay_invoice` waits this long for a person; most clients give up after 60 s. */
const WAIT_FOR_PERSON_MS = 25_000;
/** After this an answer is given even though the payment is still on its way. */
const WAIT_FOR_NODE_MS = 45_000;
/** Between two tries to read what became of a payment when the disk does not let us. */
const READ_AGAIN_MS = 1_000;
/** Most clients give up after 60 s. */
const READ_NO_MORE_MS = 55_000;

export type PayFlowParts = {
  readonly ledger: Ledger;
  readonly commits: CommitQueue;
  readonly accept: (request: PayRequest) => Accepted;
  readonly payments: Payments;
  readonly endings: Endings;
  readonly clock: Clock;
  readonly random: Random;
};

export function createPayFlow({
  ledger,
  commits,
  accept,
  payments,
  endings,
  clock,
  random,
}: PayFlowParts): Pick<Gate, 'pay' | 'unanswered'> {
  const open = new Map<EventId, Promise<GateAnswer | null>>();

  const internal = (error: unknown, eventId: EventId): GateAnswer => {
    const logId = newId(random);
    ledger.log.error(
      { logId, eventId, error: error instanceof Error ? error.stack : String(error) },
      'a request could not be handled',
    );
    return { kind: 'internal', logId };
  };

  /**
   * Stores an answer, or finds the one stored with the outcome: what the agent hears now is what it would hear again. null when it
   * cannot be stored: an answer that would be another after the next start is not told.
   */
  const keep = (eventId: EventId, answer: GateAnswer): GateAnswer | null => {
    const stored = ledger.requests.get(eventId)?.answer;
    if (stored) return stored;
    try {
      ledger.write(() => ledger.requests.answer(eventId, answer, ledger.clock.now()));
    } catch (error) {
      ledger.log.error({ eventId, error: String(error) }, 'an answer could not be stored');
      return null;
    }
    return answer;
  };

  const wait = async (
    eventId: EventId,
    spendId: SpendId,
    askedBy: AskedBy,
    personMs: number,
  ): Promise<GateAnswer | null> => {
    const start = clock.monotonic();
    for (;;) {
      const spend = ledger.spends.get(spendId);
      if (!spend) throw new Error('a request waits for a spend that does not exist');
      if (isEnded(spend)) return keep(eventId, answerOf(spend));
      const waitsForPerson = spend.state === 'held' || spend.state === 'granted';
      const limit = waitsForPerson ? (askedBy === 'pay' ? 0 : personMs) : WAIT_FOR_NODE_MS;
      const left = limit - (clock.monotonic() - start);
      if (left <= 0 || !(await endings.wait(spendId, left))) {
        const latest = ledger.spends.get(spendId) ?? spend;
        return keep(eventId, answerOf(latest));
      }
    }
  };

  /**
   * SECURITY: an accepted payment may be on its way. A fault while its end is waited for must not be told as INTERNAL, which says that
   * nothing left: it is read again, and when the time is up nothing is said. What was not answered is answered after the next start.
   */
  const waitThroughFaults = async (...asked: Parameters<typeof wait>): Promise<GateAnswer | null> => {
    const start = clock.monotonic();
    for (;;) {
      try {
        return await wait(...asked);
      } catch (error) {
        const [eventId, spendId] = asked;
        ledger.log.error({ eventId, spendId, error: String(error) }, 'a payment could not be read');
        if (clock.monotonic() - start >= READ_NO_MORE_MS) return null;
        await endings.wait(spendId, READ_AGAIN_MS);
      }
    }
  };

  const run = async (request: PayRequest): Promise<GateAnswer | null> => {
    try {
      const accepted = await commits.add(
        () => {
          const outcome = accept(request);
          return outcome.kind === 'reserved'
            ? { ...outcome, spend: payments.markDispatched(outcome.spend) }
            : outcome;
        },
        (outcome) => {
          if (outcome.kind === 'reserved') payments.send(outcome.spend);
        },
      );
      if (accepted.kind === 'answered') return accepted.answer;
      const spendId = accepted.kind === 'reserved' ? accepted.spend.id : accepted.spendId;
      return await waitThroughFaults(request.eventId, spendId, request.askedBy, WAIT_FOR_PERSON_MS);
    } catch (error) {
      return internal(error, request.eventId);
    }
  };

  const once = <T extends GateAnswer | null>(
    eventId: EventId,
    begin: () => Promise<T>,
  ): Promise<GateAnswer | null> => {
    const running = open.get(eventId);
    if (running) return running;
    const promise = begin().finally(() => open.delete(eventId));
    open.set(eventId, promise);
    return promise;
  };

  return {
    pay: (request) => once(request.eventId, () => run(request)),
    unanswered: () =>
      ledger.requests
        .unanswered()
        .filter((request) => !open.has(request.eventId))
        .map(({ eventId, connectionId, method, spendId }) => ({
          eventId,
          connectionId,
          askedBy: method,
          answer: once(eventId, () =>
            spendId === null
              ? Promise.resolve(internal(new Error('a request has neither a spend nor an answer'), eventId))
              : waitThroughFaults(eventId, spendId, method, 0),
          ),
        })),
  };
}
