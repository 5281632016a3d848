// Insight: one look at everything an operator may want to see of a node, each part by itself, so that a right that is lacking hides that
// part and no other. What is known stays shown, with its age, when a later look fails.
import { unixSeconds } from '../../../shared/domain/time.ts';
import type { Clock } from '../../store/clock.ts';
import type { NodeDetails, NodeInsight, Part } from '../node-insight.ts';
import { followBackups, verifyBackup } from './backups.ts';
import type { HealthBook } from './call-health.ts';
import { readChannels, readClosed, readPending } from './channel-views.ts';
import type { LndConnection } from './connection.ts';
import { codeName, grpcErrorOf, quoted } from './grpc-error.ts';
import { createForwardReader, readPeers } from './peers-and-forwards.ts';

const FRESH_MS = 10_000;

export function createInsight(
  connection: LndConnection,
  health: HealthBook,
  clock: Clock,
): NodeInsight & { readonly close: () => void } {
  const followers = new Set<() => void>();
  const channels = part(clock, () => readChannels(connection));
  const pending = part(clock, () => readPending(connection));
  const closed = part(clock, () => readClosed(connection));
  const peers = part(clock, () => readPeers(connection));
  const forwards = part(clock, createForwardReader(connection, clock));
  let looked: { readonly at: number; readonly details: Promise<NodeDetails> } | null = null;

  const look = async (): Promise<NodeDetails> => {
    const [one, two, three, four, five] = await Promise.all([
      channels(),
      pending(),
      closed(),
      peers(),
      forwards(),
    ]);
    return { channels: one, pending: two, closed: three, peers: four, forwards: five };
  };

  return {
    calls: health.read,
    details: () => {
      const now = clock.monotonic();
      if (!looked || now - looked.at > FRESH_MS) looked = { at: now, details: look() };
      return looked.details;
    },
    onBackup: (listener) => {
      const stop = followBackups(connection, clock, listener);
      followers.add(stop);
      return () => {
        stop();
        followers.delete(stop);
      };
    },
    verifyBackup: (bytes) => verifyBackup(connection, bytes),
    close: () => {
      for (const stop of followers) stop();
      followers.clear();
    },
  };
}

/** Reads, remembers the last success, and never rejects. */
function part<T>(clock: Clock, read: () => Promise<T>): () => Promise<Part<T>> {
  let last: { readonly value: T; readonly at: ReturnType<Clock['now']> } | null = null;
  return async () => {
    try {
      const value = await read();
      last = { value, at: unixSeconds(clock.now()) };
      return { ok: true, ...last };
    } catch (error) {
      return { ok: false, note: noteOf(error), last };
    }
  };
}

function noteOf(error: unknown): string {
  const grpc = grpcErrorOf(error);
  if (!grpc) return 'The node answered in a form this console does not know.';
  if (grpc.details === 'permission denied') return 'The macaroon does not allow it.';
  return `${codeName(grpc.code)}: ${quoted(grpc.details)}`;
}
