// The screen locks by itself: after the time set, after the machine slept, and when the clock cannot be trusted.
import { describe, expect, it } from 'vitest';
import { IDLE, idleVerdict } from '../../../../renderer/app/idle.ts';

const TEN_MINUTES = 600;
const after = (idle: number, gap = 1) => idleVerdict(10_000 + idle, 10_000, 10_000 + idle - gap, TEN_MINUTES);

describe('idle lock', () => {
  it('stays awake while there is input', () => expect(after(1)).toBe('awake'));
  it('warns before it locks', () => {
    expect(after(TEN_MINUTES - IDLE.warnBefore - 1)).toBe('awake');
    expect(after(TEN_MINUTES - IDLE.warnBefore)).toBe('warn');
  });
  it('locks at the time set, not a second later', () => {
    expect(after(TEN_MINUTES - 1)).toBe('warn');
    expect(after(TEN_MINUTES)).toBe('lock');
  });
  it('locks after the machine slept, however short the time without input', () =>
    expect(after(IDLE.sleepGap + 2, IDLE.sleepGap + 1)).toBe('lock'));
  it('locks when the clock went back', () =>
    expect(idleVerdict(10_000, 10_000, 10_000 + IDLE.sleepGap + 1, TEN_MINUTES)).toBe('lock'));
});
