import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyChanges } from '../../../../renderer/features/agents/policy-changes.ts';
import {
  policyForm,
  policyToText,
  readPolicyForm,
  rebaseForm,
  sameForm,
  satsExactly,
  satsRead,
  warningsOf,
  type PolicyForm,
} from '../../../../renderer/features/agents/policy-form.ts';
import { policyText, type PolicyText } from '../../../../shared/contract/values.ts';
import { POLICY_PRESETS } from '../../../../shared/domain/policy.ts';
import type { MsatText } from '../../../../shared/domain/money.ts';

const starter = policyToText(POLICY_PRESETS.find(({ id }) => id === 'starter')?.policy as never);
const guide = policyToText(POLICY_PRESETS.find(({ id }) => id === 'guide')?.policy as never);
const form = policyForm(starter);
const with_ = (change: Partial<PolicyForm>): PolicyForm => ({ ...form, ...change });
const errorsOf = (change: Partial<PolicyForm>) => {
  const read = readPolicyForm(with_(change));
  return read.ok ? {} : read.errors;
};

const amount = fc.bigInt(0n, 2_100_000_000_000_000_000n).map((value) => value.toString() as MsatText);
const key = fc
  .tuple(
    fc.constantFrom('02', '03'),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 64, maxLength: 64 }),
  )
  .map(([head, rest]) => head + rest);
const verdict = fc.constantFrom('hold' as const, 'refuse' as const);
const policies: fc.Arbitrary<PolicyText> = fc.record({
  maxSingleTx: amount,
  maxDailySpend: amount,
  maxHotBalance: amount,
  maxFee: fc.record({ msat: amount, ppm: fc.integer({ min: 0, max: 1_000_000 }) }),
  rate: fc.record({
    perMinute: fc.integer({ min: 1, max: 100_000 }),
    perHour: fc.integer({ min: 1, max: 1_000_000 }),
  }),
  maxInFlight: fc.record({ msat: amount, count: fc.integer({ min: 1, max: 10_000 }) }),
  allowlist: fc.option(fc.uniqueArray(key, { maxLength: 5 })),
  firstTime: fc.constantFrom('allow' as const, 'hold' as const),
  activeHours: fc.option(
    fc
      .record({
        fromMinute: fc.integer({ min: 0, max: 1_439 }),
        toMinute: fc.integer({ min: 0, max: 1_440 }),
      })
      .filter(({ fromMinute, toMinute }) => fromMinute !== toMinute),
  ),
  expiresAt: fc.option(fc.integer({ min: 0, max: 4_102_444_800 })),
  whenBroken: fc.record({ single: verdict, daily: verdict, fleet: verdict, schedule: verdict }),
});

