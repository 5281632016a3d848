// SmallTable: the rows of one part of a node, under their heads. For what is read at a glance and never filtered; it can be written to a file.
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
  /** Writes them to a file. */
  readonly tool: ReactNode;
  /** What the marks mean, or that there is more. */
  readonly foot?: ReactNode;
};

const align = (head: Head | undefined): string => (head?.right === true ? 'text-right' : 'text-left');

export function SmallTable({ label, heads, rows, tool, foot }: SmallTableProps) {
  return (
    <div>
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
      <div className="mt-1 flex items-start justify-between gap-4">
        <div className="min-w-0 pt-1.5">{foot}</div>
        <div className="-mr-2 shrink-0">{tool}</div>
      </div>
    </div>
  );
}
