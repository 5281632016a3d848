// Seen requests: event ids of one connection and what was answered, so that a request delivered twice is answered twice and done once.
// Payments do not rest on this memory: the gate keeps their ids durably. Rule: docs/gate.md 4.
import type { EventId } from '../../../shared/domain/ids.ts';
import { FRESH_SECONDS } from '../../gate/freshness.ts';
import type { Clock } from '../../store/clock.ts';
import type { VerifiedEvent } from '../event.ts';

/** Ids kept: more than the flood bound lets in while a request is fresh. */
export const MAX_SEEN = 2_048;
/** Characters of answers kept; above it the oldest answers go, their ids stay. */
export const MAX_KEPT_CHARACTERS = 262_144;
/** Milliseconds for which a request can be fresh at most: made by a clock that is ahead, and then by one that is behind. */
export const REMEMBERED_MS = 2 * FRESH_SECONDS * 1_000;

export type SeenRequests = {
  /** undefined: never seen. `working`: to be answered, or not to be answered. Otherwise the answer that was sent. */
  readonly find: (id: EventId) => 'working' | VerifiedEvent | undefined;
  readonly begin: (id: EventId) => void;
  readonly answered: (id: EventId, response: VerifiedEvent) => void;
  /** Nothing was done and nothing was said: it may come again. */
  readonly forget: (id: EventId) => void;
};

type Seen = { readonly at: number; readonly answer: 'working' | VerifiedEvent };

export function createSeenRequests(clock: Pick<Clock, 'monotonic'>): SeenRequests {
  /** In the order in which they came. */
  const seen = new Map<EventId, Seen>();
  const kept = new Map<EventId, number>();
  let characters = 0;

  const dropAnswer = (id: EventId): void => {
    characters -= kept.get(id) ?? 0;
    kept.delete(id);
  };

  const forget = (id: EventId): void => {
    seen.delete(id);
    dropAnswer(id);
  };

  return {
    find: (id) => seen.get(id)?.answer,
    begin: (id) => {
      const now = clock.monotonic();
      seen.set(id, { at: now, answer: 'working' });
      for (const [oldest, { at }] of seen) {
        if (seen.size <= MAX_SEEN && now - at <= REMEMBERED_MS) return;
        forget(oldest);
      }
    },
    answered: (id, response) => {
      dropAnswer(id);
      seen.set(id, { at: seen.get(id)?.at ?? clock.monotonic(), answer: response });
      kept.set(id, response.content.length);
      characters += response.content.length;
      for (const oldest of kept.keys()) {
        if (characters <= MAX_KEPT_CHARACTERS || oldest === id) return;
        dropAnswer(oldest);
        seen.set(oldest, { at: seen.get(oldest)?.at ?? 0, answer: 'working' });
      }
    },
    forget,
  };
}
