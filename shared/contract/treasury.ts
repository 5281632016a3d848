// Calls about cold money. What needs the device is an operation: a call begins it, `treasury.status` tells how it goes, and it can be cancelled.
// SECURITY: no call takes a seed, a private key or a path beyond an account's number; an account begins at the device and nowhere else.
import { z } from 'zod';
import { NETWORK_PREFIX } from '../domain/network.ts';
import {
  ACCOUNT_TYPES,
  COIN_CHOICES,
  COIN_STATES,
  DRAFT_PURPOSES,
  DRAFT_STATES,
  FEE_RATE_RANGE,
  OPERATION_PROBLEMS,
  SWEEP_STATES,
} from '../domain/treasury.ts';
import { call, done, none } from './call.ts';
import { amount, count, hex32, id, name, optionalReason, reason, unixTime } from './values.ts';

const network = z.enum(Object.keys(NETWORK_PREFIX) as [keyof typeof NETWORK_PREFIX]);
const accountType = z.enum(ACCOUNT_TYPES);
/** 4 bytes hex. */
const fingerprint = z.string().regex(/^[0-9a-f]{8}$/);
const feeRate = z.number().int().min(FEE_RATE_RANGE.min).max(FEE_RATE_RANGE.max);
/** `txid:index` */
const outpoint = z.string().regex(/^[0-9a-f]{64}:\d{1,5}$/);
const address = z.string().trim().min(1).max(120);
const label = z.string().trim().max(255);
const psbt = z.string().max(1_000_000);
const index = z.number().int().min(0).max(2_147_483_647);

export const operationProblem = z.strictObject({
  kind: z.enum(OPERATION_PROBLEMS),
  /** What happened, and that nothing was done. */
  sentence: z.string(),
  /** What the operator does next. */
  next: z.string(),
});

/** What the person is asked to do at the device; null: nothing. */
const devicePrompt = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('unlock') }),
    z.strictObject({ kind: z.literal('open-app'), app: z.enum(['Bitcoin', 'Bitcoin Test']) }),
    z.strictObject({
      kind: z.literal('confirm'),
      what: z.enum(['xpub', 'address', 'policy', 'transaction', 'message']),
    }),
  ])
  .nullable();

export const OPERATIONS = [
  'identify',
  'create-account',
  'read-key',
  'register-policy',
  'check-address',
  'scan',
  'sign',
  'enrol-approver',
  'attest',
] as const;

/** One at a time. The newest stays until the next begins, so that a window that was reloaded finds its end. */
export const operation = z.strictObject({
  id,
  kind: z.enum(OPERATIONS),
  /** The account, draft or payment it is about. */
  about: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** What is being done, in words. */
  step: z.string(),
  prompt: devicePrompt,
  /** What the device shows while it asks, line by line; empty when nothing is asked. */
  onDevice: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  /** `total` null: not known beforehand. */
  progress: z.strictObject({ done: count, total: count.nullable() }).nullable(),
  startedAt: unixTime,
  endedAt: unixTime.nullable(),
  problem: operationProblem.nullable(),
  /** What came of it: an account's, draft's or entry's id. */
  result: z.string().nullable(),
});
export type Operation = z.output<typeof operation>;

export const accountRow = z.strictObject({
  id,
  name: z.string(),
  network,
  type: accountType,
  /** Null for a policy of several keys. */
  accountNumber: count.nullable(),
  fingerprint,
  /** With origin and checksum (BIP-380). */
  descriptor: z.string(),
  /** Cosigners, of a policy. */
  keys: z.array(z.strictObject({ fingerprint, path: z.string(), own: z.boolean() })),
  /** Signatures needed of how many keys, where the policy is that simple. */
  threshold: z.strictObject({ needed: count, of: count }).nullable(),
  createdAt: unixTime,
  /** Its first address was compared on the device. */
  checkedAt: unixTime.nullable(),
  confirmedMsat: amount,
  /** Paid to it, not deep enough yet. Never counted as paid. */
  pendingMsat: amount,
  /** Null: never looked. */
  scannedAt: unixTime.nullable(),
  /** What the chain source cannot know of it; empty: nothing. */
  chainNote: z.string(),
  transactions: count,
  coins: count,
});
export type AccountRow = z.output<typeof accountRow>;

