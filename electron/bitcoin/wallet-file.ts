// Wallet file: an account for another wallet to watch. Sparrow reads this as “Specter”: label, birthday height and descriptor.
import { descriptorOf, type ReadPolicy } from './wallet-policy.ts';

/**
 * JSON for Sparrow (File → Import Wallet → Specter), Specter Desktop, BTCPay Server and SeedSigner. It holds no secret, and shows its
 * reader every address of the account. `birthday`: height below which the account has no coins; 0 when nobody knows.
 */
export function walletFile(account: {
  readonly label: string;
  readonly birthday: number;
  readonly policy: ReadPolicy;
}): string {
  const { policy } = account;
  const file = {
    label: account.label,
    blockheight: account.birthday,
    descriptor: descriptorOf(policy, 0),
    devices: policy.keys.map(({ fingerprint }) => ({ type: 'ledger', label: `Ledger ${fingerprint}` })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Descriptors for Bitcoin Core, wallets and paper: both chains in one (BIP-389), then each by itself. */
export const descriptorFile = (policy: ReadPolicy): string =>
  (['both', 0, 1] as const).map((branch) => `${descriptorOf(policy, branch)}\n`).join('');

/** Origin of labels (BIP-329): the descriptor without keys, chains and checksum. */
export const labelOrigin = (policy: ReadPolicy): string =>
  descriptorOf(policy)
    .replace(/#.*$/, '')
    .replaceAll(/\][^,()]*/g, ']');
