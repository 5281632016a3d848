// Select: one of a few, over Base UI.
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { INPUT_SHAPE } from './Field.tsx';

export type Choice<V extends string> = { readonly value: V; readonly label: string; readonly hint?: string };

type SelectProps<V extends string> = {
  readonly label: ReactNode;
  readonly value: V;
  readonly onValue: (value: V) => void;
  readonly choices: readonly Choice<V>[];
  readonly disabled?: boolean;
  /** The label is read aloud but not drawn, for filter bars. */
  readonly hideLabel?: boolean;
  readonly size?: 'small' | 'medium';
};

export function Select<V extends string>({
  label,
  value,
  onValue,
  choices,
  disabled = false,
  hideLabel = false,
  size = 'medium',
}: SelectProps<V>) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <span id={id} className={hideLabel ? 'sr-only' : 'text-xs font-medium text-muted'}>
        {label}
      </span>
      <Base.Root
        value={value}
        onValueChange={(next) => {
          if (next !== null) onValue(next);
        }}
        items={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
        disabled={disabled}
      >
        <Base.Trigger
          aria-labelledby={id}
          className={`${INPUT_SHAPE} flex items-center justify-between gap-2 text-left ${size === 'small' ? 'h-8' : 'h-9'}`}
        >
          <Base.Value />
          <Base.Icon className="text-faint">
            <ChevronDown size={14} aria-hidden />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
            <Base.Popup className="max-h-72 min-w-(--anchor-width) overflow-y-auto rounded-lg border border-line-strong bg-raised p-1 shadow-float outline-none">
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
                    {choice.hint !== undefined && (
                      <span className="block text-xs text-faint">{choice.hint}</span>
                    )}
                  </span>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
