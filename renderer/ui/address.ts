// The page's address as the place of filters, sort and selection, so that a screen can be linked to, gone back to and kept by name.
import { defaultParseSearch, defaultStringifySearch, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Readonly<Record<string, unknown>>;

/** What says where one stands in a screen and not what it shows: no part of a kept filter. */
const PLACE: ReadonlySet<string> = new Set(['seq', 'at']);

export type Address = {
  readonly search: Search;
  /** `undefined` takes a part away. `push`: Back undoes it; otherwise it replaces the present entry of the history. */
  readonly change: (part: Search, how?: 'push' | 'replace') => Promise<void>;
  /** Everything at once, as a kept filter wants it. */
  readonly go: (search: Search) => Promise<void>;
};

export function useAddress(): Address {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = useCallback(
    (part: Search, how: 'push' | 'replace' = 'replace') =>
      navigate({
        to: '.',
        search: ((before: Search) =>
          without({ ...before, ...part }, (value) => value === undefined)) as never,
        replace: how === 'replace',
      }),
    [navigate],
  );
  const go = useCallback((next: Search) => navigate({ to: '.', search: next as never }), [navigate]);
  return { search, change, go };
}

const without = (search: Search, drop: (value: unknown, key: string) => boolean): Search =>
  Object.fromEntries(Object.entries(search).filter(([key, value]) => !drop(value, key)));

/** The filters and the sort of an address in words, without the place; the same for the same filters in any order. */
export const searchWords = (search: Search): string =>
  defaultStringifySearch(
    Object.fromEntries(
      Object.entries(without(search, (_, key) => PLACE.has(key))).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );

export const searchOf = (words: string): Search => defaultParseSearch(words);

/** A part of the address as text; the router reads digits as a number, and a person who searches for 500000 means text. */
export const textPart = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
