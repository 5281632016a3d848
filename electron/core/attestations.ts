// Attestations: has the enrolled Ledger sign the approval of one held payment, and keeps the signature until the approval uses it. In memory
// alone: after a restart, or after ten minutes, it is signed anew. The gate verifies; nothing here decides.
import {
  ATTESTATION_SECONDS,
  attestationLines,
  attestationText,
  type Attestation,
  type EnrolledApprover,
} from '../../shared/domain/attestation.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import type { Network } from '../../shared/domain/network.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import { plusSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import { isSignedBy } from '../bitcoin/signed-message.ts';
import type { Gate, Shown } from '../gate/gate.ts';
import { HardwareError } from '../hardware/hardware-wallet.ts';
import type { Operations } from '../treasury/operations.ts';

/** An enrolled Ledger and where on it the signing key is. */
export type ApproverKey = EnrolledApprover & { readonly path: string };

export type Attestations = {
  /** Of this payment and still young enough; null otherwise. */
  readonly of: (id: SpendId) => Attestation | null;
  readonly approver: () => ApproverKey | null;
  /** Begins the operation and returns its id. */
  readonly begin: (
    id: SpendId,
    shown: Shown,
    deviceId: string | null,
  ) => Result<string, 'unknown_spend' | 'changed_while_waiting' | 'no_approver' | 'busy'>;
  /** It was used, or the payment no longer waits. */
  readonly forget: (id: SpendId) => void;
};

export function createAttestations({
  gate,
  operations,
  approver,
  network,
  now,
  touch,
}: {
  readonly gate: Pick<Gate, 'toAttest'>;
  readonly operations: Pick<Operations, 'begin'>;
  readonly approver: () => ApproverKey | null;
  readonly network: () => Network;
  readonly now: () => UnixSeconds;
  /** A signature came or went: the decision page is old. */
  readonly touch: () => void;
}): Attestations {
  const kept = new Map<SpendId, Attestation>();
  const forget = (id: SpendId): void => void kept.delete(id);
  const isYoung = ({ at }: Attestation): boolean => plusSeconds(at, ATTESTATION_SECONDS) > now();

  return {
    of: (id) => {
      const found = kept.get(id);
      if (found && isYoung(found)) return found;
      forget(id);
      return null;
    },
    forget,
    approver,
    begin: (id, shown, deviceId) => {
      for (const [old, attestation] of kept) if (!isYoung(attestation)) forget(old);
      const payment = gate.toAttest(id);
      if (!payment)
        return refuse('unknown_spend', 'This payment is not waiting any more. Nothing was signed.');
      // SECURITY: what is signed is what the person looks at.
      if (
        payment.amount !== shown.amount ||
        payment.feeLimit !== shown.feeLimit ||
        payment.destination !== shown.destination ||
        payment.paymentHash !== shown.paymentHash
      )
        return refuse(
          'changed_while_waiting',
          'This is not the payment that is waiting. Nothing was signed; open it again.',
        );
      const signer = approver();
      if (!signer)
        return refuse(
          'no_approver',
          'No Ledger is enrolled to sign approvals. Nothing was signed; enrol one under Treasury.',
        );
      return operations.begin({ kind: 'attest', about: id, step: 'Looking for the Ledger' }, (work) =>
        work.withDevice(
          {
            network: network(),
            fingerprint: signer.fingerprint,
            ...(deviceId === null ? {} : { deviceId }),
          },
          async (session) => {
            const at = now();
            const text = attestationText(payment, at);
            work.step('Compare the text on the Ledger with the payment, then sign it there');
            work.onDevice(attestationLines(text));
            const signature = await session.signMessage(text, signer.path);
            work.signal.throwIfAborted();
            if (!isSignedBy(text, signature, signer.address))
              throw new HardwareError(
                'wrong-device',
                'The signature is not of the key that was enrolled. Nothing was kept.',
              );
            kept.set(id, { text, at, signature });
            touch();
            return id;
          },
        ),
      );
    },
  };
}
