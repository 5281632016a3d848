// Vault: what the rest of the core may ask of key material. Made by create-vault.ts; format in docs/adr/0003.
import type { Result } from '../../shared/domain/result.ts';
import type { KeyringRefusal, KeyringState } from './keyring.ts';

export type VaultRefusal =
  | 'wrong_passphrase'
  /** Too many wrong ones: not even tried before `retryAt`. */
  | 'too_soon'
  | 'no_vault'
  | 'vault_exists'
  | 'vault_damaged'
  | KeyringRefusal;

export type Vault = {
  readonly exists: () => boolean;
  /** Passphrases refused since the last good one; survives a restart. */
  readonly failures: () => number;
  /** Unix seconds before which no passphrase is tried; null when one may be tried now. */
  readonly retryAt: () => number | null;
  /** Makes the vault file (0600, written whole or not at all). */
  readonly create: (passphrase: string) => Promise<Result<OpenVault, VaultRefusal>>;
  readonly unlock: (passphrase: string) => Promise<Result<OpenVault, VaultRefusal>>;
  /** Checks without opening; counted and delayed like an unlock. */
  readonly verify: (passphrase: string) => Promise<Result<true, VaultRefusal>>;
  /** Whether the file is locked by the system's keyring as well, and how that keyring is. */
  readonly keyring: () => Promise<{ readonly state: KeyringState; readonly bound: boolean }>;
  /** Locks the file by the keyring as well, or takes that lock off. Nothing else about it changes; doing it twice is no error. */
  readonly bind: (bound: boolean) => Promise<Result<true, VaultRefusal>>;
};

export type OpenVault = {
  /** 32 bytes for the ledger's database. The caller wipes its copy. */
  readonly databaseKey: () => Uint8Array;
  /** Seals bytes for one purpose and record: neither can be swapped for another's box. */
  readonly seal: (purpose: SealPurpose, id: string, secret: Uint8Array) => Uint8Array;
  /** Throws when the box was tampered with or belongs to another purpose or record. */
  readonly open: (purpose: SealPurpose, id: string, box: Uint8Array) => Uint8Array;
  /** HMAC-SHA256 with a key of its own: lets two log entries be compared without naming what they hide. */
  readonly tag: (text: string) => string;
  /** Wipes the keys held in memory. */
  readonly close: () => void;
};

const SEAL_PURPOSES = ['nwc-service-key', 'node-credentials'] as const;
export type SealPurpose = (typeof SEAL_PURPOSES)[number];

/** Sealed secrets in the database's `sealed` table, for rooms that keep one secret per record. */
export type SealedSecrets = {
  /** Inside a transaction of the caller's. */
  readonly put: (purpose: SealPurpose, id: string, secret: Uint8Array) => void;
  readonly get: (purpose: SealPurpose, id: string) => Uint8Array | undefined;
  readonly remove: (purpose: SealPurpose, id: string) => void;
};