export const addressRow = z.strictObject({
  index,
  change: z.boolean(),
  address: z.string(),
  label: z.string(),
  /** Payments it received: more than one means it was reused. */
  payments: count,
  receivedMsat: amount,
  /** When the device showed it and a person agreed; null: never. */
  checkedAt: unixTime.nullable(),
});

export const coinRow = z.strictObject({
  outpoint,
  valueMsat: amount,
  address: z.string(),
  change: z.boolean(),
  label: z.string(),
  state: z.enum(COIN_STATES),
  confirmations: count,
  /** Confirmations wanted of a coin of this value. */
  wanted: count,
  /** Unix seconds of its block; null: in none. */
  at: unixTime.nullable(),
  addressReused: z.boolean(),
});
export type CoinRow = z.output<typeof coinRow>;

export const chainRow = z.strictObject({
  txid: hex32,
  /** Received less spent, of this account: may be negative. */
  deltaMsat: z.string().regex(/^-?\d{1,19}$/),
  feeMsat: amount.nullable(),
  confirmations: count,
  wanted: count,
  /** `replaced`: void, because a transaction of ours took its place; `conflicted`: somebody else's did. */
  state: z.enum(['pending', 'confirmed', 'conflicted', 'reorganised', 'replaced']),
  at: unixTime.nullable(),
  label: z.string(),
  /** A draft of ours that can be replaced with a higher fee, or whose change can pay for it. */
  canBump: z.boolean(),
  canPayForParent: z.boolean(),
});
export type ChainRow = z.output<typeof chainRow>;

const draftOutput = z.strictObject({
  address: z.string(),
  valueMsat: amount,
  kind: z.enum(['payment', 'change', 'own']),
  label: z.string(),
});

export const draftRow = z.strictObject({
  id,
  accountId: id,
  accountName: z.string(),
  purpose: z.enum(DRAFT_PURPOSES),
  state: z.enum(DRAFT_STATES),
  createdAt: unixTime,
  inputs: z.array(z.strictObject({ outpoint, valueMsat: amount, address: z.string(), label: z.string() })),
  outputs: z.array(draftOutput),
  feeMsat: amount,
  feeRate,
  /** Fee over the size of what will really be broadcast, its unconfirmed parents counted in. */
  effectiveFeeRate: count,
  vsize: count,
  /** BIP-125: may be replaced with a higher fee while unconfirmed. */
  replaceable: z.boolean(),
  txid: hex32.nullable(),
  replaces: hex32.nullable(),
  warnings: z.array(z.string()),
  /** What the device will show, screen by screen. */
  onDevice: z.array(z.strictObject({ title: z.string(), text: z.string() })),
  signatures: z.strictObject({ have: count, needed: count }),
  reason: z.string(),
  /** Why the last broadcast did not come about, or is not known to have. */
  note: z.string(),
});
export type DraftRow = z.output<typeof draftRow>;

const chainSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('esplora'), url: z.string().trim().url().max(500) }),
  z.strictObject({ kind: z.literal('lnd'), nodeId: id }),
]);

export const sweepProposal = z.strictObject({
  agentId: id,
  agentName: z.string(),
  nodeId: id,
  /** `dedicated`: it draws on the node's own channels, so that nothing sent on chain lowers what it holds; a channel has to be closed first. */
  draw: z.enum(['allotted', 'dedicated']),
  hotMsat: amount,
  ceilingMsat: amount,
  /** What would go to cold storage: exactly what is over the ceiling, in whole sats. */
  amountMsat: amount,
  /** What the node can send on chain now; less than the amount: coins must leave its channels first. */
  nodeOnChainMsat: amount.nullable(),
});

/** A sweep that was ordered. `ordered` with a note: whether the node sent it is not known, and it stays debited until the node says. */
export const sweepOrder = z.strictObject({
  id,
  agentId: id,
  agentName: z.string(),
  accountId: id,
  address: z.string(),
  amountMsat: amount,
  state: z.enum(SWEEP_STATES),
  txid: hex32.nullable(),
  note: z.string(),
  orderedAt: unixTime,
});
export type SweepOrder = z.output<typeof sweepOrder>;

