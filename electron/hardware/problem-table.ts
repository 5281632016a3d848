// Problem table: every status word (ISO 7816-4) and every error name a Ledger or its transports are known to give, and what it says to a person.
// Status words: the OS and the Bitcoin app's sources; reasons: `error_codes.h` of the Bitcoin app, since 2.4.0.
import type { HardwareProblemKind } from '../../shared/domain/treasury.ts';
import type { DeviceInfo } from './hardware-wallet.ts';

export type AppName = DeviceInfo['app'];
export type ProblemRow = {
  readonly kind: HardwareProblemKind;
  readonly sentence: (app: AppName) => string;
  readonly next: (app: AppName) => string;
};

/** Vendor 2c97, for the person at the screen; the number sorts it before 73-seat-late.rules. */
export const UDEV_RULE = 'SUBSYSTEM=="hidraw", ATTRS{idVendor}=="2c97", TAG+="uaccess"';
const UDEV_COMMAND =
  `echo '${UDEV_RULE}' | sudo tee /etc/udev/rules.d/70-portcullis-ledger.rules` +
  ' && sudo udevadm control --reload && sudo udevadm trigger';

const say = (
  kind: HardwareProblemKind,
  sentence: string | ((app: AppName) => string),
  next: string | ((app: AppName) => string),
): ProblemRow => ({
  kind,
  sentence: typeof sentence === 'string' ? () => sentence : sentence,
  next: typeof next === 'string' ? () => next : next,
});

const LOCKED = say(
  'locked',
  'The Ledger is locked. Nothing was done.',
  'Enter the PIN on the device, then try again.',
);
const WRONG_APP = say(
  'wrong-app',
  (app) => `The ${app} app is not open on the Ledger. Nothing was done.`,
  (app) => `Open the ${app} app on the device, then try again.`,
);
const APP_MISSING = say(
  'app-missing',
  (app) => `The ${app} app is not installed on this Ledger.`,
  (app) => `Install the ${app} app with Ledger’s own program, then try again.`,
);
const BUSY = say(
  'busy',
  'The Ledger is showing something else. Nothing was done.',
  'Finish what is on its screen, or leave its settings, then try again.',
);
const MISMATCH = say(
  'protocol',
  (app) => `The ${app} app does not understand this request. Nothing was done.`,
  (app) => `Update the ${app} app with Ledger’s own program, then try again.`,
);
const UNPLUGGED = say(
  'disconnected',
  'The Ledger was unplugged or switched off. Nothing was signed.',
  'Connect and unlock it, then start again.',
);
const CHILD_ENDED = say(
  'disconnected',
  'The process that talks to the Ledger has ended. Nothing was signed.',
  'Connect the Ledger again if it was unplugged, then start again.',
);
const NONE = say('no-device', 'No Ledger is connected.', 'Connect it with its cable and unlock it.');
const TAKEN = say(
  'busy',
  'Another request to the Ledger is still running.',
  'Finish it on the device, then try again.',
);

export const BY_STATUS: ReadonlyMap<number, ProblemRow> = new Map([
  [0x5515, LOCKED],
  [0x6982, LOCKED],
  [0x6804, LOCKED],
  [
    0x6985,
    say(
      'user-refused',
      'This was refused on the Ledger. Nothing was signed.',
      'If that was a slip, start again.',
    ),
  ],
  [
    0x5501,
    say(
      'user-refused',
      (app) => `Opening the ${app} app was declined on the Ledger. Nothing was done.`,
      (app) => `Try again and agree on the device, or open the ${app} app there by hand.`,
    ),
  ],
  [0x6e00, WRONG_APP],
  [0x6e01, WRONG_APP],
  [0x6d00, WRONG_APP],
  [0x6d02, WRONG_APP],
  [0x6511, WRONG_APP],
  [0x6807, APP_MISSING],
  [0x670a, APP_MISSING],
  [0x6901, BUSY],
  [0x6601, BUSY],
  [
    0x6a82,
    say(
      'wrong-network',
      'The app that is open on the Ledger does not give this key. Nothing was done.',
      (app) => `Check that the ${app} app is open, and that the account is of this network.`,
    ),
  ],
  [
    0x6a80,
    say(
      'rejected-data',
      'The Ledger does not recognise this as belonging to its wallet. Nothing was signed.',
      'Check that this is the Ledger, and the passphrase, the account was made with.',
    ),
  ],
  [
    0xb008,
    say(
      'bad-registration',
      'This Ledger does not know the wallet’s registration. Nothing was signed.',
      'Register the wallet on this Ledger again.',
    ),
  ],
  [
    0xb007,
    say(
      'protocol',
      'The app on the Ledger has lost its place. Nothing was signed.',
      (app) => `Close the ${app} app on the device, open it again and start again.`,
    ),
  ],
  [0x6a86, MISMATCH],
  [0x6a87, MISMATCH],
  [0x6b00, MISMATCH],
  [0xb000, MISMATCH],
]);

