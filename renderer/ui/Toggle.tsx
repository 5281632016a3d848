// Switch (takes effect at once) and Checkbox (takes effect with its form), over Base UI.
import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check } from 'lucide-react';
import { useId, type ReactNode } from 'react';

type ToggleProps = {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onValue: (checked: boolean) => void;
  readonly disabled?: boolean;
};

export function Switch({ label, hint, checked, onValue, disabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-6">
      <span>
        <span id={id} className="block text-sm">
          {label}
        </span>
        {hint !== undefined && <span className="block text-xs text-faint">{hint}</span>}
      </span>
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onValue}
        disabled={disabled}
        aria-labelledby={id}
        className="relative mt-0.5 h-6 w-10 shrink-0 rounded-full border border-field bg-track transition-colors data-checked:border-transparent data-checked:bg-accent data-disabled:opacity-50"
      >
        <BaseSwitch.Thumb className="block size-4.5 translate-x-0.5 rounded-full bg-muted transition-transform data-checked:translate-x-4.5 data-checked:bg-on-accent" />
      </BaseSwitch.Root>
    </div>
  );
}

export function Checkbox({ label, hint, checked, onValue, disabled = false }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex min-h-6 items-start gap-2.5">
      <BaseCheckbox.Root
        id={id}
        checked={checked}
        onCheckedChange={onValue}
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        className="mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded border border-field bg-bg data-checked:border-transparent data-checked:bg-accent data-disabled:opacity-50"
      >
        <BaseCheckbox.Indicator className="text-on-accent">
          <Check size={13} strokeWidth={3} aria-hidden />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <label id={`${id}-label`} htmlFor={id} className="text-sm">
        {label}
        {hint !== undefined && <span className="block text-xs text-faint">{hint}</span>}
      </label>
    </div>
  );
}
