// The practice vault: a throw-away one around pretend money. Its passphrase is public so that lock, unlock and presence can be tried.
import type { KdfCost } from '../vault/key-derivation.ts';

export const PRACTICE_PASSPHRASE = 'practice';

/** SECURITY: for throw-away vaults only. A vault made with it is refused by an installation that makes real ones. */
export const PRACTICE_COST: KdfCost = { memoryKib: 8_192, passes: 1, lanes: 1 };
