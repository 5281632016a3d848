// Broadcasts: the one place where a cold transaction leaves. Written down first; what nobody knows the outcome of is a state, and is taken up again.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import { ChainError, type ChainSource } from '../bitcoin/chain-source.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import type { AccountRows } from './account-rows.ts';
import { isLive } from './account-view.ts';
import type { Builder } from './builder.ts';
import type { ChainLink } from './chain-link.ts';
import type { ChainMemory, KnownTransaction } from './chain-memory.ts';
import { outpointOf } from './cold-account.ts';
import { nextDraftState, type DraftEvent } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { Draft } from './draft.ts';
import { CONSOLE, shortTxid, type TreasuryLog } from './entries.ts';
import { draftBody, paid } from './spend-entries.ts';

export type BroadcastParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: TreasuryLog;
  readonly accounts: AccountRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly link: ChainLink;
  readonly builder: Pick<Builder, 'compare'>;
  /** The account was wholly scanned since this start. */
  readonly isFresh: (accountId: string) => boolean;
  /** What is held has changed. */
  readonly changed: () => void;
};

export type Broadcasts = {
  /** Cannot be called back. `seen` is the txid the operator saw. */
  readonly broadcast: (id: string, seen: string, actor: AuditActor) => Promise<Result<Draft>>;
  /** What the chain shows of every draft of an account, as states. */
  readonly follow: (accountId: string) => void;
  /** Sends again what was ordered and is not to be seen: after a crash, or when the source did not answer. */
  readonly resume: () => Promise<void>;
};

