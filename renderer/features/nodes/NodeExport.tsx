// NodeExport: a table of one node as a CSV file. The node stands in every row: with several of them the files look alike.
import type { NamedField } from '../../ui/csv.ts';
import { RowsExport } from '../../ui/RowsExport.tsx';

type NodeExportProps<T> = {
  /** As in a sentence: "channels". Names the file too. */
  readonly what: string;
  readonly node: string;
  readonly fields: readonly NamedField<T>[];
  readonly rows: readonly T[];
};

export function NodeExport<T>({ what, node, fields, rows }: NodeExportProps<T>) {
  return (
    <RowsExport
      table={`node-${what.replaceAll(' ', '-')}`}
      what={`${what} of ${node}`}
      fields={[{ name: 'Node', kind: 'text', of: () => node }, ...fields]}
      rows={rows}
    />
  );
}
