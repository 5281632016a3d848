// How many entries match a filter: counted once, then only what was added since. Sound because the log only grows.
import type { Database, Value } from '../store/database.ts';

/** Filters remembered; an operator types a text letter by letter. */
const REMEMBERED = 32;

/** What is searched: `clauses` are joined by AND, `values` bind them in order. */
export type Selection = {
  /** `audit`, with the index to read it by. */
  readonly from: string;
  readonly clauses: readonly string[];
  readonly values: readonly Value[];
};

export type CountMatches = (selection: Selection) => number;

export function createMatchCount(database: Database): CountMatches {
  const newest = database.prepare<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit');
  const known = new Map<string, { upTo: number; total: number }>();

  return ({ from, clauses, values }) => {
    const head = newest.get()?.seq ?? 0;
    // Numbered without a gap from 1, or the log is broken and says so elsewhere; counting rows would read the whole file.
    if (clauses.length === 0) return head;
    const key = JSON.stringify([clauses, values.map(String)]);
    const found = known.get(key) ?? { upTo: 0, total: 0 };
    if (found.upTo !== head) {
      const added = database
        .prepare<{ total: number }>(
          `SELECT count(*) AS total FROM ${from} WHERE ${[...clauses, 'seq > ?', 'seq <= ?'].join(' AND ')}`,
        )
        .get(...values, found.upTo, head);
      found.total += added?.total ?? 0;
      found.upTo = head;
    }
    known.delete(key);
    known.set(key, found);
    const oldest = known.keys().next();
    if (known.size > REMEMBERED && !oldest.done) known.delete(oldest.value);
    return found.total;
  };
}
