// Attestations in the log: every approval above the limit of its time, and every raising of that limit, bears the signature of the Ledger that
// was enrolled then. Pure, entry by entry.
import { msat, type Msat } from '../../shared/domain/money.ts';
import { attestationNames, looseningNames, looseningOf } from '../../shared/domain/attestation.ts';
import { isSignedBy } from '../bitcoin/signed-message.ts';
import { needsAttestation } from './attestation.ts';

type Json = Readonly<Record<string, unknown>>;

/** true: the entry is what it says. Entries come in the order of the log. */
export type AttestationCheck = (entry: Json) => boolean;

const fields = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const amountOf = (value: unknown): Msat | null =>
  typeof value === 'string' && /^\d{1,19}$/.test(value) ? msat(BigInt(value)) : null;

/**
 * `fromStart`: the first entry it is given is the log's first, so that who was enrolled and which limit was in force is known. Otherwise a
 * signature is held against the address that stands beside it, until an entry says which one it has to be.
 */
export function createAttestationCheck(fromStart: boolean): AttestationCheck {
  let address: string | null | undefined = fromStart ? null : undefined;
  let attestAbove: Msat | null | undefined = fromStart ? null : undefined;

  const loosenedRightly = (body: Json, before: Msat | null, after: Msat | null): boolean => {
    const loosening = looseningOf(Number(body['version']) - 1, before, after);
    // A signature that nothing asked for proves nothing, and must not be shown as one that does.
    if (loosening === null) return body['attestation'] === undefined;
    // Nobody was enrolled who could have signed it; or who was is not known.
    if (body['attestation'] === undefined) return address === null || address === undefined;
    const found = attestationIn(body);
    return (
      found !== null &&
      (address === undefined || address === found.address) &&
      looseningNames(found.text, loosening) &&
      isSignedBy(found.text, found.signature, found.address)
    );
  };

  return (entry) => {
    const { action, outcome } = entry;
    const body = fields(entry['body']);
    if (action === 'enrol-approver') {
      const enrolled = fields(body['after'])['address'];
      if (typeof enrolled === 'string') address = enrolled;
      return true;
    }
    if (action === 'set-fleet-policy') {
      const before = attestAbove;
      attestAbove = amountOf(fields(body['after'])['attestAboveMsat']);
      return loosenedRightly(
        body,
        before ?? amountOf(fields(body['before'])['attestAboveMsat']),
        attestAbove,
      );
    }
    if (action !== 'approve' || outcome !== 'allowed') return true;
    const [amount, feeLimit] = [amountOf(body['amountMsat']), amountOf(body['feeLimitMsat'])];
    if (body['attestation'] === undefined) {
      if (attestAbove === undefined || attestAbove === null) return true;
      return amount !== null && feeLimit !== null && !needsAttestation({ amount, feeLimit }, attestAbove);
    }
    const found = attestationIn(body);
    if (found === null || amount === null || feeLimit === null) return false;
    const payment = {
      id: text(entry['correlation']),
      amount,
      feeLimit,
      // The log names the start of a destination only.
      destination: text(body['destination']).replace(/…$/, ''),
      paymentHash: text(body['paymentHash']),
    };
    return (
      (address === undefined || address === found.address) &&
      attestationNames(found.text, payment) &&
      isSignedBy(found.text, found.signature, found.address)
    );
  };
}

export type LoggedAttestation = {
  readonly text: string;
  readonly signature: string;
  readonly address: string;
  readonly fingerprint: string;
};

/** What an approval's body holds; null when it holds none, or no whole one. */
export function attestationIn(body: Json): LoggedAttestation | null {
  const { text, signature, address, fingerprint } = fields(body['attestation']);
  return typeof text === 'string' &&
    typeof signature === 'string' &&
    typeof address === 'string' &&
    typeof fingerprint === 'string'
    ? { text, signature, address, fingerprint }
    : null;
}

/** An entry's text, for the person who opens it; null when it holds no attestation. */
export function attestationOf(canonical: string): {
  readonly holds: boolean;
  readonly fingerprint: string;
  readonly address: string;
  readonly text: string;
} | null {
  let entry: Json;
  try {
    entry = fields(JSON.parse(canonical));
  } catch {
    return null;
  }
  const body = fields(entry['body']);
  if (body['attestation'] === undefined) return null;
  if (entry['action'] !== 'approve' && entry['action'] !== 'set-fleet-policy') return null;
  const found = attestationIn(body);
  return {
    holds: createAttestationCheck(false)(entry),
    fingerprint: found?.fingerprint ?? '',
    address: found?.address ?? '',
    text: found?.text ?? '',
  };
}
