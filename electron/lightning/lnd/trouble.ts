// Trouble: what a failed look at a node means and what the operator can do, by gRPC code, lnd's own wording and the certificate shown.
import { status } from '@grpc/grpc-js';
import type { NodeState } from '../lightning-node.ts';
import { codeName, type GrpcError } from './grpc-error.ts';
import type { Presented } from './presented-certificate.ts';

export type Trouble = Exclude<NodeState, { kind: 'ready' | 'connecting' }>;

/** lnd's own sentences while it cannot serve. The last one comes from versions that register services late. */
const LOCKED: readonly (readonly [RegExp, string])[] = [
  [
    /^wallet locked/,
    'LND runs, but its wallet is locked. Nothing is paid through it. Unlock it with “lncli unlock”.',
  ],
  [
    /^wallet not created/,
    'LND runs, but has no wallet yet. Nothing is paid through it. Create one with “lncli create”.',
  ],
  [
    /in the process of starting up|waiting to start|not yet ready/,
    'LND is starting. Nothing is paid through it until it is ready; this is checked again by itself.',
  ],
  [
    /^unknown service lnrpc\.Lightning/,
    'LND runs, but does not serve yet: its wallet is locked or it is starting. Unlock it with “lncli unlock”.',
  ],
];

const MACAROON: readonly (readonly [RegExp, string])[] = [
  [
    /macaroon has expired/,
    'The macaroon has expired. Nothing is paid through this node. Bake a new one and add the node again.',
  ],
  [
    /^caveat ".*" not satisfied/,
    'The macaroon’s conditions are not met from here. Nothing is paid through this node. Bake one that is valid for this machine and add the node again.',
  ],
  [
    /^permission denied$/,
    'The macaroon does not allow reading the node. Nothing is paid through it. Bake one that can read, pay and make invoices, and add the node again.',
  ],
  [
    /^verification failed|^cannot get macaroon|macaroon|^unmarshal v2|^invalid ID$/,
    'The node does not accept the macaroon: it is another node’s, or it was revoked. Nothing is paid through this node. Add it again with a macaroon of its own.',
  ],
];

const noteFor = (table: readonly (readonly [RegExp, string])[], details: string): string | undefined =>
  table.find(([text]) => text.test(details))?.[1];

/** `error` null: the answer came and could not be read. `presented` null: not looked at, because the failure was not the transport's. */
export function troubleOf(
  error: GrpcError | null,
  socket: string,
  pin: string,
  presented: Presented | null,
): Trouble {
  if (!error)
    return {
      kind: 'unreachable',
      note: 'The node answered in a form this console does not know. Nothing is paid through it. LND 0.20 and 0.21 are supported.',
    };
  const { code, details } = error;
  const locked = noteFor(LOCKED, details);
  if (locked !== undefined) return { kind: 'locked', note: locked };
  if (code === status.UNKNOWN || code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) {
    const macaroon = noteFor(MACAROON, details);
    if (macaroon !== undefined) return { kind: 'refused', note: macaroon };
  }
  if (code === status.UNAVAILABLE && presented?.kind === 'certificate')
    return certificateTrouble(socket, pin, presented);
  if (code === status.UNAVAILABLE && presented?.kind === 'no-tls')
    return {
      kind: 'unreachable',
      note: `What listens at ${socket} does not speak TLS. Nothing is paid through this node. Check that the port is the one of LND’s gRPC (10009 by default).`,
    };
  if (code === status.UNAVAILABLE)
    return {
      kind: 'unreachable',
      note: `Nothing answers at ${socket}. Nothing is paid through this node until it does. Check that LND runs and that the address and port are right.`,
    };
  if (code === status.DEADLINE_EXCEEDED || code === status.CANCELLED)
    return {
      kind: 'unreachable',
      note: `LND at ${socket} does not answer in time. Nothing is paid through this node until it does. Check the load of its machine and the network between.`,
    };
  return {
    kind: 'unreachable',
    note: `The node answered with an error (${codeName(code)}). Nothing is paid through it. Its own log says more; this is tried again by itself.`,
  };
}

function certificateTrouble(
  socket: string,
  pin: string,
  presented: Extract<Presented, { kind: 'certificate' }>,
): Trouble {
  if (presented.pin !== pin)
    return {
      kind: 'refused',
      note: `The node at ${socket} presents another certificate (SHA-256 ${presented.pin.slice(0, 16)}…) than the pinned one. Nothing was sent to it. If its certificate was renewed, add the node again with the new one; if not, somebody may stand between.`,
    };
  const now = Date.now();
  if (presented.validTo.getTime() < now || presented.validFrom.getTime() > now)
    return {
      kind: 'refused',
      note: `The node’s certificate is valid from ${day(presented.validFrom)} to ${day(presented.validTo)}, and not now. Nothing was sent to it. Let LND make a new one (delete tls.cert and tls.key, restart), then add the node again.`,
    };
  return {
    kind: 'unreachable',
    note: `The connection to ${socket} was lost. Nothing is paid through this node until it is back; this is tried again by itself.`,
  };
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
