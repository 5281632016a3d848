// PresenceDialog: asks for the passphrase in the middle of an act that needs a person, then lets the act go on.
import { useState, useSyncExternalStore } from 'react';
import { useAct, useConsole } from '../bridge/queries.ts';
import { refusalText } from '../bridge/refused-error.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { PassphraseInput } from '../ui/PassphraseInput.tsx';

/** PRESENCE_SECONDS of the contract, which the page imports as types alone; a test holds the two together. */
export const PRESENCE_MINUTES = 15;

export function PresenceDialog() {
  const { presence } = useConsole();
  const { open } = useSyncExternalStore(presence.subscribe, presence.get);
  return open ? <Question onAnswer={presence.close} /> : null;
}

function Question({ onAnswer }: { readonly onAnswer: (given: boolean) => void }) {
  const [passphrase, setPassphrase] = useState('');
  const confirm = useAct('vault.confirmPresence');
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
      title="Is it you?"
      description={`This act needs a person. Give the vault’s passphrase; it then holds for ${PRESENCE_MINUTES} minutes.`}
      footer={
        <>
          <Button onClick={() => onAnswer(false)}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="presence"
            busy={confirm.isPending}
            disabled={passphrase === ''}
          >
            Confirm
          </Button>
        </>
      }
    >
      <form
        id="presence"
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase === '' || confirm.isPending) return;
          confirm.mutate(
            { passphrase },
            { onSuccess: () => onAnswer(true), onError: () => setPassphrase('') },
          );
        }}
      >
        <PassphraseInput
          label="Passphrase"
          value={passphrase}
          onValue={setPassphrase}
          autoFocus
          autoComplete="current-password"
          error={refusalText(confirm.error)}
        />
      </form>
    </Dialog>
  );
}
