// EditLabel: a label where it stands: Enter keeps it, Esc leaves it as it was. What the core refuses is not lost.
import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { FencedInline } from '../../ui/Fenced.tsx';
import { INPUT_SHAPE } from '../../ui/Field.tsx';

type EditLabelProps = {
  readonly accountId: string;
  readonly kind: 'address' | 'output' | 'tx';
  readonly target: string;
  readonly label: string;
  /** What it is, for screen readers: "coin of 52,000,000 sats". */
  readonly what: string;
};

export function EditLabel({ accountId, kind, target, label, what }: EditLabelProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const set = useAct('treasury.setLabel');
  const opener = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    setTyped(null);
    set.reset();
    requestAnimationFrame(() => opener.current?.focus());
  };
  const keep = (): void => {
    if (typed === null || set.isPending) return;
    if (typed.trim() === label) return leave();
    set.mutate({ accountId, kind, ref: target, label: typed.trim() }, { onSuccess: leave });
  };
  const refusal = refusalText(set.error);
  if (typed === null)
    return (
      <span className="flex w-full min-w-0 items-center gap-1">
        <span className={`truncate ${label === '' ? 'text-faint' : ''}`} title={label}>
          {label === '' ? 'no label' : <FencedInline text={label} />}
        </span>
        <button
          ref={opener}
          type="button"
          aria-label={`Label the ${what}`}
          title="Change the label"
          onClick={(event) => {
            event.stopPropagation();
            setTyped(label);
          }}
          className="inline-flex size-6 shrink-0 items-center justify-center rounded text-faint hover:bg-raised hover:text-ink"
        >
          <Pencil size={12} aria-hidden />
        </button>
      </span>
    );
  return (
    <input
      autoFocus
      aria-label={`Label of the ${what}`}
      aria-invalid={refusal !== null || undefined}
      title={refusal ?? undefined}
      value={typed}
      maxLength={255}
      spellCheck={false}
      autoComplete="off"
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') leave();
      }}
      className={`${INPUT_SHAPE} h-7`}
    />
  );
}
