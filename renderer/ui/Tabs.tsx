// Tabs: a few views of the same things, over Base UI (arrow keys move between them).
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export type Tab<V extends string> = {
  readonly value: V;
  readonly label: string;
  /** Shown beside the label when above zero. */
  readonly count?: number | undefined;
  readonly content: ReactNode;
  /** Stays mounted while another tab is shown, so that what was typed there is not lost. */
  readonly keep?: boolean;
};

type TabsProps<V extends string> = {
  readonly label: string;
  readonly tabs: readonly Tab<V>[];
  readonly value: V;
  readonly onValue: (value: V) => void;
};

export function Tabs<V extends string>({ label, tabs, value, onValue }: TabsProps<V>) {
  return (
    <Base.Root
      value={value}
      onValueChange={(next: V) => onValue(next)}
      className="flex min-h-0 flex-1 flex-col gap-3"
    >
      <Base.List aria-label={label} className="flex gap-1 border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="-mb-px flex h-9 items-center gap-2 border-b-2 border-transparent px-3 text-sm font-medium text-muted hover:text-ink focus-visible:-outline-offset-2 data-active:border-accent data-active:text-ink"
          >
            {tab.label}{' '}
            {tab.count !== undefined && tab.count > 0 && (
              <span className="rounded-full bg-raised px-1.5 text-2xs leading-4.5 text-muted">
                {tab.count}
              </span>
            )}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.value}
          value={tab.value}
          keepMounted={tab.keep ?? false}
          className="min-h-0 flex-1 outline-none"
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
