// RemoveNodeDialog: says what stops before it stops.
import type { NodeRow } from '../../../shared/contract/nodes.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';

export function RemoveNodeDialog({
  node,
  onClose,
}: {
  readonly node: NodeRow;
  readonly onClose: () => void;
}) {
  const remove = useHumanAct('nodes.remove');
  const say = useToast();
  const agents = `${node.agents} ${node.agents === 1 ? 'agent draws' : 'agents draw'}`;
  return (
    <ReasonDialog
      title={`Remove ${node.name}`}
      consequence={
        node.agents === 0
          ? 'The console forgets its credentials. The node itself and its channels are not touched.'
          : `${agents} on it and will be refused. The console forgets its credentials; the node itself and its channels are not touched.`
      }
      verb={`Remove ${node.name}`}
      tone="danger"
      act={remove}
      onClose={onClose}
      onConfirm={(reason) =>
        remove.mutate(
          { id: node.id, reason },
          {
            onSuccess: () => {
              say('ok', `${node.name} is removed`);
              onClose();
            },
          },
        )
      }
    />
  );
}
