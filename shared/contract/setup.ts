// Calls about setting up a real fleet: what is there already, and live trials of a node and of a relay that store nothing.
import { z } from 'zod';
import { SETUP_STEPS } from '../domain/setup.ts';
import { call, done, none } from './call.ts';
import { nodeRow } from './nodes.ts';
import { amount, count, hex32, id, nodeKey, spendState, unixTime } from './values.ts';

const step = z.enum(SETUP_STEPS);

/** As pasted: the core reads PEM, DER, hex and base64 in either alphabet. */
const pasted = z.string().max(20_000);

const nodeReport = z.strictObject({
  publicKey: nodeKey,
  alias: z.string(),
  version: z.string(),
  network: nodeRow.shape.network.unwrap(),
  blockHeight: count,
  synced: z.boolean(),
  channels: z.strictObject({ active: count, inactive: count, pending: count }),
  spendableMsat: amount,
  tlsPin: hex32,
  /** The macaroon's rights in words. */
  rights: z.array(z.string()),
  /** What it could do that this console never does, as verbs. */
  excess: z.array(z.string()),
  /** Anything else an operator should know before joining. */
  warnings: z.array(z.string()),
  /** Adding it would renew the node of this name. */
  knownAs: z.string().nullable(),
});
export type NodeReport = z.output<typeof nodeReport>;

const relayReport = z.strictObject({
  url: z.string(),
  /** Everything an agent needs worked. */
  fits: z.boolean(),
  /** Milliseconds each part took; null where it did not come to it or failed. */
  connectedMs: count.nullable(),
  acceptedMs: count.nullable(),
  deliveredMs: count.nullable(),
  /** Word for what failed; null when nothing did. */
  trouble: z.string().nullable(),
  /** What happened and what to do; empty when nothing is to be said. */
  sentence: z.string(),
  /** What the relay says of itself (NIP-11), made fit to be shown; null when it says nothing. */
  says: z
    .strictObject({
      name: z.string(),
      software: z.string(),
      version: z.string(),
      limits: z.array(z.string()),
    })
    .nullable(),
});
export type RelayReport = z.output<typeof relayReport>;

export const setupCalls = {
  /** Derived from the ledger at each call; nothing but an explicit skip is remembered. */
  'setup.progress': call(
    'read',
    none,
    z.strictObject({
      /** The step to go on with; null when all are done or skipped. */
      next: step.nullable(),
      done: z.array(step),
      skipped: z.array(step),
      node: z.strictObject({ id, name: z.string() }).nullable(),
      relays: z.array(z.string()),
      agent: z.strictObject({ id, name: z.string() }).nullable(),
      /** The newest that is neither revoked nor expired; one whose client has spoken comes first. */
      connection: z
        .strictObject({ id, label: z.string(), createdAt: unixTime, lastSeenAt: unixTime.nullable() })
        .nullable(),
      /** A settled one if there is any, else the newest. */
      payment: z.strictObject({ id, agentId: id, state: spendState }).nullable(),
    }),
  ),
  'setup.skip': call('act', z.strictObject({ step, skipped: z.boolean() }), done),
  /** Connects and asks everything that joining asks. `human`, because it makes this machine talk to any address it is given. */
  'setup.tryNode': call(
    'human',
    z.strictObject({ socket: z.string().trim().min(1).max(300), certificate: pasted, macaroon: pasted }),
    nodeReport,
    { maxBytes: 65_536 },
  ),
  /** Connects, reads NIP-11 if offered, publishes one throw-away request and waits for it to come back. */
  'setup.tryRelay': call('human', z.strictObject({ url: z.string().trim().min(1).max(500) }), relayReport),
} as const;
