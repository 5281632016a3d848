// CheckPanel: an address compared on the Ledger, before it is given to anyone or paid to.
import { useState } from 'react';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import type { Account } from './AccountPage.tsx';
import { OperationCard } from './OperationCard.tsx';
import { ChooseDevice } from './ProblemNote.tsx';
import { TransportNote } from './TransportNote.tsx';
import { hasStopped, useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';

type CheckPanelProps = {
  readonly accountId: string;
  readonly shown: Account['addresses'][number];
  readonly status: TreasuryStatus;
};

export function CheckPanel({ accountId, shown, status }: CheckPanelProps) {
  const check = useHumanAct('treasury.checkAddress');
  const [begun, setBegun] = useState<string | null>(null);
  const { deviceId } = useDevice(status);
  const operation = useShownOperation(status.operation, ['check-address'], begun, accountId);
  const running = operation?.state === 'running';
  const begin = (): void =>
    check.mutate(
      { accountId, change: shown.change, index: shown.index, deviceId },
      { onSuccess: ({ operation: id }) => setBegun(id) },
    );
  const refusal = refusalText(check.error);
  return (
    <Panel title="Check on the Ledger" aside={<TransportNote transport={status.device.transport} />}>
      <div className="flex flex-col gap-3">
        <p className="text-sm text-muted">
          A program on this machine could show you an address of its own. The Ledger cannot be made to:
          compare every group before you give the address to anyone.
        </p>
        <ChooseDevice status={status} besides={operation} />
        {operation && (
          <OperationCard
            operation={operation}
            status={status}
            onRetry={begin}
            retrying={check.isPending}
            done={
              <p role="status" className="rounded-lg border border-ok/45 px-3.5 py-2.5 text-sm text-ok">
                The Ledger derived the same address and you approved it there.
              </p>
            }
          />
        )}
        {refusal !== null && (
          <p role="alert" className="text-sm text-danger">
            {refusal}
          </p>
        )}
        {!running && !hasStopped(operation) && (
          <div>
            <Button
              variant={shown.checkedAt === null ? 'primary' : 'plain'}
              busy={check.isPending}
              disabled={status.operation?.state === 'running'}
              onClick={begin}
            >
              {shown.checkedAt === null ? 'Check on the Ledger' : 'Check again'}
            </Button>
          </div>
        )}
        {status.network !== 'mainnet' && (
          <p className="text-xs text-faint">
            The Ledger writes addresses of this network with “tb1” in front; what follows differs only in its
            last six letters. The console compares the scripts behind both.
          </p>
        )}
      </div>
    </Panel>
  );
}
