// State: keeps one node's last known state fresh. Looks every 10 s while it is ready, with growing pauses while it is not, at once
// when the channel comes or goes, and shortly after each payment.
import { status } from '@grpc/grpc-js';
import type { NodeKey } from '../../../shared/domain/ids.ts';
import type { Network } from '../../../shared/domain/network.ts';
import type { Clock } from '../../store/clock.ts';
import type { LightningNode, NodeInfo, NodeState } from '../lightning-node.ts';
import type { LndConnection } from './connection.ts';
import { grpcErrorOf } from './grpc-error.ts';
import { presentedCertificate } from './presented-certificate.ts';
import { readNode, UnknownNetworkError } from './reading.ts';
import { troubleOf } from './trouble.ts';

/** Who must answer: a node that was added once is never silently another one. */
export type ExpectedNode = { readonly publicKey: NodeKey; readonly network: Network };

/** The ops log: for programmers, never the audit log. */
export type LndLog = { readonly error: (details: object, message: string) => void };

export type NodeWatcher = Pick<LightningNode, 'state' | 'onState' | 'refresh'> & {
  /** Looks again soon; a burst of calls is one look. */
  readonly soon: () => void;
  readonly close: () => void;
};

const READY_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const SOON_MS = 200;
const PROBE_MS = 3_000;

export function createNodeWatcher({
  connection,
  socket,
  expected,
  clock,
  log,
}: {
  readonly connection: LndConnection;
  readonly socket: string;
  readonly expected: ExpectedNode | null;
  readonly clock: Clock;
  readonly log?: LndLog | undefined;
}): NodeWatcher {
  const listeners = new Set<(state: NodeState) => void>();
  let state: NodeState = { kind: 'connecting' };
  let running: Promise<NodeState> | null = null;
  let next: Promise<NodeState> | null = null;
  let cancelTimer = (): void => undefined;
  let cancelSoon: (() => void) | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let closed = false;

  const look = async (): Promise<NodeState> => {
    try {
      const { info, balance } = await readNode(connection);
      const stranger = strangerNote(info, expected);
      if (stranger !== null) return { kind: 'refused', note: stranger, cause: 'another_node' };
      return { kind: 'ready', info, balance, asOf: clock.now() };
    } catch (error) {
      if (error instanceof UnknownNetworkError)
        return {
          kind: 'refused',
          note: 'The node runs on a network that is not supported. Nothing is paid through it. Mainnet, testnet, signet and regtest are.',
          cause: 'unknown_network',
        };
      const grpc = grpcErrorOf(error);
      // A machine that drops every packet shows as a deadline, like one that takes the call and never answers it.
      const transport = grpc?.code === status.UNAVAILABLE || grpc?.code === status.DEADLINE_EXCEEDED;
      const presented = transport ? await presentedCertificate(socket, PROBE_MS) : null;
      return troubleOf(grpc, { socket, pin: connection.pin, now: clock.now() }, presented);
    }
  };

  /** One that throws must not keep the others from hearing, nor end the looking. */
  const tell = (listener: (state: NodeState) => void, found: NodeState): void => {
    try {
      listener(found);
    } catch (error) {
      log?.error({ socket, error: String(error) }, 'a node’s state could not be taken in');
    }
  };

  const run = async (): Promise<NodeState> => {
    cancelTimer();
    const found = await look();
    if (closed) return state;
    state = found;
    if (found.kind === 'ready') pauseMs = FIRST_PAUSE_MS;
    cancelTimer();
    cancelTimer = clock.after(found.kind === 'ready' ? READY_MS : pauseMs, () => {
      // Only what nobody asked for waits ever longer.
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
      void refresh();
    });
    for (const listener of listeners) tell(listener, found);
    return found;
  };

  /** A look that has begun may have missed what the caller has just done: he waits for the one after it. */
  const refresh = (): Promise<NodeState> => {
    if (closed) return Promise.resolve(state);
    if (running) return (next ??= running.then(start, start));
    return start();
  };
  const start = (): Promise<NodeState> => {
    next = null;
    const current = run().finally(() => {
      if (running === current) running = null;
    });
    running = current;
    return current;
  };

  const stopWatching = connection.onConnected(() => void refresh());
  void refresh();

  return {
    state: () => state,
    onState: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh,
    soon: () => {
      if (closed) return;
      cancelSoon ??= clock.after(SOON_MS, () => {
        cancelSoon = null;
        void refresh();
      });
    },
    close: () => {
      closed = true;
      stopWatching();
      cancelTimer();
      cancelSoon?.();
      listeners.clear();
    },
  };
}

function strangerNote(info: NodeInfo, expected: ExpectedNode | null): string | null {
  if (!expected) return null;
  if (info.publicKey !== expected.publicKey)
    return `Another node answers: its key begins with ${info.publicKey.slice(0, 12)}. Nothing is paid through it. Restore the node that was added, or remove it and add this one.`;
  if (info.network !== expected.network)
    return `The node now runs on ${info.network}, and was added on ${expected.network}. Nothing is paid through it. Start it on ${expected.network} again.`;
  return null;
}
