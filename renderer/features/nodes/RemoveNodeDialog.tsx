// RemoveNodeDialog: says what stops before it stops.
import { useState } from 'react';
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { useToast } from '../../ui/Toast.tsx';

export function RemoveNodeDialog({
  node,
  onClose,
}: {
  readonly node: NodeRow;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const remove = useHumanAct('nodes.remove');
  const say = useToast();
  const agents = `${node.agents} ${node.agents === 1 ? 'agent draws' : 'agents draw'}`;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Remove ${node.name}`}
      description={
        node.agents === 0
          ? 'The console forgets its credentials. The node itself and its channels are not touched.'
          : `${agents} on it and will be refused. The console forgets its credentials; the node itself and its channels are not touched.`
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="danger"
            type="submit"
            form="remove-node"
            busy={remove.isPending}
            disabled={reason.trim() === ''}
          >
            Remove {node.name}
          </Button>
        </>
      }
    >
      <form
        id="remove-node"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '' || remove.isPending) return;
          remove.mutate(
            { id: node.id, reason },
            {
              onSuccess: () => {
                say('ok', `${node.name} is removed`);
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
          error={refusalText(remove.error)}
        />
      </form>
    </Dialog>
  );
}
