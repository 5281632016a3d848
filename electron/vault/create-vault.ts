// The vault of one data folder: makes it, opens it, counts and delays wrong passphrases. Port: vault.ts.
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { Clock, Random } from '../store/clock.ts';
import { createFile, replaceFile } from '../store/durable-file.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import { createAttempts } from './attempts.ts';
import type { Keyring } from './keyring.ts';
import { acceptableCost, deriveKek, PRODUCTION_COST, type KdfCost } from './key-derivation.ts';
import { openVault } from './open-vault.ts';
import {
  costOf,
  decodeBoundFile,
  decodeVaultFile,
  encodeBoundFile,
  encodeVaultFile,
  lockedOf,
  MAX_VAULT_BYTES,
  SALT_BYTES,
  saltOf,
  unwrapMasterKey,
  wrapMasterKey,
  type BoundVaultFile,
  type VaultFile,
} from './vault-file.ts';
import type { Vault, VaultRefusal } from './vault.ts';

export type VaultOptions = {
  /** The data folder; made with mode 0700 when absent. The caller holds its instance lock. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Cost of new vaults. A cheaper one than production's is for throw-away vaults (practice, tests) only. */
  readonly kdf?: KdfCost;
  /** The system's own, where the shell has one. */
  readonly keyring?: Keyring | undefined;
};

export function createVault({ folder, clock, random, keyring, kdf = PRODUCTION_COST }: VaultOptions): Vault {
  const path = join(folder, 'vault.json');
  const attempts = createAttempts(join(folder, 'vault-attempts.json'), clock);
  /** Two derivations at once would take twice the memory, and two tries could share one count. */
  const oneAtATime = createOneAtATime();

  const unwrap = async (passphrase: string): Promise<Result<Uint8Array, VaultRefusal>> => {
    const read = readVault(path, kdf);
    if (!read.ok) return read;
    const file = read.value.version === 1 ? ok(read.value) : await unbind(read.value, path, kdf, keyring);
    if (!file.ok) return file;
    const wait = attempts.wait();
    if (wait > 0) return refuse('too_soon', tooSoon(wait));
    // SECURITY: durable before the derivation starts; a kill in the middle is a counted failure.
    attempts.begin();
    let masterKey: Uint8Array | undefined;
    try {
      masterKey = await withKek(passphrase, file.value, (kek) => unwrapMasterKey(file.value, kek));
    } finally {
      if (masterKey) attempts.succeeded();
      else attempts.failed();
    }
    if (masterKey) return ok(masterKey);
    return refuse('wrong_passphrase', wrongPassphrase(attempts.wait()));
  };

  return {
    exists: () => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
    failures: attempts.failures,
    retryAt: () => {
      const wait = attempts.wait();
      return wait > 0 ? clock.now() + wait : null;
    },
    create: (passphrase) =>
      oneAtATime(async () => {
        if (passphrase === '') throw new RangeError('a passphrase has at least one character');
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (lstatSync(path, { throwIfNoEntry: false })) return alreadyThere();
        const masterKey = random(32);
        const salt = random(SALT_BYTES);
        const kek = await deriveKek(passphrase, salt, kdf);
        try {
          createFile(path, encodeVaultFile(wrapMasterKey(masterKey, kek, salt, kdf, random)));
          // What could not be read back would be found out only after the ledger was written under it.
          const written = readVault(path, kdf);
          const readBack =
            written.ok && written.value.version === 1 ? unwrapMasterKey(written.value, kek) : undefined;
          if (!readBack || !Buffer.from(readBack).equals(masterKey))
            return refuse(
              'vault_damaged',
              'The new vault file does not read back as written. Check the disk.',
            );
          readBack.fill(0);
          return ok(openVault(masterKey, random));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EEXIST') return alreadyThere();
          throw error;
        } finally {
          kek.fill(0);
          masterKey.fill(0);
        }
      }),
    unlock: (passphrase) =>
      oneAtATime(async () => {
        const masterKey = await unwrap(passphrase);
        return masterKey.ok ? ok(openVault(masterKey.value, random)) : masterKey;
      }),
    keyring: async () => ({
      state: (await keyring?.state()) ?? 'absent',
      bound: holdsBound(readVault(path, kdf)),
    }),
    bind: (bound) =>
      oneAtATime(async () => {
        const read = readVault(path, kdf);
        if (!read.ok) return read;
        if ((read.value.version === 2) === bound) return ok(true as const);
        const file = read.value.version === 1 ? ok(read.value) : await unbind(read.value, path, kdf, keyring);
        if (!file.ok) return file;
        const plain = encodeVaultFile(file.value);
        if (!bound) {
          replaceFile(path, plain);
          return ok(true as const);
        }
        if (!keyring || (await keyring.state()) !== 'ready') return noKeyring();
        const locked = await keyring.lock(plain);
        // SECURITY: what the keyring cannot give back must never replace what can be opened.
        const back = await keyring.open(locked);
        if (!back.ok || back.value.text !== plain) return noKeyring();
        replaceFile(path, encodeBoundFile(locked, keyring.backend()));
        return ok(true as const);
      }),
    verify: (passphrase) =>
      oneAtATime(async () => {
        const masterKey = await unwrap(passphrase);
        if (!masterKey.ok) return masterKey;
        masterKey.value.fill(0);
        return ok(true as const);
      }),
  };
}

