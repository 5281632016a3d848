// The system's keyring through Electron's `safeStorage`, asynchronous calls only. A keyring that hides nothing counts as none.
import { safeStorage } from 'electron';
import { ok, refuse } from '../../../shared/domain/result.ts';
import type { Keyring, KeyringState } from '../../vault/keyring.ts';

/** Linux backends whose key is kept by a service of the session. SECURITY: `basic_text` has a key that stands in Chromium's source. */
const STRONG = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6']);
/** Chromium's prefix of what `basic_text` locked, whatever the backend says of itself (components/os_crypt). */
const BASIC_TEXT_PREFIX = 'v10';

/** After the app is ready. */
export function createElectronKeyring(platform: NodeJS.Platform = process.platform): Keyring {
  const backend = (): string => (platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'system');
  const isBasicText = (locked: Uint8Array): boolean =>
    platform === 'linux' && Buffer.from(locked.subarray(0, 3)).toString('latin1') === BASIC_TEXT_PREFIX;

  const state = async (): Promise<KeyringState> => {
    try {
      // Asked first: before it the backend is not chosen.
      const available = await safeStorage.isAsyncEncryptionAvailable();
      if (platform === 'linux' && backend() === 'basic_text') return 'weak';
      if (!available) return 'unavailable';
      return platform !== 'linux' || STRONG.has(backend()) ? 'ready' : 'unavailable';
    } catch {
      return 'unavailable';
    }
  };

  return {
    state,
    backend,
    lock: async (text) => {
      if ((await state()) !== 'ready') throw new Error('the keyring is not ready');
      const locked = await safeStorage.encryptStringAsync(text);
      if (isBasicText(locked)) throw new Error('the keyring locked nothing');
      return new Uint8Array(locked);
    },
    open: async (locked) => {
      if ((await state()) !== 'ready') return notNow();
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(locked));
        return ok({ text: result, stale: shouldReEncrypt });
      } catch {
        // It may have been locked in between; only one that still answers has really said no.
        if ((await state()) !== 'ready') return notNow();
        return refuse(
          'keyring_cannot_open',
          'This desktop’s keyring answers and does not open the vault: it is another user’s or another machine’s, or it was made anew. ' +
            'No passphrase was tried and the vault was left as it is. Log in as the user who bound it, or put back a copy of vault.json from before.',
        );
      }
    },
  };
}

const notNow = () =>
  refuse(
    'keyring_unavailable',
    'The vault is bound to this desktop’s keyring, which does not answer now. No passphrase was tried. Unlock the keyring or log in to the desktop anew, then try again.',
  );
