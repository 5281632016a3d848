// The vault file: a random master key wrapped under the passphrase's key (XChaCha20-Poly1305, draft-irtf-cfrg-xchacha). Format: docs/adr/0003.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../store/clock.ts';
import type { KdfCost } from './key-derivation.ts';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const whole = z.number().int().min(1);

const vaultBody = z.strictObject({
  format: z.literal('portcullis-vault'),
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('argon2id'),
    memoryKib: whole,
    passes: whole,
    lanes: whole,
    salt: hex(16),
  }),
  wrap: z.strictObject({ name: z.literal('xchacha20-poly1305'), nonce: hex(24), box: hex(32 + 16) }),
});
const vaultFile = vaultBody.extend({
  // Not a protection: it tells a damaged file from a wrong passphrase, which the cipher alone cannot.
  checksum: hex(32),
});
export type VaultFile = z.output<typeof vaultBody>;

/** A whole vault file locked once more by the system's keyring. Version 2, because who knows version 1 alone must not call it damaged. */
const boundBody = z.strictObject({
  format: z.literal('portcullis-vault'),
  version: z.literal(2),
  keyring: z.strictObject({
    backend: z.string().min(1).max(64),
    box: z.string().regex(/^([0-9a-f]{2}){16,6000}$/),
  }),
});
const boundFile = boundBody.extend({ checksum: hex(32) });
export type BoundVaultFile = z.output<typeof boundBody>;

/** Nothing of ours is longer; a larger file is not read. */
export const MAX_VAULT_BYTES = 16_384;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const text = (raw: Uint8Array): string => Buffer.from(raw).toString('hex');

/** The file's text, indented for a person who looks into it. */
export function encodeVaultFile(body: VaultFile): string {
  return `${JSON.stringify({ ...body, checksum: checksum(body) }, null, 2)}\n`;
}

/** undefined when the text is not a whole, undamaged vault file of a version we know. */
export function decodeVaultFile(content: string): VaultFile | undefined {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return undefined;
  }
  const parsed = vaultFile.safeParse(json);
  if (!parsed.success) return undefined;
  const { checksum: stored, ...body } = parsed.data;
  return checksum(body) === stored ? body : undefined;
}

/** What the keyring locked, as text for the disk. */
export function encodeBoundFile(locked: Uint8Array, backend: string): string {
  const body: BoundVaultFile = {
    format: 'portcullis-vault',
    version: 2,
    keyring: { backend, box: text(locked) },
  };
  return `${JSON.stringify({ ...body, checksum: boundChecksum(body) }, null, 2)}\n`;
}

/** undefined when the text is not a whole, undamaged bound file. */
export function decodeBoundFile(content: string): BoundVaultFile | undefined {
  try {
    const { checksum: stored, ...body } = boundFile.parse(JSON.parse(content));
    return boundChecksum(body) === stored ? body : undefined;
  } catch {
    return undefined;
  }
}

export const lockedOf = ({ keyring }: BoundVaultFile): Uint8Array => bytes(keyring.box);

const boundChecksum = ({ keyring }: BoundVaultFile): string =>
  createHash('sha256')
    .update(JSON.stringify(['portcullis-vault', 2, keyring.backend, keyring.box]))
    .digest('hex');

export const costOf = ({ kdf }: VaultFile): KdfCost => ({
  memoryKib: kdf.memoryKib,
  passes: kdf.passes,
  lanes: kdf.lanes,
});
export const saltOf = ({ kdf }: VaultFile): Uint8Array => bytes(kdf.salt);

/** 16 bytes, RFC 9106 section 3.1. */
export const SALT_BYTES = 16;

export function wrapMasterKey(
  masterKey: Uint8Array,
  kek: Uint8Array,
  salt: Uint8Array,
  cost: KdfCost,
  random: Random,
): VaultFile {
  const kdf = { name: 'argon2id' as const, ...cost, salt: text(salt) };
  const nonce = random(24);
  const box = xchacha20poly1305(kek, nonce, boundTo(kdf)).encrypt(masterKey);
  return {
    format: 'portcullis-vault',
    version: 1,
    kdf,
    wrap: { name: 'xchacha20-poly1305', nonce: text(nonce), box: text(box) },
  };
}

/** 32 bytes; undefined when the key is not the one it was wrapped with. */
export function unwrapMasterKey(file: VaultFile, kek: Uint8Array): Uint8Array | undefined {
  try {
    return xchacha20poly1305(kek, bytes(file.wrap.nonce), boundTo(file.kdf)).decrypt(bytes(file.wrap.box));
  } catch {
    return undefined;
  }
}

// SECURITY: version, purpose and KDF parameters are bound, so that no part of one file can be read in the sense of another.
function boundTo(kdf: VaultFile['kdf']): Uint8Array {
  const context = [
    'portcullis-vault',
    1,
    'master-key',
    kdf.name,
    kdf.memoryKib,
    kdf.passes,
    kdf.lanes,
    kdf.salt,
  ];
  return new TextEncoder().encode(JSON.stringify(context));
}

function checksum({ kdf, wrap }: VaultFile): string {
  return createHash('sha256')
    .update(boundTo(kdf))
    .update(JSON.stringify([wrap.name, wrap.nonce, wrap.box]))
    .digest('hex');
}
