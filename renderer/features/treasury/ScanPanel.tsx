// ScanPanel: when the chain was last looked through for this account, and looking through it now, with progress and a way out.
import { useState } from 'react';
import type { AccountRow } from '../../../shared/contract/treasury.ts';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Time } from '../../ui/Time.tsx';
import { OperationCard } from './OperationCard.tsx';
import { useShownOperation, type TreasuryStatus } from './use-treasury.ts';

export function ScanPanel({
  account,
  status,
}: {
  readonly account: AccountRow;
  readonly status: TreasuryStatus;
}) {
  const scan = useAct('treasury.scan');
  const [begun, setBegun] = useState<string | null>(null);
  const operation = useShownOperation(status.operation, ['scan'], begun, account.id);
  const begin = (): void =>
    scan.mutate({ accountId: account.id }, { onSuccess: ({ operation: id }) => setBegun(id) });
  const refusal = refusalText(scan.error);
  const away = status.chain.state !== 'ready';
  if (operation && operation.state !== 'done')
    return (
      <div className="min-w-72 flex-1">
        <OperationCard operation={operation} status={status} onRetry={begin} retrying={scan.isPending} />
      </div>
    );
  return (
    <div className="ml-auto flex items-center gap-3">
      <span
        className={`text-right text-xs ${account.scannedAt === null || away ? 'text-warn' : 'text-muted'}`}
      >
        {account.scannedAt === null ? (
          'The chain was never scanned for this account'
        ) : (
          <>
            Chain scanned <Time at={account.scannedAt} />
          </>
        )}
        {account.chainNote !== '' && <span className="block text-warn">{account.chainNote}</span>}
        {away && <span className="block">The chain source does not answer: figures may be old</span>}
        {refusal !== null && (
          <span role="alert" className="block text-danger">
            {refusal}
          </span>
        )}
      </span>
      <Button
        size="small"
        variant={account.scannedAt === null ? 'primary' : 'plain'}
        busy={scan.isPending}
        onClick={begin}
      >
        {account.scannedAt === null ? 'Scan now' : 'Scan again'}
      </Button>
    </div>
  );
}
