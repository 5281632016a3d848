// SelectParts: the button and the list that Select and MultiSelect have in common, over Base UI.
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { INPUT_SHAPE } from './Field.tsx';

export type Choice<V extends string> = { readonly value: V; readonly label: string; readonly hint?: string };

type SelectButtonProps = {
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly className: string;
  /** What is chosen, in words. */
  readonly children: ReactNode;
};

export function SelectButton({ labelledBy, className, children }: SelectButtonProps) {
  return (
    <Base.Trigger
      aria-labelledby={labelledBy}
      className={`${INPUT_SHAPE} flex items-center justify-between gap-2 text-left ${className}`}
    >
      {children}
      <Base.Icon className="text-faint">
        <ChevronDown size={14} aria-hidden />
      </Base.Icon>
    </Base.Trigger>
  );
}

export function SelectList<V extends string>({ choices }: { readonly choices: readonly Choice<V>[] }) {
  return (
    <Base.Portal>
      <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
        <Base.Popup className="max-h-80 min-w-(--anchor-width) overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-float outline-none">
          {choices.map((choice) => (
            <Base.Item
              key={choice.value}
              value={choice.value}
              className="flex items-center gap-2 rounded-md px-2 py-1.5 text-sm text-ink outline-none data-highlighted:bg-line"
            >
              <span className="w-4 text-accent">
                <Base.ItemIndicator>
                  <Check size={14} aria-hidden />
                </Base.ItemIndicator>
              </span>
              <span>
                <Base.ItemText>{choice.label}</Base.ItemText>
                {choice.hint !== undefined && <span className="block text-xs text-faint">{choice.hint}</span>}
              </span>
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}
