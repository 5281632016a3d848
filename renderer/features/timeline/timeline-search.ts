// Timeline search: the filter as it stands in the page's address, and as the core is asked. Pure; whatever is not understood is dropped.
import type { TimelineFilter } from '../../../shared/contract/timeline.ts';
import {
  AUDIT_CATEGORIES,
  AUDIT_LEVELS,
  AUDIT_OUTCOMES,
  type AuditCategory,
  type AuditLevel,
  type AuditOutcome,
} from '../../../shared/domain/audit-entry.ts';

const SINCE_SECONDS = { '1h': 3_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
export type Since = keyof typeof SINCE_SECONDS;

export type TimelineSearch = {
  /** The entry whose drawer is open. */
  readonly seq?: number;
  readonly agent?: string;
  /** Words joined by commas, as short as an address should be. */
  readonly category?: string;
  readonly outcome?: string;
  readonly level?: AuditLevel;
  readonly since?: Since;
  /** Unix seconds; only without `since`. */
  readonly from?: number;
  readonly to?: number;
  readonly text?: string;
};

const LATEST = 253_402_300_799;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_TEXT = 200;

const isOneOf = <V extends string>(list: readonly V[], value: unknown): value is V =>
  typeof value === 'string' && (list as readonly string[]).includes(value);
const isCount = (value: unknown, most: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;

/** The words of a comma list that are known, each once, in the order of `list`. */
function wordsOf<V extends string>(list: readonly V[], text: unknown): readonly V[] {
  const typed = typeof text === 'string' ? new Set(text.split(',')) : new Set<string>();
  return list.filter((word) => typed.has(word));
}

/** Reads the address; unknown keys and values are dropped, never passed on. */
export function timelineSearchOf(raw: Readonly<Record<string, unknown>>): TimelineSearch {
  const categories = wordsOf(AUDIT_CATEGORIES, raw['category']);
  const outcomes = wordsOf(AUDIT_OUTCOMES, raw['outcome']);
  const { seq, agent, level, since, from, to } = raw;
  // The router reads digits as a number and `true` as a boolean; a person searching for 500000 means text.
  const text = ['string', 'number', 'boolean'].includes(typeof raw['text']) ? String(raw['text']) : '';
  const agentId = typeof agent === 'number' ? String(agent) : agent;
  const hasSince = typeof since === 'string' && Object.hasOwn(SINCE_SECONDS, since);
  return {
    ...(isCount(seq, Number.MAX_SAFE_INTEGER) ? { seq } : {}),
    ...(typeof agentId === 'string' && ID.test(agentId) ? { agent: agentId } : {}),
    ...(categories.length > 0 ? { category: categories.join(',') } : {}),
    ...(outcomes.length > 0 ? { outcome: outcomes.join(',') } : {}),
    ...(isOneOf(AUDIT_LEVELS, level) && level !== 'debug' ? { level } : {}),
    ...(hasSince ? { since: since as Since } : {}),
    ...(!hasSince && isCount(from, LATEST) ? { from } : {}),
    ...(!hasSince && isCount(to, LATEST) ? { to } : {}),
    ...(text === '' ? {} : { text: text.slice(0, MAX_TEXT) }),
  };
}

export const categoriesOf = ({ category }: TimelineSearch): readonly AuditCategory[] =>
  wordsOf(AUDIT_CATEGORIES, category);
export const outcomesOf = ({ outcome }: TimelineSearch): readonly AuditOutcome[] =>
  wordsOf(AUDIT_OUTCOMES, outcome);

/** The filter the core is asked with. `now` turns "the last 24 h" into a moment: call it once per change, not per drawing. */
export function filterOf(search: TimelineSearch, now: number): TimelineFilter {
  return {
    agentId: search.agent ?? null,
    categories: [...categoriesOf(search)],
    outcomes: [...outcomesOf(search)],
    minLevel: search.level ?? 'debug',
    from: search.since === undefined ? (search.from ?? null) : Math.max(0, now - SINCE_SECONDS[search.since]),
    to: search.to ?? null,
    text: search.text ?? '',
  };
}

/** Whether anything but the open entry narrows the list. */
export const isFiltered = (search: TimelineSearch): boolean =>
  Object.keys(search).some((key) => key !== 'seq');

/** A change of the search; `undefined` takes a part away. */
export type SearchChange = { readonly [K in keyof TimelineSearch]?: TimelineSearch[K] | undefined };

/** The search after a change, read again so that only what is understood reaches the address. */
export const changedSearch = (search: TimelineSearch, change: SearchChange): TimelineSearch =>
  timelineSearchOf({ ...search, ...change });

/** "2026-05-20", "2026-05-20 10:54" or "2026-05-20T10:54:07Z" as unix seconds UTC; undefined for anything else. */
export function utcSeconds(typed: string): number | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)Z?)?$/.exec(typed.trim());
  const milliseconds = found ? Date.parse(`${found[1]}T${found[2] ?? '00:00'}Z`) : Number.NaN;
  const seconds = milliseconds / 1_000;
  // The engine reads 30 February as 2 March.
  const real = isCount(seconds, LATEST) && new Date(milliseconds).toISOString().startsWith(found?.[1] ?? '');
  return real ? seconds : undefined;
}

/** Unix seconds as a person types them, UTC: "2026-05-20 10:54", with seconds only where there are any. */
export const utcTyped = (at: number | undefined): string =>
  at === undefined
    ? ''
    : new Date(at * 1_000)
        .toISOString()
        .slice(0, at % 60 === 0 ? 16 : 19)
        .replace('T', ' ');
