// Attestation: the text a Ledger shows and signs for an approval above the fleet's limit, and for raising that very limit. One line of printable
// ASCII: anything else, and anything above 640 characters, the Bitcoin app shows as a hash nobody can read. Rules: docs/gate.md, section 6.
import type { Msat } from './money.ts';
import { plusSeconds, type UnixSeconds } from './time.ts';

export const ATTESTATION_MOST = 640;
/** Own default: signed longer ago than this, a signature approves nothing. */
export const ATTESTATION_SECONDS = 600;

export type AttestedPayment = {
  /** Of the held payment: what is signed is this asking and no other. */
  readonly id: string;
  readonly agentId: string;
  readonly agentName: string;
  /** Principal. */
  readonly amount: Msat;
  readonly feeLimit: Msat;
  /** Node key, hex. */
  readonly destination: string;
  readonly paymentHash: string;
};

/** The very bytes that are signed. `at`: when it was asked for. */
export function attestationText(payment: AttestedPayment, at: UnixSeconds): string {
  const { id, agentId, agentName, amount, feeLimit, destination, paymentHash } = payment;
  return (
    `Portcullis: I approve payment ${id} of agent ${asciiName(agentName)} (${agentId}): ` +
    `${plainSats(amount)} sat and at most ${plainSats(feeLimit)} sat of fees to ${destination}, ` +
    `payment hash ${paymentHash}, at ${moment(at)}`
  );
}

/** Does the text speak of this payment? For a log that keeps only the start of a destination. */
export function attestationNames(
  text: string,
  { id, amount, feeLimit, destination, paymentHash }: Omit<AttestedPayment, 'agentId' | 'agentName'>,
): boolean {
  return (
    text.startsWith(`Portcullis: I approve payment ${id} of agent `) &&
    text.includes(
      `: ${plainSats(amount)} sat and at most ${plainSats(feeLimit)} sat of fees to ${destination}`,
    ) &&
    text.includes(`, payment hash ${paymentHash}, at `)
  );
}

/** What an operation at the device is about that signs a change of the fleet's limits. */
export const FLEET_LIMITS = 'fleet-limits';

/** More approvals than before would go without the Ledger. */
export type Loosening = {
  /** Of the fleet's limits that were looked at: what is signed changes these and no later ones. */
  readonly version: number;
  /** Above this a Ledger signs until now. */
  readonly before: Msat;
  /** null: none would be needed any more. */
  readonly after: Msat | null;
};

/** null: nothing is loosened. */
export const looseningOf = (version: number, before: Msat | null, after: Msat | null): Loosening | null =>
  before !== null && (after === null || after > before) ? { version, before, after } : null;

/** What is signed, but for the moment at which it was asked for. */
export const looseningWords = ({ version, before, after }: Loosening): string =>
  `Portcullis: I let approvals ${after === null ? 'of any amount' : `of up to ${plainSats(after)} sat`} go without this Ledger; ` +
  `until now it signs above ${plainSats(before)} sat (fleet limits, version ${version})`;

/** The very bytes that are signed. `at`: when it was asked for. */
export const looseningText = (loosening: Loosening, at: UnixSeconds): string =>
  `${looseningWords(loosening)}, at ${moment(at)}`;

/** Does the text speak of this change? */
export const looseningNames = (text: string, loosening: Loosening): boolean =>
  text.startsWith(`${looseningWords(loosening)}, at `);

/** The same in parts, as a person compares it on the small screen. */
export const attestationLines = (
  text: string,
): readonly { readonly title: string; readonly text: string }[] => [{ title: 'Message', text }];

/** Whole satoshis without groups, a part of one exactly: what stands on the device is compared digit by digit. */
function plainSats(amount: Msat): string {
  const rest = amount % 1_000n;
  const fraction = rest === 0n ? '' : `.${rest.toString().padStart(3, '0')}`;
  return `${amount / 1_000n}${fraction}`;
}

const moment = (at: UnixSeconds): string => `${new Date(at * 1_000).toISOString().slice(0, 19)}Z`;

const NAME_MOST = 40;

/** A name is free text; the id beside it says which agent it is. */
const asciiName = (name: string): string =>
  `"${name.replaceAll(/[^\x20-\x21\x23-\x7e]/g, '?').slice(0, NAME_MOST)}"`;

/** What a log entry and an approval keep of it. */
export type Attestation = {
  readonly text: string;
  /** Unix seconds, as in the text. */
  readonly at: UnixSeconds;
  /** Base64 of 65 bytes (Bitcoin signed message). */
  readonly signature: string;
};

/** When a signature ceases to count. */
export const attestedUntil = ({ at }: Pick<Attestation, 'at'>): UnixSeconds =>
  plusSeconds(at, ATTESTATION_SECONDS);

/** The enrolled Ledger: its signatures verify by the address of one fixed key. */
export type EnrolledApprover = { readonly fingerprint: string; readonly address: string };
