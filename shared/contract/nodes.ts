// Calls about Lightning nodes. Credentials go in once and never come out.
import { z } from 'zod';
import { NETWORK_PREFIX } from '../domain/network.ts';
import { call, done, none } from './call.ts';
import { amount, count, id, name, reason, unixTime } from './values.ts';

export const nodeRow = z.strictObject({
  id,
  name: z.string(),
  /** host:port */
  socket: z.string(),
  state: z.enum(['connecting', 'ready', 'locked', 'unreachable', 'refused']),
  /** What is wrong and what to do, when it is not ready. */
  note: z.string(),
  alias: z.string().nullable(),
  publicKey: z.string().nullable(),
  version: z.string().nullable(),
  network: z.enum(Object.keys(NETWORK_PREFIX) as [keyof typeof NETWORK_PREFIX]).nullable(),
  blockHeight: count.nullable(),
  synced: z.boolean().nullable(),
  /** null until the node answered once. */
  balance: z
    .strictObject({
      /** Own side of all channels. */
      totalMsat: amount,
      /** What can be sent now: total less channel reserves and what is in flight. */
      spendableMsat: amount,
      /** Channel reserves, which cannot be sent. */
      reservedMsat: amount,
      inFlightMsat: amount,
      asOf: unixTime,
    })
    .nullable(),
  allottedMsat: amount,
  agents: count,
  channels: z.strictObject({ active: count, inactive: count, pending: count }).nullable(),
  reconciling: count,
  /** SHA-256 of the pinned TLS certificate, hex. */
  tlsPin: z.string(),
  /** The macaroon's rights in words, null when unknown. */
  permissions: z.array(z.string()).nullable(),
  lastAnswerAt: unixTime.nullable(),
});
export type NodeRow = z.output<typeof nodeRow>;

/** What a channel or a closing waits for. */
export const PENDING_STAGES = ['opening', 'closing', 'force-closing', 'maturing'] as const;
export const CLOSED_HOW = ['agreement', 'force-by-us', 'force-by-peer', 'breach', 'never-opened'] as const;

/** One part of a look at a node: `rows` may be of an earlier look (`at`), and `note` says why a later one failed. */
const part = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    /** null: never had since this start. */
    value: value.nullable(),
    at: unixTime.nullable(),
    /** Empty when the last look was good. */
    note: z.string(),
  });

const channelRow = z.strictObject({
  point: z.string(),
  id: z.string(),
  peer: z.string(),
  peerAlias: z.string(),
  active: z.boolean(),
  private: z.boolean(),
  openedByUs: z.boolean(),
  capacityMsat: amount,
  localMsat: amount,
  remoteMsat: amount,
  reserveMsat: amount,
  outgoingMsat: amount,
  incomingMsat: amount,
  htlcs: count,
  fee: z.strictObject({ baseMsat: amount, ppm: count }).nullable(),
});
export type ChannelRow = z.output<typeof channelRow>;

const pendingRow = z.strictObject({
  point: z.string(),
  peer: z.string(),
  peerAlias: z.string(),
  capacityMsat: amount,
  oursMsat: amount,
  stage: z.enum(PENDING_STAGES),
  /** null: nothing says how many. */
  blocksLeft: count.nullable(),
  txid: z.string().nullable(),
});
export type PendingRow = z.output<typeof pendingRow>;

/** Everything about one node that is not needed to pay. */
export const nodeDetails = z.strictObject({
  id,
  channels: part(
    z.strictObject({
      /** Of all, also of those beyond `rows`. */
      count,
      capacityMsat: amount,
      localMsat: amount,
      remoteMsat: amount,
      /** Largest first, inactive ones before all; at most 200. */
      rows: z.array(channelRow).max(200),
    }),
  ),
  pending: part(z.array(pendingRow).max(500)),
  closed: part(
    z
      .array(
        z.strictObject({
          point: z.string(),
          peer: z.string(),
          peerAlias: z.string(),
          capacityMsat: amount,
          settledMsat: amount,
          how: z.enum(CLOSED_HOW),
          height: count,
        }),
      )
      .max(50),
  ),
  peers: part(
    z.strictObject({
      count,
      rows: z
        .array(
          z.strictObject({
            publicKey: z.string(),
            alias: z.string(),
            address: z.string(),
            inbound: z.boolean(),
            pingMicros: count.nullable(),
            channels: count,
          }),
        )
        .max(200),
    }),
  ),
  forwards: part(
    z.strictObject({
      since: unixTime,
      count,
      amountMsat: amount,
      feesMsat: amount,
      latest: z
        .array(
          z.strictObject({
            at: unixTime,
            from: z.string(),
            to: z.string(),
            amountMsat: amount,
            feeMsat: amount,
          }),
        )
        .max(20),
    }),
  ),
  /** Sentences about channels that are or may be closed by force. */
  warnings: z.array(
    z.strictObject({ level: z.enum(['warn', 'danger']), point: z.string(), text: z.string() }),
  ),
  backup: z.strictObject({
    copies: z.array(z.strictObject({ file: z.string(), takenAt: unixTime, channels: count })),
    /** When the node last confirmed what the newest copy covers; null: not since this start. */
    coveredAt: unixTime.nullable(),
    note: z.string(),
  }),
  calls: z.array(
    z.strictObject({
      call: z.string(),
      answered: count,
      failed: count,
      lastAnswerAt: unixTime.nullable(),
      lastFailureAt: unixTime.nullable(),
      lastFailure: z.string().nullable(),
      tookMs: count.nullable(),
    }),
  ),
});
export type NodeDetailsView = z.output<typeof nodeDetails>;

export const nodeCalls = {
  'nodes.list': call('read', none, z.strictObject({ nodes: z.array(nodeRow) })),
  /** Connects, checks certificate, network and rights, then stores. Nothing is stored when a check fails. */
  'nodes.add': call(
    'human',
    z.strictObject({
      name,
      socket: z.string().trim().min(3).max(300),
      /** The node's TLS certificate as PEM, or base64 or hex of DER. */
      certificate: z.string().max(20_000),
      /** The macaroon as hex or base64. */
      macaroon: z.string().max(20_000),
    }),
    z.strictObject({ id, warnings: z.array(z.string()) }),
    { maxBytes: 65_536 },
  ),
  /** Asks the node; answers with what is known when it does not answer. */
  'nodes.details': call('read', z.strictObject({ id }), nodeDetails),
  'nodes.remove': call('human', z.strictObject({ id, reason }), done),
} as const;
