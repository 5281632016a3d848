// FeeField: a fee rate, from what blocks ask now or as typed. It never decides: the core counts the fee.
import { useRead } from '../../bridge/queries.ts';
import { TextInput } from '../../ui/Field.tsx';
import { Time } from '../../ui/Time.tsx';
import { feeRateToType, feeRateTyped, feeRateWords, ratesToChoose, targetWords } from './fee-rate.ts';

type FeeFieldProps = {
  /** As typed; null until something was typed or chosen: then the middle target is meant. */
  readonly value: string | null;
  readonly onValue: (text: string) => void;
  readonly error?: string | null | undefined;
};

/** The rate meant: what was typed, or what the third block ahead asks while nothing was. */
export function useFeeRate(typed: string | null) {
  const rates = useRead('treasury.feeRates', {}, { every: 60_000 });
  const targets = rates.data?.targets ?? [];
  const proposed = targets.find(({ blocks }) => blocks >= 3) ?? targets[0];
  const text = typed ?? (proposed === undefined ? '' : feeRateToType(proposed.rate));
  return { rates, targets, text, rate: feeRateTyped(text) };
}

export function FeeField({ value, onValue, error }: FeeFieldProps) {
  const { rates, targets, text, rate } = useFeeRate(value);
  const asOf = rates.data?.asOf ?? null;
  return (
    <div className="flex flex-col gap-2">
      {targets.length > 0 && (
        <div role="group" aria-label="Fee rates asked now" className="flex flex-wrap gap-1.5">
          {ratesToChoose(targets).map((target) => (
            <button
              key={target.blocks}
              type="button"
              aria-pressed={rate === target.rate}
              onClick={() => onValue(feeRateToType(target.rate))}
              className="rounded-lg border border-field px-2.5 py-1 text-left text-xs hover:border-muted aria-pressed:border-accent aria-pressed:bg-accent/8"
            >
              <span className="block font-medium">{feeRateWords(target.rate)}</span>
              <span className="block text-2xs text-muted">{targetWords(target.blocks)}</span>
            </button>
          ))}
        </div>
      )}
      <div className="max-w-80">
        <TextInput
          label="Fee rate"
          value={text}
          onValue={onValue}
          inputMode="decimal"
          maxLength={9}
          suffix="sat/vB"
          hint={
            targets.length > 0
              ? asOf !== null && (
                  <>
                    Asked <Time at={asOf} withSeconds />. An estimate, not a promise.
                  </>
                )
              : rates.isPending
                ? 'Asking what blocks want …'
                : 'No estimate: no chain source answers. Type a rate you know.'
          }
          error={text !== '' && rate === undefined ? 'A rate such as 4.2, from 0.1 to 1,000 sat/vB.' : error}
        />
      </div>
    </div>
  );
}
