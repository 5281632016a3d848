// FreezeAgent: freezing is one confirmation, letting go again asks for the passphrase too.
import { useState } from 'react';
import type { AgentRow } from '../../../shared/contract/agents.ts';
import { useAct, useHumanAct } from '../../bridge/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';

export function FreezeAgent({ agent }: { readonly agent: AgentRow }) {
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return agent.state === 'frozen' ? (
    <>
      <Button onClick={() => setOpen(true)}>Unfreeze …</Button>
      {open && <Unfreeze agent={agent} onClose={close} />}
    </>
  ) : (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        Freeze …
      </Button>
      {open && <Freeze agent={agent} onClose={close} />}
    </>
  );
}

type StepProps = { readonly agent: AgentRow; readonly onClose: () => void };

function Freeze({ agent, onClose }: StepProps) {
  const freeze = useAct('agents.freeze');
  const say = useToast();
  return (
    <ReasonDialog
      title={`Freeze ${agent.name}`}
      consequence="Nothing new leaves for this agent: every request is refused until you unfreeze it. What is in flight finishes and counts."
      verb={`Freeze ${agent.name}`}
      tone="danger"
      act={freeze}
      onClose={onClose}
      onConfirm={(reason) =>
        freeze.mutate(
          { id: agent.id, reason },
          {
            onSuccess: ({ inFlight }) => {
              say(
                'ok',
                `${agent.name} is frozen`,
                inFlight === 0 ? 'Nothing is in flight.' : `${inFlight} in flight will finish and count.`,
              );
              onClose();
            },
          },
        )
      }
    />
  );
}

function Unfreeze({ agent, onClose }: StepProps) {
  const unfreeze = useHumanAct('agents.unfreeze');
  const say = useToast();
  return (
    <ReasonDialog
      title={`Unfreeze ${agent.name}`}
      consequence={
        <>
          It may spend again within its limits, at once.
          {agent.frozenReason !== null && (
            <span className="mt-2 block">It was frozen for this reason: “{agent.frozenReason}”</span>
          )}
        </>
      }
      verb={`Unfreeze ${agent.name}`}
      tone="primary"
      act={unfreeze}
      onClose={onClose}
      onConfirm={(reason) =>
        unfreeze.mutate(
          { id: agent.id, reason },
          {
            onSuccess: () => {
              say('ok', `${agent.name} is no longer frozen`);
              onClose();
            },
          },
        )
      }
    />
  );
}
