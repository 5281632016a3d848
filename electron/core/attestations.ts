// Attestations: has the enrolled Ledger sign the approval of one held payment, or that more of them go without it, and keeps the signature until
// it is used. In memory alone: after a restart, or after ten minutes, it is signed anew. The gate verifies; nothing here decides.
import {
  attestationLines,
  attestationText,
  attestedUntil,
  FLEET_LIMITS,
  looseningText,
  type Attestation,
  type EnrolledApprover,
  type Loosening,
} from '../../shared/domain/attestation.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import type { Network } from '../../shared/domain/network.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { isSignedBy } from '../bitcoin/signed-message.ts';
import type { Gate, Shown } from '../gate/gate.ts';
import { HardwareError } from '../hardware/hardware-wallet.ts';
import type { Operations } from '../treasury/operations.ts';

/** An enrolled Ledger and where on it the signing key is. */
export type ApproverKey = EnrolledApprover & { readonly path: string };

export type KeptLoosening = { readonly loosening: Loosening; readonly attestation: Attestation };

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
  /** Of the fleet's limits, still young enough; whether it is of the very change that is wanted, `looseningTrouble` says. */
  readonly ofLoosening: () => KeptLoosening | null;
  readonly beginLoosening: (
    loosening: Loosening,
    deviceId: string | null,
  ) => Result<string, 'no_approver' | 'busy'>;
  readonly forgetLoosening: () => void;
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
  let loosened: KeptLoosening | null = null;
  const isYoung = (attestation: Attestation): boolean => attestedUntil(attestation) > now();

  const sign = (
    about: string,
    textAt: (at: UnixSeconds) => string,
    what: 'payment' | 'change',
    deviceId: string | null,
    keep: (attestation: Attestation) => void,
  ): Result<string, 'no_approver' | 'busy'> => {
    const signer = approver();
    if (!signer)
      return refuse(
        'no_approver',
        'No Ledger is enrolled to sign approvals. Nothing was signed; enrol one under Treasury.',
      );
    return operations.begin({ kind: 'attest', about, step: 'Looking for the Ledger' }, (work) =>
      work.withDevice(
        {
          network: network(),
          fingerprint: signer.fingerprint,
          ...(deviceId === null ? {} : { deviceId }),
        },
        async (session) => {
          const at = now();
          const text = textAt(at);
          work.step(`Compare the text on the Ledger with the ${what}, then sign it there`);
          work.onDevice(attestationLines(text));
          const signature = await session.signMessage(text, signer.path);
          work.signal.throwIfAborted();
          if (!isSignedBy(text, signature, signer.address))
            throw new HardwareError(
              'wrong-device',
              'The signature is not of the key that was enrolled. Nothing was kept.',
            );
          keep({ text, at, signature });
          touch();
          return about;
        },
      ),
    );
  };

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
      return sign(
        id,
        (at) => attestationText(payment, at),
        'payment',
        deviceId,
        (attestation) => {
          kept.set(id, attestation);
        },
      );
    },
    ofLoosening: () => {
      if (loosened && !isYoung(loosened.attestation)) loosened = null;
      return loosened;
    },
    beginLoosening: (loosening, deviceId) =>
      sign(
        FLEET_LIMITS,
        (at) => looseningText(loosening, at),
        'change',
        deviceId,
        (attestation) => {
          loosened = { loosening, attestation };
        },
      ),
    forgetLoosening: () => {
      loosened = null;
    },
  };
}
