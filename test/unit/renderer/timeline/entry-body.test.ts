import { describe, expect, it } from 'vitest';
import { entryBody, keyWords } from '../../../../renderer/features/timeline/entry-body.ts';

const canonical = (body: unknown): string => JSON.stringify({ action: 'decide', body, seq: 1 });

describe('the body of an entry', () => {
  it('reads amounts as amounts, exactly', () => {
    expect(entryBody(canonical({ feeLimitMsat: '9007199254740993' })).lines).toEqual([
      { kind: 'amount', label: 'fee limit', msat: '9007199254740993' },
    ]);
  });

  it('shows an amount that is none as the text it is', () => {
    expect(entryBody(canonical({ amountMsat: '-1' })).lines).toMatchObject([{ kind: 'text', text: '-1' }]);
  });

  it('keeps text that others may have written apart from data', () => {
    const { lines } = entryBody(canonical({ reason: 'x\u202Ey', code: null, list: [1] }));
    expect(lines.map(({ kind }) => kind)).toEqual(['text', 'data', 'data']);
  });

  it('reads the findings of the rules as a table', () => {
    const rule = { rule: 'single', verdict: 'hold', unit: 'msat', measured: '5', limit: '4', note: '' };
    const { rules, lines } = entryBody(canonical({ rules: [rule], code: 'x' }));
    expect(rules).toEqual([{ rule: 'single', verdict: 'hold', unit: 'msat', measured: '5', limit: '4' }]);
    expect(lines).toHaveLength(1);
  });

  it('shows rules it does not know as they are, and drops none of them', () => {
    const { rules, lines } = entryBody(canonical({ rules: [{ rule: 'new-one', verdict: 'hold' }] }));
    expect(rules).toEqual([]);
    expect(lines).toMatchObject([{ kind: 'data', label: 'rules' }]);
  });

  it('says nothing of an entry that is not JSON, or has no body', () => {
    for (const text of ['', '{', '[]', 'null', '{"body":[]}', '{"body":"x"}'])
      expect(entryBody(text)).toEqual({ lines: [], rules: [] });
  });

  it('does not mistake a body key for something inherited', () => {
    expect(entryBody('{"body":{"__proto__":{"rules":[]}}}').lines).toMatchObject([{ label: '__proto__' }]);
  });

  it('turns keys into words', () => {
    expect(keyWords('destinationTag')).toBe('destination tag');
    expect(keyWords('amountMsat')).toBe('amount');
  });
});
