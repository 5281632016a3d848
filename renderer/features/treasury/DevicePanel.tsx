// DevicePanel: whether a Ledger is there, which it was when last asked, and what is under way at it now.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Lamp } from '../../ui/StatusChip.tsx';
import { Time } from '../../ui/Time.tsx';
import { OperationCard, asked } from './OperationCard.tsx';
import { ChooseDevice } from './ProblemNote.tsx';
import { placeOf } from './operation-place.ts';
import { TransportNote } from './TransportNote.tsx';
import { useShownOperation, useDevice, type TreasuryStatus } from './use-treasury.ts';

export function DevicePanel({ status }: { readonly status: TreasuryStatus }) {
  const { device, operation } = status;
  const { deviceId } = useDevice(status);
  const identify = useAct('treasury.identify');
  const [begun, setBegun] = useState<string | null>(null);
  const here = useShownOperation(operation, ['identify'], begun);
  const elsewhere = operation?.state === 'running' && operation.kind !== 'identify' ? operation : null;
  const there = device.attached.length > 0;
  const look = (): void => identify.mutate({ deviceId }, { onSuccess: ({ operation: id }) => setBegun(id) });
  const refusal = refusalText(identify.error);
  return (
    <Panel title="Ledger" aside={<TransportNote transport={device.transport} />}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p className="text-base font-semibold">
            <Lamp tone={there ? 'ok' : 'neutral'}>
              <span className="text-ink" aria-live="polite">
                {there
                  ? device.attached.length === 1
                    ? `${device.attached[0]?.model} connected`
                    : `${device.attached.length} Ledgers connected`
                  : 'No Ledger connected'}
              </span>
            </Lamp>
          </p>
          <p className="mt-1 text-xs text-muted">
            {device.last === null ? (
              'None was asked yet.'
            ) : (
              <>
                Last asked <Time at={device.last.at} />:{' '}
                <span className="font-mono">{device.last.fingerprint}</span>, {device.last.app}{' '}
                {device.last.appVersion}
              </>
            )}
          </p>
        </div>
        {there && elsewhere === null && here?.state !== 'running' && (
          <Button size="small" busy={identify.isPending} onClick={look}>
            Ask who it is
          </Button>
        )}
      </div>
      {!there && (
        <p className="mt-2 text-sm text-muted">
          Connect it by USB when you want to receive, check or sign. Everything else works without it.
        </p>
      )}
      {there && device.attached.length > 1 && <ChooseDevice status={status} besides={here} />}
      {refusal !== null && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {refusal}
        </p>
      )}
      {here && (
        <div className="mt-3">
          <OperationCard operation={here} status={status} onRetry={look} retrying={identify.isPending} />
        </div>
      )}
      {elsewhere && (
        <p className="mt-2.5 rounded-lg border border-warn/60 bg-warn/6 px-3 py-2 text-sm">
          <span className="font-semibold text-warn">{asked(elsewhere)}</span>
          {' · '}
          <Link {...placeOf(elsewhere)} className="text-accent hover:underline">
            go to it
          </Link>
        </p>
      )}
    </Panel>
  );
}