export const treasuryCalls = {
  'treasury.status': call(
    'read',
    none,
    z.strictObject({
      network,
      device: z.strictObject({
        /** Anything but `usb` is labelled on every screen that shows the device. */
        transport: z.enum(['usb', 'speculos', 'replay', 'test']),
        attached: z.array(z.strictObject({ id: z.string().max(500), model: z.string() })),
        /** What was learnt of it in the last operation. */
        last: z
          .strictObject({
            fingerprint,
            app: z.enum(['Bitcoin', 'Bitcoin Test']),
            appVersion: z.string(),
            at: unixTime,
          })
          .nullable(),
      }),
      operation: operation.nullable(),
      chain: z.strictObject({
        source: chainSource,
        state: z.enum(['none', 'connecting', 'ready', 'unreachable', 'wrong-network']),
        note: z.string(),
        height: count.nullable(),
        lastAnswerAt: unixTime.nullable(),
      }),
      accounts: z.array(accountRow),
      confirmedMsat: amount,
      pendingMsat: amount,
      drafts: z.array(draftRow),
      sweeps: z.array(sweepProposal),
      /** The newest, under way or ended. */
      sweepOrders: z.array(sweepOrder),
      approver: z.strictObject({ fingerprint, address: z.string(), enrolledAt: unixTime }).nullable(),
      /** Next unused account number of each type for the last device seen. */
      nextAccount: z.strictObject({ wpkh: count, tr: count }),
    }),
  ),
  'treasury.account': call(
    'read',
    z.strictObject({ id }),
    z.strictObject({
      account: accountRow,
      /** The next address nobody has paid to. */
      next: addressRow.extend({ bip21: z.string() }),
      addresses: z.array(addressRow),
      coins: z.array(coinRow),
      history: z.array(chainRow),
    }),
  ),

  /** Connects, unlocks, opens the app, reads the fingerprint. Changes nothing. */
  'treasury.identify': call(
    'act',
    z.strictObject({ deviceId: z.string().max(500).nullable() }),
    z.strictObject({ operation: id }),
  ),
  /** Reads the xpub, has it and the first address confirmed on the device, stores the account. */
  'treasury.createAccount': call(
    'human',
    z.strictObject({
      name,
      type: z.enum(['wpkh', 'tr']),
      accountNumber: z.number().int().min(0).max(2_147_483_647),
      deviceId: z.string().max(500).nullable(),
    }),
    z.strictObject({ operation: id }),
  ),
  /** Reads a cosigner's key, `[fingerprint/48'/…]xpub`, of the device that is attached; `result` of the operation is that text. */
  'treasury.readKey': call(
    'human',
    z.strictObject({
      accountNumber: z.number().int().min(0).max(100),
      deviceId: z.string().max(500).nullable(),
    }),
    z.strictObject({ operation: id }),
  ),
  /** Composes a policy of several keys; nothing is stored until it is registered on a device. */
  'treasury.checkPolicy': call(
    'read',
    z.strictObject({
      template: z.string().trim().min(1).max(2_000),
      keys: z.array(z.string().trim().max(300)).min(1).max(15),
    }),
    z.strictObject({
      descriptor: z.string(),
      firstAddress: z.string(),
      threshold: z.strictObject({ needed: count, of: count }).nullable(),
      /** In words: who can spend, and when. */
      sentence: z.string(),
    }),
    { maxBytes: 65_536 },
  ),
  'treasury.registerPolicy': call(
    'human',
    z.strictObject({
      name: z
        .string()
        .trim()
        .regex(/^[\x20-\x7e]{1,64}$/),
      template: z.string().trim().min(1).max(2_000),
      keys: z.array(z.string().trim().max(300)).min(1).max(15),
      deviceId: z.string().max(500).nullable(),
    }),
    z.strictObject({ operation: id }),
    { maxBytes: 65_536 },
  ),
  'treasury.renameAccount': call('act', z.strictObject({ id, name }), done),
  /** Forgets an account that holds nothing. The coins are the device's; the log keeps the descriptor. */
  'treasury.removeAccount': call('human', z.strictObject({ id, reason }), done),
  /** The text of a file for the operator: written by the core through `exports`, its path told. */
  'treasury.exportAccount': call(
    'act',
    z.strictObject({ id, format: z.enum(['descriptor', 'labels', 'sparrow']) }),
    z.strictObject({ path: z.string(), text: z.string() }),
  ),
  'treasury.importLabels': call(
    'act',
    z.strictObject({ id, text: z.string().max(1_000_000) }),
    z.strictObject({ taken: count, passedOver: count }),
    { maxBytes: 2_000_000 },
  ),
  'treasury.setLabel': call(
    'act',
    z.strictObject({
      accountId: id,
      kind: z.enum(['address', 'output', 'tx']),
      ref: z.string().max(120),
      label,
    }),
    done,
  ),
  'treasury.checkAddress': call(
    'human',
    z.strictObject({ accountId: id, change: z.boolean(), index, deviceId: z.string().max(500).nullable() }),
    z.strictObject({ operation: id }),
  ),
  'treasury.scan': call('act', z.strictObject({ accountId: id }), z.strictObject({ operation: id })),
  /** Ends the operation that runs: a waiting prompt with the process that holds the device. */
  'treasury.cancel': call('act', z.strictObject({ operation: id }), done),

  'treasury.setChainSource': call('human', z.strictObject({ source: chainSource }), done),
  'treasury.feeRates': call(
    'read',
    none,
    z.strictObject({
      targets: z.array(z.strictObject({ blocks: count, rate: feeRate })),
      asOf: unixTime.nullable(),
    }),
  ),

  /** Chooses coins and says what would be signed. `outputs` with a null value takes what is left. Stored as a draft. */
  'treasury.draft': call(
    'act',
    z.strictObject({
      accountId: id,
      outputs: z
        .array(z.strictObject({ address, valueMsat: amount.nullable(), label }))
        .min(1)
        .max(100),
      feeRate,
      choice: z.enum(COIN_CHOICES),
      /** Of `manual`: exactly these. */
      coins: z.array(outpoint).max(1_000),
      reason: optionalReason,
      /** A draft it takes the place of. */
      instead: id.nullable(),
    }),
    z.strictObject({ draft: draftRow }),
    { maxBytes: 131_072 },
  ),
  /** Cold → hot: a draft that pays a fresh address of the agent's node; the agent is credited once it is deep enough. */
  'treasury.refill': call(
    'human',
    z.strictObject({ accountId: id, agentId: id, amountMsat: amount, feeRate, reason }),
    z.strictObject({ draft: draftRow }),
  ),
  /** Hot → cold: the node pays exactly the proposal to an address that was checked on the device, and the agent is debited. */
  'treasury.sweep': call(
    'human',
    z.strictObject({ agentId: id, accountId: id, index, amountMsat: amount, feeRate, reason }),
    z.strictObject({ txid: hex32.nullable(), note: z.string() }),
  ),
  /** A higher fee for a transaction of ours that is not in a block: BIP-125 replacement, or a child that pays for it. */
  'treasury.bump': call(
    'act',
    z.strictObject({
      accountId: id,
      txid: hex32,
      how: z.enum(['replace', 'child']),
      feeRate,
      instead: id.nullable(),
    }),
    z.strictObject({ draft: draftRow }),
  ),
  'treasury.sign': call(
    'human',
    z.strictObject({ draftId: id, deviceId: z.string().max(500).nullable() }),
    z.strictObject({ operation: id }),
  ),
  /** As base64, for a file or a QR code. */
  'treasury.exportPsbt': call(
    'act',
    z.strictObject({ draftId: id }),
    z.strictObject({ psbt, path: z.string() }),
  ),
  /** Takes signatures of the same transaction from elsewhere; anything else is refused. */
  'treasury.importPsbt': call(
    'act',
    z.strictObject({ draftId: id, psbt }),
    z.strictObject({ draft: draftRow }),
    { maxBytes: 1_100_000 },
  ),
  'treasury.discard': call('act', z.strictObject({ draftId: id }), done),
  /** Cannot be called back. `txid` is what the operator saw. */
  'treasury.broadcast': call(
    'human',
    z.strictObject({ draftId: id, txid: hex32, understood: z.literal(true) }),
    z.strictObject({ draft: draftRow }),
  ),

  /** The Ledger that signs approvals above the fleet's limit: enrolled once. */
  'treasury.enrolApprover': call(
    'human',
    z.strictObject({ reason, deviceId: z.string().max(500).nullable() }),
    z.strictObject({ operation: id }),
  ),
} as const;
