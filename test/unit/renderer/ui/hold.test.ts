import { describe, expect, it } from 'vitest';
import {
  HOLD_MS,
  holdProgress,
  holdStep,
  IDLE,
  type HoldEvent,
  type HoldState,
} from '../../../../renderer/ui/hold.ts';

const play = (...events: readonly HoldEvent[]): { readonly state: HoldState; readonly acts: number } => {
  let acts = 0;
  const state = events.reduce((before, event) => {
    const after = holdStep(before, event);
    if (after.phase === 'done' && before.phase !== 'done') acts += 1;
    return after;
  }, IDLE);
  return { state, acts };
};
const press = (at: number, by: 'pointer' | 'key' = 'pointer'): HoldEvent => ({ type: 'press', by, at });
const release = (by: 'pointer' | 'key' = 'pointer'): HoldEvent => ({ type: 'release', by });
const tick = (at: number): HoldEvent => ({ type: 'tick', at });

describe('hold button', () => {
  it('acts after a whole second and not a millisecond sooner', () => {
    expect(play(press(0), tick(HOLD_MS - 1)).acts).toBe(0);
    expect(play(press(0), tick(HOLD_MS)).acts).toBe(1);
  });

  it('acts once however long it is held', () => {
    expect(play(press(0), tick(HOLD_MS), tick(5_000), press(5_000), tick(9_000)).acts).toBe(1);
  });

  it('does nothing and says so when let go early', () => {
    expect(play(press(0), tick(600), release())).toEqual({ state: { phase: 'short' }, acts: 0 });
  });

  it('does not add up two short holds', () => {
    expect(play(press(0), tick(700), release(), press(800), tick(1_500)).acts).toBe(0);
  });

  it('is not lengthened or restarted by a repeated keydown', () => {
    expect(play(press(0, 'key'), press(900, 'key'), tick(1_000)).acts).toBe(1);
  });

  it('goes on holding when the other kind of press is let go', () => {
    expect(play(press(0, 'key'), release('pointer'), tick(1_000)).acts).toBe(1);
  });

  it('forgets the hold when the pointer leaves, the focus moves or the window hides', () => {
    expect(play(press(0), tick(999), { type: 'cancel' }, tick(2_000)).acts).toBe(0);
  });

  it('does nothing on a click that was not held, and says how it works', () => {
    expect(play({ type: 'click' })).toEqual({ state: { phase: 'short' }, acts: 0 });
  });

  it('needs the press let go before another hold begins', () => {
    expect(play(press(0), tick(1_000), release(), press(2_000), tick(3_000)).acts).toBe(2);
  });

  it('shows how much of the second has passed', () => {
    expect(holdProgress(play(press(100)).state, 350)).toBe(0.25);
    expect(holdProgress(IDLE, 350)).toBe(0);
    expect(holdProgress(play(press(0)).state, 9_000)).toBe(1);
  });
});
