// MultiSelect: any of a few, over Base UI; none chosen means all.
import { Select as Base } from '@base-ui/react/select';
import { useId } from 'react';
import { SelectButton, SelectList, type Choice } from './SelectParts.tsx';

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
        <SelectButton labelledBy={id} className={`h-8 ${values.length === 0 ? '' : 'border-accent'}`}>
          <Base.Value>{() => words}</Base.Value>
        </SelectButton>
        <SelectList choices={choices} />
      </Base.Root>
    </div>
  );
}
