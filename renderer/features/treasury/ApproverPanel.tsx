// ApproverPanel: the Ledger that signs approvals above the fleet's limit, enrolled once.
import { useState } from 'react';
import { useHumanAct } from '../../bridge/queries.ts';
import { Address } from '../../ui/Address.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { Time } from '../../ui/Time.tsx';
import { OperationCard } from './OperationCard.tsx';
import { useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';

export function ApproverPanel({ status }: { readonly status: TreasuryStatus }) {
  const { approver } = status;
  const [open, setOpen] = useState(false);
  const [begun, setBegun] = useState<string | null>(null);
  const { deviceId } = useDevice(status);
  const enrol = useHumanAct('treasury.enrolApprover');
  const operation = useShownOperation(status.operation, ['enrol-approver'], begun);
  const running = operation?.state === 'running';
  return (
    <Panel
      title="Approver’s Ledger"
      aside={
        !running && (
          <Button size="small" onClick={() => setOpen(true)}>
            {approver === null ? 'Enrol …' : 'Enrol another …'}
          </Button>
        )
      }
    >
      {approver === null ? (
        <p className="text-sm text-muted">
          None is enrolled. Once one is, approvals above the fleet’s limit are signed on it, and the signature
          stands in the log.
        </p>
      ) : (
        <div className="text-sm">
          <p className="text-muted">
            <span className="font-mono">{approver.fingerprint}</span>, enrolled{' '}
            <Time at={approver.enrolledAt} />. It signs as
          </p>
          <Address text={approver.address} what="approver’s address" />
        </div>
      )}
      {operation && (
        <div className="mt-3">
          <OperationCard operation={operation} status={status} onRetry={() => setOpen(true)} />
        </div>
      )}
      {open && (
        <ReasonDialog
          title="Enrol the approver’s Ledger"
          consequence="The Ledger signs one text, so that its key is known. From then on approvals above the fleet’s limit need a signature of this very Ledger. Have it connected."
          verb="Sign on the Ledger"
          tone="primary"
          act={enrol}
          onClose={() => setOpen(false)}
          onConfirm={(reason) =>
            enrol.mutate(
              { reason, deviceId },
              {
                onSuccess: ({ operation: id }) => {
                  setBegun(id);
                  setOpen(false);
                },
              },
            )
          }
        />
      )}
    </Panel>
  );
}
