// OperationCard: what is under way at the Ledger: what is asked of the person, what the device shows, how far it is, and a way out.
import type { ReactNode } from 'react';
import type { Operation } from '../../../shared/contract/treasury.ts';
import { useAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { useDisplay } from '../../ui/display.ts';
import { groupDigits } from '../../ui/format.ts';
import { Age } from '../../ui/Time.tsx';
import { ProblemNote } from './ProblemNote.tsx';
import { TextOnDevice } from './TextOnDevice.tsx';
import type { TreasuryStatus } from './use-treasury.ts';

type OperationCardProps = {
  readonly operation: Operation;
  readonly status: TreasuryStatus;
  /** Begins it anew; null where it cannot be from here. */
  readonly onRetry: (() => void) | null;
  readonly retrying?: boolean;
  /** Said when it has come to its good end. */
  readonly done?: ReactNode;
  /** false: what the device shows stands elsewhere on the page. */
  readonly screens?: boolean;
};

const ASKS: Readonly<Record<'xpub' | 'address' | 'policy' | 'transaction' | 'message', string>> = {
  xpub: 'Compare the key with the Ledger, then approve it there',
  address: 'Compare every group with the Ledger, then approve it there',
  policy: 'Read the policy on the Ledger, then register it there',
  transaction: 'Compare every screen with the Ledger, then sign there',
  message: 'Read the text on the Ledger, then sign it there',
};

/** The core tells of a cancelled operation no more than that it was. */
const CANCELLED = {
  kind: 'cancelled',
  sentence: 'You cancelled it. Nothing was done.',
  next: 'Dismiss what the Ledger still shows, then begin again when you want to.',
} as const;

export function asked({ prompt, step }: Operation): string {
  switch (prompt?.kind) {
    case 'unlock':
      return 'Enter the PIN on the Ledger';
    case 'open-app':
      return `Open the app ${prompt.app} on the Ledger`;
    case 'confirm':
      return ASKS[prompt.what];
    case undefined:
      return step;
  }
}

export function OperationCard({
  operation,
  status,
  onRetry,
  retrying = false,
  done,
  screens = true,
}: OperationCardProps) {
  const { hideBalances } = useDisplay();
  const cancel = useAct('treasury.cancel');
  if (operation.problem)
    return <ProblemNote problem={operation.problem} status={status} onRetry={onRetry} busy={retrying} />;
  if (operation.state === 'cancelled')
    return <ProblemNote problem={CANCELLED} status={status} onRetry={onRetry} busy={retrying} />;
  if (operation.state !== 'running') return done ?? null;
  const { prompt, onDevice, progress } = operation;
  const refusal = refusalText(cancel.error);
  return (
    <div
      className={`rounded-lg border px-3.5 py-3 ${prompt ? 'border-warn/60 bg-warn/6' : 'border-line-strong'}`}
    >
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <p role="status" className={`text-sm font-semibold ${prompt ? 'text-warn' : ''}`}>
            {asked(operation)}
            {!prompt && ' …'}
          </p>
          <p className="text-xs text-muted">
            {prompt ? 'The console waits for you' : 'Under way'} · <Age since={operation.startedAt} />
          </p>
        </div>
        <Button
          size="small"
          busy={cancel.isPending}
          onClick={() => cancel.mutate({ operation: operation.id })}
        >
          Cancel
        </Button>
      </div>
      {refusal !== null && <p className="mt-1 text-xs text-danger">{refusal}</p>}
      {progress !== null && <Progress {...progress} />}
      {screens && onDevice.length > 0 && (
        <div className="mt-3">
          <TextOnDevice
            screens={onDevice}
            label="What the Ledger shows now"
            hidden={hideBalances && operation.kind === 'sign'}
          />
        </div>
      )}
    </div>
  );
}

function Progress({ done, total }: NonNullable<Operation['progress']>) {
  return (
    <div className="mt-2.5 flex items-center gap-3">
      <div
        role="progressbar"
        aria-label="How far it is"
        aria-valuemin={0}
        {...(total === null ? {} : { 'aria-valuemax': total, 'aria-valuenow': done })}
        className="keeps-fill h-1.5 flex-1 overflow-hidden rounded-full bg-track"
      >
        <div
          className={`h-full bg-accent ${total === null ? 'w-1/4 opacity-60' : ''}`}
          {...(total === null
            ? {}
            : { style: { width: `${(Math.min(done, total) / Math.max(1, total)) * 100}%` } })}
        />
      </div>
      <span className="text-xs text-muted">
        {groupDigits(done)}
        {total !== null && ` of ${groupDigits(total)}`}
      </span>
    </div>
  );
}
