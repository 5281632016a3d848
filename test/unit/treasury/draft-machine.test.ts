// Draft machine: whatever happens in whatever order, a draft is only ever broadcast when it was signed, and never thrown away after.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DRAFT_EVENTS,
  holdsCoins,
  isEnded,
  nextDraftState,
  type DraftEvent,
} from '../../../electron/treasury/draft-machine.ts';
import { DRAFT_STATES, type DraftState } from '../../../shared/domain/treasury.ts';

const CHAIN: readonly DraftEvent[] = ['seen', 'deep', 'lost'];

/** States passed through, with the event that led to each; what cannot happen is passed over. */
function walk(
  events: readonly DraftEvent[],
): readonly { event: DraftEvent; from: DraftState; to: DraftState }[] {
  let state: DraftState = 'draft';
  return events.flatMap((event) => {
    const next = nextDraftState(state, event);
    if (next === undefined) return [];
    const step = { event, from: state, to: next };
    state = next;
    return [step];
  });
}

describe('a draft, through any sequence of events,', () => {
  const sequences = fc.array(fc.constantFrom(...DRAFT_EVENTS), { maxLength: 30 });

  it('leaves the console only from the state of being signed, by an order', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { event, from, to } of walk(events))
          if (to === 'broadcast' && !CHAIN.includes(event))
            expect([event, from]).toEqual(['order', 'signed']);
      }),
    );
  });

  it('is signed only by being complete, or by being turned away after it was', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { event, to } of walk(events))
          if (to === 'signed') expect(['complete', 'turned-away']).toContain(event);
      }),
    );
  });

  it('cannot be thrown away once it is out, nor while the device is asked', () => {
    for (const state of ['broadcast', 'confirmed', 'replaced', 'signing'] as const)
      expect(nextDraftState(state, 'discard')).toBeUndefined();
  });

  it('never frees coins that may still be spent by it, but by the chain or by a person', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { event, from, to } of walk(events))
          if (holdsCoins(from) && !holdsCoins(to)) expect([...CHAIN, 'discard']).toContain(event);
      }),
    );
  });

  it('once ended comes back only because the chain shows it', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        for (const { event, from, to } of walk(events))
          if (isEnded(from) && !isEnded(to)) expect(event).toBe('seen');
      }),
    );
  });

  it('is believed to be what the chain shows, in every state in which it could have left', () => {
    for (const state of DRAFT_STATES) {
      expect(nextDraftState(state, 'deep')).toBe('confirmed');
      expect(nextDraftState(state, 'seen')).toBe('broadcast');
    }
  });
});
