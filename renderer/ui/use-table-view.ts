// useTableView: which columns of a table are put away and which filters are kept by name. Kept by the core, shown at once.
import { useState } from 'react';
import type { SavedView, TableView } from '../../shared/contract/tables.ts';
import { useAct, useConsole, useRead } from '../bridge/queries.ts';
import { useToast } from './Toast.tsx';

export type View = {
  /** false until the core has answered: drawing before would let columns come and go. */
  readonly ready: boolean;
  readonly hidden: readonly string[] | null;
  readonly saved: readonly SavedView[];
  readonly setHidden: (hidden: readonly string[] | null) => void;
  /** A name that is taken is given its new meaning. */
  readonly keep: (view: SavedView) => void;
  readonly forget: (label: string) => void;
};

const UNCHANGED: TableView = { hidden: null, saved: [] };

export function useTableView(table: string): View {
  const stored = useRead('tables.view', { table });
  const store = useAct('tables.setView');
  const { queries } = useConsole();
  const say = useToast();
  // The cache tells its readers in a later turn, and an answer that was asked for before a click may come after it:
  // until the core has kept the last choice and said so, the choice itself is shown.
  const [chosen, setChosen] = useState<{ readonly table: string; readonly view: TableView } | null>(null);
  const view = chosen?.table === table ? chosen.view : (stored.data ?? UNCHANGED);
  const set = (next: TableView): void => {
    const key = ['tables.view', { table }];
    const choice = { table, view: next };
    setChosen(choice);
    queries.setQueryData(key, next);
    store.mutate(choice, {
      onError: (error) => say('danger', 'The table’s view is not kept', error.message),
      // Called for the last of several choices alone.
      onSettled: () =>
        void queries
          .invalidateQueries({ queryKey: key })
          .finally(() => setChosen((now) => (now === choice ? null : now))),
    });
  };
  return {
    ready: !stored.isPending,
    hidden: view.hidden,
    saved: view.saved,
    setHidden: (hidden) => set({ ...view, hidden: hidden === null ? null : [...hidden] }),
    keep: (one) => set({ ...view, saved: [...view.saved.filter(({ label }) => label !== one.label), one] }),
    forget: (label) => set({ ...view, saved: view.saved.filter((one) => one.label !== label) }),
  };
}
