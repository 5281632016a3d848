// Cold account: what the console knows of money whose keys are in a device. Public keys, and what a person saw on the device's screen.
import type { Network } from '../../shared/domain/network.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { AccountType } from '../../shared/domain/treasury.ts';
import type { AccountScripts } from '../bitcoin/account-scripts.ts';
import type { Fingerprint, WalletPolicy } from '../hardware/hardware-wallet.ts';

export type ColdAccount = {
  readonly id: string;
  readonly name: string;
  readonly network: Network;
  readonly type: AccountType;
  /** Null for a policy of several keys. */
  readonly accountNumber: number | null;
  /** Of the device it was made on. */
  readonly fingerprint: Fingerprint;
  readonly policy: WalletPolicy;
  readonly descriptor: string;
  readonly createdAt: UnixSeconds;
  /** Its first address was shown by the device, and its script was ours. */
  readonly checkedAt: UnixSeconds | null;
  readonly scannedAt: UnixSeconds | null;
  /** Height of the tip when its last whole scan began: nothing is counted deeper than it. */
  readonly scannedHeight: number | null;
};

/** An account with its scripts: what everything that derives, scans or spends works on. */
export type OpenAccount = ColdAccount & {
  readonly scripts: AccountScripts;
  /** The devices on which its policy was registered, with the proof each gave (32 bytes hex). Empty for one key: nothing is registered. */
  readonly registrations: ReadonlyMap<Fingerprint, string>;
};

/** An address by its place in an account. */
export type Place = { readonly change: 0 | 1; readonly index: number };

export const outpointOf = (txid: string, index: number): string => `${txid}:${index}`;