const holdsBound = (read: Result<VaultFile | BoundVaultFile, VaultRefusal>): boolean =>
  read.ok && read.value.version === 2;

async function withKek<T>(passphrase: string, file: VaultFile, use: (kek: Uint8Array) => T): Promise<T> {
  const kek = await deriveKek(passphrase, saltOf(file), costOf(file));
  try {
    return use(kek);
  } finally {
    kek.fill(0);
  }
}

/** What lies on the disk. Not asynchronous, so that a try is counted in the turn it was asked for. */
function readVault(path: string, own: KdfCost): Result<VaultFile | BoundVaultFile, VaultRefusal> {
  let content: string;
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (!found) return refuse('no_vault', 'There is no vault in this data folder. Make one first.');
    if (!found.isFile() || found.size > MAX_VAULT_BYTES) return damaged('is not a vault file');
    content = readFileSync(path, 'utf8');
  } catch (error) {
    return damaged(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
  const bound = decodeBoundFile(content);
  return bound ? ok(bound) : checked(content, own);
}

function checked(content: string, own: KdfCost): Result<VaultFile, VaultRefusal> {
  const file = decodeVaultFile(content);
  if (!file) return damaged('is damaged or of a newer version');
  if (!acceptableCost(costOf(file), own)) return damaged('asks for a key derivation outside the safe range');
  return ok(file);
}

/** A bound file as the keyring opens it. */
async function unbind(
  file: BoundVaultFile,
  path: string,
  own: KdfCost,
  keyring: Keyring | undefined,
): Promise<Result<VaultFile, VaultRefusal>> {
  const opened = await openBound(file, keyring);
  if (!opened.ok) return opened;
  const { text, stale } = opened.value;
  if (stale && keyring) await lockAnew(path, text, keyring);
  return checked(text, own);
}

async function openBound(file: BoundVaultFile, keyring: Keyring | undefined) {
  if (!keyring || (await keyring.state()) === 'absent') {
    return refuse(
      'keyring_unavailable',
      'The vault is bound to the keyring of a desktop, which this way of running has none of. No passphrase was tried. ' +
        'Start the desktop program as the user who bound it; its settings can take the lock off.',
    );
  }
  return keyring.open(lockedOf(file));
}

/** A keyring that changed its key asks for this; one that fails at it has still opened the file. */
async function lockAnew(path: string, content: string, keyring: Keyring): Promise<void> {
  try {
    replaceFile(path, encodeBoundFile(await keyring.lock(content), keyring.backend()));
  } catch {
    // The old one opens too, until the keyring forgets that key; it says so again at the next start.
  }
}

const damaged = (what: string) =>
  refuse(
    'vault_damaged',
    `The vault file (vault.json) ${what}. No passphrase was tried and the file was left as it is. Put back a copy of it from your backup.`,
  );
const noKeyring = () =>
  refuse(
    'keyring_unavailable',
    'This desktop has no keyring that keeps a secret, or it does not answer now. The vault was left as it is, under the passphrase alone.',
  );
const alreadyThere = () =>
  refuse('vault_exists', 'This data folder has a vault already. It was left as it is; unlock it instead.');
const seconds = (wait: number): string => (wait === 1 ? '1 second' : `${wait} seconds`);
const tooSoon = (wait: number): string =>
  `Too many wrong passphrases. This one was not tried. Try again in ${seconds(wait)}.`;
const wrongPassphrase = (wait: number): string =>
  wait > 0
    ? `This passphrase does not open the vault. The next can be tried in ${seconds(wait)}.`
    : 'This passphrase does not open the vault. Check the keyboard layout and Caps Lock, then try again.';
