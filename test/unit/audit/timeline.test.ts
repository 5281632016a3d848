// The timeline's questions: every filter against a plain search through all entries, pages that neither skip nor repeat, proofs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAuditLog } from '../../../electron/audit/log.ts';
import { createTimeline } from '../../../electron/audit/timeline.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { TimelineFilter, TimelineRow } from '../../../shared/contract/timeline.ts';
import {
  AUDIT_CATEGORIES,
  AUDIT_LEVELS,
  AUDIT_OUTCOMES,
  type NewAuditEntry,
} from '../../../shared/domain/audit-entry.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { entry, EVERYTHING } from '../../support/audit-entries.ts';
import { START } from '../../support/fake-clock.ts';
import { scratchDatabase } from '../../support/scratch.ts';

const NAMES = new Map([['agent-1', 'Researcher']]);

function timelineOf(entries: readonly Partial<NewAuditEntry>[]) {
  const database = scratchDatabase();
  const log = createAuditLog(database);
  const add = (changes: Partial<NewAuditEntry>, at: number): void =>
    void database.transaction(() => log.append(unixSeconds(at), entry(changes)));
  entries.forEach((changes, index) => add(changes, START + index));
  const timeline = createTimeline({
    database,
    agentName: (id) => NAMES.get(id) ?? null,
    nodeName: (id) => (id === 'node-1' ? 'alice' : null),
  });
  const page = (filter: Partial<TimelineFilter>, before: number | null = null, limit = 500) =>
    timeline.page({ filter: { ...EVERYTHING, ...filter }, before, limit });
  return { database, timeline, add, page };
}

const seqs = (rows: readonly TimelineRow[]): number[] => rows.map((row) => row.seq);

test('shows the newest first, with names, in the shape of the contract', () => {
  const { timeline, page } = timelineOf([
    {},
    { actor: { kind: 'node', id: 'node-1' }, agentId: 'agent-9' },
    { actor: { kind: 'operator', via: 'control' }, agentId: null, correlation: null },
    { actor: { kind: 'gate' } },
    { actor: { kind: 'agent', id: 'gone' } },
  ]);
  const shown = page({});
  expect(contract['timeline.page'].result.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ nextBefore: null, total: 5 });
  expect(shown.rows.map((row) => [row.seq, row.actor.name, row.agentName])).toEqual([
    [5, 'gone', 'Researcher'],
    [4, 'Gate', 'Researcher'],
    [3, 'Operator (control command)', null],
    [2, 'alice', null],
    [1, 'Researcher', 'Researcher'],
  ]);
  const one = timeline.entry(3);
  // Whether a Ledger's signature in it holds is said above this room.
  const told = { ...one, attestation: null };
  expect(contract['timeline.entry'].result.parse(told)).toEqual(told);
});

test('pages through without skipping or repeating, also while entries are added', () => {
  const { page, add } = timelineOf(Array.from({ length: 23 }, () => ({})));
  const found: number[] = [];
  let before: number | null = null;
  do {
    const next = page({}, before, 5);
    found.push(...seqs(next.rows));
    before = next.nextBefore;
    add({}, START + 100);
  } while (before !== null);
  expect(found).toEqual(Array.from({ length: 23 }, (_, index) => 23 - index));
  expect(page({}, 1).rows).toEqual([]);
  expect(page({}, 6, 5)).toMatchObject({ nextBefore: null });
});

