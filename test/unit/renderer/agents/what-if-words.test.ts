import { describe, expect, it } from 'vitest';
import { differenceWords, signed, whyWords } from '../../../../renderer/features/agents/what-if-words.ts';
import { fakeWhatIf } from '../../../support/fake-in-question.ts';
import { POLICY, sat } from '../../../support/fake-fleet.ts';

describe('a replayed month in words', () => {
  it('names only what would have been decided otherwise', () => {
    const was = { allow: 302, hold: 6, refuse: 4 };
    expect(differenceWords(was, { allow: 290, hold: 15, refuse: 7 })).toBe(
      '−12 allowed, +9 held, +3 refused',
    );
    expect(differenceWords(was, { ...was, allow: 303, hold: 5 })).toBe('+1 allowed, −1 held');
    expect(differenceWords(was, was)).toBe('no payment decided otherwise');
    expect([signed(0), signed(1_200), signed(-7)]).toEqual(['±0', '+1,200', '−7']);
  });

  it('says why: the rules, a repetition, a fee that would not have sufficed, a queue that was full', () => {
    const agent = { id: 'a', name: 'A' };
    const tight = { ...POLICY, maxDailySpend: sat(1) };
    const row = fakeWhatIf(0x6000_0000, agent, tight, 'hold', 1).rows[0];
    if (!row) throw new Error('nothing was held');
    expect(whyWords(row)).toBe('The agent’s daily outflow would pass its limit');
    expect(whyWords({ ...row, after: 'refuse' })).toContain('too many would have waited already');
    expect(whyWords({ ...row, money: 'repeats' })).toContain('earlier payment of the same invoice');
    expect(whyWords({ ...row, broken: [], after: 'allow', money: 'fails' })).toContain('above the new limit');
    expect(whyWords({ ...row, broken: [], after: 'allow', money: 'leaves' })).toBe('');
  });
});
