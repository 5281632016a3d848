// Chain changes: what the source says now against what it said before. Pure; every event is one entry of the log.
import { confirmationsOf } from '../../shared/domain/confirmations.ts';
import type { UnixSeconds } from '../../shared/domain/time.ts';
import type { ChainTransaction } from '../bitcoin/chain-source.ts';
import type { KnownTransaction, MemoryState } from './chain-memory.ts';
import { outpointOf } from './cold-account.ts';

export type ChainEvent =
  | { readonly kind: 'seen'; readonly transaction: KnownTransaction }
  /** Deep enough, for the first time. */
  | { readonly kind: 'matured'; readonly transaction: KnownTransaction }
  /** Was in a block and is in none now. `wasMature`: it counted as paid. */
  | { readonly kind: 'reorganised'; readonly transaction: KnownTransaction; readonly wasMature: boolean }
  /** Its block was replaced by another that holds it as well. */
  | { readonly kind: 'moved'; readonly transaction: KnownTransaction }
  /** `by`: the spend of the same coin that stands in its place; null: the source forgot it. */
  | {
      readonly kind: 'conflicted';
      readonly transaction: KnownTransaction;
      readonly by: string | null;
      readonly wasMature: boolean;
    }
  | { readonly kind: 'returned'; readonly transaction: KnownTransaction };

export type ChainChanges = {
  readonly updates: readonly KnownTransaction[];
  readonly events: readonly ChainEvent[];
};

export type Compared = {
  readonly known: readonly KnownTransaction[];
  readonly found: readonly ChainTransaction[];
  /** Every script of the account was asked, so that what was not found is gone. */
  readonly complete: boolean;
  readonly tip: number;
  readonly now: UnixSeconds;
  /** Confirmations after which this transaction counts for the account. */
  readonly wanted: (transaction: ChainTransaction) => number;
};

export function compareChain({ known, found, complete, tip, now, wanted }: Compared): ChainChanges {
  const before = new Map(known.map((transaction) => [transaction.txid, transaction]));
  const spenders = new Map<string, string>();
  for (const { txid, inputs } of found.toSorted(
    (a, b) => Number(a.block !== null) - Number(b.block !== null),
  ))
    for (const input of inputs) spenders.set(outpointOf(input.txid, input.index), txid);
  const updates: KnownTransaction[] = [];
  const events: ChainEvent[] = [];

  for (const transaction of found) {
    const old = before.get(transaction.txid);
    before.delete(transaction.txid);
    const deep = confirmationsOf(transaction.block?.height ?? null, tip) >= wanted(transaction);
    const state = stateOf(transaction, old, deep);
    const updated: KnownTransaction = {
      ...transaction,
      state,
      firstSeenAt: old?.firstSeenAt ?? now,
      maturedAt: old?.maturedAt ?? (deep ? now : null),
    };
    if (old && isSame(old, updated)) continue;
    updates.push(updated);
    if (!old) events.push({ kind: 'seen', transaction: updated });
    else if (old.block !== null && transaction.block === null)
      events.push({ kind: 'reorganised', transaction: updated, wasMature: old.state === 'confirmed' });
    else if (old.state === 'conflicted' || (old.state === 'reorganised' && transaction.block !== null))
      events.push({ kind: 'returned', transaction: updated });
    else if (old.block !== null && transaction.block !== null && old.block.hash !== transaction.block.hash)
      events.push({ kind: 'moved', transaction: updated });
    if (deep && (old === undefined || old.maturedAt === null))
      events.push({ kind: 'matured', transaction: updated });
  }

  for (const old of before.values()) {
    const by = old.inputs
      .map(({ txid, index }) => spenders.get(outpointOf(txid, index)))
      .find((spender) => spender !== undefined);
    if (by === undefined && !complete) continue;
    if (old.state === 'conflicted') continue;
    const wasMature = old.state === 'confirmed';
    // SECURITY: what counted as paid and is gone must never go on counting, even if the source gives no reason.
    const updated: KnownTransaction = { ...old, block: null, state: 'conflicted' };
    updates.push(updated);
    events.push({ kind: 'conflicted', transaction: updated, by: by ?? null, wasMature });
  }
  return { updates, events };
}

function stateOf(
  transaction: ChainTransaction,
  old: KnownTransaction | undefined,
  deep: boolean,
): MemoryState {
  if (deep) return 'confirmed';
  if (transaction.block !== null) return 'pending';
  return old !== undefined && (old.block !== null || old.state === 'reorganised') ? 'reorganised' : 'pending';
}

const isSame = (a: KnownTransaction, b: KnownTransaction): boolean =>
  a.state === b.state &&
  a.maturedAt === b.maturedAt &&
  a.block?.hash === b.block?.hash &&
  a.block?.height === b.block?.height;
