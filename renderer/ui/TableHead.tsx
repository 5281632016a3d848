// TableHead: the headings of a table; those that can be sorted by are buttons.
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { TableColumn } from './table-columns.ts';
import type { Sort } from './table-order.ts';

type TableHeadProps<T> = {
  readonly columns: readonly TableColumn<T>[];
  /** CSS grid tracks. */
  readonly tracks: string;
  readonly sort: Sort | null;
  readonly onSort: (column: TableColumn<T>) => void;
};

export function TableHead<T>({ columns, tracks, sort, onSort }: TableHeadProps<T>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10 bg-panel">
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: tracks }}
        className="grid h-8 border-b border-line"
      >
        {columns.map((column) => {
          const way = sort?.id === column.id ? (sort.desc ? 'descending' : 'ascending') : undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={way}
              className={`flex min-w-0 items-center px-2.5 first:pl-3.5 last:pr-3.5 text-2xs font-medium text-muted ${column.align === 'right' ? 'justify-end' : ''}`}
            >
              {column.sort === undefined ? (
                <span className="truncate">{column.header}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => onSort(column)}
                  className={`-mx-1.5 inline-flex h-6 min-w-0 items-center gap-1 rounded px-1.5 hover:text-ink ${way === undefined ? '' : 'text-ink'} ${column.align === 'right' ? 'flex-row-reverse' : ''}`}
                >
                  <span className="truncate">{column.header}</span>
                  {way === 'ascending' && <ArrowUp size={12} aria-hidden />}
                  {way === 'descending' && <ArrowDown size={12} aria-hidden />}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
