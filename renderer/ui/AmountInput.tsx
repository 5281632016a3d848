// AmountInput: sats as a person types them, whatever unit is shown elsewhere; grouped when the field is left. Parse with `satsTyped`.
import type { ReactNode } from 'react';
import { TextInput } from './Field.tsx';
import { satsToType, satsTyped } from './format.ts';

type AmountInputProps = {
  readonly label: ReactNode;
  /** As typed. */
  readonly value: string;
  readonly onValue: (text: string) => void;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly disabled?: boolean;
  readonly autoFocus?: boolean;
};

export function AmountInput({ value, onValue, error, ...rest }: AmountInputProps) {
  const wrong = value !== '' && satsTyped(value) === undefined;
  return (
    <TextInput
      {...rest}
      value={value}
      inputMode="decimal"
      suffix="sats"
      error={
        error ??
        (wrong
          ? 'Sats, such as 250,000, with at most three decimals after a point. At most 21,000,000 BTC.'
          : null)
      }
      onValue={onValue}
      onBlur={() => {
        const msat = satsTyped(value);
        if (msat !== undefined) onValue(satsToType(msat));
      }}
    />
  );
}
