// FreezeDialog: one reason stops every agent; letting them go again asks for the passphrase too.
import { useAct, useHumanAct, useRead } from '../bridge/queries.ts';
import { Amount } from '../ui/Amount.tsx';
import { ReasonDialog } from '../ui/ReasonDialog.tsx';
import { useToast } from '../ui/Toast.tsx';

type FreezeDialogProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void };

const agentsWords = (count: number): string => `${count} ${count === 1 ? 'agent' : 'agents'}`;

export function FreezeDialog({ open, onOpenChange }: FreezeDialogProps) {
  const frozen = useRead('gate.status', {}).data?.frozen ?? false;
  if (!open) return null;
  return frozen ? (
    <Unfreeze onClose={() => onOpenChange(false)} />
  ) : (
    <Freeze onClose={() => onOpenChange(false)} />
  );
}

type StepProps = { readonly onClose: () => void };

function Freeze({ onClose }: StepProps) {
  const fleet = useRead('fleet.overview', {}).data;
  const freeze = useAct('gate.freezeFleet');
  const say = useToast();
  return (
    <ReasonDialog
      title="Freeze the fleet"
      consequence={
        <>
          From the moment this is confirmed nothing new leaves for any agent: every request is refused until
          you unfreeze the fleet.
          {fleet && fleet.inFlight.count > 0 && (
            <span className="mt-4 block rounded-lg border border-line bg-raised px-3 py-2">
              {fleet.inFlight.count} {fleet.inFlight.count === 1 ? 'payment' : 'payments'} already in flight (
              <Amount msat={fleet.inFlight.msat} />) cannot be called back: they finish and count.
            </span>
          )}
        </>
      }
      verb={fleet ? `Freeze ${agentsWords(fleet.agents)}` : 'Freeze all agents'}
      tone="danger"
      notDone="Not frozen."
      act={freeze}
      onClose={onClose}
      onConfirm={(reason) =>
        freeze.mutate(
          { reason },
          {
            onSuccess: ({ agentsFrozen, inFlight }) => {
              say(
                'ok',
                `${agentsWords(agentsFrozen)} frozen`,
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

function Unfreeze({ onClose }: StepProps) {
  const fleet = useRead('fleet.overview', {}).data;
  const unfreeze = useHumanAct('gate.unfreezeFleet');
  const say = useToast();
  return (
    <ReasonDialog
      title="Unfreeze the fleet"
      consequence="Agents that were not frozen by themselves may spend again within their limits, at once."
      verb={fleet ? `Unfreeze the fleet of ${agentsWords(fleet.agents)}` : 'Unfreeze the fleet'}
      tone="primary"
      act={unfreeze}
      onClose={onClose}
      onConfirm={(reason) =>
        unfreeze.mutate(
          { reason },
          {
            onSuccess: () => {
              say('ok', 'The fleet is no longer frozen');
              onClose();
            },
          },
        )
      }
    />
  );
}
