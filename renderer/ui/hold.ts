// Hold: the state of a button that acts only when it is held. Pure; times are milliseconds of one monotonic clock, given in.

/** How long a hold must last, in milliseconds. */
export const HOLD_MS = 1_000;

export type Holder = 'pointer' | 'key';
export type HoldState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'holding'; readonly by: Holder; readonly since: number }
  /** Acted. The same press must be let go before another can begin. */
  | { readonly phase: 'done'; readonly by: Holder }
  /** Let go too early: the button says that it has to be held. */
  | { readonly phase: 'short' };

export type HoldEvent =
  | { readonly type: 'press'; readonly by: Holder; readonly at: number }
  | { readonly type: 'release'; readonly by: Holder }
  | { readonly type: 'tick'; readonly at: number }
  /** The pointer left, the focus moved, the button was disabled, the window was hidden. */
  | { readonly type: 'cancel' }
  /** A click that was not held, as assistive technology makes it. */
  | { readonly type: 'click' };

export const IDLE: HoldState = { phase: 'idle' };

/** The next state. Entering `done` is the moment to act, once. */
export function holdStep(state: HoldState, event: HoldEvent): HoldState {
  switch (event.type) {
    case 'press':
      // A repeated keydown, or a second finger, does not restart the time nor lengthen it.
      return state.phase === 'holding' || state.phase === 'done'
        ? state
        : { phase: 'holding', by: event.by, since: event.at };
    case 'tick':
      return state.phase === 'holding' && event.at - state.since >= HOLD_MS
        ? { phase: 'done', by: state.by }
        : state;
    case 'release':
      if (state.phase === 'holding' && state.by === event.by) return { phase: 'short' };
      return state.phase === 'done' && state.by === event.by ? IDLE : state;
    case 'cancel':
      return IDLE;
    case 'click':
      return state.phase === 'idle' ? { phase: 'short' } : state;
  }
}

/** 0 to 1. */
export function holdProgress(state: HoldState, at: number): number {
  if (state.phase === 'done') return 1;
  return state.phase === 'holding' ? Math.min(1, Math.max(0, (at - state.since) / HOLD_MS)) : 0;
}
