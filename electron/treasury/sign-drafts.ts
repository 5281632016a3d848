// Signing of drafts: on the device, or elsewhere by a PSBT. Every signature is verified and the transaction compared with what was approved before it is kept.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { satsText } from '../../shared/domain/amount-text.ts';
import { ok, refuse, type Result } from '../../shared/domain/result.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AccountRows } from './account-rows.ts';
import { screensOf } from './bitcoin-draft.ts';
import type { Builder, Signed } from './builder.ts';
import type { OpenAccount } from './cold-account.ts';
import { nextDraftState, type DraftEvent } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { Draft } from './draft.ts';
import type { TreasuryLog } from './entries.ts';
import { onItsDevice } from './its-device.ts';
import { OperationRefused, type Operations } from './operations.ts';
import { draftBody, paid } from './spend-entries.ts';

export type SigningParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: TreasuryLog;
  readonly operations: Operations;
  readonly accounts: AccountRows;
  readonly drafts: DraftRows;
  readonly builder: Builder;
};

export type DraftSigning = {
  readonly sign: (id: string, deviceId: string | null, actor: AuditActor) => Result<string>;
  readonly exportPsbt: (id: string, actor: AuditActor) => Result<string>;
  readonly importPsbt: (id: string, psbt: string, actor: AuditActor) => Result<Draft>;
  /** Drafts that a crash left at the device are drafts again. */
  readonly start: () => void;
};

/** A draft and its account, where the event may happen to it. */
type InState = (
  id: string,
  event: DraftEvent,
  what: string,
) => Result<{ readonly draft: Draft; readonly account: OpenAccount }>;

export function createDraftSigning(parts: SigningParts): DraftSigning & { readonly inState: InState } {
  const { database, clock, log, operations, accounts, drafts, builder } = parts;

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

  const inState: InState = (id, event, what) => {
    const draft = drafts.get(id);
    const account = draft && accounts.get(draft.accountId);
    if (!draft || !account) return refuse('unknown_draft', 'There is no such draft.');
    if (!nextDraftState(draft.state, event))
      return refuse('not_now', `A draft that is ${draft.state} cannot be ${what}. Nothing was changed.`);
    return ok({ draft, account });
  };

  return {
    inState,
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
