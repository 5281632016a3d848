// SavedViews: filters, sort and columns of a table kept under a name; choosing one is a step in the history, so Back undoes it.
import { Bookmark, Check, X } from 'lucide-react';
import { useState } from 'react';
import { searchOf, searchWords, useAddress } from './address.ts';
import { Button } from './Button.tsx';
import { TextInput } from './Field.tsx';
import { Popover } from './Popover.tsx';
import { hiddenAtFirst } from './table-columns.ts';
import type { View } from './use-table-view.ts';

/** As many as the contract keeps. */
const MOST = 20;

type SavedViewsProps = {
  readonly view: View;
  readonly columns: readonly { readonly id: string; readonly optional?: true }[];
};

export function SavedViews({ view, columns }: SavedViewsProps) {
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState('');
  const address = useAddress();
  const here = searchWords(address.search);
  const hidden = view.hidden ?? hiddenAtFirst(columns);
  const isHere = (one: View['saved'][number]): boolean =>
    one.search === here && sameWords(one.hidden, hidden);
  const current = view.saved.find(isHere);
  const name = label.trim();
  const full = view.saved.length >= MOST && !view.saved.some((one) => one.label === name);
  return (
    <Popover
      label={current?.label ?? 'Views'}
      icon={<Bookmark size={13} aria-hidden />}
      title="Kept views"
      open={open}
      onOpenChange={setOpen}
    >
      {view.saved.length === 0 ? (
        <p className="mb-3 text-xs text-faint">
          Filters, order and columns can be kept under a name and called back here.
        </p>
      ) : (
        <ul className="-mx-1.5 mb-3 max-h-56 overflow-y-auto">
          {view.saved.map((one) => (
            <li key={one.label} className="flex items-center">
              <button
                type="button"
                aria-current={isHere(one) ? 'true' : undefined}
                onClick={() => {
                  view.setHidden(one.hidden);
                  void address.go(searchOf(one.search));
                  setOpen(false);
                }}
                className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-line"
              >
                <span className="w-4 shrink-0 text-accent">
                  {isHere(one) && <Check size={14} aria-hidden />}
                </span>
                <span className="truncate">{one.label}</span>
              </button>
              <button
                type="button"
                aria-label={`Forget ${one.label}`}
                title={`Forget ${one.label}`}
                onClick={() => view.forget(one.label)}
                className="flex size-7 shrink-0 items-center justify-center rounded text-faint hover:bg-line hover:text-ink"
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="flex flex-col gap-2 border-t border-line-strong pt-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (name === '' || full) return;
          view.keep({ label: name, search: here, hidden: [...hidden] });
          setLabel('');
          setOpen(false);
        }}
      >
        <TextInput
          label="Keep what is shown now as"
          value={label}
          onValue={setLabel}
          maxLength={60}
          placeholder="Frozen agents"
          error={full ? 'Twenty are kept already. Forget one first.' : null}
        />
        <Button type="submit" size="small" disabled={name === '' || full}>
          Keep
        </Button>
      </form>
    </Popover>
  );
}

const sameWords = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word) => b.includes(word));
