// DataTable: rows of one kind, sortable, walked by keyboard, drawn only where they are looked at. With a `name` it is also found in by
// words, kept as views, exported, and its words, order and row stand in the address.
import { useState, type ReactNode } from 'react';
import { NamedTable } from './NamedTable.tsx';
import type { TableColumn } from './table-columns.ts';
import type { Sort } from './table-order.ts';
import { TableGrid, type TableGridProps } from './TableGrid.tsx';

export type { TableColumn };

export type DataTableProps<T> = Omit<TableGridProps<T>, 'sort' | 'onSort' | 'startId'> & {
  readonly initialSort?: Sort;
  /** Of the table, lower case: "agents". One per route at a time; the file of an export is called by it. */
  readonly name?: string;
  /** For named tables: everything a row is found by. Without it, the text its columns export. Must not hold amounts. */
  readonly find?: (row: T) => string;
  /** For named tables: more on the left of the tools. */
  readonly filters?: ReactNode;
};

export function DataTable<T extends object>({ name, ...props }: DataTableProps<T>) {
  return name === undefined ? <PlainTable {...props} /> : <NamedTable name={name} {...props} />;
}

function PlainTable<T extends object>({ initialSort, ...grid }: DataTableProps<T>) {
  const [sort, setSort] = useState<Sort | null>(initialSort ?? null);
  return <TableGrid {...grid} sort={sort} onSort={setSort} />;
}
