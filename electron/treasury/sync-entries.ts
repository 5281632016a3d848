// Sync entries: what the chain did, as sentences of the audit log. What had counted as paid and does not any more is critical.
import { satsText } from '../../shared/domain/amount-text.ts';
import { confirmationsWanted } from '../../shared/domain/confirmations.ts';
import type { AuditBody } from '../../shared/domain/audit-entry.ts';
import type { ChainEvent } from './chain-changes.ts';
import type { ColdAccount } from './cold-account.ts';
import { CONSOLE, shortTxid, type TreasuryEntry } from './entries.ts';

export type EventContext = {
  readonly account: Pick<ColdAccount, 'id' | 'name'>;
  /** Received less spent, in satoshi. */
  readonly delta: bigint;
  /** The draft it came of. */
  readonly draft: string | undefined;
  /** What stands in its place is a transaction of ours. */
  readonly byOurs: boolean;
};

export function entryOfEvent(
  event: ChainEvent,
  { account, delta, draft, byOurs }: EventContext,
): TreasuryEntry {
  const { txid, block, firstSeenAt } = event.transaction;
  const size = delta < 0n ? -delta : delta;
  const amount = satsText(size * 1_000n);
  const way = delta < 0n ? 'outgoing' : 'incoming';
  const body: AuditBody = {
    accountId: account.id,
    txid,
    deltaMsat: (delta * 1_000n).toString(),
    blockHeight: block?.height ?? null,
    blockHash: block?.hash ?? null,
    firstSeenAt,
  };
  const entry = (part: Pick<TreasuryEntry, 'action' | 'level' | 'outcome' | 'summary'>): TreasuryEntry => ({
    actor: CONSOLE,
    correlation: draft ?? account.id,
    body,
    ...part,
    summary: `${account.name}: ${part.summary}`,
  });
  const wanted = confirmationsWanted(size);
  switch (event.kind) {
    case 'seen':
      return entry({
        action: 'chain-seen',
        outcome: 'started',
        summary: `${way} ${amount} seen in ${shortTxid(txid)}; counts after ${wanted} confirmations`,
      });
    case 'matured':
      return entry({
        action: 'chain-confirmed',
        outcome: 'succeeded',
        summary: `${way} ${amount} in ${shortTxid(txid)} has its ${wanted} confirmations`,
      });
    case 'moved':
      return entry({
        action: 'chain-moved',
        outcome: 'succeeded',
        summary: `${shortTxid(txid)} stands in another block of the same chain after a reorganisation`,
      });
    case 'returned':
      return entry({
        action: 'chain-returned',
        outcome: 'succeeded',
        summary: `${way} ${amount} in ${shortTxid(txid)} is back`,
      });
    case 'reorganised':
      return entry({
        action: 'chain-reorganised',
        level: event.wasMature ? 'critical' : 'warning',
        outcome: 'unknown',
        summary: event.wasMature
          ? `${way} ${amount} in ${shortTxid(txid)} had counted as paid and its block is gone: it does not count any more`
          : `the block of ${shortTxid(txid)} (${way} ${amount}) is gone; it waits for another`,
      });
    case 'conflicted':
      if (byOurs)
        return entry({
          action: 'chain-replaced',
          outcome: 'succeeded',
          summary: `${shortTxid(txid)} was replaced by ${shortTxid(event.by ?? '')}, as asked`,
        });
      return entry({
        action: 'chain-conflicted',
        level: event.wasMature ? 'critical' : 'error',
        outcome: 'failed',
        summary:
          event.by === null
            ? `the chain source does not know ${shortTxid(txid)} (${way} ${amount}) any more: it does not count`
            : `${shortTxid(txid)} (${way} ${amount}) lost its coins to ${shortTxid(event.by)}: it does not count`,
      });
  }
}
