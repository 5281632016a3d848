// The payment step: waits for the agent's first request and shows what becomes of it.
import { Lamp } from '../../ui/StatusChip.tsx';
import { PaymentWatch } from './PaymentWatch.tsx';
import { SkipButton } from './SkipButton.tsx';
import type { Progress } from './SetupView.tsx';

export function PaymentStep({
  progress,
  onward,
}: {
  readonly progress: Progress;
  readonly onward: () => void;
}) {
  const { payment, agent } = progress;
  return (
    <div className="flex flex-col items-start gap-5">
      {payment === null ? (
        <div className="w-full rounded-lg border border-line-strong bg-bg px-4 py-3.5">
          <p role="status" className="text-sm">
            <Lamp tone="warn">Waiting for {agent?.name ?? 'the agent'} to ask for its first payment …</Lamp>
          </p>
          <p className="mt-2 max-w-prose text-sm text-muted">
            Make an invoice of a few hundred sats with any other wallet, and let the agent pay it. One above
            its single limit shows how a payment waits for you.
          </p>
        </div>
      ) : (
        <PaymentWatch agentId={payment.agentId} spendId={payment.id} />
      )}
      {payment?.state !== 'settled' && <SkipButton step="payment" onward={onward} />}
    </div>
  );
}
