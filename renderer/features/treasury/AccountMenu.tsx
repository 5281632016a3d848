// AccountMenu: renaming an account, and forgetting one that holds nothing.
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { AccountRow } from '../../../shared/contract/treasury.ts';
import { useAct, useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextInput } from '../../ui/Field.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';

type MenuProps = { readonly account: AccountRow };

export function AccountMenu({ account }: MenuProps) {
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <Button variant="quiet" onClick={() => setOpen('rename')}>
        Rename …
      </Button>
      {account.coins === 0 && (
        <Button variant="quiet" onClick={() => setOpen('remove')}>
          Forget …
        </Button>
      )}
      {open === 'rename' && <Rename account={account} onClose={close} />}
      {open === 'remove' && <Remove account={account} onClose={close} />}
    </>
  );
}

type DialogProps = MenuProps & { readonly onClose: () => void };

function Rename({ account, onClose }: DialogProps) {
  const [name, setName] = useState(account.name);
  const rename = useAct('treasury.renameAccount');
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Rename ${account.name}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="rename-account"
            busy={rename.isPending}
            disabled={name.trim() === ''}
          >
            Save
          </Button>
        </>
      }
    >
      <form
        id="rename-account"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !rename.isPending)
            rename.mutate({ id: account.id, name: name.trim() }, { onSuccess: onClose });
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onValue={setName}
          maxLength={200}
          autoFocus
          error={refusalText(rename.error)}
        />
      </form>
    </Dialog>
  );
}

function Remove({ account, onClose }: DialogProps) {
  const remove = useHumanAct('treasury.removeAccount');
  const navigate = useNavigate();
  const say = useToast();
  return (
    <ReasonDialog
      title={`Forget ${account.name}`}
      consequence="The console no longer watches it. The key stays on the Ledger and the descriptor in the log, so it can be made again. It must hold nothing."
      verb={`Forget ${account.name}`}
      tone="danger"
      act={remove}
      onClose={onClose}
      onConfirm={(reason) =>
        remove.mutate(
          { id: account.id, reason },
          {
            onSuccess: () => {
              say('ok', `${account.name} is forgotten`, 'Its descriptor is in the log.');
              void navigate({ to: '/treasury' });
            },
          },
        )
      }
    />
  );
}
