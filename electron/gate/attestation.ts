// Attestation: whether an approval, or raising the limit above which it needs one, needs the operator's Ledger, and whether what was brought is
// its word for exactly that. Pure: the gate knows no device. Rules: docs/gate.md, section 6.
import type { AuditBody } from '../../shared/domain/audit-entry.ts';
import {
  ATTESTATION_SECONDS,
  attestationText,
  looseningText,
  type Attestation,
  type AttestedPayment,
  type EnrolledApprover,
  type Loosening,
} from '../../shared/domain/attestation.ts';
import { addMsat, type Msat } from '../../shared/domain/money.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { isSignedBy } from '../bitcoin/signed-message.ts';

/** A device's clock is ours: the text was made by this console. */
const AHEAD_SECONDS = 5;

/** What may leave, principal and fee limit, is above the limit. Inclusive like every limit: exactly this needs none. null: never. */
export const needsAttestation = (
  payment: Pick<AttestedPayment, 'amount' | 'feeLimit'>,
  attestAbove: Msat | null,
): boolean => attestAbove !== null && addMsat(payment.amount, payment.feeLimit) > attestAbove;

export type AttestationTrouble = {
  readonly code: 'attestation_needed' | 'attestation_wrong';
  readonly message: string;
};

/** null: there is what is needed. */
export function attestationTrouble({
  payment,
  attestAbove,
  approver,
  attestation,
  now,
}: {
  readonly payment: AttestedPayment;
  readonly attestAbove: Msat | null;
  readonly approver: EnrolledApprover | null;
  readonly attestation: Attestation | null;
  readonly now: UnixSeconds;
}): AttestationTrouble | null {
  if (attestation === null) {
    if (!needsAttestation(payment, attestAbove)) return null;
    return {
      code: 'attestation_needed',
      message: approver
        ? `Above the fleet’s limit an approval is signed on the Ledger ${approver.fingerprint}. Nothing was paid; sign it there first.`
        : 'Above the fleet’s limit an approval is signed on a Ledger, and none is enrolled for it. Nothing was paid; enrol one under Treasury.',
    };
  }
  return wordTrouble(attestation, approver, now, {
    text: attestationText(payment, attestation.at),
    what: 'this payment',
    nothing: 'Nothing was paid',
  });
}

/** Of a change that lets more approvals go without the Ledger. Where none is enrolled there is nobody to ask. null: there is what is needed. */
export function looseningTrouble({
  loosening,
  approver,
  attestation,
  now,
}: {
  readonly loosening: Loosening;
  readonly approver: EnrolledApprover | null;
  readonly attestation: Attestation | null;
  readonly now: UnixSeconds;
}): AttestationTrouble | null {
  if (approver === null) return null;
  if (attestation === null)
    return {
      code: 'attestation_needed',
      message: `That more approvals go without it is signed on the Ledger ${approver.fingerprint}. Nothing was changed; sign it there first.`,
    };
  return wordTrouble(attestation, approver, now, {
    text: looseningText(loosening, attestation.at),
    what: 'this change',
    nothing: 'Nothing was changed',
  });
}

function wordTrouble(
  attestation: Attestation,
  approver: EnrolledApprover | null,
  now: UnixSeconds,
  { text, what, nothing }: { readonly text: string; readonly what: string; readonly nothing: string },
): AttestationTrouble | null {
  const wrong = (why: string): AttestationTrouble => ({
    code: 'attestation_wrong',
    message: `${why} ${nothing}; sign it anew on the Ledger.`,
  });
  if (!approver) return wrong('No Ledger is enrolled that could have signed it.');
  if (attestation.at > now + AHEAD_SECONDS || attestation.at < now - ATTESTATION_SECONDS)
    return wrong(`The Ledger’s signature is not of the last ${ATTESTATION_SECONDS / 60} minutes.`);
  // SECURITY: the text is made anew from the ledger's own record, so that no other signature can stand in.
  if (attestation.text !== text) return wrong(`The Ledger signed something else than ${what}.`);
  if (!isSignedBy(attestation.text, attestation.signature, approver.address))
    return wrong(`This is not the signature of the enrolled Ledger ${approver.fingerprint}.`);
  return null;
}

/** What an entry keeps of it, with the address it verifies by: the log says by itself that it holds. */
export const attestationForLog = (
  attestation: Attestation | null,
  approver: EnrolledApprover | null,
): AuditBody =>
  attestation && approver
    ? {
        attestation: {
          text: attestation.text,
          signature: attestation.signature,
          address: approver.address,
          fingerprint: approver.fingerprint,
        },
      }
    : {};
