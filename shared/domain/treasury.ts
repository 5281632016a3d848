// Treasury: the words of cold money that core and window share. A cold account exists only as an xpub read from a Ledger.

/** BIP-84, BIP-86, or a wallet policy of several keys (BIP-388) that was registered on the device. */
export const ACCOUNT_TYPES = ['wpkh', 'tr', 'policy'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** What stands between the console and the device, as a word; `sentence` beside it is for people. */
export const HARDWARE_PROBLEMS = [
  'no-device',
  'several-devices',
  'no-permission',
  'locked',
  'wrong-app',
  'app-missing',
  'app-too-old',
  'wrong-network',
  'wrong-device',
  'user-refused',
  'busy',
  'disconnected',
  'rejected-data',
  'bad-registration',
  'address-differs',
  'cancelled',
  'protocol',
] as const;
export type HardwareProblemKind = (typeof HARDWARE_PROBLEMS)[number];

/** What an operation may end on: the device, the chain's source, a rule of the console, or a bug (its id is in the sentence). */
export const OPERATION_PROBLEMS = [...HARDWARE_PROBLEMS, 'chain', 'refused', 'fault'] as const;
export type OperationProblemKind = (typeof OPERATION_PROBLEMS)[number];

/** What happened and that nothing was done; then what the operator does next. */
export type HardwareProblem = {
  readonly kind: HardwareProblemKind;
  readonly sentence: string;
  readonly next: string;
};

/** What an account's coins are known by: mature enough by the rule of `confirmations.ts`, or not yet, or in doubt. */
export const COIN_STATES = ['confirmed', 'pending', 'conflicted', 'spending', 'frozen'] as const;
export type CoinState = (typeof COIN_STATES)[number];

/**
 * A draft of a transaction: `draft` may be changed or thrown away, `signed` was compared with what was approved,
 * `broadcast` left the console, `confirmed` is in a block deep enough, `replaced` lost to another spend of its coins.
 */
export const DRAFT_STATES = [
  'draft',
  'signing',
  'signed',
  'broadcast',
  'confirmed',
  'replaced',
  'discarded',
] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

/**
 * A sweep: `ordered` is debited and written down, and whether the node sent it is not known; `sent` by the node's own word; `confirmed`
 * arrived deep enough; `refused` was never sent, and the debit was given back.
 */
export const SWEEP_STATES = ['ordered', 'sent', 'confirmed', 'refused'] as const;
export type SweepState = (typeof SWEEP_STATES)[number];

export const DRAFT_PURPOSES = ['spend', 'sweep', 'refill', 'bump', 'cpfp'] as const;
export type DraftPurpose = (typeof DRAFT_PURPOSES)[number];

/** How coins are chosen: the oldest first, those of one identity first, or by hand. */
export const COIN_CHOICES = ['oldest', 'privacy', 'manual'] as const;
export type CoinChoice = (typeof COIN_CHOICES)[number];

/** Satoshi per 1,000 virtual bytes, a whole number: the node's own unit of a fee rate. 1,000 is 1 sat/vB. */
export type SatPerKvb = number;
/** Bitcoin Core relays nothing below 100 sat/kvB since version 30; 1,000 sat/vB is more than any block ever asked. */
export const FEE_RATE_RANGE = { min: 100, max: 1_000_000 } as const;

/** What the operator is told before LND is chosen. Source: lnd, walletkit.proto (ImportAccount: no rescan). */
export const LND_SOURCE_LIMITS =
  'The node sees only what happens after it was told of an account, watches accounts of one key, and looks nothing else up. For an account that was used before, use an Esplora.';