test('answers every combination of filters as a search through all entries would', () => {
  const pick = <T>(all: readonly T[], index: number): T => all[index % all.length]!;
  const entries = Array.from({ length: 90 }, (_, index) => ({
    level: pick(AUDIT_LEVELS, index),
    category: pick(AUDIT_CATEGORIES, index * 7),
    outcome: pick(AUDIT_OUTCOMES, index * 5),
    agentId: pick(['agent-1', 'agent-2', null], index),
    summary: pick(['Paid 100% of it', 'paid 100 of it', 'snake_case', 'snakeXcase', 'back\\slash'], index),
  }));
  const { page } = timelineOf(entries);
  const filters = fc.record({
    agentId: fc.constantFrom('agent-1', 'agent-2', 'nobody', null),
    categories: fc.subarray([...AUDIT_CATEGORIES], { maxLength: 3 }),
    outcomes: fc.subarray([...AUDIT_OUTCOMES], { maxLength: 3 }),
    minLevel: fc.constantFrom(...AUDIT_LEVELS),
    from: fc.option(fc.integer({ min: START - 5, max: START + 95 })),
    to: fc.option(fc.integer({ min: START - 5, max: START + 95 })),
    text: fc.constantFrom('', 'PAID', '100%', '%', '_', 'snake_case', '\\', "'", 'it" OR 1=1 --'),
  });
  fc.assert(
    fc.property(filters, (filter) => {
      const wanted = entries
        .map((one, index) => ({ ...one, seq: index + 1, at: START + index }))
        .filter(
          (one) =>
            (filter.agentId === null || one.agentId === filter.agentId) &&
            (filter.categories.length === 0 || filter.categories.includes(one.category)) &&
            (filter.outcomes.length === 0 || filter.outcomes.includes(one.outcome)) &&
            AUDIT_LEVELS.indexOf(one.level) >= AUDIT_LEVELS.indexOf(filter.minLevel) &&
            (filter.from === null || one.at >= filter.from) &&
            (filter.to === null || one.at <= filter.to) &&
            one.summary.toLowerCase().includes(filter.text.toLowerCase()),
        )
        .map((one) => one.seq)
        .toReversed();
      const shown = page(filter);
      expect(seqs(shown.rows)).toEqual(wanted);
      expect(shown.total).toBe(wanted.length);
    }),
    { numRuns: 400 },
  );
});

test('keeps the total right while entries are added, on every page', () => {
  const { page, add } = timelineOf([{}, { outcome: 'refused' }, {}]);
  expect(page({ outcomes: ['refused'] }).total).toBe(1);
  add({ outcome: 'refused' }, START + 9);
  add({}, START + 9);
  expect(page({ outcomes: ['refused'] }, 2).total).toBe(2);
  expect(page({}).total).toBe(5);
  // More filters than are remembered: forgotten ones are counted anew.
  for (let index = 0; index < 50; index += 1) expect(page({ text: `none ${index}` }).total).toBe(0);
  expect(page({ outcomes: ['refused'] }).total).toBe(2);
});

test('proves an entry: what was hashed, both neighbours, and the story it belongs to', () => {
  const { timeline, database } = timelineOf([
    { correlation: 'spend-a', action: 'request' },
    { correlation: 'spend-b' },
    { correlation: 'spend-a', action: 'decide' },
    { correlation: 'spend-a', action: 'settle' },
  ]);
  const first = timeline.entry(1)!;
  const third = timeline.entry(3)!;
  const last = timeline.entry(4)!;
  expect(first).toMatchObject({ fits: true, prev: '0'.repeat(64) });
  expect(third.next).toBe(third.hash);
  expect(last).toMatchObject({ fits: true, next: null, prev: third.hash });
  expect(JSON.parse(third.canonical)).toMatchObject({ seq: 3, action: 'decide' });
  expect(third.chain.map((row) => row.action)).toEqual(['request', 'decide', 'settle']);
  expect(timeline.entry(5)).toBeUndefined();
  expect(timeline.entry(0)).toBeUndefined();

  database.prepare("UPDATE audit SET summary = 'x' WHERE seq = 3").run();
  expect([1, 2, 3, 4].map((seq) => timeline.entry(seq)?.fits)).toEqual([true, true, false, true]);
  database.prepare('DELETE FROM audit WHERE seq = 2').run();
  expect(timeline.entry(3)?.fits).toBe(false);
});

test('finds the neighbour of a forged entry not fitting, though the forgery fits in itself', () => {
  const { timeline, database } = timelineOf([{}, {}, {}]);
  const { canonical } = timeline.entry(2)!;
  const forged = canonical.replace('1,200', '9,200');
  database
    .prepare('UPDATE audit SET canonical = ?, summary = replace(summary, ?, ?), hash = ? WHERE seq = 2')
    .run(forged, '1,200', '9,200', 'f'.repeat(64));
  expect([1, 2, 3].map((seq) => timeline.entry(seq)?.fits)).toEqual([true, false, false]);
});

test('shows rows that were tampered into nonsense, within the contract', () => {
  const { timeline, page, database } = timelineOf([{}, {}]);
  database
    .prepare(
      "UPDATE audit SET at = -1, level = 77, category = 'x', outcome = 'y', actor = 'z', canonical = '', hash = '' WHERE seq = 2",
    )
    .run();
  const shown = page({});
  expect(contract['timeline.page'].result.parse(shown).rows[0]).toMatchObject({
    level: 'critical',
    category: 'log',
    outcome: 'unknown',
    actor: { kind: 'gate' },
  });
  const one = contract['timeline.entry'].result.parse({ ...timeline.entry(2), attestation: null });
  expect(one.fits).toBe(false);
});
