// Timeline rows: what is known of a filtered log, newest first and without holes, as pages arrive at either end. Pure; entries never change.
import type { TimelineRow } from '../../../shared/contract/timeline.ts';

export type Page = {
  readonly rows: readonly TimelineRow[];
  /** Ask with this for older ones; null at the first entry. */
  readonly nextBefore: number | null;
  readonly total: number;
};

export type Known = {
  readonly rows: readonly TimelineRow[];
  readonly nextBefore: number | null;
  readonly total: number;
  /** A newest page that does not join what is known, kept back so that the list does not jump under a reader. */
  readonly ahead: Page | null;
};

const opened = (page: Page): Known => ({ ...page, ahead: null });

/** Takes the newest page. `holding`: the reader has scrolled away, so nothing may be thrown out now. */
export function withNewest(known: Known | null, page: Page, holding: boolean): Known {
  if (known === null) return opened(page);
  const top = known.rows[0];
  if (top === undefined) return opened(page);
  const oldest = page.rows.at(-1);
  const fresh = page.rows.filter((row) => row.seq > top.seq);
  // The page reaches down to what is known, or to the very beginning: nothing lies between them.
  const joins = oldest === undefined || oldest.seq <= top.seq || page.nextBefore === null;
  if (!joins) return holding ? { ...known, total: page.total, ahead: page } : opened(page);
  return fresh.length === 0 && known.total === page.total && known.ahead === null
    ? known
    : { ...known, rows: [...fresh, ...known.rows], total: page.total, ahead: null };
}

/** Takes an older page; one that was asked for before what is known now is ignored. */
export function withOlder(known: Known, page: Page, askedBefore: number): Known {
  if (known.nextBefore !== askedBefore) return known;
  const last = known.rows.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
  return {
    ...known,
    rows: [...known.rows, ...page.rows.filter((row) => row.seq < last)],
    nextBefore: page.nextBefore,
  };
}

/** The reader is at the top again: what was kept back is shown. */
export const released = (known: Known): Known => (known.ahead === null ? known : opened(known.ahead));

/** Rows down from `top` (a sequence number), or all without one. */
export function heldRows(known: Known, top: number | null): readonly TimelineRow[] {
  if (top === null) return known.rows;
  const first = known.rows.findIndex((row) => row.seq <= top);
  return first <= 0 ? known.rows : known.rows.slice(first);
}

/** "12", or "100+" when not all of the new ones are known; null when there is none. */
export function newCount(known: Known, top: number | null): string | null {
  if (top === null) return null;
  if (known.ahead !== null) return `${known.ahead.rows.length}+`;
  const count = known.rows.findIndex((row) => row.seq <= top);
  return count <= 0 ? null : String(count);
}
