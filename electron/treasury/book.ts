// Book: names and labels of accounts, and their removal: what changes nothing on chain. Each change with its entry in one transaction.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import { ok, refuse, type Ok, type Refusal, type Result } from '../../shared/domain/result.ts';
import type { Label } from '../bitcoin/labels.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import type { AccountRows } from './account-rows.ts';
import type { ChainMemory } from './chain-memory.ts';
import type { OpenAccount } from './cold-account.ts';
import { holdsCoins } from './draft-machine.ts';
import type { DraftRows } from './draft-rows.ts';
import type { TreasuryLog } from './entries.ts';
import type { LabelKind, LabelRows } from './label-rows.ts';
import type { SweepRows } from './sweep-rows.ts';
import type { Sync } from './sync.ts';

type Done = Ok<Record<never, never>>;

export type Book = {
  readonly rename: (id: string, name: string, actor: AuditActor) => Result<Record<never, never>>;
  /** Forgets an account that holds nothing. The log keeps its descriptor. */
  readonly remove: (id: string, reason: string, actor: AuditActor) => Result<Record<never, never>>;
  readonly setLabel: (
    accountId: string,
    kind: LabelKind,
    ref: string,
    label: string,
    actor: AuditActor,
  ) => Result<Record<never, never>>;
  /** Takes labels of a file that are of this account's kinds. Returns how many. */
  readonly takeLabels: (accountId: string, labels: readonly Label[], actor: AuditActor) => number;
  /** Height below which the account has no coins, as far as is known; 0: nobody knows. */
  readonly birthday: (id: string) => number;
};

export type BookParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: TreasuryLog;
  readonly accounts: AccountRows;
  readonly labels: LabelRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly sweepRows: SweepRows;
  readonly sync: Sync;
};

const KINDS: Readonly<Partial<Record<Label['type'], LabelKind>>> = {
  addr: 'address',
  output: 'output',
  tx: 'tx',
};
const REFS: Readonly<Record<LabelKind, RegExp>> = {
  address: /^[0-9A-Za-z]{14,90}$/,
  output: /^[0-9a-f]{64}:\d{1,5}$/,
  tx: /^[0-9a-f]{64}$/,
};
const DONE: Done = ok({});

export function createBook(parts: BookParts): Book {
  const { database, clock, log, accounts, labels, memory, drafts, sweepRows, sync } = parts;

  const unknown = (): Refusal => refuse('unknown_account', 'There is no such account. Nothing was changed.');

  const whyItStays = (account: OpenAccount): string | null => {
    const view = sync.view(account);
    if (view.confirmed + view.pending > 0n) return 'it holds coins';
    if (drafts.ofAccount(account.id).some(({ state }) => holdsCoins(state))) return 'a draft of it is open';
    if (sweepRows.open().some(({ accountId }) => accountId === account.id))
      return 'a sweep is on its way to it';
    // What was never looked at may hold anything.
    return account.scannedAt === null ? 'it was never scanned, so nobody knows what it holds' : null;
  };

  return {
    rename: (id, name, actor) => {
      const account = accounts.get(id);
      if (!account) return unknown();
      database.transaction(() => {
        accounts.rename(id, name);
        log({
          action: 'rename-account',
          actor,
          correlation: id,
          summary: `cold account ${account.name} is now called ${name}`,
          body: { accountId: id, before: account.name, after: name },
        });
        database.touch('treasury');
      });
      return DONE;
    },
    remove: (id, reason, actor) => {
      const account = accounts.get(id);
      if (!account) return unknown();
      const why = whyItStays(account);
      if (why !== null) return refuse('not_empty', `${account.name} was not removed: ${why}.`);
      database.transaction(() => {
        accounts.remove(id, clock.now());
        log({
          level: 'warning',
          action: 'remove-account',
          actor,
          correlation: id,
          summary: `cold account ${account.name} removed; its keys are on the device as before`,
          body: { accountId: id, name: account.name, descriptor: account.descriptor, reason },
        });
        database.touch('treasury', 'fleet');
      });
      return DONE;
    },
    setLabel: (accountId, kind, ref, label, actor) => {
      const account = accounts.get(accountId);
      if (!account) return unknown();
      if (!REFS[kind].test(ref))
        return refuse('bad_reference', `This is not a reference of the kind “${kind}”. Nothing was changed.`);
      const before = labels.of(accountId, kind, ref);
      if (before === label) return DONE;
      database.transaction(() => {
        labels.set(accountId, kind, ref, label, clock.now());
        log({
          action: 'set-label',
          actor,
          correlation: accountId,
          summary: `${account.name}: label of ${kind} ${ref.slice(0, 12)}… changed`,
          body: { accountId, kind, ref, before, after: label },
        });
        database.touch('treasury');
      });
      return DONE;
    },
    takeLabels: (accountId, list, actor) => {
      const taken = list.filter(({ type, ref }) => {
        const kind = KINDS[type];
        return kind !== undefined && REFS[kind].test(ref);
      });
      database.transaction(() => {
        for (const { type, ref, label, spendable } of taken) {
          const kind = KINDS[type];
          if (kind === undefined) continue;
          if (label !== undefined) labels.set(accountId, kind, ref, label, clock.now());
          if (kind === 'output' && spendable !== undefined)
            labels.freeze(accountId, ref, !spendable, clock.now());
        }
        log({
          action: 'import-labels',
          actor,
          correlation: accountId,
          summary: `${taken.length} labels taken from a file`,
          body: { accountId, taken: taken.length, of: list.length },
        });
        database.touch('treasury');
      });
      sync.forget();
      return taken.length;
    },
    birthday: (id) => {
      const heights = memory.of(id).flatMap(({ block }) => block?.height ?? []);
      return heights.length === 0 ? 0 : Math.min(...heights);
    },
  };
}
