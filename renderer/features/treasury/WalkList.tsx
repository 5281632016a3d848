// WalkList: where the walk to a new account stands.
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { Operation } from '../../../shared/contract/treasury.ts';
import { WALK, walkStep, walkWords, type WalkStep } from './walk.ts';

/** Goes on with what is asked; begins anew with another operation. */
function useWalkStep(operation: Operation): WalkStep {
  const [seen, setSeen] = useState<{ readonly id: string; readonly step: WalkStep }>({
    id: operation.id,
    step: walkStep(operation, 'connect'),
  });
  const before = seen.id === operation.id ? seen.step : 'connect';
  const step = walkStep(operation, before);
  if (seen.id !== operation.id || seen.step !== step) setSeen({ id: operation.id, step });
  return step;
}

export function WalkList({
  operation,
  what,
}: {
  readonly operation: Operation;
  readonly what: 'xpub' | 'policy';
}) {
  const now = useWalkStep(operation);
  const at = WALK.indexOf(now);
  const over = operation.state === 'done';
  return (
    <ol className="flex flex-col gap-1" aria-label="Steps">
      {WALK.map((step, index) => {
        const done = over || index < at;
        const current = !over && index === at;
        return (
          <li
            key={step}
            aria-current={current ? 'step' : undefined}
            className={`flex items-center gap-2.5 rounded-lg px-2 py-1 text-sm ${current ? 'bg-selected font-semibold' : done ? '' : 'text-muted'}`}
          >
            <span
              aria-hidden
              className={`flex size-5 shrink-0 items-center justify-center rounded-full border text-2xs ${done ? 'border-ok/50 text-ok' : current ? 'border-accent text-accent' : 'border-line-strong text-faint'}`}
            >
              {done ? <Check size={11} /> : index + 1}
            </span>
            {walkWords(step, what)}
            {done && <span className="sr-only"> (done)</span>}
          </li>
        );
      })}
    </ol>
  );
}
