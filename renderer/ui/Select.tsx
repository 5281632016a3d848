// Select: one of a few, over Base UI.
import { Select as Base } from '@base-ui/react/select';
import { useId, type ReactNode } from 'react';
import { SelectButton, SelectList, type Choice } from './SelectParts.tsx';

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
        <SelectButton labelledBy={id} className={size === 'small' ? 'h-8' : 'h-9'}>
          <Base.Value />
        </SelectButton>
        <SelectList choices={choices} />
      </Base.Root>
    </div>
  );
}
