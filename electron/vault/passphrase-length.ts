// Passphrase length: the least a vault is made with (NIST SP 800-63B, 5.1.1.2). What is longer may be weak too; that is told by its
// estimate, and is the operator's to decide.
import { refuse, type Refusal } from '../../shared/domain/result.ts';

const LEAST_CHARACTERS = 8;

/** null: long enough to be tried. */
export function refusalOfLength(passphrase: string): Refusal<'weak_passphrase'> | null {
  const { length } = Array.from(passphrase);
  if (length >= LEAST_CHARACTERS) return null;
  return refuse(
    'weak_passphrase',
    `A passphrase of ${length} characters is found at once by whoever gets the vault file. No vault was made. ` +
      `Take at least ${LEAST_CHARACTERS}; four or more words that do not belong together are better.`,
  );
}
