// LooseningStep: letting more approvals go without the Ledger is signed on that Ledger first: what it will show, the signing, and its end.
import { useState } from 'react';
import {
  attestationLines,
  FLEET_LIMITS,
  looseningWords,
  type Loosening,
} from '../../../shared/domain/attestation.ts';
import { msatText } from '../../../shared/domain/money.ts';
import { useHumanAct } from '../../bridge/queries.ts';
import { refusalText } from '../../bridge/refused-error.ts';
import { Button } from '../../ui/Button.tsx';
import { useDisplay } from '../../ui/display.ts';
import { OperationCard } from '../treasury/OperationCard.tsx';
import { SignedByLedger } from '../treasury/SignedByLedger.tsx';
import { TextOnDevice } from '../treasury/TextOnDevice.tsx';
import { useDevice, useShownOperation, useTreasury } from '../treasury/use-treasury.ts';

type LooseningStepProps = {
  readonly loosening: Loosening;
  readonly fingerprint: string;
  /** Unix seconds; null: this change is not signed. */
  readonly signedUntil: number | null;
};

export function LooseningStep({ loosening, fingerprint, signedUntil }: LooseningStepProps) {
  const { hideBalances } = useDisplay();
  const status = useTreasury().data;
  const { deviceId } = useDevice(status);
  const attest = useHumanAct('fleet.attestPolicy');
  const [begun, setBegun] = useState<string | null>(null);
  const operation = useShownOperation(status?.operation, ['attest'], begun, FLEET_LIMITS);
  const sign = (): void =>
    attest.mutate(
      {
        expectedVersion: loosening.version,
        attestAbove: loosening.after === null ? null : msatText(loosening.after),
        deviceId,
      },
      { onSuccess: ({ operation: id }) => setBegun(id) },
    );
  const refusal = refusalText(attest.error);

  if (signedUntil !== null) return <SignedByLedger fingerprint={fingerprint} until={signedUntil} />;
  return (
    <section aria-label="Signature on the Ledger" className="flex flex-col gap-2.5">
      <p className="text-xs text-faint">
        That more approvals go without the Ledger is signed on the Ledger itself, so that nobody who only has
        this window can switch it off. Lost it? Enrol another one under Treasury.
      </p>
      <TextOnDevice
        screens={attestationLines(looseningWords(loosening))}
        label="What the Ledger will show"
        hidden={hideBalances}
      />
      {operation && status && operation.state !== 'done' ? (
        <OperationCard
          operation={operation}
          status={status}
          onRetry={sign}
          retrying={attest.isPending}
          screens={false}
        />
      ) : (
        <Button wide disabled={hideBalances} busy={attest.isPending} onClick={sign}>
          Sign on the Ledger {fingerprint}
        </Button>
      )}
      {refusal !== null && (
        <p role="alert" className="text-xs text-danger">
          {refusal}
        </p>
      )}
    </section>
  );
}
