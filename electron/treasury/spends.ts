// Spends: the life of a draft. Prepared, signed on the device, compared with what was approved, broadcast once a person has said so.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/domain/result.ts';
import type { CoinChoice, DraftPurpose, DraftState, SatPerKvb } from '../../shared/domain/treasury.ts';
import { ChainError } from '../bitcoin/chain-source.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AccountRows } from './account-rows.ts';
import { onItsDevice } from './accounts.ts';
import { isLive } from './account-view.ts';
import type { Builder, Ground, Prepared, Signed, WantedOutput } from './builder.ts';
import type { ChainLink } from './chain-link.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount } from './cold-account.ts';
import { holdsCoins, nextDraftState, type DraftEvent } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { Draft } from './draft.ts';
import type { TreasuryLog } from './entries.ts';
import { groundOf } from './ground.ts';
import type { LabelRows } from './label-rows.ts';
import { OperationRefused, type Operations } from './operations.ts';
import { screensOf } from './bitcoin-draft.ts';
import { draftBody } from './spend-entries.ts';
import type { Sync } from './sync.ts';

export type SpendParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: TreasuryLog;
  readonly operations: Operations;
  readonly accounts: AccountRows;
  readonly labels: LabelRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly link: ChainLink;
  readonly sync: Sync;
  readonly builder: Builder;
};

export type SpendRequest = {
  readonly outputs: readonly WantedOutput[];
  readonly feeRate: SatPerKvb;
  readonly choice: CoinChoice;
  readonly manual: readonly string[];
  readonly reason: string;
  /** A draft it takes the place of. */
  readonly instead: string | null;
  readonly purpose: DraftPurpose;
  /** Written in the transaction that stores the draft. */
  readonly alongside?: (draft: Draft) => void;
};

export type Spends = {
  readonly prepare: (
    account: OpenAccount,
    request: SpendRequest,
    actor: AuditActor,
  ) => Promise<Result<Draft>>;
  readonly bump: (
    account: OpenAccount,
    request: {
      readonly txid: string;
      readonly how: 'replace' | 'child';
      readonly feeRate: SatPerKvb;
      readonly instead: string | null;
    },
    actor: AuditActor,
  ) => Promise<Result<Draft>>;
  readonly sign: (id: string, deviceId: string | null, actor: AuditActor) => Result<string>;
  readonly exportPsbt: (id: string, actor: AuditActor) => Result<string>;
  readonly importPsbt: (id: string, psbt: string, actor: AuditActor) => Result<Draft>;
  readonly discard: (id: string, actor: AuditActor) => Result<true>;
  readonly canBump: (
    account: OpenAccount,
    txid: string,
  ) => { readonly replace: boolean; readonly child: boolean };
  /** Drafts that a crash left at the device are drafts again. */
  readonly start: () => void;
};

