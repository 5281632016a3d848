// Filter: which events a subscription wants (NIP-01). Read from untrusted JSON once, bounded, then matched.
import type { RelayEvent } from './event.ts';

export type Filter = {
  readonly ids: ReadonlySet<string> | null;
  readonly authors: ReadonlySet<string> | null;
  readonly kinds: ReadonlySet<number> | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly limit: number;
  /** Tag name to wanted values. */
  readonly tags: ReadonlyMap<string, ReadonlySet<string>>;
};

const MAX_VALUES = 512;
const MAX_LIMIT = 500;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 1_024;
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function setOf<T>(value: unknown, valid: (item: unknown) => item is T): ReadonlySet<T> | null | undefined {
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.length > MAX_VALUES || !value.every(valid)) return undefined;
  return new Set(value);
}

/** undefined for anything that is not a filter. */
export function parseFilter(raw: unknown): Filter | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(raw));
  const ids = setOf(fields.get('ids'), isText);
  const authors = setOf(fields.get('authors'), isText);
  const kinds = setOf(fields.get('kinds'), isWhole);
  const [since, until, limit] = ['since', 'until', 'limit'].map((name) => fields.get(name) ?? null);
  const tags = new Map<string, ReadonlySet<string>>();
  for (const [name, value] of fields) {
    if (!name.startsWith('#')) continue;
    const wanted = setOf(value, isText);
    if (!wanted || name.length !== 2) return undefined;
    tags.set(name.slice(1), wanted);
  }
  if (ids === undefined || authors === undefined || kinds === undefined) return undefined;
  for (const bound of [since, until, limit]) if (bound !== null && !isWhole(bound)) return undefined;
  return {
    ids,
    authors,
    kinds,
    tags,
    since: since as number | null,
    until: until as number | null,
    limit: Math.min((limit as number | null) ?? MAX_LIMIT, MAX_LIMIT),
  };
}

export function matches(filter: Filter, event: RelayEvent): boolean {
  if (filter.ids && !filter.ids.has(event.id)) return false;
  if (filter.authors && !filter.authors.has(event.pubkey)) return false;
  if (filter.kinds && !filter.kinds.has(event.kind)) return false;
  if (filter.since !== null && event.created_at < filter.since) return false;
  if (filter.until !== null && event.created_at > filter.until) return false;
  for (const [name, wanted] of filter.tags)
    if (!event.tags.some((tag) => tag[0] === name && wanted.has(tag[1] ?? ''))) return false;
  return true;
}
