// Table views: the columns and named filters of each table, kept in the ledger because a filter may name an agent or a payee.
import { tableView, type TableView } from '../../shared/contract/tables.ts';
import type { Database } from '../store/database.ts';

export type TableViews = {
  /** An empty view for a table nobody changed, or whose stored one an older version cannot read. */
  readonly get: (table: string) => TableView;
  readonly set: (table: string, view: TableView) => void;
};

const UNCHANGED: TableView = { hidden: null, saved: [] };

export function createTableViews(database: Database): TableViews {
  const read = database.prepare<{ value: string }>('SELECT value FROM meta WHERE name = ?');
  const write = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const nameOf = (table: string): string => `table-view:${table}`;

  return {
    get: (table) => {
      const row = read.get(nameOf(table));
      const stored = tableView.safeParse(row ? JSON.parse(row.value) : null);
      return stored.success ? stored.data : UNCHANGED;
    },
    set: (table, view) => database.transaction(() => void write.run(nameOf(table), JSON.stringify(view))),
  };
}
