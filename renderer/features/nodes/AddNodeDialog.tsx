// AddNodeDialog: the form of set-up as a dialog. The core asks the node everything before it stores anything.
import { Dialog } from '../../ui/Dialog.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { NodeForm } from '../setup/NodeForm.tsx';

export function AddNodeDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useToast();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width="wide"
      title="Add a node"
      description="The console connects and shows what it found; you join the node when it is the right one. Credentials are kept in the vault and are never shown again."
    >
      <NodeForm
        onCancel={onClose}
        onJoined={(name) => {
          say('ok', `${name} is joined`, 'The gate is comparing its payments now.');
          onClose();
        }}
      />
    </Dialog>
  );
}
