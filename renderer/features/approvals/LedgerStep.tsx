// LedgerStep: above the fleet's limit an approval is signed on the operator's Ledger: what it will show, the signing, and what is in the way of it.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { attestationLines } from '../../../shared/domain/attestation.ts';
import type { Value } from '../../bridge/client.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Amount } from '../../ui/Amount.tsx';
import { Button } from '../../ui/Button.tsx';
import { useDisplay } from '../../ui/display.ts';
import { OperationCard } from '../treasury/OperationCard.tsx';
import { SignedByLedger } from '../treasury/SignedByLedger.tsx';
import { TextOnDevice } from '../treasury/TextOnDevice.tsx';
import { useShownOperation, useDevice, useTreasury } from '../treasury/use-treasury.ts';

type Decision = Value<'approvals.get'>;
type LedgerStepProps = { readonly decision: Decision; readonly off: boolean };

/** Is there the signature that the approval needs? */
export const isAttested = ({ attestation }: Decision, now: number): boolean =>
  !attestation.needed || (attestation.signedUntil !== null && now < attestation.signedUntil);

export function LedgerStep({ decision, off }: LedgerStepProps) {
  const { needed, aboveMsat, approver } = decision.attestation;
  if (!needed || aboveMsat === null) return null;
  return (
    <section aria-label="Signature on the Ledger" className="flex flex-col gap-2.5">
      <p className="text-xs text-faint">
        Above <Amount msat={aboveMsat} />, fees counted, an approval is signed on your Ledger.
      </p>
      {approver === null ? (
        <p role="alert" className="rounded-lg border border-warn/60 bg-warn/8 px-3.5 py-2.5 text-sm">
          <span className="font-semibold text-warn">No Ledger is enrolled to sign approvals.</span> This
          payment can only be rejected until one is.{' '}
          <Link to="/treasury" className="text-accent underline">
            Enrol one under Treasury
          </Link>
        </p>
      ) : (
        <Sign decision={decision} fingerprint={approver.fingerprint} off={off} />
      )}
    </section>
  );
}

function Sign({ decision, fingerprint, off }: LedgerStepProps & { readonly fingerprint: string }) {
  const { approval, shown, attestation } = decision;
  const { hideBalances } = useDisplay();
  const status = useTreasury().data;
  const { deviceId } = useDevice(status);
  const attest = useHumanAct('approvals.attest');
  const [begun, setBegun] = useState<string | null>(null);
  const operation = useShownOperation(status?.operation, ['attest'], begun, approval.id);
  const sign = (): void =>
    attest.mutate({ id: approval.id, shown, deviceId }, { onSuccess: ({ operation: id }) => setBegun(id) });
  const refusal = refusalText(attest.error);

  if (attestation.signedUntil !== null && operation?.state !== 'running')
    return <SignedByLedger fingerprint={fingerprint} until={attestation.signedUntil} />;
  return (
    <>
      {operation && status && operation.state !== 'done' ? (
        <OperationCard
          operation={operation}
          status={status}
          onRetry={off ? null : sign}
          retrying={attest.isPending}
          screens={!hideBalances}
        />
      ) : (
        <>
          <div>
            <p className="mb-1 text-xs font-semibold text-muted">What the Ledger will show</p>
            <TextOnDevice
              screens={attestationLines(attestation.text)}
              label="What the Ledger will show"
              hidden={hideBalances}
            />
            <p className="mt-1 text-xs text-faint">
              With the moment at which you sign. Signing pays nothing yet.
            </p>
          </div>
          <Button size="large" wide disabled={off || hideBalances} busy={attest.isPending} onClick={sign}>
            Sign on the Ledger {fingerprint}
          </Button>
        </>
      )}
      {refusal !== null && (
        <p role="alert" className="text-xs text-danger">
          {refusal}
        </p>
      )}
    </>
  );
}
