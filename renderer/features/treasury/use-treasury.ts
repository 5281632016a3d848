// The treasury's state as a hook, asked for more often while something is under way at the device; and which of two Ledgers is meant.
import { useState } from 'react';
import { create } from 'zustand';
import type { Operation } from '../../../shared/contract/treasury.ts';
import type { Value } from '../../bridge/client.ts';
import { useRead } from '../../bridge/queries.ts';

export type TreasuryStatus = Value<'treasury.status'>;

const CALM_MS = 15_000;
const UNDER_WAY_MS = 1_000;

export function useTreasury() {
  const calm = useRead('treasury.status', {}, { every: CALM_MS });
  // The same answer from the cache: this only asks more often.
  useRead('treasury.status', {}, { every: UNDER_WAY_MS, enabled: calm.data?.operation?.state === 'running' });
  return calm;
}

type DeviceChoice = { readonly chosen: string | null; readonly choose: (id: string) => void };

const useChoice = create<DeviceChoice>()((set) => ({ chosen: null, choose: (chosen) => set({ chosen }) }));

/** Which Ledger the next operation is for: null leaves it to the core, which knows when there is but one. */
export function useDevice(status: TreasuryStatus | undefined) {
  const { chosen, choose } = useChoice();
  const attached = status?.device.attached ?? [];
  const known = attached.some(({ id }) => id === chosen) ? chosen : null;
  return { deviceId: attached.length > 1 ? known : null, choose };
}

/** It ended, and not well: the way on is to try again. */
export const hasStopped = (operation: Operation | null): boolean =>
  operation?.state === 'failed' || operation?.state === 'cancelled';

/**
 * The operation a place shows: one of its kinds, about its thing, and either under way, seen under way here, or begun here. What ended
 * before one came is not news.
 */
export function useShownOperation(
  operation: Operation | null | undefined,
  kinds: readonly Operation['kind'][],
  begunHere: string | null,
  about?: string,
): Operation | null {
  const [seen, setSeen] = useState<string | null>(null);
  const ours =
    operation && kinds.includes(operation.kind) && (about === undefined || operation.about === about)
      ? operation
      : null;
  if (ours?.state === 'running' && ours.id !== seen) setSeen(ours.id);
  return ours && (ours.state === 'running' || ours.id === seen || ours.id === begunHere) ? ours : null;
}
