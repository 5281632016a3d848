// HardwareWallet: what the treasury needs of a signing device. No library's types, and no way to hand it a seed.
// Call sequences of the Bitcoin app: BIP-388 wallet policies, PSBT (BIP-174) version 0 as base64.
import type { Network } from '../../shared/domain/network.ts';
import type { HardwareProblemKind } from '../../shared/domain/treasury.ts';

/** 8 lower-case hex digits: the first 4 bytes of HASH160 of the master public key (BIP-32). */
export type Fingerprint = string;

/** A wallet policy (BIP-388): `template` over `@0/**`, keys with their origin `[fingerprint/path]xpub`. */
export type WalletPolicy = {
  /** At most 64 ASCII characters; empty for the default policy of one BIP-44 account. */
  readonly name: string;
  readonly template: string;
  readonly keys: readonly string[];
};

export type DeviceInfo = {
  readonly app: 'Bitcoin' | 'Bitcoin Test';
  readonly appVersion: string;
  readonly fingerprint: Fingerprint;
};

/** One signature of one input. `tapleafHash` is there for a script path only. */
export type DeviceSignature = {
  readonly inputIndex: number;
  /** Hex: 33 bytes, or 32 for taproot. */
  readonly publicKey: string;
  /** Hex: DER with sighash byte, or 64/65 bytes of Schnorr. */
  readonly signature: string;
  readonly tapleafHash?: string;
};

/** What the person is asked to do at the device right now. */
export type DevicePrompt =
  | { readonly kind: 'unlock' }
  | { readonly kind: 'open-app'; readonly app: DeviceInfo['app'] }
  | { readonly kind: 'confirm'; readonly what: 'xpub' | 'address' | 'policy' | 'transaction' | 'message' };

export type SessionNeeds = {
  readonly network: Network;
  /** The fingerprint on record; null while none is: then whatever device is there is taken and its fingerprint told. */
  readonly fingerprint: Fingerprint | null;
  /** Several devices are attached: the one of `devices()` to use. */
  readonly deviceId?: string;
};

export type AttachedDevice = { readonly id: string; readonly model: string };

export type HardwareWallet = {
  /** How it is reached; anything but `usb` is labelled on screen. */
  readonly transport: 'usb' | 'speculos' | 'replay' | 'test';
  /** What is attached now, as last seen, without asking. */
  readonly devices: () => readonly AttachedDevice[];
  /** Called whenever a device comes or goes. Returns the end of it. */
  readonly watch: (listener: (devices: readonly AttachedDevice[]) => void) => () => void;
  /**
   * Opens the one device, checks app, version, network and fingerprint, and gives a session; one at a time.
   * Rejects with `HardwareError`. Aborting `signal` ends a waiting prompt by ending the process that holds the device.
   */
  readonly open: (needs: SessionNeeds, follow: SessionFollow) => Promise<HardwareSession>;
  readonly close: () => Promise<void>;
};

export type SessionFollow = {
  readonly signal: AbortSignal;
  /** null: nothing is asked of the person any more. */
  readonly onPrompt: (prompt: DevicePrompt | null) => void;
};

/** Every method rejects with `HardwareError`; after a rejection the session may be used on unless it says `disconnected`. */
export type HardwareSession = {
  readonly info: DeviceInfo;
  /** `path`: BIP-32 from the master, as `m/84'/1'/0'`. With `confirm` it resolves once the person has agreed on the device. */
  readonly accountXpub: (path: string, options: { readonly confirm: boolean }) => Promise<string>;
  /** Resolves once the policy was agreed to on the device. `hmac` is kept with the account: 32 bytes hex. */
  readonly registerPolicy: (policy: WalletPolicy) => Promise<{ readonly id: string; readonly hmac: string }>;
  /** The address the device derives. With `confirm` it was shown there and agreed to. On regtest it is a `tb1…`: compare scriptPubKeys. */
  readonly address: (
    policy: WalletPolicy,
    hmac: string | null,
    at: { readonly change: 0 | 1; readonly index: number },
    options: { readonly confirm: boolean },
  ) => Promise<string>;
  /** `onProgress` counts exchanges with the device; their total is not known beforehand. */
  readonly signPsbt: (
    psbt: string,
    policy: WalletPolicy,
    hmac: string | null,
    onProgress: (exchanges: number) => void,
  ) => Promise<readonly DeviceSignature[]>;
  /** Bitcoin signed message (base64, 65 bytes) by the key at `path`. */
  readonly signMessage: (message: string, path: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

export class HardwareError extends Error {
  override readonly name = 'HardwareError';
  readonly kind: HardwareProblemKind;
  /** ISO 7816 status word, where the device answered with one. */
  readonly statusWord: number | null;
  /** What the person does next, where that is more exact than the step that goes with the kind. For screens: `problemOf`. */
  readonly next: string | null;
  constructor(
    kind: HardwareProblemKind,
    message: string,
    statusWord: number | null = null,
    next: string | null = null,
  ) {
    super(message);
    this.kind = kind;
    this.statusWord = statusWord;
    this.next = next;
  }
}
