// Set-up: from an empty vault to the first payment. Which step is next is read from the ledger, so that it can be left and taken up anywhere.
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { SetupStep } from '../../../shared/domain/setup.ts';
import { assertNever } from '../../../shared/domain/result.ts';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page, Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { PairDialog } from '../agents/PairDialog.tsx';
import { LearnLink } from '../learn/LearnLink.tsx';
import { AgentStep } from './AgentStep.tsx';
import { ClientWatch } from './ClientWatch.tsx';
import { DoneStep } from './DoneStep.tsx';
import { NodeStep } from './NodeStep.tsx';
import { PairingStep } from './PairingStep.tsx';
import { PaymentStep } from './PaymentStep.tsx';
import { RelaysStep } from './RelaysStep.tsx';
import { StepList } from './StepList.tsx';
import { STEP_WORDS } from './steps.ts';

export type Progress = Value<'setup.progress'>;

export function SetupView() {
  const fleet = useRead('app.status', {}).data?.fleet;
  const progress = useRead('setup.progress', {}, { every: 5_000 });
  return (
    <Page
      title="Set up my fleet"
      lead="Leave at any point: what is done stays, and this page goes on where the ledger says."
      aside={
        progress.data?.next !== null && (
          <Link
            to="/"
            className="inline-flex h-8 items-center rounded-lg border border-line-strong bg-raised px-3 text-sm font-medium hover:border-faint"
          >
            Leave for now
          </Link>
        )
      }
    >
      {fleet === 'practice' ? (
        <Panel>
          <EmptyState
            title="This is the practice fleet"
            why="Its nodes, relay and agents are there already, on pretend money. A real fleet is set up from the welcome screen of a console that was started without it."
            action={
              <Link to="/" className="text-accent hover:underline">
                Go to the overview
              </Link>
            }
          />
        </Panel>
      ) : (
        <QueryView query={progress} what="how far the set-up is" skeleton={6}>
          {(value) => <Walk progress={value} />}
        </QueryView>
      )}
    </Page>
  );
}

function Walk({ progress }: { readonly progress: Progress }) {
  const asked = useSearch({ from: '/setup' }).step;
  const navigate = useNavigate();
  // SECURITY: the pairing address is in one dialog and nowhere else. It must not go because the client spoke and the step is over.
  const [pairing, setPairing] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const step = asked ?? progress.next;
  const onward = (): void => void navigate({ to: '/setup', search: {}, replace: true });
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <StepList progress={progress} current={step} />
      <StepPanel step={step} bare={step === 'agent' && progress.agent === null && progress.node !== null}>
        {step === null ? (
          <DoneStep progress={progress} />
        ) : (
          <StepBody step={step} progress={progress} onward={onward} onPair={setPairing} />
        )}
      </StepPanel>
      {pairing && (
        <PairDialog
          agentId={pairing.id}
          agentName={pairing.name}
          onClose={() => setPairing(null)}
          beside={(connectionId) => <ClientWatch agentId={pairing.id} connectionId={connectionId} />}
        />
      )}
    </div>
  );
}

type BodyProps = {
  readonly step: SetupStep;
  readonly progress: Progress;
  readonly onward: () => void;
  readonly onPair: (agent: { readonly id: string; readonly name: string }) => void;
};

function StepBody({ step, progress, onward, onPair }: BodyProps) {
  switch (step) {
    case 'node':
      return <NodeStep node={progress.node} onward={onward} />;
    case 'relays':
      return <RelaysStep stored={progress.relays} onward={onward} />;
    case 'agent':
      return <AgentStep agent={progress.agent} onward={onward} />;
    case 'pairing':
      return <PairingStep progress={progress} onward={onward} onPair={onPair} />;
    case 'payment':
      return <PaymentStep progress={progress} onward={onward} />;
    default:
      return assertNever(step);
  }
}

type StepPanelProps = {
  readonly step: SetupStep | null;
  /** The content brings panels of its own. */
  readonly bare: boolean;
  readonly children: ReactNode;
};

/** Its heading takes the focus whenever another step begins, so that a keyboard and a screen reader are where the work is. */
function StepPanel({ step, bare, children }: StepPanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [step]);
  const words = step === null ? null : STEP_WORDS[step];
  return (
    <section
      aria-labelledby="step-heading"
      className={`min-w-0 ${bare ? 'pt-2' : 'rounded-panel border border-line bg-panel px-6 pt-5 pb-6'}`}
    >
      <div className="mb-5 flex items-start justify-between gap-6">
        <div>
          <h2
            ref={heading}
            id="step-heading"
            tabIndex={-1}
            className="text-lg font-semibold tracking-tight outline-none"
          >
            {words?.heading ?? 'The fleet is set up'}
          </h2>
          <p className="mt-0.5 max-w-prose text-sm text-muted">
            {words?.lead ?? 'The gate now stands between this agent and the money of this node.'}
          </p>
        </div>
        {words && <LearnLink topic={words.topic} />}
      </div>
      {children}
    </section>
  );
}
