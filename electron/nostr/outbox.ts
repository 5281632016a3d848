// Outbox: events on their way to one relay, until it says OK (NIP-01) or time is up. Bounded; survives a dropped socket.
import type { EventId } from '../../shared/domain/ids.ts';
import type { Clock } from '../store/clock.ts';
import type { NostrEvent } from './event.ts';

/** `no-answer`: sent, no OK in time; it may be there all the same. `dropped`: never sent. */
export type PublishOutcome = 'accepted' | 'refused' | 'no-answer' | 'dropped';
export type PublishVerdict = { readonly outcome: PublishOutcome; readonly reason: string };

/** Events kept for a relay that cannot be reached; the oldest goes first. */
const MAX_WAITING = 256;
const OK_WAIT_MS = 10_000;

export type Outbox = {
  /** Sends when there is a socket, else keeps. The same event twice gives the same promise. Never rejects. */
  readonly add: (event: NostrEvent) => Promise<PublishVerdict>;
  readonly answered: (id: EventId, verdict: PublishVerdict) => void;
  /** A socket is there: everything not yet acknowledged goes out, in order. */
  readonly connected: (send: (event: NostrEvent) => void) => void;
  readonly disconnected: () => void;
  /** Gives up on everything. */
  readonly close: (reason: string) => void;
};

type Entry = {
  readonly event: NostrEvent;
  readonly promise: Promise<PublishVerdict>;
  readonly resolve: (verdict: PublishVerdict) => void;
  stopTimer: (() => void) | null;
};

export function createOutbox(clock: Clock): Outbox {
  const entries = new Map<EventId, Entry>();
  let send: ((event: NostrEvent) => void) | null = null;

  const settle = (id: EventId, verdict: PublishVerdict): void => {
    const entry = entries.get(id);
    if (!entry) return;
    entries.delete(id);
    entry.stopTimer?.();
    entry.resolve(verdict);
  };

  const dispatch = (entry: Entry): void => {
    if (!send) return;
    const { id } = entry.event;
    entry.stopTimer = clock.after(OK_WAIT_MS, () =>
      settle(id, { outcome: 'no-answer', reason: 'the relay did not acknowledge it' }),
    );
    send(entry.event);
  };

  return {
    add: (event) => {
      const known = entries.get(event.id);
      if (known) return known.promise;
      const { promise, resolve } = Promise.withResolvers<PublishVerdict>();
      const entry: Entry = { event, promise, resolve, stopTimer: null };
      entries.set(event.id, entry);
      if (send) dispatch(entry);
      else if (entries.size > MAX_WAITING) {
        const [oldest] = entries.keys();
        if (oldest) settle(oldest, { outcome: 'dropped', reason: 'too many events wait for this relay' });
      }
      return promise;
    },
    answered: settle,
    connected: (sender) => {
      send = sender;
      for (const entry of entries.values()) dispatch(entry);
    },
    disconnected: () => {
      send = null;
      // What was sent without an OK goes out again: a relay takes the same id twice without harm.
      for (const entry of entries.values()) {
        entry.stopTimer?.();
        entry.stopTimer = null;
      }
    },
    close: (reason) => {
      send = null;
      for (const id of entries.keys()) settle(id, { outcome: 'dropped', reason });
    },
  };
}