export function createSpends(parts: SpendParts): Spends {
  const { database, clock, random, log, operations, accounts, drafts, link, sync, builder } = parts;

  const groundFor = (account: OpenAccount, except: Except): Ground | null =>
    groundOf({ ...parts, account, except });

  /** SECURITY: what takes a draft's place takes its coins: only one that can be thrown away, of this account, and not one that is out. */
  const cannotReplace = (account: OpenAccount, id: string | null): Refusal | null => {
    const old = id === null ? undefined : drafts.get(id);
    const isFree = (state: DraftState): boolean => !holdsCoins(state) || !!nextDraftState(state, 'discard');
    return !old || (old.accountId === account.id && isFree(old.state))
      ? null
      : refuse(
          'not_now',
          `A draft that is ${old.state} cannot be replaced by another. Nothing was prepared.`,
        );
  };

  const store = (
    account: OpenAccount,
    { plan, psbt, txid }: Prepared,
    part: Pick<Draft, 'purpose' | 'reason' | 'replaces'> & {
      readonly instead: string | null;
      readonly alongside?: ((draft: Draft) => void) | undefined;
    },
    actor: AuditActor,
  ): Draft => {
    const draft: Draft = {
      id: newId(random),
      accountId: account.id,
      purpose: part.purpose,
      state: 'draft',
      createdAt: clock.now(),
      plan,
      psbt,
      raw: null,
      txid,
      replaces: part.replaces,
      reason: part.reason,
      note: '',
    };
    database.transaction(() => {
      const old = part.instead === null ? undefined : drafts.get(part.instead);
      if (old && nextDraftState(old.state, 'discard')) drafts.move(old.id, 'discard', clock.now());
      drafts.insert(draft);
      for (const output of plan.outputs)
        if (output.kind === 'payment' && output.label !== '')
          parts.labels.set(account.id, 'address', output.address, output.label, clock.now());
      part.alongside?.(draft);
      log({
        action: 'draft',
        actor,
        outcome: 'asked',
        correlation: draft.id,
        summary: `${account.name}: draft of ${satsText(paid(draft) * 1_000n)}, fee ${satsText(plan.fee * 1_000n)}`,
        body: { ...draftBody(draft), instead: part.instead },
      });
      database.touch('treasury');
    });
    sync.forget();
    return draft;
  };

  /** Between looking at the coins and storing the draft the source was asked: another draft may have taken one, or the old one be out. */
  const takenMeanwhile = (
    account: OpenAccount,
    { plan }: Prepared,
    instead: string | null,
    replaced: string | null | undefined = null,
  ): Refusal | null => {
    const held = drafts.held(account.id, [instead, replaced]);
    return plan.inputs.some(({ outpoint }) => held.has(outpoint))
      ? refuse(
          'coins_taken',
          'Another draft holds one of these coins by now. Nothing was prepared; choose again.',
        )
      : cannotReplace(account, instead);
  };

  /** Signatures as they came of the device or of a file: valid, or none is taken. */
  const take = (account: OpenAccount, draft: Draft, signed: Signed, actor: AuditActor, by: string): Draft =>
    database.transaction(() => {
      const { psbt, raw, signatures } = signed;
      let now: Draft;
      if (raw === null) {
        drafts.psbt(draft.id, psbt);
        now =
          draft.state === 'signing' ? drafts.move(draft.id, 'end-signing', clock.now(), '') : { ...draft };
      } else {
        drafts.complete(draft.id, psbt, raw);
        now = drafts.move(draft.id, 'complete', clock.now(), '');
      }
      log({
        action: 'sign',
        actor,
        correlation: draft.id,
        summary: `${account.name}: ${raw === null ? 'signature' : 'transaction'} of ${satsText(paid(draft) * 1_000n)} taken from ${by} (${signatures.have} of ${signatures.needed})`,
        body: { ...draftBody(draft), by, ...signatures },
      });
      database.touch('treasury');
      return { ...now, psbt, raw };
    });

  const inState = (
    id: string,
    event: DraftEvent,
    what: string,
  ): Result<{ readonly draft: Draft; readonly account: OpenAccount }> => {
    const draft = drafts.get(id);
    const account = draft && accounts.get(draft.accountId);
    if (!draft || !account) return refuse('unknown_draft', 'There is no such draft.');
    if (!nextDraftState(draft.state, event))
      return refuse('not_now', `A draft that is ${draft.state} cannot be ${what}. Nothing was changed.`);
    return ok({ draft, account });
  };

  const settled = async (work: () => Promise<Result<Draft>>): Promise<Result<Draft>> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      return refuse(
        'chain_source',
        `The chain source could not be asked about the coins: ${error.message}. Nothing was prepared.`,
      );
    }
  };

  return {
    prepare: (account, request, actor) =>
      settled(async () => {
        const stays = cannotReplace(account, request.instead);
        if (stays) return stays;
        const ground = groundFor(account, [request.instead]);
        if (!ground) return noChain();
        const prepared = await builder.prepare(ground, request);
        if (!prepared.ok) return prepared;
        const taken = takenMeanwhile(account, prepared.value, request.instead);
        if (taken) return taken;
        return ok(store(account, prepared.value, { ...request, replaces: null }, actor));
      }),

    bump: (account, { txid, how, feeRate, instead }, actor) =>
      settled(async () => {
        const stays = cannotReplace(account, instead);
        if (stays) return stays;
        const original = drafts.byTxid(txid);
        const parent = parts.memory.of(account.id).find((known) => known.txid === txid);
        if (parent !== undefined && parent.block !== null)
          return refuse(
            'in_a_block',
            'It is in a block already: a higher fee changes nothing. Nothing was prepared.',
          );
        const except = how === 'replace' ? [original?.id, instead] : [instead];
        const ground = groundFor(account, except);
        if (!ground) return noChain();
        if (how === 'child') {
          if (!parent || !isLive(parent))
            return refuse(
              'unknown_transaction',
              'The chain source does not know this transaction. Nothing was prepared.',
            );
          const prepared = await builder.child(ground, parent, feeRate);
          if (!prepared.ok) return prepared;
          const taken = takenMeanwhile(account, prepared.value, instead);
          if (taken) return taken;
          const part = { purpose: 'cpfp', reason: `Pays for ${txid}`, replaces: null, instead } as const;
          return ok(store(account, prepared.value, part, actor));
        }
        if (
          original?.accountId !== account.id ||
          original.state !== 'broadcast' ||
          !original.plan.replaceable
        )
          return refuse(
            'not_replaceable',
            'Only a transaction that was broadcast from here, is in no block and may be replaced can be given a higher fee. Nothing was prepared.',
          );
        const prepared = await builder.replace(ground, original, feeRate);
        if (!prepared.ok) return prepared;
        const taken = takenMeanwhile(account, prepared.value, instead, original.id);
        if (taken) return taken;
        const part = { purpose: 'bump', reason: original.reason, replaces: txid, instead } as const;
        return ok(store(account, prepared.value, part, actor));
      }),

    sign: (id, deviceId, actor) => {
      const found = inState(id, 'begin-signing', 'signed');
      if (!found.ok) return found;
      const { draft, account } = found.value;
      return operations.begin({ kind: 'sign', about: id, step: 'Looking for the Ledger' }, async (work) => {
        // Re-read: it may have been thrown away between the call and now.
        const current = inState(id, 'begin-signing', 'signed');
        if (!current.ok) throw new OperationRefused('refused', current.message, 'Look at the draft again.');
        const signing = database.transaction(() => {
          database.touch('treasury');
          return drafts.move(id, 'begin-signing', clock.now(), '');
        });
        try {
          const needs = { network: account.network, fingerprint: account.fingerprint };
          const signatures = await onItsDevice(
            account,
            work,
            deviceId === null ? needs : { ...needs, deviceId },
            async (session, hmac) => {
              work.onDevice(screensOf(account, draft.plan));
              work.step('Compare every output and the fee with the Ledger and approve there');
              return session.signPsbt(draft.psbt, account.policy, hmac, (exchanges) =>
                work.progress(exchanges, null),
              );
            },
          );
          work.signal.throwIfAborted();
          work.step('Verifying the signatures');
          const signed = builder.sign(account, signing, signatures);
          if (!signed.ok)
            throw new OperationRefused(
              'rejected-data',
              `${signed.message} Nothing was kept of what the Ledger signed.`,
              'Discard this draft and prepare it anew. If it happens again, the device or this console is not to be trusted.',
            );
          take(account, signing, signed.value, actor, `Ledger ${account.fingerprint}`);
          return id;
        } finally {
          // However it ended: what was not completed is a draft again.
          if (drafts.get(id)?.state === 'signing')
            database.transaction(() => {
              drafts.move(id, 'end-signing', clock.now());
              log({
                action: 'sign',
                actor,
                outcome: 'failed',
                correlation: id,
                summary: `${account.name}: nothing was signed of the draft of ${satsText(paid(draft) * 1_000n)}`,
                body: draftBody(draft),
              });
              database.touch('treasury');
            });
        }
      });
    },

    exportPsbt: (id, actor) => {
      const draft = drafts.get(id);
      if (!draft) return refuse('unknown_draft', 'There is no such draft.');
      database.transaction(() =>
        log({
          action: 'export-psbt',
          actor,
          correlation: id,
          summary: `PSBT of a draft of ${satsText(paid(draft) * 1_000n)} exported`,
          body: draftBody(draft),
        }),
      );
      return ok(draft.psbt);
    },

    importPsbt: (id, psbt, actor) => {
      const found = inState(id, 'complete', 'signed');
      if (!found.ok) return found;
      const { draft, account } = found.value;
      if (draft.state === 'signing')
        return refuse(
          'not_now',
          'The Ledger is being asked to sign it. Nothing was taken; finish or cancel that first.',
        );
      const merged = builder.merge(account, draft, psbt);
      if (!merged.ok) return merged;
      const { have } = builder.signatures(account, draft);
      if (merged.value.raw === null && merged.value.signatures.have === have)
        return refuse(
          'nothing_new',
          'The file holds no signature that is not here already. Nothing was changed.',
        );
      return ok(take(account, draft, merged.value, actor, 'a file'));
    },

    discard: (id, actor) => {
      const found = inState(id, 'discard', 'discarded');
      if (!found.ok) return found;
      const { draft, account } = found.value;
      database.transaction(() => {
        drafts.move(id, 'discard', clock.now());
        log({
          action: 'discard',
          actor,
          correlation: id,
          summary: `${account.name}: draft of ${satsText(paid(draft) * 1_000n)} discarded`,
          body: draftBody(draft),
        });
        database.touch('treasury');
      });
      sync.forget();
      return ok(true);
    },

    canBump: (account, txid) => {
      const parent = parts.memory.of(account.id).find((known) => known.txid === txid);
      const open = parent !== undefined && isLive(parent) && parent.block === null && link.source() !== null;
      const draft = drafts.byTxid(txid);
      return {
        replace:
          open && draft?.accountId === account.id && draft.state === 'broadcast' && draft.plan.replaceable,
        child:
          open && sync.view(account).coins.some((coin) => coin.txid === txid && coin.state === 'pending'),
      };
    },

    start: () => {
      for (const { id, state } of drafts.list())
        if (state === 'signing')
          database.transaction(() => {
            drafts.move(
              id,
              'end-signing',
              clock.now(),
              'The console ended while the Ledger was asked. Nothing was signed.',
            );
            database.touch('treasury');
          });
    },
  };
}

/** Drafts whose coins are free for the one that takes their place. */
type Except = readonly (string | null | undefined)[];

/** What leaves the account, without fee and change, in satoshi. */
export const paid = ({ plan }: Pick<Draft, 'plan'>): bigint =>
  plan.outputs.filter(({ kind }) => kind !== 'change').reduce((sum, { value }) => sum + value, 0n);

const noChain = (): Refusal =>
  refuse('no_chain', 'No chain source is in use, so nothing can be prepared. Set one under Treasury.');
