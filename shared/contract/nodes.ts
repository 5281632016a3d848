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
  'nodes.remove': call('human', z.strictObject({ id, reason }), done),
} as const;
