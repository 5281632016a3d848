// Fields: a label above, the error or the hint below, joined to the input for screen readers.
import { useId, type ComponentProps, type ReactNode } from 'react';

type FieldProps = {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** A sentence; null and undefined mean there is nothing wrong. */
  readonly error?: string | null | undefined;
};

type Wiring = {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
};

/** Any control under a label. The child gets the attributes that join it to its label, hint and error. */
export function Field({
  label,
  hint,
  error,
  children,
}: FieldProps & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note === undefined || note === null ? undefined : `${id}-note`,
        'aria-invalid': error ? true : undefined,
      })}
      {note !== undefined && note !== null && (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={`text-xs ${error ? 'text-danger' : 'text-faint'}`}
        >
          {note}
        </p>
      )}
    </div>
  );
}

export const INPUT_SHAPE =
  'w-full rounded-lg border border-field bg-bg px-3 text-sm text-ink placeholder:text-faint hover:border-muted focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-danger disabled:opacity-50';

type TextInputProps = FieldProps &
  Omit<ComponentProps<'input'>, 'className' | 'onChange'> & {
    readonly onValue?: (text: string) => void;
    readonly onChange?: ComponentProps<'input'>['onChange'];
    readonly mono?: boolean;
    readonly suffix?: ReactNode;
  };

export function TextInput({
  label,
  hint,
  error,
  onValue,
  onChange,
  mono = false,
  suffix,
  ...rest
}: TextInputProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <span className="relative block">
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...wiring}
            onChange={(event) => {
              onChange?.(event);
              onValue?.(event.target.value);
            }}
            className={`${INPUT_SHAPE} h-9 ${mono ? 'font-mono' : ''} ${suffix === undefined ? '' : 'pr-14'}`}
          />
          {suffix !== undefined && (
            <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-xs text-faint">
              {suffix}
            </span>
          )}
        </span>
      )}
    </Field>
  );
}

type TextAreaProps = FieldProps &
  Omit<ComponentProps<'textarea'>, 'className' | 'onChange'> & {
    readonly onValue?: (text: string) => void;
    readonly mono?: boolean;
  };

export function TextArea({ label, hint, error, onValue, mono = false, rows = 3, ...rest }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <textarea
          autoComplete="off"
          spellCheck={false}
          rows={rows}
          {...rest}
          {...wiring}
          onChange={(event) => onValue?.(event.target.value)}
          className={`${INPUT_SHAPE} resize-none py-2 ${mono ? 'font-mono text-xs' : ''}`}
        />
      )}
    </Field>
  );
}
