// FreezeDialog: one reason stops every agent; letting them go again asks for the passphrase too.
import { useState } from 'react';
import { useAct, useHumanAct, useRead } from '../bridge/queries.ts';
import { refusalText } from '../bridge/refused-error.ts';
import { Amount } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
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

function Freeze({ onClose }: { readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const fleet = useRead('fleet.overview', {}).data;
  const freeze = useAct('gate.freezeFleet');
  const say = useToast();
  const verb = fleet ? `Freeze ${agentsWords(fleet.agents)}` : 'Freeze all agents';
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Freeze the fleet"
      description="From the moment this is confirmed nothing new leaves for any agent: every request is refused until you unfreeze the fleet."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            type="submit"
            form="freeze"
            busy={freeze.isPending}
            disabled={reason.trim() === ''}
          >
            {verb}
          </Button>
        </>
      }
    >
      <form
        id="freeze"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '' || freeze.isPending) return;
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
          );
        }}
      >
        {fleet && fleet.inFlight.count > 0 && (
          <p className="rounded-lg border border-line bg-raised px-3 py-2 text-sm text-muted">
            {fleet.inFlight.count} {fleet.inFlight.count === 1 ? 'payment' : 'payments'} already in flight (
            <Amount msat={fleet.inFlight.msat} />) cannot be called back: they finish and count.
          </p>
        )}
        <TextArea
          label="Reason"
          value={reason}
          onValue={setReason}
          autoFocus
          rows={2}
          maxLength={1_000}
          placeholder="Kept in the log"
          error={freeze.error ? `Not frozen. ${freeze.error.message}` : null}
        />
      </form>
    </Dialog>
  );
}

function Unfreeze({ onClose }: { readonly onClose: () => void }) {
  const [reason, setReason] = useState('');
  const fleet = useRead('fleet.overview', {}).data;
  const unfreeze = useHumanAct('gate.unfreezeFleet');
  const say = useToast();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Unfreeze the fleet"
      description="Agents that were not frozen by themselves may spend again within their limits, at once."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="unfreeze"
            busy={unfreeze.isPending}
            disabled={reason.trim() === ''}
          >
            {fleet ? `Unfreeze the fleet of ${agentsWords(fleet.agents)}` : 'Unfreeze the fleet'}
          </Button>
        </>
      }
    >
      <form
        id="unfreeze"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '' || unfreeze.isPending) return;
          unfreeze.mutate(
            { reason },
            {
              onSuccess: () => {
                say('ok', 'The fleet is no longer frozen');
                onClose();
              },
            },
          );
        }}
      >
        <TextArea
          label="Reason"
          value={reason}
          onValue={setReason}
          autoFocus
          rows={2}
          maxLength={1_000}
          placeholder="Kept in the log"
          error={refusalText(unfreeze.error)}
        />
      </form>
    </Dialog>
  );
}
