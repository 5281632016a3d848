// SkipButton: leaves a step out for now. The only thing about set-up that is remembered instead of derived.
import type { SetupStep } from '../../../shared/domain/setup.ts';
import { useAct } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';

export function SkipButton({ step, onward }: { readonly step: SetupStep; readonly onward: () => void }) {
  const skip = useAct('setup.skip');
  return (
    <>
      <Button
        variant="quiet"
        busy={skip.isPending}
        onClick={() => skip.mutate({ step, skipped: true }, { onSuccess: onward })}
      >
        Leave this out for now
      </Button>
      {skip.error && (
        <span role="alert" className="text-sm text-danger">
          {skip.error.message}
        </span>
      )}
    </>
  );
}
