import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTicker } from '../../../../renderer/ui/ticker.ts';

describe('a ticker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has one timer however many listen, and calls them in one turn', () => {
    const subscribe = createTicker(1_000);
    const heard: string[] = [];
    const ends = ['a', 'b', 'c'].map((name) => subscribe(() => void heard.push(name)));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2_000);
    expect(heard).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    for (const end of ends) end();
  });

  it('ends with its last listener and begins again with the next', () => {
    const subscribe = createTicker(1_000);
    const listener = vi.fn();
    const first = subscribe(listener);
    const second = subscribe(listener);
    first();
    vi.advanceTimersByTime(1_000);
    expect(listener).toHaveBeenCalledTimes(1);
    second();
    expect(vi.getTimerCount()).toBe(0);
    const third = subscribe(listener);
    vi.advanceTimersByTime(1_000);
    expect(listener).toHaveBeenCalledTimes(2);
    third();
  });
});
