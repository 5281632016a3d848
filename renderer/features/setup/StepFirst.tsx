// StepFirst: a step whose ground is not laid yet says which one comes first, and goes there.
import { Link } from '@tanstack/react-router';
import type { SetupStep } from '../../../shared/domain/setup.ts';

export function StepFirst({
  why,
  step,
  verb,
}: {
  readonly why: string;
  readonly step: SetupStep;
  readonly verb: string;
}) {
  return (
    <p className="text-sm text-muted">
      {why}{' '}
      <Link to="/setup" search={{ step }} className="text-accent underline underline-offset-2">
        {verb}
      </Link>
    </p>
  );
}
