// How many entries match a filter, by time: counted once in slices that let the gate go on, then only what was added since. Sound because the log only grows.
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { AUDIT_LEVELS, type AuditLevel } from '../../shared/domain/audit-entry.ts';
import type { Database } from '../store/database.ts';
import type { Selection } from './match-count.ts';

export type HistogramBucket = {
  /** Unix seconds of its beginning, a multiple of the width. */
  readonly at: number;
  readonly count: number;
  /** The worst level in it. */
  readonly worst: AuditLevel;
};

export type Histogram = {
  readonly bucketSeconds: number;
  /** Oldest first; those without an entry are left out. */
  readonly buckets: HistogramBucket[];
};

/** Each a multiple of the one before, so that narrow buckets join into wide ones. Seconds: a minute to four weeks; four times that each, beyond. */
const WIDTHS = [60, 300, 900, 3_600, 10_800, 21_600, 86_400, 604_800, 2_419_200] as const;
const wider = (width: number): number => WIDTHS.find((each) => each > width) ?? width * 4;
/** Entries read at once: about ten milliseconds. */
const SLICE = 20_000;
/** Buckets kept for one filter before they are joined into wider ones. */
const KEPT = 6_000;
/** Filters remembered. */
const REMEMBERED = 8;

type Counted = { upTo: number; width: number; buckets: Map<number, { count: number; worst: number }> };
type Slice = { readonly bucket: number; readonly total: number; readonly worst: number };

/** At most `wanted` buckets from the first to the last entry that matches, and one more where the ends cut through a width. */
export type CountByTime = (selection: Selection, wanted: number) => Promise<Histogram>;

export function createHistogram(database: Database): CountByTime {
  const newest = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit');
  const known = new Map<string, Counted>();

  const slice = ({ clauses, values }: Selection, width: number, from: number, to: number): Slice[] =>
    database
      .prepare<Slice>(
        // The list's index holds every column asked for: the entries themselves are not read.
        `SELECT max(at, 0) / ${width} AS bucket, count(*) AS total, max(level) AS worst
         FROM audit INDEXED BY audit_list
         WHERE ${['seq > ?', 'seq <= ?', ...clauses].join(' AND ')} GROUP BY bucket`,
      )
      .all(from, to, ...values);

  return async (selection, wanted) => {
    const key = JSON.stringify([selection.clauses, selection.values.map(String)]);
    const counted = known.get(key) ?? { upTo: 0, width: WIDTHS[0], buckets: new Map() };
    known.delete(key);
    known.set(key, counted);
    const oldest = known.keys().next();
    if (known.size > REMEMBERED && !oldest.done) known.delete(oldest.value);

    const head = newest.get()?.seq ?? 0;
    while (counted.upTo < head) {
      const from = counted.upTo;
      const to = Math.min(head, from + SLICE);
      // Read and taken in one go, so that two callers of one filter never count a slice twice.
      for (const { bucket, total, worst } of slice(selection, counted.width, from, to))
        add(counted, bucket, total, worst);
      counted.upTo = to;
      if (counted.buckets.size > KEPT) widen(counted, wider(counted.width));
      if (to < head) await yieldToOthers();
    }
    return shown(counted, wanted);
  };
}

function add({ buckets }: Counted, bucket: number, total: number, worst: number): void {
  const found = buckets.get(bucket);
  if (!found) buckets.set(bucket, { count: total, worst });
  else {
    found.count += total;
    found.worst = Math.max(found.worst, worst);
  }
}

function widen(counted: Counted, width: number): void {
  const narrow = { ...counted };
  counted.buckets = new Map();
  for (const [bucket, { count, worst }] of narrow.buckets)
    add(counted, Math.floor((bucket * narrow.width) / width), count, worst);
  counted.width = width;
}

function shown(counted: Counted, wanted: number): Histogram {
  const at = [...counted.buckets.keys()].map((bucket) => bucket * counted.width);
  const span = at.length === 0 ? 0 : Math.max(...at) - Math.min(...at) + counted.width;
  let width = counted.width;
  while (span / width > wanted) width = wider(width);
  const copy: Counted = { upTo: 0, width: counted.width, buckets: new Map() };
  for (const [bucket, { count, worst }] of counted.buckets) copy.buckets.set(bucket, { count, worst });
  if (width !== counted.width) widen(copy, width);
  return {
    bucketSeconds: width,
    buckets: [...copy.buckets]
      .toSorted(([a], [b]) => a - b)
      .map(([bucket, { count, worst }]) => ({
        at: bucket * width,
        count,
        worst: AUDIT_LEVELS[worst] ?? 'critical',
      })),
  };
}
