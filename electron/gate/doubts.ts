// Doubts: every present reason for which the gate, or one node's share of it, is closed. Empty means open.
import type { ClosedReason, GateDoubt } from '../../shared/domain/gate-state.ts';
import type { NodeId } from '../../shared/domain/ids.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';

export type Doubts = {
  /** Adds or removes a reason; `nodeId` null is the whole gate. */
  readonly set: (reason: ClosedReason, present: boolean, nodeId?: NodeId | null) => void;
  readonly has: (reason: ClosedReason, nodeId?: NodeId | null) => boolean;
  readonly list: () => readonly GateDoubt[];
  /** Reasons that stop a payment through this node. */
  readonly stopping: (nodeId: NodeId) => readonly ClosedReason[];
};

export function createDoubts(
  now: () => UnixSeconds,
  onChange: (doubt: GateDoubt, present: boolean) => void,
): Doubts {
  const present = new Map<string, GateDoubt>();
  const keyOf = (reason: ClosedReason, nodeId: NodeId | null): string => `${reason}/${nodeId ?? ''}`;
  return {
    set: (reason, isPresent, nodeId = null) => {
      const key = keyOf(reason, nodeId);
      const before = present.get(key);
      if ((before !== undefined) === isPresent) return;
      const doubt = before ?? { reason, nodeId, since: now() };
      if (isPresent) present.set(key, doubt);
      else present.delete(key);
      onChange(doubt, isPresent);
    },
    has: (reason, nodeId = null) => present.has(keyOf(reason, nodeId)),
    list: () => [...present.values()],
    stopping: (nodeId) =>
      [...present.values()]
        .filter((doubt) => doubt.nodeId === null || doubt.nodeId === nodeId)
        .map((doubt) => doubt.reason),
  };
}
