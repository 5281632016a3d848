// Passphrase check: tries a passphrase on an open vault and writes down who tried it, right or wrong.
import type { Caller } from '../../shared/contract/call.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import type { Vault, VaultRefusal } from '../vault/vault.ts';
import type { AccessAct } from './access-entries.ts';
import { PRACTICE_PASSPHRASE } from './practice-vault.ts';

const DONE = {
  unlock: 'The screen was unlocked.',
  'confirm-presence': 'The operator gave the passphrase again.',
} as const;

export type PassphraseCheck = (
  vault: Vault,
  passphrase: string,
  caller: Caller,
  action: keyof typeof DONE,
) => Promise<Result<true, VaultRefusal>>;

export function createPassphraseCheck({
  note,
  isPractice,
}: {
  readonly note: (caller: Caller, act: AccessAct) => void;
  /** A practice passphrase is no secret: whoever gets it wrong is told. */
  readonly isPractice: () => boolean;
}): PassphraseCheck {
  return async (vault, passphrase, caller, action) => {
    const failuresBefore = vault.failures();
    const verified = await vault.verify(passphrase);
    if (verified.ok) {
      note(caller, { action, outcome: 'succeeded', summary: DONE[action], failures: failuresBefore });
      return verified;
    }
    if (verified.code !== 'wrong_passphrase') return verified;
    note(caller, {
      action,
      outcome: 'refused',
      summary: 'A wrong passphrase was given.',
      failures: vault.failures(),
    });
    return isPractice()
      ? refuse(verified.code, `${verified.message} The practice passphrase is “${PRACTICE_PASSPHRASE}”.`)
      : verified;
  };
}
