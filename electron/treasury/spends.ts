// Spends: a draft comes to be, of coins that are free for it, and is thrown away. It is signed in `sign-drafts.ts`, broadcast in `broadcasts.ts`.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/domain/result.ts';
import type { CoinChoice, DraftPurpose, DraftState, SatPerKvb } from '../../shared/domain/treasury.ts';
import { ChainError } from '../bitcoin/chain-source.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AccountRows } from './account-rows.ts';
import { isLive } from './account-view.ts';
import type { Builder, Ground, Prepared, WantedOutput } from './builder.ts';
import type { ChainLink } from './chain-link.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount } from './cold-account.ts';
import { holdsCoins, nextDraftState } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { Draft } from './draft.ts';
import type { TreasuryLog } from './entries.ts';
import { groundOf } from './ground.ts';
import type { LabelRows } from './label-rows.ts';
import type { Operations } from './operations.ts';
import { createDraftSigning, type DraftSigning } from './sign-drafts.ts';
import { draftBody, paid } from './spend-entries.ts';
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

export type Spends = DraftSigning & {
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
  readonly discard: (id: string, actor: AuditActor) => Result<true>;
  readonly canBump: (
    account: OpenAccount,
    txid: string,
  ) => { readonly replace: boolean; readonly child: boolean };
};

export function createSpends(parts: SpendParts): Spends {
  const { database, clock, random, log, drafts, link, sync, builder } = parts;

  const { inState, ...signing } = createDraftSigning(parts);

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
    ...signing,
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
  };
}

/** Drafts whose coins are free for the one that takes their place. */
type Except = readonly (string | null | undefined)[];

const noChain = (): Refusal =>
  refuse('no_chain', 'No chain source is in use, so nothing can be prepared. Set one under Treasury.');
