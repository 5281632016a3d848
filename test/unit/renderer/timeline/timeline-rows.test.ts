import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  heldRows,
  newCount,
  released,
  withNewest,
  withOlder,
  type Known,
  type Page,
} from '../../../../renderer/features/timeline/timeline-rows.ts';
import type { TimelineRow } from '../../../../shared/contract/timeline.ts';
import { timelineRowAt } from '../../../support/fake-timeline.ts';

const row = (seq: number): TimelineRow => timelineRowAt(seq, 10_000, 1_800_000_000);
/** As the core pages a log whose newest entry is `newest`. */
const page = (newest: number, before: number | null, limit = 3): Page => {
  const top = before === null ? newest : Math.min(newest, before - 1);
  const rows = Array.from({ length: Math.max(0, Math.min(limit, top)) }, (_, index) => row(top - index));
  const last = rows.at(-1)?.seq ?? 1;
  return { rows, nextBefore: last > 1 ? last : null, total: newest };
};
const seqs = ({ rows }: Pick<Known, 'rows'>): readonly number[] => rows.map(({ seq }) => seq);
const open = (newest: number): Known => withNewest(null, page(newest, null), false);

describe('rows of the timeline', () => {
  it('begin with the newest page', () => {
    expect(seqs(open(10))).toEqual([10, 9, 8]);
  });

  it('take new entries on top', () => {
    expect(seqs(withNewest(open(10), page(12, null), false))).toEqual([12, 11, 10, 9, 8]);
  });

  it('stay the same object when a push brought nothing new', () => {
    const known = open(10);
    expect(withNewest(known, page(10, null), false)).toBe(known);
  });

  it('start anew at the top when more came than one page holds', () => {
    expect(seqs(withNewest(open(10), page(20, null), false))).toEqual([20, 19, 18]);
  });

  it('keep what is being read when more came than one page holds, and show the new on return', () => {
    const known = withNewest(open(10), page(20, null), true);
    expect(seqs(known)).toEqual([10, 9, 8]);
    expect(newCount(known, 10)).toBe('3+');
    expect(seqs(released(known))).toEqual([20, 19, 18]);
  });

  it('join without a hole when the page reaches exactly the next entry', () => {
    expect(seqs(withNewest(open(10), page(12, null, 2), false))).toEqual([12, 11]);
    expect(seqs(withNewest(open(10), page(12, null, 3), false))).toEqual([12, 11, 10, 9, 8]);
  });

  it('join when the filter leaves fewer than a page', () => {
    const known: Known = { rows: [row(5)], nextBefore: null, total: 1, ahead: null };
    expect(seqs(withNewest(known, { rows: [row(9)], nextBefore: null, total: 2 }, false))).toEqual([9, 5]);
  });

  it('take older entries below, once', () => {
    const known = open(10);
    const older = withOlder(known, page(10, 8), 8);
    expect(seqs(older)).toEqual([10, 9, 8, 7, 6, 5]);
    expect(withOlder(older, page(10, 8), 8)).toBe(older);
  });

  it('hold still under a reader who scrolled away and count what came', () => {
    const known = withNewest(open(10), page(12, null), true);
    expect(seqs({ rows: heldRows(known, 10) })).toEqual([10, 9, 8]);
    expect(newCount(known, 10)).toBe('2');
    expect(newCount(known, null)).toBeNull();
    expect(newCount(open(10), 10)).toBeNull();
  });

  it('never have a hole, a repetition or a wrong order, however pushes, pages and scrolling mix', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), more: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ kind: fc.constant('older' as const) }),
      fc.record({ kind: fc.constant('scroll' as const), away: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let newest = 10;
        let holding = false;
        let known = open(newest);
        for (const each of steps) {
          if (each.kind === 'push') {
            newest += each.more;
            known = withNewest(known, page(newest, null), holding);
          } else if (each.kind === 'older') {
            if (known.nextBefore !== null)
              known = withOlder(known, page(newest, known.nextBefore), known.nextBefore);
          } else {
            holding = each.away;
            if (!holding) known = released(known);
          }
          const list = seqs(known);
          for (const [index, seq] of list.entries())
            if (index > 0) expect(seq).toBe((list[index - 1] ?? 0) - 1);
          if (!holding) expect(list[0]).toBe(newest);
        }
      }),
    );
  });
});
