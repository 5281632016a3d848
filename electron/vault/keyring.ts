// Keyring: the system's own key store as a second lock around the wrapped master key. Port; the Electron shell has one, the others have none.
import type { Result } from '../../shared/domain/result.ts';

/**
 * `ready` · `unavailable`: does not answer now, and may later (locked, or not started) · `weak`: keeps its key where anyone can read it ·
 * `absent`: this shell has none.
 */
export type KeyringState = 'ready' | 'unavailable' | 'weak' | 'absent';

export type KeyringRefusal =
  /** Try again when the keyring answers. */
  | 'keyring_unavailable'
  /** It answers and cannot open this: another user's, another machine's, or a keyring that was made anew. */
  | 'keyring_cannot_open';

export type Keyring = {
  /** Never rejects. */
  readonly state: () => Promise<KeyringState>;
  /** Its name, kept beside what it locked: `gnome_libsecret`, `kwallet6`, `system`. */
  readonly backend: () => string;
  /** Rejects when it does not answer. */
  readonly lock: (text: string) => Promise<Uint8Array>;
  /** `stale`: the keyring has a newer key; what it opened is to be locked anew. */
  readonly open: (
    locked: Uint8Array,
  ) => Promise<Result<{ readonly text: string; readonly stale: boolean }, KeyringRefusal>>;
};
