// The operator's Ledger of the simulation: signs what waits, as it is asked to. Its key is one everybody knows.
import type { Gate } from '../../electron/gate/gate.ts';
import { attestationText, type Attestation, type EnrolledApprover } from '../../shared/domain/attestation.ts';
import type { SpendId } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import { addressOf, keysOf, signMessage, xpubAt } from '../support/soft-keys.ts';
import { TEST_MNEMONIC } from '../support/soft-signer.ts';

const KEYS = keysOf(TEST_MNEMONIC, '', 'mainnet');
const ACCOUNT = "84'/0'/99'";

export const APPROVER: EnrolledApprover = {
  fingerprint: 'f5acc2fd',
  address: addressOf(
    KEYS,
    { name: '', template: 'wpkh(@0/**)', keys: [`[f5acc2fd/${ACCOUNT}]${xpubAt(KEYS, ACCOUNT)}`] },
    0,
    0,
  ),
};

/** null: it is not waiting any more. */
export function attest(gate: Pick<Gate, 'toAttest'>, id: SpendId, at: UnixSeconds): Attestation | null {
  const payment = gate.toAttest(id);
  if (!payment) return null;
  const text = attestationText(payment, at);
  return { text, at, signature: signMessage(KEYS, text, `m/${ACCOUNT}/0/0`) };
}
