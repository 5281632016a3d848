// PassphraseInput: pasting is allowed (WCAG 3.3.8), the text can be looked at, and Caps Lock is told.
import { Eye, EyeOff } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Field, INPUT_SHAPE } from './Field.tsx';

type PassphraseInputProps = {
  readonly label: string;
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
};

export function PassphraseInput({ label, value, onValue, hint, error, ...rest }: PassphraseInputProps) {
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  return (
    <Field label={label} hint={capsLock ? 'Caps Lock is on.' : hint} error={error}>
      {(wiring) => (
        <span className="relative block">
          <input
            {...rest}
            {...wiring}
            type={shown ? 'text' : 'password'}
            value={value}
            maxLength={1_024}
            spellCheck={false}
            onChange={(event) => onValue(event.target.value)}
            onKeyUp={(event) => setCapsLock(event.getModifierState('CapsLock'))}
            onBlur={() => setCapsLock(false)}
            className={`${INPUT_SHAPE} h-10 pr-11`}
          />
          <button
            type="button"
            aria-label={shown ? 'Hide the passphrase' : 'Show the passphrase'}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 right-1 flex w-9 items-center justify-center rounded-md text-faint hover:text-ink"
          >
            {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          </button>
        </span>
      )}
    </Field>
  );
}
