// Calls about tables: which columns an operator wants, which filters are kept by name, and a table written to a file.
// SECURITY: the page names the table, never a path: where the file goes and what it is called is the core's alone.
import { z } from 'zod';
import { EXPORT_PART_CHARACTERS } from '../domain/export-part.ts';
import { call, done } from './call.ts';
import { count, id } from './values.ts';

const table = z.string().regex(/^[a-z][a-z-]{0,31}$/);
const columns = z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/)).max(40);

const savedView = z.strictObject({
  label: z.string().trim().min(1).max(60),
  /** The part of the page's address after `?`: filters and sort, without what was selected. */
  search: z.string().max(1_500),
  hidden: columns,
});
export type SavedView = z.output<typeof savedView>;

export const tableView = z.strictObject({
  /** Columns the operator put away; null until there was a choice. */
  hidden: columns.nullable(),
  saved: z.array(savedView).max(20),
});
export type TableView = z.output<typeof tableView>;

export const tableCalls = {
  'tables.view': call('read', z.strictObject({ table }), tableView),
  /** Kept in the ledger, encrypted: a filter may name an agent or a payee. */
  'tables.setView': call('act', z.strictObject({ table, view: tableView }), done, { maxBytes: 65_536 }),

  /** Begins a file of its own; one that was begun before and not ended is thrown away. */
  'exports.begin': call('act', z.strictObject({ table }), z.strictObject({ id })),
  'exports.add': call('act', z.strictObject({ id, text: z.string().max(EXPORT_PART_CHARACTERS) }), done, {
    // A character is up to six bytes as JSON.
    maxBytes: EXPORT_PART_CHARACTERS * 6 + 1_024,
  }),
  /** Finishes the file and writes an entry with its SHA-256. `rows`: without the heading, as the page counted them. */
  'exports.end': call(
    'act',
    z.strictObject({ id, rows: count, amountsHidden: z.boolean() }),
    z.strictObject({ path: z.string(), bytes: count }),
  ),
  'exports.drop': call('act', z.strictObject({ id }), done),
} as const;
