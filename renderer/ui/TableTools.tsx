// TableTools: what an operator does with a table as a whole: keep a filter by name, put columns away, choose the height of rows, write it to a file.
import { Columns3, Rows3, Rows4 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useAct, useRead } from '../bridge/queries.ts';
import { Button } from './Button.tsx';
import { ExportButton } from './ExportButton.tsx';
import { Popover, TOOL_SHAPE } from './Popover.tsx';
import { SavedViews } from './SavedViews.tsx';
import { hiddenAtFirst } from './table-columns.ts';
import { Checkbox } from './Toggle.tsx';
import { useToast } from './Toast.tsx';
import type { View } from './use-table-view.ts';
import type { Pieces } from './write-export.ts';

type Column = { readonly id: string; readonly header: string; readonly optional?: true };

type TableToolsProps = {
  readonly name: string;
  readonly view: View;
  readonly columns: readonly Column[];
  /** Everything that is filtered, in the columns shown. */
  readonly pieces: (signal: AbortSignal) => Pieces;
  /** Rows that would be written; null when it is not known. */
  readonly rows: number | null;
  /** Above the table, or below it as a status line. */
  readonly place?: 'head' | 'foot';
  /** On the left: a search, a count. */
  readonly children?: ReactNode;
};

export function TableTools({ name, view, columns, pieces, rows, place = 'head', children }: TableToolsProps) {
  return (
    <div
      className={`flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line px-3.5 ${place === 'head' ? 'min-h-11 border-b py-1.5' : 'min-h-9 border-t py-0.5'}`}
    >
      {children}
      <div role="group" aria-label="Table" className="ml-auto flex flex-wrap items-center gap-0.5">
        <SavedViews view={view} columns={columns} />
        <ColumnChoice view={view} columns={columns} />
        <DensityButton />
        <ExportButton table={name} pieces={pieces} rows={rows} />
      </div>
    </div>
  );
}

function ColumnChoice({ view, columns }: { readonly view: View; readonly columns: readonly Column[] }) {
  const [open, setOpen] = useState(false);
  const hidden = view.hidden ?? hiddenAtFirst(columns);
  const [first, ...others] = columns;
  return (
    <Popover
      label="Columns"
      icon={<Columns3 size={13} aria-hidden />}
      title="Columns"
      open={open}
      onOpenChange={setOpen}
    >
      <div className="flex flex-col gap-1">
        {first && <Checkbox label={first.header} checked disabled onValue={() => undefined} />}
        {others.map(({ id, header }) => (
          <Checkbox
            key={id}
            label={header}
            checked={!hidden.includes(id)}
            onValue={(shown) =>
              view.setHidden(shown ? hidden.filter((each) => each !== id) : [...hidden, id])
            }
          />
        ))}
      </div>
      {view.hidden !== null && (
        <div className="mt-2 flex justify-end">
          <Button size="small" variant="quiet" onClick={() => view.setHidden(null)}>
            As at first
          </Button>
        </div>
      )}
    </Popover>
  );
}

function DensityButton() {
  const density = useRead('settings.get', {}).data?.density ?? 'comfortable';
  const set = useAct('settings.set');
  const say = useToast();
  const compact = density === 'compact';
  return (
    <button
      type="button"
      aria-pressed={compact}
      aria-label="Compact rows"
      title={compact ? 'Taller rows' : 'Compact rows'}
      onClick={() =>
        set.mutate(
          { density: compact ? 'comfortable' : 'compact' },
          { onError: (error) => say('danger', 'The height of rows is not kept', error.message) },
        )
      }
      className={TOOL_SHAPE}
    >
      {compact ? <Rows4 size={13} aria-hidden /> : <Rows3 size={13} aria-hidden />}
    </button>
  );
}
