// MultiSelect: any of a few, over Base UI; none chosen means all.
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { INPUT_SHAPE } from './Field.tsx';
import type { Choice } from './Select.tsx';

type MultiSelectProps<V extends string> = {
  readonly label: string;
  readonly values: readonly V[];
  readonly onValues: (values: readonly V[]) => void;
  readonly choices: readonly Choice<V>[];
  /** Shown when nothing is chosen: "All categories". */
  readonly all: string;
  /** "categories", for "3 categories". */
  readonly many: string;
};

export function MultiSelect<V extends string>({
  label,
  values,
  onValues,
  choices,
  all,
  many,
}: MultiSelectProps<V>) {
  const id = useId();
  const only = values.length === 1 ? choices.find((choice) => choice.value === values[0]) : undefined;
  const words = values.length === 0 ? all : (only?.label ?? `${values.length} ${many}`);
  return (
    <div>
      <span id={id} className="sr-only">
        {label}
      </span>
      <Base.Root<V, true> multiple value={[...values]} onValueChange={(next) => onValues(next)}>
        <Base.Trigger
          aria-labelledby={id}
          className={`${INPUT_SHAPE} flex h-8 items-center justify-between gap-2 text-left ${values.length === 0 ? '' : 'border-accent'}`}
        >
          <Base.Value>{() => words}</Base.Value>
          <Base.Icon className="text-faint">
            <ChevronDown size={14} aria-hidden />
          </Base.Icon>
        </Base.Trigger>
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
                  <Base.ItemText>{choice.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