describe('policy form', () => {
  it('gives back exactly the policy it was filled from, to the millisatoshi and the second', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expect(readPolicyForm(policyForm(policy))).toEqual({ ok: true, policy });
      }),
    );
  });

  it('reads only what the contract accepts', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const read = readPolicyForm(policyForm(policy));
        if (read.ok) expect(policyText.safeParse(read.policy).success).toBe(true);
      }),
    );
  });

  it.each([
    ['100,000', '100000000'],
    ["1'000", '1000000'],
    [' 1 000 ', '1000000'],
    ['0.5', '500'],
    ['1.234', '1234'],
    ['0', '0'],
    ['2100000000000000', '2100000000000000000'],
  ])('reads %j as %s msat', (text, msat) => {
    expect(satsRead(text)).toBe(msat);
  });

  it.each([
    '',
    '-1',
    '1e5',
    '1.2345',
    '.5',
    '5.',
    '0x10',
    '1.000.000',
    '2100000000000001',
    'NaN',
    '１００',
    '9'.repeat(40),
  ])('refuses %j as an amount', (text) => {
    expect(satsRead(text)).toBeUndefined();
  });

  it('writes a part of a sat without loss', () => {
    expect(satsExactly('1234567')).toBe('1,234.567');
    expect(satsExactly('1000500')).toBe('1,000.5');
  });

  it('names every wrong field at once', () => {
    const errors = errorsOf({ maxSingleTx: 'x', perMinute: '0', feePpm: '1000001', inFlightCount: '1.5' });
    expect(Object.keys(errors).toSorted()).toEqual(['feePpm', 'inFlightCount', 'maxSingleTx', 'perMinute']);
  });

  it('accepts an allowlist pasted with commas, empty lines, capitals and repetitions', () => {
    const one = `02${'ab'.repeat(32)}`;
    const read = readPolicyForm(
      with_({ allowlistOn: true, allowlist: `\n${one.toUpperCase()},  ${one}\n\n` }),
    );
    expect(read).toMatchObject({ ok: true, policy: { allowlist: [one] } });
  });

  it('names the line of an allowlist that is no node key', () => {
    expect(errorsOf({ allowlistOn: true, allowlist: `04${'ab'.repeat(32)}` }).allowlist).toContain('04abab');
  });

  it('ignores what stands in an allowlist that is off', () => {
    expect(readPolicyForm(with_({ allowlistOn: false, allowlist: 'nonsense' }))).toMatchObject({
      ok: true,
      policy: { allowlist: null },
    });
  });

  it.each([
    [{ hoursOn: true, hoursFrom: '25:00' }, 'hoursFrom'],
    [{ hoursOn: true, hoursFrom: '24:00' }, 'hoursFrom'],
    [{ hoursOn: true, hoursFrom: '08:00', hoursTo: '08:00' }, 'hoursTo'],
    [{ expiryOn: true, expiry: '' }, 'expiry'],
    [{ expiryOn: true, expiry: '2026-02-31T99:00' }, 'expiry'],
  ] as const)('refuses the hours or the end %j', (change, field) => {
    expect(errorsOf(change)).toHaveProperty(field);
  });

  it('lets hours run over midnight and to the end of the day', () => {
    expect(readPolicyForm(with_({ hoursOn: true, hoursFrom: '22:00', hoursTo: '06:00' }))).toMatchObject({
      policy: { activeHours: { fromMinute: 1_320, toMinute: 360 } },
    });
    expect(readPolicyForm(with_({ hoursOn: true, hoursFrom: '08:00', hoursTo: '24:00' }))).toMatchObject({
      policy: { activeHours: { toMinute: 1_440 } },
    });
  });

  it('warns about the contradictions of the guide’s example and not about the starter', () => {
    expect(warningsOf(starter)).toEqual([]);
    expect(warningsOf(guide).map(({ field }) => field)).toContain('maxSingleTx');
  });
});

describe('a policy changed by somebody else meanwhile', () => {
  it('keeps what was typed here and takes the rest from the newer one', () => {
    const mine = with_({ maxSingleTx: '90,000' });
    const theirs = with_({ maxDailySpend: '400,000', maxSingleTx: '80,000' });
    expect(rebaseForm(form, mine, theirs)).toEqual(
      with_({ maxSingleTx: '90,000', maxDailySpend: '400,000' }),
    );
  });

  it('is the newer one when nothing was typed', () => {
    const theirs = with_({ perHour: '1' });
    expect(sameForm(rebaseForm(form, form, theirs), theirs)).toBe(true);
  });
});

describe('what a new policy changes', () => {
  const change = (over: Partial<PolicyText>) => policyChanges(starter, { ...starter, ...over });

  it('says nothing of a policy that stays the same', () => {
    expect(change({})).toEqual([]);
  });

  it.each([
    ['a raised limit', { maxSingleTx: '200000000' as MsatText }, 'looser'],
    ['a lowered limit', { maxDailySpend: '1' as MsatText }, 'tighter'],
    ['asking before a first payment', { firstTime: 'hold' as const }, 'tighter'],
    ['an allowlist switched on', { allowlist: [] }, 'tighter'],
    ['hours', { activeHours: { fromMinute: 0, toMinute: 60 } }, 'tighter'],
    ['an end', { expiresAt: 2_000_000_000 }, 'tighter'],
    [
      'refusing instead of asking',
      { whenBroken: { ...starter.whenBroken, single: 'refuse' as const } },
      'tighter',
    ],
  ])('says of %s that it is %s', (_, over, direction) => {
    expect(change(over)).toMatchObject([{ direction }]);
  });

  it('says that switching the allowlist off, or adding to it, is looser', () => {
    const listed = { ...starter, allowlist: [`02${'ab'.repeat(32)}`] };
    expect(policyChanges(listed, starter)).toMatchObject([{ label: 'Allowlist', direction: 'looser' }]);
    const two = { ...starter, allowlist: [`02${'cd'.repeat(32)}`] };
    expect(policyChanges(listed, two)).toMatchObject([{ after: '1 key (+1, −1)', direction: 'looser' }]);
  });

  it('calls hours of equal length that moved neither looser nor tighter', () => {
    const day = { ...starter, activeHours: { fromMinute: 480, toMinute: 960 } };
    const night = { ...starter, activeHours: { fromMinute: 1_320, toMinute: 360 } };
    expect(policyChanges(day, night)).toMatchObject([{ after: '22:00 to 06:00', direction: 'other' }]);
  });
});
