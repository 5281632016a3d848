// Draft machine: which state of a draft may follow which, and on what. Pure; the only place that says so.
import type { DraftState } from '../../shared/domain/treasury.ts';

export const DRAFT_EVENTS = [
  /** The device is being asked. */
  'begin-signing',
  /** Refused, cancelled or failed: nothing was signed. */
  'end-signing',
  /** Every signature is there and valid, and the final transaction is what was approved. */
  'complete',
  /** Written down to be broadcast, before it is. */
  'order',
  /** The source said no to the first try, and nobody has seen it. */
  'turned-away',
  /** In the mempool or in a block that is not deep enough. */
  'seen',
  'deep',
  /** Another spend of its coins stands in its place. */
  'lost',
  'discard',
] as const;
export type DraftEvent = (typeof DRAFT_EVENTS)[number];

const NEXT: Readonly<Record<DraftState, Partial<Readonly<Record<DraftEvent, DraftState>>>>> = {
  // A PSBT that was exported may be finished and broadcast elsewhere: what the chain shows is so, whatever was done here.
  draft: {
    'begin-signing': 'signing',
    complete: 'signed',
    discard: 'discarded',
    seen: 'broadcast',
    deep: 'confirmed',
    lost: 'replaced',
  },
  signing: { 'end-signing': 'draft', complete: 'signed', seen: 'broadcast', deep: 'confirmed' },
  signed: {
    order: 'broadcast',
    discard: 'discarded',
    seen: 'broadcast',
    deep: 'confirmed',
    lost: 'replaced',
  },
  broadcast: { 'turned-away': 'signed', seen: 'broadcast', deep: 'confirmed', lost: 'replaced' },
  // A reorganisation takes a block back.
  confirmed: { seen: 'broadcast', deep: 'confirmed', lost: 'replaced' },
  replaced: { seen: 'broadcast', deep: 'confirmed', lost: 'replaced' },
  discarded: { seen: 'broadcast', deep: 'confirmed' },
};

/** The state that follows; undefined: this cannot happen now. */
export const nextDraftState = (state: DraftState, event: DraftEvent): DraftState | undefined =>
  NEXT[state][event];

/** Its coins are held against other drafts. */
export const holdsCoins = (state: DraftState): boolean =>
  state === 'draft' || state === 'signing' || state === 'signed' || state === 'broadcast';

/** Nothing more is expected of it, though the chain may still surprise. */
export const isEnded = (state: DraftState): boolean =>
  state === 'confirmed' || state === 'replaced' || state === 'discarded';
