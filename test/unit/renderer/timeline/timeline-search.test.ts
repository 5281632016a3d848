import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedSearch,
  filterOf,
  isFiltered,
  timelineSearchOf,
  utcSeconds,
  utcTyped,
  type TimelineSearch,
} from '../../../../renderer/features/timeline/timeline-search.ts';
import { timelineFilter } from '../../../../shared/contract/timeline.ts';
import { AUDIT_CATEGORIES, AUDIT_LEVELS, AUDIT_OUTCOMES } from '../../../../shared/domain/audit-entry.ts';

const NOW = 1_800_000_000;

describe('the timeline’s address', () => {
  it('keeps a whole filter', () => {
    const search: TimelineSearch = {
      seq: 12_377,
      agent: 'shopper',
      category: 'payment,approval',
      outcome: 'held,refused',
      level: 'warning',
      since: '24h',
      text: 'ACME',
    };
    expect(timelineSearchOf(search)).toEqual(search);
  });

  it.each([
    ['an unknown key', { evil: 1 }, {}],
    ['a negative entry', { seq: -1 }, {}],
    ['a fractional entry', { seq: 1.5 }, {}],
    ['an entry as text', { seq: '12' }, {}],
    ['an agent id with a path in it', { agent: '../x' }, {}],
    ['unknown words among known ones', { category: 'payment,<script>,payment' }, { category: 'payment' }],
    ['only unknown words', { outcome: 'x,y' }, {}],
    ['the lowest level, which is no filter', { level: 'debug' }, {}],
    ['a level that does not exist', { level: 'fatal' }, {}],
    ['a since that is an inherited name', { since: 'toString' }, {}],
    ['a range beside since', { since: '1h', from: 5 }, { since: '1h' }],
    ['a moment beyond the year 9999', { to: 253_402_300_800 }, {}],
    ['digits searched for, which arrive as a number', { text: 500_000 }, { text: '500000' }],
    ['an agent whose id is all digits', { agent: 42 }, { agent: '42' }],
    ['an object as text', { text: { a: 1 } }, {}],
  ])('reads %s as nothing it does not understand', (_, raw, expected) => {
    expect(timelineSearchOf(raw)).toEqual(expected);
  });

  it('cuts a text that the contract would refuse', () => {
    expect(timelineSearchOf({ text: 'x'.repeat(500) }).text).toHaveLength(200);
  });

  it('asks only what the contract accepts, whatever the address says', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constantFrom(...AUDIT_CATEGORIES, ...AUDIT_OUTCOMES, ...AUDIT_LEVELS, '1h', '30d', 'payment,node'),
    );
    const keys = ['seq', 'agent', 'category', 'outcome', 'level', 'since', 'from', 'to', 'text'] as const;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), value), (raw) => {
        const search = timelineSearchOf(raw);
        expect(timelineFilter.safeParse(filterOf(search, NOW)).success).toBe(true);
        expect(timelineSearchOf(search)).toEqual(search);
      }),
    );
  });
});

describe('the filter', () => {
  it('is open where nothing is chosen', () => {
    expect(filterOf({}, NOW)).toEqual({
      agentId: null,
      categories: [],
      outcomes: [],
      minLevel: 'debug',
      from: null,
      to: null,
      text: '',
    });
  });

  it('turns the last day into a moment', () => {
    expect(filterOf({ since: '24h' }, NOW).from).toBe(NOW - 86_400);
  });

  it('does not count the open entry as a filter', () => {
    expect(isFiltered({ seq: 3 })).toBe(false);
    expect(isFiltered({ seq: 3, text: 'a' })).toBe(true);
  });

  it('takes a part away and leaves the rest', () => {
    expect(changedSearch({ agent: 'a', since: '1h', seq: 9 }, { since: undefined, from: 5 })).toEqual({
      agent: 'a',
      from: 5,
      seq: 9,
    });
    expect(changedSearch({ category: 'payment' }, { category: '' })).toEqual({});
  });
});

describe('a moment typed in UTC', () => {
  it('is read and written the same', () => {
    expect(utcSeconds('2026-05-20T10:54')).toBe(1_779_274_440);
    expect(utcSeconds(' 2026-05-20 10:54:07Z ')).toBe(1_779_274_447);
    expect(utcSeconds('2026-05-20')).toBe(1_779_235_200);
    expect(utcTyped(1_779_274_440)).toBe('2026-05-20 10:54');
    expect(utcTyped(1_779_274_447)).toBe('2026-05-20 10:54:07');
  });
  it.each([
    '',
    '2026-05',
    '2026-02-30',
    '2026-13-01T00:00',
    '20 May',
    '1969-12-31T23:59',
    '2026-05-20T10:54+02',
  ])('is not read from %j', (typed) => {
    expect(utcSeconds(typed)).toBeUndefined();
  });
});
