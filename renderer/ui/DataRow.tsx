// DataRow: one row of a DataTable. Remembered, so that scrolling draws the rows that come into sight and no others.
import { memo, type CSSProperties } from 'react';
import type { TableColumn } from './table-columns.ts';

type DataRowProps<T> = {
  readonly id: string;
  readonly row: T;
  readonly columns: readonly TableColumn<T>[];
  /** Where the columns stand: CSS grid tracks. */
  readonly tracks: string;
  /** From 0, without the head. */
  readonly index: number;
  /** px */
  readonly start: number;
  readonly height: number;
  readonly active: boolean;
  readonly open: boolean;
  readonly onOpen: (row: T) => void;
  readonly canOpen: boolean;
};

function Row<T>({
  id,
  row,
  columns,
  tracks,
  index,
  start,
  height,
  active,
  open,
  onOpen,
  canOpen,
}: DataRowProps<T>) {
  const style: CSSProperties = {
    gridTemplateColumns: tracks,
    height,
    transform: `translateY(${start}px)`,
  };
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open || undefined}
      onClick={() => onOpen(row)}
      style={style}
      className={`absolute inset-x-0 top-0 grid items-center border-line text-sm not-last:border-b ${canOpen ? 'cursor-pointer hover:bg-raised' : ''} ${open ? 'bg-raised' : ''} ${active ? 'group-focus-visible:bg-raised group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent' : ''}`}
    >
      {columns.map((column) => (
        <div
          key={column.id}
          role="gridcell"
          className={`flex min-w-0 items-center overflow-hidden px-2.5 first:pl-3.5 last:pr-3.5 ${column.align === 'right' ? 'justify-end text-right' : ''}`}
        >
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

export const DataRow = memo(Row) as typeof Row;
