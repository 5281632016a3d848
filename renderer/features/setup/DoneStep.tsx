// The end of set-up: what stands now, what was left out, and the three things worth doing next.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAct } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { LearnLink } from '../learn/LearnLink.tsx';
import { PaymentWatch } from './PaymentWatch.tsx';
import { STEP_WORDS } from './steps.ts';
import type { Progress } from './SetupView.tsx';

export function DoneStep({ progress }: { readonly progress: Progress }) {
  const skip = useAct('setup.skip');
  return (
    <div className="flex flex-col items-start gap-6">
      {progress.payment && <PaymentWatch agentId={progress.payment.agentId} spendId={progress.payment.id} />}
      {progress.skipped.length > 0 && (
        <div>
          <p className="text-sm font-semibold">Left out for now</p>
          <ul className="mt-2 flex flex-col gap-2">
            {progress.skipped.map((step) => (
              <li key={step} className="flex items-center gap-3 text-sm text-muted">
                {STEP_WORDS[step].title}
                <Button size="small" onClick={() => skip.mutate({ step, skipped: false })}>
                  Do it now
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="w-full">
        <p className="text-sm font-semibold">Worth doing next</p>
        <ul className="mt-2 flex flex-col gap-3">
          <Next
            title="Keep the passphrase and the head of the log apart from this machine"
            words="Nobody can reset the first; the second proves later that nothing before it was changed."
            to={
              <Link to="/about" className="text-accent hover:underline">
                Head of the log
              </Link>
            }
          />
          <Next
            title="Keep a copy of the channel backups elsewhere"
            words="This console keeps each channel backup the node sends, but on this machine. A copy belongs elsewhere, with the wallet’s 24 words apart from it."
            to={<LearnLink topic="backup" />}
          />
          <Next
            title="Try the freeze once, while nothing depends on it"
            words="Ctrl Shift F. What is in flight finishes and counts; nothing new leaves."
            to={<LearnLink topic="freeze" />}
          />
        </ul>
      </div>
      <Link
        to="/"
        className="inline-flex h-9 items-center rounded-lg bg-accent px-4 text-sm font-semibold text-on-accent hover:brightness-110"
      >
        Go to the overview
      </Link>
    </div>
  );
}

function Next({
  title,
  words,
  to,
}: {
  readonly title: string;
  readonly words: string;
  readonly to: ReactNode;
}) {
  return (
    <li className="flex items-start justify-between gap-6 text-sm">
      <span>
        <span className="block">{title}</span>
        <span className="block max-w-prose text-xs text-muted">{words}</span>
      </span>
      <span className="shrink-0">{to}</span>
    </li>
  );
}
