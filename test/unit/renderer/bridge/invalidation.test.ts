// Pushes make the right reads old, once, however many come.
import { describe, expect, it } from 'vitest';
import { contract } from '../../../../shared/contract/contract.ts';
import { CHANGES } from '../../../../shared/contract/push.ts';
import { createGatherer, firstWord, isOld, oldWords } from '../../../../renderer/bridge/invalidation.ts';

describe('what a push makes old', () => {
  it('covers every read of the contract with at least one change', () => {
    const words = oldWords(CHANGES);
    const reads = Object.entries(contract).filter(([, entry]) => entry.level === 'read');
    for (const [name] of reads) expect(words.has(firstWord(name)), name).toBe(true);
  });

  it.each(CHANGES)('makes the reads named “%s” old when that changed', (change) =>
    expect(oldWords([change]).has(change)).toBe(true),
  );

  it('leaves the reads of other parts alone', () => {
    expect(oldWords(['timeline'])).toEqual(new Set(['timeline']));
    expect(oldWords(['settings']).has('agents')).toBe(false);
  });

  it('makes the fleet’s totals old when an agent or an approval changed', () => {
    expect(oldWords(['agents']).has('fleet')).toBe(true);
    expect(oldWords(['approvals']).has('fleet')).toBe(true);
  });
});

describe('a freeze', () => {
  it('makes old what an approval would do now', () => {
    expect(oldWords(['gate']).has('approvals')).toBe(true);
  });

  it('proposes to sweep from what agents hold, without asking for accounts anew', () => {
    const words = oldWords(['agents']);
    expect(isOld(words, 'treasury.status')).toBe(true);
    expect(isOld(words, 'treasury.account')).toBe(false);
    expect(isOld(oldWords(['treasury']), 'treasury.account')).toBe(true);
  });
});

describe('gathering', () => {
  const setUp = () => {
    const told: string[][] = [];
    const timers: (() => void)[] = [];
    const push = createGatherer(
      (words) => told.push([...words].toSorted()),
      (run) => timers.push(run),
    );
    const tick = (): void => {
      for (const run of timers.splice(0)) run();
    };
    return { told, timers, push, tick };
  };

  it('tells the first push at once', () => {
    const { told, push } = setUp();
    push(['timeline']);
    expect(told).toEqual([['timeline']]);
  });

  it('tells a burst once, with everything in it', () => {
    const { told, push, tick } = setUp();
    push(['timeline']);
    for (let index = 0; index < 1_000; index++) push(['timeline', 'gate']);
    push(['relays']);
    expect(told).toHaveLength(1);
    tick();
    expect(told).toEqual([['timeline'], ['approvals', 'gate', 'relays', 'setup', 'timeline']]);
  });

  it('is at rest after a quiet time and answers the next push at once', () => {
    const { told, timers, push, tick } = setUp();
    push(['gate']);
    tick();
    expect(timers).toHaveLength(0);
    push(['gate']);
    expect(told).toHaveLength(2);
  });

  it('does not fall over a change it does not know', () => {
    const { told, push } = setUp();
    push(['weather' as never, 'gate']);
    expect(told).toEqual([['approvals', 'gate']]);
  });
});
