import { describe, expect, it } from 'vitest';
import {
  afterApproval,
  outcomeWords,
  standing,
} from '../../../../renderer/features/approvals/decision-words.ts';
import { meansReject } from '../../../../renderer/features/approvals/reject-key.ts';
import { ruleRows } from '../../../../renderer/features/approvals/rule-rows.ts';
import type { RuleResult } from '../../../../shared/domain/decision.ts';
import { SPEND_STATES } from '../../../../shared/domain/spend.ts';

describe('what an approval does', () => {
  it('pays at once while the agent waits for the answer', () => {
    expect(afterApproval({ agentWaiting: true, askedBy: 'pay_invoice' }, 9_000, 1_000)).toEqual({
      kind: 'pays',
    });
  });

  it('pays at once when the agent asked by a method that allows a late answer', () => {
    expect(afterApproval({ agentWaiting: false, askedBy: 'pay' }, 9_000, 1_000)).toEqual({ kind: 'pays' });
  });

  it('grants for an hour when the agent has stopped waiting', () => {
    expect(afterApproval({ agentWaiting: false, askedBy: 'pay_invoice' }, 9_000, 1_000)).toEqual({
      kind: 'grants',
      until: 4_600,
    });
  });

  it('grants no longer than the invoice lives', () => {
    expect(afterApproval({ agentWaiting: false, askedBy: 'pay_invoice' }, 1_500, 1_000)).toEqual({
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
    const { shown } = ruleRows([
      rule({ verdict: 'hold', measured: '9007199254740993001', limit: '9007199254740992000' }),
    ]);
    expect(shown[0]?.over).toBe('1001');
  });

  it('says no overrun where a rule has no figure or passes', () => {
    const { shown, rest } = ruleRows([
      rule({ rule: 'first-time', verdict: 'hold', unit: 'none', measured: null, limit: null }),
      rule({ rule: 'rate', measured: '40', limit: '30', unit: 'count' }),
    ]);
    expect(shown[0]?.over).toBeNull();
    expect(rest[0]?.over).toBeNull();
  });

  it('shows the broken ones and the fee, counts the passing', () => {
    const rows = ruleRows([
      rule({ rule: 'fee' }),
      rule({ rule: 'gate' }),
      rule({ rule: 'daily', verdict: 'hold' }),
      rule({ rule: 'lookalike', verdict: 'refuse' }),
    ]);
    expect(rows.shown.map(({ label }) => label)).toEqual([
      'Daily outflow after it',
      'Look-alike of a known destination',
      'Fee',
    ]);
    expect(rows.rest).toHaveLength(1);
    expect(rows).toMatchObject({ passing: 2, total: 4 });
  });
});

describe('the reject key', () => {
  const press = { key: 'r', withModifier: false, repeated: false, elsewhere: false, sinceG: 5_000 };
  it.each([
    ['R alone', {}, true],
    ['R with shift', { key: 'R' }, true],
    ['R with Ctrl, which reloads elsewhere', { withModifier: true }, false],
    ['R held down', { repeated: true }, false],
    ['R while writing the reason', { elsewhere: true }, false],
    ['R after g', { sinceG: 300 }, false],
    ['another letter', { key: 't' }, false],
  ])('%s', (_, change, expected) => {
    expect(meansReject({ ...press, ...change })).toBe(expected);
  });
});
