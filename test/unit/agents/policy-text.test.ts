// Policy text: exact both ways, and anything that does not fit is refused rather than read as "no limit".
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedFields,
  policyForAudit,
  readPolicy,
  toPolicy,
  toPolicyText,
  writePolicy,
} from '../../../electron/agents/policy-text.ts';
import { POLICY_PRESETS } from '../../../shared/domain/policy.ts';
import { anyPolicy } from './policies.ts';

const starter = POLICY_PRESETS[0]!.policy;

describe('policy text', () => {
  it('gives back every policy exactly, to the last millisatoshi', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(toPolicy(toPolicyText(policy))).toEqual(policy);
        expect(readPolicy(writePolicy(policy))).toEqual(policy);
      }),
    );
  });

  it('names no difference between a policy and itself, and one for every field that differs', () => {
    fc.assert(
      fc.property(anyPolicy, (policy) => {
        expect(changedFields(policy, readPolicy(writePolicy(policy)))).toEqual([]);
      }),
    );
    expect(
      changedFields(starter, { ...starter, firstTime: 'hold', rate: { perMinute: 1, perHour: 1 } }),
    ).toEqual(['request rate', 'first payment to a destination']);
  });

  it.each([
    ['an amount as a number', (body: Record<string, unknown>) => ({ ...body, maxDailySpend: 1 })],
    ['a negative amount', (body: Record<string, unknown>) => ({ ...body, maxSingleTx: '-1' })],
    [
      'an amount above all bitcoin',
      (body: Record<string, unknown>) => ({ ...body, maxSingleTx: '9'.repeat(19) }),
    ],
    ['a missing limit', ({ maxDailySpend: _gone, ...body }: Record<string, unknown>) => body],
    ['a key nobody knows', (body: Record<string, unknown>) => ({ ...body, unlimited: true })],
  ])('does not read a stored policy with %s', (_title, spoil) => {
    const body = JSON.stringify(spoil(JSON.parse(writePolicy(starter)) as Record<string, unknown>));
    expect(() => readPolicy(body)).toThrow();
  });

  it('writes every amount of the audit form as digits under a key that ends in Msat', () => {
    for (const [key, value] of Object.entries(policyForAudit(starter)))
      if (key.endsWith('Msat')) expect(value).toMatch(/^\d+$/);
      else if (typeof value === 'string') expect(value).not.toMatch(/^\d+$/);
  });
});
