// Calls about the vault and the screen: make, unlock, lock, presence, and how hard a passphrase is to guess.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import { passphraseStrength } from '../../vault/passphrase-strength.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { DONE } from './actor.ts';

type VaultHandlers = Pick<
  PortcullisHandlers,
  | 'vault.create'
  | 'vault.unlock'
  | 'vault.lock'
  | 'vault.confirmPresence'
  | 'vault.passphraseStrength'
  | 'vault.keyring'
  | 'vault.bindKeyring'
>;

const NO_KEYRING = { state: 'absent', bound: false } as const;

export function vaultHandlers({ lifecycle }: { readonly lifecycle: Lifecycle }): VaultHandlers {
  return {
    'vault.create': async ({ passphrase }, caller) => {
      const made = await lifecycle.createVault(passphrase, caller);
      return made.ok ? DONE : made;
    },
    'vault.unlock': async ({ passphrase }, caller) => {
      const unlocked = await lifecycle.unlock(passphrase, caller);
      return unlocked.ok ? DONE : unlocked;
    },
    'vault.lock': (_params, caller) => {
      lifecycle.lock(caller);
      return DONE;
    },
    'vault.confirmPresence': async ({ passphrase }, caller) => {
      const confirmed = await lifecycle.confirmPresence(passphrase, caller);
      return confirmed.ok ? DONE : confirmed;
    },
    'vault.keyring': async () => ok(await (lifecycle.vault()?.keyring() ?? NO_KEYRING)),
    'vault.bindKeyring': async ({ bound, reason }, caller) => {
      const done = await lifecycle.bindKeyring(bound, reason, caller);
      return done.ok ? DONE : done;
    },
    'vault.passphraseStrength': async ({ passphrase }) => ok({ ...(await passphraseStrength(passphrase)) }),
  };
}
