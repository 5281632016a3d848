import { describe, expect, it } from 'vitest';
import {
  afterApproval,
  codeWords,
  outcomeWords,
  paceWords,
  standing,
  STOPPED_WORDS,
} from '../../../../renderer/features/approvals/decision-words.ts';
import { placeInQueue } from '../../../../renderer/features/approvals/queue.ts';
import { ruleRows } from '../../../../renderer/features/approvals/rule-rows.ts';
import { DECISION_CODES, type RuleResult } from '../../../../shared/domain/decision.ts';
import { SPEND_STATES } from '../../../../shared/domain/spend.ts';

const asked = { agentWaiting: false, askedBy: 'pay_invoice', stoppedBy: null } as const;

describe('what an approval does', () => {
  it.each(['fleet-frozen', 'agent-frozen', 'gate-closed'] as const)(
    'is nothing while %s, however the agent waits, and the page says so',
    (stoppedBy) => {
      for (const agentWaiting of [true, false])
        for (const askedBy of ['pay', 'pay_invoice'] as const)
          expect(afterApproval({ agentWaiting, askedBy, stoppedBy }, 9_000, 1_000)).toEqual({
            kind: 'stopped',
            by: stoppedBy,
          });
      expect(STOPPED_WORDS[stoppedBy]).toMatch(/nothing.* is paid/);
    },
  );

  it('pays at once while the agent waits for the answer', () => {
    expect(afterApproval({ ...asked, agentWaiting: true }, 9_000, 1_000)).toEqual({
      kind: 'pays',
    });
  });

  it('pays at once when the agent asked by a method that allows a late answer', () => {
    expect(afterApproval({ ...asked, askedBy: 'pay' }, 9_000, 1_000)).toEqual({ kind: 'pays' });
  });

  it('grants for an hour when the agent has stopped waiting', () => {
    expect(afterApproval(asked, 9_000, 1_000)).toEqual({
      kind: 'grants',
      until: 4_600,
    });
  });

  it('grants no longer than the invoice lives', () => {
    expect(afterApproval(asked, 1_500, 1_000)).toEqual({
      kind: 'grants',
      until: 1_500,
    });
  });
});

describe('whether the page may act', () => {
  it.each([
    ['held', 999, 'open'],
    ['held', 1_000, 'over'],
    ['granted', 999, 'granted'],
    ['settled', 999, 'closed'],
    ['denied', 2_000, 'closed'],
  ] as const)('a %s payment at %i is %s', (state, now, expected) => {
    expect(standing(state, 1_000, now)).toBe(expected);
  });

  it('says of every state what became of the payment', () => {
    for (const state of SPEND_STATES) expect(outcomeWords(state, null)).toMatch(/^[a-z].*\.$/);
  });
});

const rule = (over: Partial<RuleResult>): RuleResult => ({
  rule: 'single',
  verdict: 'allow',
  unit: 'msat',
  measured: '0',
  limit: '0',
  note: '',
  ...over,
});

describe('why it stopped', () => {
  it('says by how much a figure is over, exactly', () => {
    const { shown } = ruleRows(
      [rule({ verdict: 'hold', measured: '9007199254740993001', limit: '9007199254740992000' })],
      0n,
    );
    expect(shown[0]?.over).toBe('1001');
  });

  it('says no overrun where a rule has no figure or passes', () => {
    const { shown, rest } = ruleRows(
      [
        rule({ rule: 'first-time', verdict: 'hold', unit: 'none', measured: null, limit: null }),
        rule({ rule: 'rate', measured: '40', limit: '30', unit: 'count' }),
      ],
      0n,
    );
    expect(shown[0]?.over).toBeNull();
    expect(rest[0]?.over).toBeNull();
  });

  it('shows the broken ones and the fee, counts the passing', () => {
    const rows = ruleRows(
      [
        rule({ rule: 'fee' }),
        rule({ rule: 'gate' }),
        rule({ rule: 'daily', verdict: 'hold' }),
        rule({ rule: 'lookalike', verdict: 'refuse' }),
      ],
      0n,
    );
    expect(rows.shown.map(({ label }) => label)).toEqual([
      'Daily outflow after it',
      'Look-alike of a known destination',
      'Fee',
    ]);
    expect(rows.rest).toHaveLength(1);
    expect(rows).toMatchObject({ passing: 2, total: 4 });
  });
});

describe('what a payment adds', () => {
  it('is told apart from what there was before, for what adds up', () => {
    const daily = rule({ rule: 'daily', verdict: 'hold', unit: 'msat', measured: '737000', limit: '500000' });
    const single = rule({
      rule: 'single',
      verdict: 'hold',
      unit: 'msat',
      measured: '250500',
      limit: '100000',
    });
    const { shown } = ruleRows([daily, single], 250_500n);
    expect(shown.map(({ before, over }) => [before, over])).toEqual([
      ['486500', '237000'],
      [null, '150500'],
    ]);
  });
});

describe('a refusal in words', () => {
  it.each(Object.values(DECISION_CODES))('says what %s means', (code) => {
    expect(outcomeWords('refused', code)).toMatch(/^was refused: (?!.*_).+\. Nothing was paid\.$/);
  });

  it.each(Object.values(DECISION_CODES))('is short enough for a row: %s', (code) => {
    expect(codeWords(code)).toMatch(/^[a-z][a-z -]{5,23}$/);
  });

  it('shows a word it does not know as it is, and none when there is none', () => {
    expect(outcomeWords('refused', 'new_word')).toBe('was refused (new_word). Nothing was paid.');
    expect(outcomeWords('refused', null)).toBe('was refused. Nothing was paid.');
  });
});

describe('the pace of an agent', () => {
  it.each([
    ['199', '100', null],
    ['200', '100', '2 times the usual'],
    ['999999', '100', 'over 99 times the usual'],
    ['500', '0', null],
    ['500', null, null],
  ])('%s msat against %s a day: %s', (lastDayMsat, usualDayMsat, words) =>
    expect(paceWords({ lastDayMsat, usualDayMsat })).toBe(words),
  );
});

describe('a place in the queue', () => {
  const row = (id: string) => ({ id, agentName: id });
  const queue = ['a', 'b', 'c'].map(row);
  const seen = (id: string, wasAt = 0, rows = queue) => {
    const { position, total, previous, next } = placeInQueue(rows, id, wasAt);
    return [position, total, previous?.id ?? null, next?.id ?? null];
  };

  it('is counted from one, with its neighbours', () => {
    expect(seen('a')).toEqual([1, 3, null, 'b']);
    expect(seen('b')).toEqual([2, 3, 'a', 'c']);
    expect(seen('c')).toEqual([3, 3, 'b', null]);
  });

  it('once decided is taken by who stood behind it, from the front after the last', () => {
    expect(seen('x', 1)).toEqual([null, 3, 'a', 'b']);
    expect(seen('x', 3)).toEqual([null, 3, 'c', 'a']);
    expect(seen('x', 0, [])).toEqual([null, 0, null, null]);
  });
});
