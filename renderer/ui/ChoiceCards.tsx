// ChoiceCards: one of a few where each needs a sentence to be understood. Native radios: arrow keys and forms work by themselves.
import { useId, type ReactNode } from 'react';

export type Card<V extends string> = {
  readonly value: V;
  readonly title: ReactNode;
  readonly text: ReactNode;
};

type ChoiceCardsProps<V extends string> = {
  readonly label: string;
  readonly value: V;
  readonly onValue: (value: V) => void;
  readonly cards: readonly Card<V>[];
  /** Beside each other where there is room. */
  readonly columns?: 2 | 3;
};

export function ChoiceCards<V extends string>({
  label,
  value,
  onValue,
  cards,
  columns = 2,
}: ChoiceCardsProps<V>) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-xs font-medium text-muted">{label}</legend>
      <div className={`grid gap-2.5 ${columns === 3 ? 'sm:grid-cols-3' : 'grid-cols-2'}`}>
        {cards.map((card) => (
          <label
            key={card.value}
            className={`flex gap-2.5 rounded-lg border px-3 py-2.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${card.value === value ? 'border-accent bg-accent/8' : 'border-field hover:border-muted'}`}
          >
            <input
              type="radio"
              name={name}
              value={card.value}
              checked={card.value === value}
              onChange={() => onValue(card.value)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent) outline-none"
            />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{card.title}</span>
              <span className="block text-xs text-muted">{card.text}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
