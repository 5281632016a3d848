// DeviceBus: attached devices and raw APDUs (ISO 7816-4) to one of them, by whatever way. Knows no Bitcoin.
import type { AttachedDevice, HardwareWallet } from './hardware-wallet.ts';

export type DeviceBus = {
  readonly transport: HardwareWallet['transport'];
  readonly devices: () => readonly AttachedDevice[];
  /** Tells of every change. Returns the end of it. */
  readonly watch: (listener: (devices: readonly AttachedDevice[]) => void) => () => void;
  /** Resolves once the list of devices is one that was really looked at. */
  readonly look: () => Promise<readonly AttachedDevice[]>;
  readonly open: (deviceId: string) => Promise<ApduLink>;
  /** Ends whatever holds the device, with all that is pending on it. What is asked next begins anew. */
  readonly kill: () => void;
  readonly close: () => Promise<void>;
};

/** Both reject with `LinkError`. */
export type ApduLink = {
  /** Answer with its status word in the last two bytes. One at a time. */
  readonly exchange: (apdu: Uint8Array) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
};

/** What went wrong below the protocol. `reason` is the name Ledger's transports give it, or one of ours. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly reason: string;
  /** The operating system forbids this user to open the device. */
  readonly denied: boolean;
  constructor(reason: string, message: string, denied = false) {
    super(message);
    this.reason = reason;
    this.denied = denied;
  }
}
