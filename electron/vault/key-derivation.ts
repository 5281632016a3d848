// From passphrase to key-encryption key: Argon2id (RFC 9106), then HKDF-SHA-256 (RFC 5869) with a label of its own.
import { hashRaw } from '@node-rs/argon2';
import { hkdfSync } from 'node:crypto';

/** Cost of one guess. Stored in the vault file, so that a later version may raise it. */
export type KdfCost = {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
};

/** About 0.2 s on two cores of 2026, and 256 MiB for every guess an attacker makes at once. */
export const PRODUCTION_COST: KdfCost = { memoryKib: 262_144, passes: 3, lanes: 4 };

/** RFC 9106 section 4, second recommended option, with any number of lanes. */
const FLOOR: KdfCost = { memoryKib: 65_536, passes: 3, lanes: 1 };
/** Above this a forged file would only be a way to take the machine's memory. */
const CEILING: KdfCost = { memoryKib: 2_097_152, passes: 64, lanes: 16 };

/**
 * SECURITY: a file with a cheaper cost is refused. Who can write the file but does not know the passphrase could otherwise swap
 * in a vault of his own making that is cheap to guess, and read the passphrase out of it after the next unlock.
 * `own` is what this installation makes new vaults with: the practice fleet and tests use a cheap one.
 */
export function acceptableCost(cost: KdfCost, own: KdfCost): boolean {
  const keys = ['memoryKib', 'passes', 'lanes'] as const;
  if (keys.every((key) => cost[key] === own[key])) return true;
  return keys.every((key) => cost[key] >= FLOOR[key] && cost[key] <= CEILING[key]);
}

/** Argon2id's number in the binding, whose const enum cannot be imported under `isolatedModules`. */
const ARGON2ID = 2;

/**
 * 32 bytes; the caller wipes them. The passphrase is taken in Unicode form NFKC, so that the same keys on another keyboard
 * or operating system give the same bytes (NIST SP 800-63B 5.1.1.2).
 */
export async function deriveKek(passphrase: string, salt: Uint8Array, cost: KdfCost): Promise<Uint8Array> {
  // Not `Buffer.from(text)`: short ones lie in a pool shared with other code and survive there.
  const text = passphrase.normalize('NFKC');
  const secret = Buffer.alloc(Buffer.byteLength(text, 'utf8'));
  secret.write(text, 'utf8');
  let stretched: Buffer | undefined;
  try {
    stretched = await hashRaw(secret, {
      algorithm: ARGON2ID,
      memoryCost: cost.memoryKib,
      timeCost: cost.passes,
      parallelism: cost.lanes,
      outputLen: 32,
      salt,
    });
    return subKey(stretched, 'portcullis vault 1: key-encryption key');
  } finally {
    secret.fill(0);
    stretched?.fill(0);
  }
}

/** A 32-byte key for one use. Different labels give keys that tell nothing of each other. */
export function subKey(key: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), label, 32));
}
