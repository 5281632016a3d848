// SmallTable: the rows of one part of a node, under their heads. For what is read at a glance and never filtered.
import type { ReactNode } from 'react';
import { Unit } from '../../ui/Amount.tsx';

export type Head = {
  readonly name: string;
  /** Figures stand right. */
  readonly right?: boolean;
  /** The figures below stand without their unit. */
  readonly unit?: boolean;
  /** Class of its width. */
  readonly width?: string;
};

type SmallTableProps = {
  readonly label: string;
  readonly heads: readonly Head[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
};

const align = (head: Head | undefined): string => (head?.right === true ? 'text-right' : 'text-left');

export function SmallTable({ label, heads, rows }: SmallTableProps) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-160 table-fixed text-sm" aria-label={label}>
        <thead>
          <tr className="text-2xs text-faint">
            {heads.map((head) => (
              <th
                key={head.name}
                scope="col"
                className={`px-2 pb-1.5 font-medium first:pl-0 last:pr-0 ${align(head)} ${head.width ?? ''}`}
              >
                {head.name}
                {head.unit === true && (
                  <>
                    , <Unit />
                  </>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-t border-line">
              {cells.map((cell, index) => (
                <td
                  key={heads[index]?.name ?? index}
                  className={`h-row truncate px-2 align-middle first:pl-0 last:pr-0 ${align(heads[index])}`}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
