// Preimage: the only proof that a payment arrived (BOLT 11: payment_hash = SHA-256 of the preimage).
import { createHash } from 'node:crypto';
import { isHex32 } from '../../shared/domain/ids.ts';

/** Both lower-case hex. */
export const isPreimageOf = (preimage: string, hash: string): boolean =>
  isHex32(preimage) && createHash('sha256').update(Buffer.from(preimage, 'hex')).digest('hex') === hash;