/** 6Fxx: a technical fault of the app itself. */
export const TECHNICAL = { from: 0x6f00, to: 0x6fff, row: MISMATCH };

export const BY_NAME: ReadonlyMap<string, ProblemRow> = new Map([
  ['DisconnectedDeviceDuringOperation', UNPLUGGED],
  ['DisconnectedDevice', UNPLUGGED],
  ['ProcessEnded', CHILD_ENDED],
  ['ListenTimeout', NONE],
  ['NoDevice', NONE],
  ['NoDeviceFound', NONE],
  ['TransportRaceCondition', TAKEN],
  ['TransportLocked', TAKEN],
]);

/** “cannot open device with path …” says neither which of the two it is. */
export const CANNOT_OPEN = {
  inUse: say(
    'busy',
    'Another program is using the Ledger. Nothing was done.',
    'Close Ledger’s own program, or whatever else talks to the device, then try again.',
  ),
  deniedOnLinux: say(
    'no-permission',
    'The system does not let this user reach the Ledger: its udev rule is missing.',
    `Run this once in a terminal, then unplug the Ledger and connect it again: ${UDEV_COMMAND}`,
  ),
  denied: say(
    'no-permission',
    'The system does not let this program reach the Ledger.',
    'Allow it in the system’s privacy settings, then unplug the Ledger and connect it again.',
  ),
};

const SIGN_PSBT = 0x04;
const REGISTER = 0x02;

/** Why 6A80 or 6A82, in the app's own words; by instruction, then by the two bytes before the status word. */
export const REASONS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  [REGISTER]: {
    0: 'the policy’s name is not acceptable',
    1: 'the policy is not sane',
    2: 'no key of the policy is this Ledger’s',
  },
  [SIGN_PSBT]: {
    0: 'the wallet’s registration is missing',
    1: 'an account of its own kind has no name',
    2: 'no key of the policy is this Ledger’s',
    3: 'an input does not say what it spends',
    4: 'a previous transaction is not the one an input names',
    5: 'an input and its previous transaction differ',
    6: 'an input says in the wrong way what it spends',
    7: 'an input says in the wrong way what it spends',
    8: 'SIGHASH_SINGLE without an output of its own',
    9: 'there are too many change outputs',
    10: 'an input’s witness script is wrong',
    11: 'an input’s redeem script is wrong',
  },
};

/** The step that goes with a kind when no row says a more exact one. */
export const NEXT_STEP: Readonly<Record<HardwareProblemKind, string>> = {
  'no-device': 'Connect it with its cable and unlock it.',
  'several-devices': 'Choose the one to use, or leave only that one connected.',
  'no-permission': 'Allow this user to reach the device, then connect it again.',
  locked: 'Enter the PIN on the device, then try again.',
  'wrong-app': 'Open the right app on the device, then try again.',
  'app-missing': 'Install the app with Ledger’s own program, then try again.',
  'app-too-old': 'Update the app with Ledger’s own program, then try again.',
  'wrong-network': 'Open the app of this network on the device, then try again.',
  'wrong-device':
    'Connect the Ledger this account was made with, and unlock it with the PIN of its passphrase.',
  'user-refused': 'If that was a slip, start again.',
  busy: 'Finish what is on its screen, then try again.',
  disconnected: 'Connect and unlock it, then start again.',
  'rejected-data': 'Check that this is the Ledger, and the passphrase, the account was made with.',
  'bad-registration': 'Register the wallet on this Ledger again.',
  'address-differs': 'Do not use the address. Unplug the Ledger and have both checked.',
  cancelled: 'If the Ledger still asks, refuse it there.',
  protocol: 'Unplug the Ledger, connect it again and start again.',
};
