// Trouble: what a failed look at a node means and what the operator can do, by gRPC code, lnd's own wording and the certificate shown.
import { status } from '@grpc/grpc-js';
import type { UnixSeconds } from '../../../shared/domain/time.ts';
import type { NodeState, TroubleCause } from '../lightning-node.ts';
import { codeName, type GrpcError } from './grpc-error.ts';
import type { NoAnswer, Presented } from './presented-certificate.ts';

export type Trouble = Exclude<NodeState, { kind: 'ready' | 'connecting' }>;

type Wording = readonly [text: RegExp, cause: TroubleCause, happened: string, next: string];

const MEANWHILE = 'Nothing is paid through this node until then.';

const trouble = (
  kind: Trouble['kind'],
  cause: TroubleCause,
  happened: string,
  next: string,
  meanwhile = MEANWHILE,
): Trouble => ({ kind, cause, happened, next, note: `${happened} ${meanwhile} ${next}` });

/** lnd's own sentences while it cannot serve. The last one comes from versions that register services late. */
const LOCKED: readonly Wording[] = [
  [
    /^wallet locked/,
    'wallet_locked',
    'LND runs, but its wallet is locked.',
    'Unlock it with “lncli unlock”.',
  ],
  [
    /^wallet not created/,
    'wallet_locked',
    'LND runs, but has no wallet yet.',
    'Create one with “lncli create”.',
  ],
  [
    /in the process of starting up|waiting to start|not yet ready/,
    'node_starting',
    'LND is starting.',
    'Wait a moment: a node that was added is asked again by itself.',
  ],
  [
    /^unknown service lnrpc\.Lightning/,
    'wallet_locked',
    'LND runs, but does not serve yet: its wallet is locked or it is starting.',
    'Unlock it with “lncli unlock”.',
  ],
];

const MACAROON: readonly Wording[] = [
  [
    /macaroon has expired/,
    'macaroon_refused',
    'The macaroon has expired.',
    'Bake a new one and add the node with it.',
  ],
  [
    /^caveat ".*" not satisfied/,
    'macaroon_refused',
    'The macaroon’s conditions are not met from here.',
    'Bake one that is valid for this machine and add the node with it.',
  ],
  [
    /^permission denied$/,
    'macaroon_refused',
    'The macaroon does not allow reading the node.',
    'Bake one that can read, pay and make invoices, and add the node with it.',
  ],
  [
    /^verification failed|^cannot get macaroon|macaroon|^unmarshal v2|^invalid ID$/,
    'macaroon_refused',
    'The node does not accept the macaroon: it is another node’s, or it was revoked.',
    'Add the node with a macaroon of its own.',
  ],
];

/** What answers HTTP/2 and is not gRPC: LND's REST port above all, which shows the same certificate. */
const NOT_GRPC =
  /HTTP status code|invalid content-type|Received RST_STREAM with code [0-9]+ \(?(HTTP_1_1|Protocol)/i;

type NoAnswerWords = readonly [cause: TroubleCause, happened: (socket: string) => string, next: string];

const NO_ANSWER: Readonly<Record<NoAnswer, NoAnswerWords>> = {
  'no-such-host': [
    'no_such_host',
    (socket) => `No machine is known by the name in ${socket}.`,
    'Look for a slip in the name, or use the machine’s address.',
  ],
  refused: [
    'connection_refused',
    (socket) => `The machine at ${socket} turns the connection away: nothing listens at that port.`,
    'Check that LND runs, that this is its gRPC port (10009 by default), and that its “rpclisten” is not on its own loopback alone.',
  ],
  unreachable: [
    'host_unreachable',
    (socket) => `There is no way to ${socket} from this machine.`,
    'Check the address, and the network or VPN between.',
  ],
  silent: [
    'no_answer',
    (socket) => `Nothing answers at ${socket}.`,
    'Check that LND runs, that address and port are right, and that no firewall drops what is sent there.',
  ],
};

/** Where it was looked, which certificate was expected there (SHA-256, hex), and when. */
export type Looked = { readonly socket: string; readonly pin: string; readonly now: UnixSeconds };

/** `error` null: the answer came and could not be read. `presented` null: not looked at, because the failure was not the transport's. */
export function troubleOf(error: GrpcError | null, looked: Looked, presented: Presented | null): Trouble {
  const { socket } = looked;
  if (!error)
    return trouble(
      'unreachable',
      'not_lnd',
      'The node answered in a form this console does not know.',
      'LND 0.20 and 0.21 are supported.',
    );
  const { code, details } = error;
  const locked = LOCKED.find(([text]) => text.test(details));
  if (locked) return trouble('locked', locked[1], locked[2], locked[3]);
  if (code === status.UNKNOWN || code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) {
    const macaroon = MACAROON.find(([text]) => text.test(details));
    if (macaroon) return trouble('refused', macaroon[1], macaroon[2], macaroon[3]);
  }
  return (
    presentedTrouble(details, looked, presented) ??
    (code === status.DEADLINE_EXCEEDED || code === status.CANCELLED
      ? trouble(
          'unreachable',
          'no_answer',
          `LND at ${socket} does not answer in time.`,
          'Check the load of its machine and the network between.',
        )
      : code === status.UNAVAILABLE
        ? trouble(
            'unreachable',
            'connection_lost',
            `The connection to ${socket} was lost.`,
            'It is tried again by itself; look at the node if it stays away.',
          )
        : trouble(
            'unreachable',
            'node_error',
            `The node answered with an error (${codeName(code)}).`,
            'Its own log says more; this is tried again by itself.',
          ))
  );
}

/** What the other end itself gives away; null when that is all in order. */
function presentedTrouble(
  details: string,
  { socket, pin, now }: Looked,
  presented: Presented | null,
): Trouble | null {
  if (presented?.kind === 'no-answer') {
    const [cause, happened, next] = NO_ANSWER[presented.why];
    return trouble('unreachable', cause, happened(socket), next);
  }
  if (presented?.kind === 'no-tls')
    return trouble(
      'unreachable',
      'not_tls',
      `What listens at ${socket} does not speak TLS.`,
      'Check that the port is the one of LND’s gRPC (10009 by default).',
    );
  if (presented?.kind === 'certificate' && presented.pin !== pin)
    return trouble(
      'refused',
      'wrong_certificate',
      `The node at ${socket} presents another certificate (SHA-256 ${presented.pin.slice(0, 16)}…) than the one given here.`,
      'If its certificate was renewed, add the node with the new one; if not, somebody may stand between.',
      'Nothing was sent to it. Nothing is paid through this node until that is clear.',
    );
  if (
    presented?.kind === 'certificate' &&
    (secondsOf(presented.validTo) < now || secondsOf(presented.validFrom) > now)
  )
    return trouble(
      'refused',
      'certificate_not_valid',
      `The node’s certificate is valid from ${day(presented.validFrom)} to ${day(presented.validTo)}, and not now.`,
      'Let LND make a new one (delete tls.cert and tls.key, restart), then add the node with it.',
    );
  if (presented?.kind === 'no-http2' || NOT_GRPC.test(details))
    return trouble(
      'unreachable',
      'not_lnd',
      `What listens at ${socket} speaks TLS but not gRPC.`,
      'It may be LND’s REST port: use the one of gRPC (10009 by default).',
    );
  return null;
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000);
const day = (date: Date): string => date.toISOString().slice(0, 10);
