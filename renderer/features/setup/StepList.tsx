// StepList: where the set-up stands, each step with what it left in the ledger.
import { Link } from '@tanstack/react-router';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { SETUP_STEPS, type SetupStep } from '../../../shared/domain/setup.ts';
import { Relative } from '../../ui/Time.tsx';
import type { Progress } from './SetupView.tsx';
import { STEP_WORDS } from './steps.ts';

type StepState = 'done' | 'skipped' | 'open';

export function StepList({
  progress,
  current,
}: {
  readonly progress: Progress;
  readonly current: SetupStep | null;
}) {
  const stateOf = (step: SetupStep): StepState =>
    progress.done.includes(step) ? 'done' : progress.skipped.includes(step) ? 'skipped' : 'open';
  // A step can be gone to when everything before it is there; the later ones would have nothing to work on.
  const reachable = (step: SetupStep): boolean =>
    stateOf(step) !== 'open' || step === progress.next || step === current;
  return (
    <nav aria-label="Steps" className="rounded-panel border border-line bg-panel p-2">
      <ol className="flex flex-col">
        <Row number={1} state="done" title="Vault" fact="Encrypted on this machine" />
        {SETUP_STEPS.map((step, index) => (
          <Row
            key={step}
            number={index + 2}
            state={stateOf(step)}
            title={STEP_WORDS[step].title}
            fact={factOf(step, progress)}
            current={step === current}
            {...(reachable(step) ? { to: step } : {})}
          />
        ))}
      </ol>
    </nav>
  );
}

function factOf(step: SetupStep, { node, relays, agent, connection, payment, skipped }: Progress): ReactNode {
  if (skipped.includes(step)) return 'Left out for now';
  switch (step) {
    case 'node':
      return node?.name;
    case 'relays':
      return relays.length === 0 ? undefined : `${relays.length} ${relays.length === 1 ? 'relay' : 'relays'}`;
    case 'agent':
      return agent?.name;
    case 'pairing':
      if (connection === null) return undefined;
      return connection.lastSeenAt === null ? (
        'Waiting for its client'
      ) : (
        <>
          {connection.label}, seen <Relative at={connection.lastSeenAt} />
        </>
      );
    case 'payment':
      return payment === null ? undefined : payment.state === 'settled' ? 'Paid' : 'Under way';
  }
}

type RowProps = {
  readonly number: number;
  readonly state: StepState;
  readonly title: string;
  readonly fact?: ReactNode;
  readonly current?: boolean;
  readonly to?: SetupStep;
};

const MARKS: Readonly<Record<StepState, string>> = {
  done: 'border-ok/50 text-ok',
  skipped: 'border-line-strong text-faint',
  open: 'border-line-strong text-faint',
};

function Row({ number, state, title, fact, current = false, to }: RowProps) {
  const body = (
    <>
      <span
        aria-hidden
        className={`${fact === undefined ? '' : 'mt-0.5'} flex size-6 shrink-0 items-center justify-center rounded-full border text-xs font-semibold ${current && state === 'open' ? 'border-accent text-accent' : MARKS[state]}`}
      >
        {state === 'done' ? <Check size={13} /> : state === 'skipped' ? <Minus size={13} /> : number}
      </span>
      <span className="min-w-0 flex-1">
        <span
          className={`block text-sm ${current ? 'font-semibold text-ink' : state === 'open' ? 'text-muted' : 'text-ink'}`}
        >
          {title}
          {state !== 'open' && <span className="sr-only"> ({state === 'done' ? 'done' : 'left out'})</span>}
        </span>
        {fact !== undefined && <span className="block truncate text-xs text-faint">{fact}</span>}
      </span>
    </>
  );
  const shape = `flex ${fact === undefined ? 'items-center' : 'items-start'} gap-3 rounded-lg px-2.5 py-2 ${current ? 'bg-selected' : ''}`;
  return (
    <li>
      {to === undefined ? (
        <div className={shape}>{body}</div>
      ) : (
        <Link
          to="/setup"
          search={{ step: to }}
          aria-current={current ? 'step' : undefined}
          className={`${shape} hover:bg-selected/60`}
        >
          {body}
        </Link>
      )}
    </li>
  );
}