export function createBroadcasts(parts: BroadcastParts): Broadcasts {
  const { database, clock, random, log, accounts, memory, drafts, link, builder, changed } = parts;
  const inTurn = createOneAtATime();

  const entry = (
    draft: Draft,
    actor: AuditActor,
    part: Pick<Parameters<TreasuryLog>[0], 'action' | 'level' | 'outcome' | 'summary'>,
  ): void => void log({ actor, correlation: draft.id, body: draftBody(draft), ...part });

  const amountOf = (draft: Draft): string => satsText(paid(draft) * 1_000n);

  /** Sends what is written down. Every end is an answer in the database. */
  const send = async (
    source: ChainSource,
    draft: Draft,
    broadcastId: string,
    actor: AuditActor,
  ): Promise<void> => {
    let said: { readonly outcome: 'accepted' | 'refused' | 'unknown'; readonly note: string };
    try {
      const txid = await source.broadcast(draft.raw ?? '');
      said =
        txid === draft.txid
          ? { outcome: 'accepted', note: '' }
          : { outcome: 'unknown', note: 'The chain source answered with the id of another transaction.' };
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      said =
        error.kind === 'refused'
          ? { outcome: 'refused', note: `The chain source did not take it: ${error.message}` }
          : { outcome: 'unknown', note: `It is not known whether it was taken: ${error.message}` };
    }
    database.transaction(() => {
      const before = drafts.broadcasts(draft.id);
      drafts.answer(broadcastId, said.outcome, clock.now(), said.note);
      const now = drafts.get(draft.id);
      if (!now) return;
      // Only a first try that nobody took brings it back: an earlier one that may be out stays out until the chain decides.
      const isFirst = before.every(({ id, outcome }) => id === broadcastId || outcome === 'refused');
      const back = said.outcome === 'refused' && isFirst && now.state === 'broadcast' && !known(now);
      if (back) drafts.move(draft.id, 'turned-away', clock.now(), said.note);
      else drafts.note(draft.id, said.note);
      if (said.outcome !== 'accepted' && now.note === said.note) return;
      entry(draft, actor, {
        action: 'broadcast',
        level: said.outcome === 'accepted' ? 'info' : 'warning',
        outcome: said.outcome === 'accepted' ? 'succeeded' : back ? 'refused' : 'unknown',
        summary:
          said.outcome === 'accepted'
            ? `${shortTxid(draft.txid)} of ${amountOf(draft)} taken by the chain source`
            : `${shortTxid(draft.txid)} of ${amountOf(draft)}: ${said.note}`,
      });
      database.touch('treasury');
    });
    changed();
  };

  const known = (draft: Draft): KnownTransaction | undefined =>
    memory.of(draft.accountId).find(({ txid }) => txid === draft.txid);

  const eventOf = (draft: Draft, all: readonly KnownTransaction[]): DraftEvent | null => {
    const own = all.find(({ txid }) => txid === draft.txid);
    if (own && isLive(own)) return own.state === 'confirmed' ? 'deep' : 'seen';
    const inputs = new Set(draft.plan.inputs.map(({ outpoint }) => outpoint));
    const other = all.some(
      (transaction) =>
        transaction.txid !== draft.txid &&
        isLive(transaction) &&
        transaction.inputs.some(({ txid, index }) => inputs.has(outpointOf(txid, index))),
    );
    return other ? 'lost' : null;
  };

  const follow = (accountId: string): void => {
    const all = memory.of(accountId);
    for (const draft of drafts.ofAccount(accountId)) {
      const event = eventOf(draft, all);
      if (event === null || (event === 'lost' && isReplacementWaiting(draft, all))) continue;
      const state = nextDraftState(draft.state, event);
      if (state === undefined || state === draft.state) {
        // What the source once did not answer about is settled by its being seen.
        if (event === 'seen' && draft.state === 'broadcast' && draft.note !== '')
          database.transaction(() => {
            drafts.note(draft.id, '');
            database.touch('treasury');
          });
        continue;
      }
      database.transaction(() => {
        drafts.move(draft.id, event, clock.now(), event === 'lost' ? lostNote(draft, all) : '');
        entry(draft, CONSOLE, {
          action: `draft-${state}`,
          level: event === 'seen' && draft.state !== 'broadcast' ? 'warning' : 'info',
          outcome: event === 'lost' ? 'failed' : 'succeeded',
          summary: `draft of ${amountOf(draft)} is ${state}, was ${draft.state}`,
        });
        database.touch('treasury');
      });
      changed();
    }
  };

  return {
    broadcast: (id, seen, actor) =>
      inTurn(async () => {
        const draft = drafts.get(id);
        const account = draft && accounts.get(draft.accountId);
        if (!draft || !account) return refuse('unknown_draft', 'There is no such draft.');
        if (!nextDraftState(draft.state, 'order') || draft.raw === null)
          return refuse('not_now', `A draft that is ${draft.state} cannot be broadcast. Nothing was sent.`);
        if (draft.txid !== seen)
          return refuse(
            'changed_while_waiting',
            'This is not the transaction that was shown. Nothing was sent. Look at it again.',
          );
        const source = link.source();
        if (!source)
          return refuse(
            'no_chain',
            'No chain source is in use, so nothing can be sent. Set one under Treasury.',
          );
        const same = builder.compare(account, draft, draft.raw);
        if (!same.ok) {
          database.transaction(() =>
            entry(draft, actor, {
              action: 'broadcast',
              level: 'critical',
              outcome: 'refused',
              summary: `${shortTxid(draft.txid)}: what would have left is not what was approved`,
            }),
          );
          return same;
        }
        const broadcastId = newId(random);
        // SECURITY: durable before the first byte leaves, so that a crash can never leave a payment out that nobody knows of.
        const ordered = database.transaction(() => {
          drafts.order({
            id: broadcastId,
            draftId: id,
            txid: draft.txid,
            raw: draft.raw ?? '',
            orderedAt: clock.now(),
          });
          entry(draft, actor, {
            action: 'broadcast',
            outcome: 'started',
            summary: `${account.name}: broadcast of ${amountOf(draft)}, fee ${satsText(draft.plan.fee * 1_000n)}, in ${shortTxid(draft.txid)} ordered`,
          });
          database.touch('treasury');
          return drafts.move(id, 'order', clock.now(), 'On its way to the chain source.');
        });
        await send(source, ordered, broadcastId, actor);
        const now = drafts.get(id);
        return now?.state === 'signed'
          ? refuse(
              'refused_by_chain',
              `${now.note}. The transaction is kept. Whoever saw it signed could still send it: before you pay the same anew, spend one of its coins.`,
            )
          : ok(now ?? ordered);
      }),
    follow,
    resume: () =>
      inTurn(async () => {
        for (const draft of drafts.list()) {
          const source = link.source();
          if (!source || draft.state !== 'broadcast' || draft.raw === null) continue;
          // After a start it is looked for first: what was taken before a crash is not sent a second time.
          if (!parts.isFresh(draft.accountId)) continue;
          const seen = known(draft);
          if (seen && isLive(seen)) continue;
          const account = accounts.get(draft.accountId);
          // Looked at again: what lies in a file between two starts is compared like what came of the device.
          if (!account || !builder.compare(account, draft, draft.raw).ok) continue;
          const broadcastId = newId(random);
          const { raw } = draft;
          database.transaction(() =>
            drafts.order({
              id: broadcastId,
              draftId: draft.id,
              txid: draft.txid,
              raw,
              orderedAt: clock.now(),
            }),
          );
          await send(source, draft, broadcastId, CONSOLE);
        }
      }),
  };
}

/** A replacement that was not broadcast yet: that the original spends the same coins is what it is made for. */
const isReplacementWaiting = (draft: Draft, all: readonly KnownTransaction[]): boolean =>
  draft.replaces !== null &&
  draft.state !== 'confirmed' &&
  all.some(({ txid, state, block }) => txid === draft.replaces && state !== 'conflicted' && block === null);

function lostNote(draft: Draft, all: readonly KnownTransaction[]): string {
  const inputs = new Set(draft.plan.inputs.map(({ outpoint }) => outpoint));
  const other = all.find(
    (transaction) =>
      isLive(transaction) &&
      transaction.inputs.some(({ txid, index }) => inputs.has(outpointOf(txid, index))),
  );
  return other ? `Its coins were spent by ${other.txid}.` : '';
}
