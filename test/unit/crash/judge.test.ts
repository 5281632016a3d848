// The judge of the crash test finds each fault it is there for, and finds none where there is none.
import { describe, expect, test } from 'vitest';
import { judge, type Case } from '../../crash/judge/judge.ts';
import type { Htlc } from '../../crash/node/books.ts';

const HOUR = 3_600_000;
const T0 = 1_800_000_000_000;

const htlc = (hash: string, sats: number, at: number, more: Partial<Htlc> = {}): Htlc => ({
  number: 0,
  send: 1,
  hash,
  payee: 'archive',
  amount: BigInt(sats - 1) * 1_000n,
  fee: 1_000n,
  offeredAt: T0 + at,
  endedAt: T0 + at,
  outcome: 'settled',
  ...more,
});

const exchange = (hash: string, answers: readonly string[] = ['{"result":{}}'], agent = 'one') => ({
  id: `request of ${hash}`,
  agent,
  method: 'pay_invoice',
  invoice: hash,
  at: T0,
  answers: answers.map((text) => ({ at: T0, text, isFinal: true })),
});

const caseOf = (htlcs: readonly Htlc[], more: Partial<Case> = {}): Case => ({
  htlcs,
  exchanges: [...new Set(htlcs.map(({ hash }) => hash))].map((hash) => exchange(hash)),
  hashOf: (invoice) => invoice,
  limits: { single: 1_000_000n, daily: 3_000_000n, fleet: 5_000_000n },
  dailyOf: new Map(),
  byHand: new Set(),
  stops: [],
  used: new Map(),
  now: T0 + 30 * HOUR,
  ...more,
});

const three = [htlc('a', 1_000, 0), htlc('b', 1_000, HOUR), htlc('c', 1_000, 2 * HOUR)];
const faultsOf = (given: Case): string => judge(given).faults.join('\n');

describe('the judge', () => {
  test('finds nothing in three payments that fill the limit exactly', () => {
    expect(judge(caseOf(three))).toEqual({
      limit: 3_000_000n,
      left: 3_000_000n,
      over: 0n,
      paidTwice: 0,
      stuck: 0n,
      faults: [],
    });
  });

  test.each([
    ['I1: a fourth payment after 23 hours', caseOf([...three, htlc('d', 1_000, 23 * HOUR)]), 'I1'],
    [
      'I1: a fourth that is only in flight',
      caseOf([...three, htlc('d', 1_000, 3 * HOUR, { outcome: 'in-flight', endedAt: null })]),
      'I1',
    ],
    [
      'I1: four that were offered over two days and settled in one hour',
      caseOf(
        ['a', 'b', 'c', 'd'].map((hash, day) =>
          htlc(hash, 1_000, day * 20 * HOUR, { endedAt: T0 + 61 * HOUR }),
        ),
      ),
      'I1',
    ],
    ['I3: one payment above the cap', caseOf([htlc('a', 1_001, 0)]), 'I3'],
    ['I3: two parts above the cap together', caseOf([htlc('a', 600, 0), htlc('a', 600, 0)]), 'I3'],
    [
      'I4: one hash settled by two sends',
      caseOf([htlc('a', 100, 0), htlc('a', 100, HOUR, { send: 2 })]),
      'I4',
    ],
    [
      'I5: the wallet counts less than left',
      caseOf([htlc('a', 100, 20 * HOUR)], { used: new Map([['one', 99_999n]]) }),
      'I5',
    ],
    [
      'I7: two different final answers',
      caseOf([htlc('a', 100, 0)], { exchanges: [exchange('a', ['{"error":{}}', '{"result":{}}'])] }),
      'I7',
    ],
    [
      'I7: a settled payment called failed',
      caseOf([htlc('a', 100, 0)], { exchanges: [exchange('a', ['{"error":{"code":"PAYMENT_FAILED"}}'])] }),
      'I7',
    ],
    [
      'I8: a payment without an approval in the log',
      caseOf([htlc('a', 100, 0)], { log: { fault: null, chains: new Map() } }),
      'I8',
    ],
    [
      'I8: a log that does not verify',
      caseOf([], { log: { fault: 'entry 3 does not fit', chains: new Map() } }),
      'I8',
    ],
    [
      'I8: a payment that nobody asked for',
      caseOf([htlc('a', 100, 0), htlc('b', 100, 0)], { exchanges: [exchange('a')] }),
      'I8',
    ],
    [
      'I9: a payment after the stop',
      caseOf([htlc('a', 100, HOUR)], { stops: [{ from: T0, to: T0 + 2 * HOUR }] }),
      'I9',
    ],
    ['I10: headroom that stays blocked', caseOf([], { used: new Map([['one', 1n]]) }), 'I10'],
  ])('finds %s', (_what, given, invariant) => {
    expect(faultsOf(given)).toMatch(new RegExp(`^${invariant}:`, 'm'));
  });

  test('finds I2 when every agent keeps its limit and the fleet does not', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((hash) => htlc(hash, 1_000, 0));
    const exchanges = six.map(({ hash }, index) => exchange(hash, [], index < 3 ? 'one' : 'two'));
    const { faults, over } = judge(caseOf(six, { exchanges }));
    expect(faults).toEqual(['I2: 6000 sat left the fleet in 24 hours, limit 5000 sat']);
    expect(over).toBe(1_000_000n);
  });

  test('lets pass what a person approved, a day later, and what failed', () => {
    const more = [
      htlc('d', 1_000, 27 * HOUR),
      htlc('e', 9_000, 3 * HOUR),
      htlc('f', 1_000, 3 * HOUR, { outcome: 'failed' }),
    ];
    expect(faultsOf(caseOf([...three, ...more], { byHand: new Set(['e']) }))).toBe('');
  });
});
