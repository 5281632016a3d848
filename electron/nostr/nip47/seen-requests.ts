// Seen requests: event ids of one connection and what was answered, so that a request delivered twice is answered twice and done once.
// Payments do not rest on this memory: the gate keeps their ids durably. Rule: docs/gate.md 4.
import type { EventId } from '../../../shared/domain/ids.ts';
import type { VerifiedEvent } from '../event.ts';

/** Ids kept: more than the flood bound lets in while a request is fresh. */
export const MAX_SEEN = 2_048;
/** Characters of answers kept; above it the oldest answers go, their ids stay. */
export const MAX_KEPT_CHARACTERS = 262_144;

export type SeenRequests = {
  /** undefined: never seen. `working`: to be answered, or not to be answered. Otherwise the answer that was sent. */
  readonly find: (id: EventId) => 'working' | VerifiedEvent | undefined;
  readonly begin: (id: EventId) => void;
  readonly answered: (id: EventId, response: VerifiedEvent) => void;
  /** Nothing was done and nothing was said: it may come again. */
  readonly forget: (id: EventId) => void;
};

export function createSeenRequests(): SeenRequests {
  const seen = new Map<EventId, 'working' | VerifiedEvent>();
  const kept = new Map<EventId, number>();
  let characters = 0;

  const dropAnswer = (id: EventId): void => {
    characters -= kept.get(id) ?? 0;
    kept.delete(id);
  };

  return {
    find: (id) => seen.get(id),
    begin: (id) => {
      seen.set(id, 'working');
      if (seen.size <= MAX_SEEN) return;
      const [oldest] = seen.keys();
      if (!oldest) return;
      seen.delete(oldest);
      dropAnswer(oldest);
    },
    answered: (id, response) => {
      dropAnswer(id);
      seen.set(id, response);
      kept.set(id, response.content.length);
      characters += response.content.length;
      for (const oldest of kept.keys()) {
        if (characters <= MAX_KEPT_CHARACTERS || oldest === id) return;
        dropAnswer(oldest);
        seen.set(oldest, 'working');
      }
    },
    forget: (id) => {
      seen.delete(id);
      dropAnswer(id);
    },
  };
}
