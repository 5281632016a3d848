// FirstSteps: how far the set-up of this fleet is, and the way back into it. Gone as soon as it is done or left out.
import { Link } from '@tanstack/react-router';
import { SETUP_STEPS } from '../../../shared/domain/setup.ts';
import { useRead } from '../../bridge/queries.ts';
import { Panel } from '../../ui/Panel.tsx';
import { STEP_WORDS } from '../setup/steps.ts';

export function FirstSteps() {
  const real = useRead('app.status', {}).data?.fleet === 'real';
  const progress = useRead('setup.progress', {}, { enabled: real }).data;
  if (!progress || progress.next === null) return null;
  const words = STEP_WORDS[progress.next];
  // The vault is the first of them, and is there.
  const done = progress.done.length + progress.skipped.length + 1;
  return (
    <Panel>
      <div className="flex items-center justify-between gap-6">
        <div className="min-w-0">
          <h2 className="text-sm font-semibold">The set-up is not finished</h2>
          <p className="text-sm text-muted">
            {done} of {SETUP_STEPS.length + 1} steps are done. Next: {words.title.toLowerCase()}.
          </p>
        </div>
        <Link
          to="/setup"
          className="inline-flex h-9 shrink-0 items-center rounded-lg bg-accent px-4 text-sm font-semibold text-on-accent hover:brightness-110"
        >
          Continue the set-up
        </Link>
      </div>
    </Panel>
  );
}
