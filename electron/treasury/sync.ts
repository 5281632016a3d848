// Sync: keeps what is known of every account true to the chain source: whole scans on each new block and on demand, short looks between.
import { confirmationsWanted } from '../../shared/domain/confirmations.ts';
import { refuse, type Result } from '../../shared/domain/result.ts';
import { ChainError, type ChainTransaction } from '../bitcoin/chain-source.ts';
import type { Clock } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createOneAtATime } from '../store/one-at-a-time.ts';
import type { AccountRows } from './account-rows.ts';
import { deltaOf, outputsOf, touches, viewAccount, type AccountView } from './account-view.ts';
import { compareChain, type ChainEvent } from './chain-changes.ts';
import type { ChainLink } from './chain-link.ts';
import type { ChainMemory, KnownTransaction } from './chain-memory.ts';
import type { OpenAccount, Place } from './cold-account.ts';
import { CONSOLE, type TreasuryLog } from './entries.ts';
import { OperationRefused, type Operations } from './operations.ts';
import { GAP_LIMIT, lookAt, scanAccount, type ScannedAddress } from './scan.ts';
import { entryOfEvent } from './sync-entries.ts';

export type SyncParts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: TreasuryLog;
  readonly rows: AccountRows;
  readonly memory: ChainMemory;
  readonly link: ChainLink;
  readonly operations: Operations;
  /** Outpoints that live drafts hold, and outputs a person froze. */
  readonly held: (accountId: string) => {
    readonly reserved: ReadonlySet<string>;
    readonly frozen: ReadonlySet<string>;
  };
  /** The draft a transaction came of, if it is one of ours. */
  readonly draftOf: (txid: string) => string | undefined;
  readonly fault: (error: unknown) => void;
  /** Milliseconds between short looks. */
  readonly lookMs: number;
};

export type Sync = {
  readonly view: (account: OpenAccount) => AccountView;
  readonly owned: (accountId: string) => ReadonlyMap<string, Place>;
  /** An operation with progress, which can be cancelled. */
  readonly scan: (account: OpenAccount) => Result<string, 'busy' | 'no_chain'>;
  /** Scans every account without asking anybody; resolves when that is done or the source has failed. */
  readonly refresh: () => Promise<void>;
  /** Whether it was wholly scanned since this start: only then does what is not there prove anything. */
  readonly isFresh: (accountId: string) => boolean;
  /** What the source in use cannot know of an account, in a sentence; empty: nothing. */
  readonly limit: (account: OpenAccount) => string;
  /** Called after anything was stored of an account. */
  readonly onStored: (listener: (accountId: string) => void) => () => void;
  /** What is held has changed: views are worked out anew. */
  readonly forget: () => void;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

const NODE_SEES = 'Your node sees only what came after it was told of this account.';
const NODE_KNOWS_LESS =
  'Your node does not know all of this account’s payments: it was told of it later. What is shown is from the chain source before.';

export function createSync(parts: SyncParts): Sync {
  const { database, clock, log, rows, memory, link, operations, held, draftOf, fault } = parts;
  const inTurn = createOneAtATime();
  const stopping = new AbortController();
  const listeners = new Set<(accountId: string) => void>();
  const fresh = new Set<string>();
  /** Accounts of which the source in use told less than was known. */
  const partial = new Set<string>();
  const views = new Map<string, { readonly tip: number | null; readonly view: AccountView }>();
  let cancelLook = (): void => undefined;
  let refreshing: Promise<void> | null = null;
  let again = false;

  const owned = (accountId: string): ReadonlyMap<string, Place> =>
    new Map(rows.marks(accountId).map(({ script, change, index }) => [script, { change, index }]));

  const store = (
    account: OpenAccount,
    addresses: readonly ScannedAddress[],
    found: readonly ChainTransaction[],
    complete: boolean,
    tip: number,
  ): void => {
    const first = complete && rows.get(account.id)?.scannedAt === null;
    database.transaction(() => {
      rows.derived(account.id, addresses);
      const own = owned(account.id);
      const known = memory.of(account.id);
      const outputs = outputsOf([...known, ...found]);
      const delta = (transaction: ChainTransaction): bigint => deltaOf(transaction, own, outputs).delta;
      const size = (transaction: ChainTransaction): bigint => {
        const value = delta(transaction);
        return value < 0n ? -value : value;
      };
      const { updates, events } = compareChain({
        known,
        found: found.filter((transaction) => touches(transaction, own, outputs)),
        complete,
        tip,
        now: clock.now(),
        wanted: (transaction) => confirmationsWanted(size(transaction)),
      });
      for (const update of updates) memory.put(account.id, update);
      if (complete) rows.scanned(account.id, clock.now(), tip);
      if (first) firstEntry(account, updates);
      else for (const event of events) note(account, event, delta(event.transaction));
      if (updates.length > 0 || first) database.touch('treasury', 'fleet');
      else if (complete) database.touch('treasury');
    });
    if (complete) fresh.add(account.id);
    views.delete(account.id);
    for (const listener of listeners) listener(account.id);
  };

  const note = (account: OpenAccount, event: ChainEvent, delta: bigint): void =>
    void log(
      entryOfEvent(event, {
        account,
        delta,
        draft: draftOf(event.transaction.txid),
        byOurs: event.kind === 'conflicted' && event.by !== null && draftOf(event.by) !== undefined,
      }),
    );

  /** An account with a past would fill the log with it: what was before is one entry. */
  const firstEntry = (account: OpenAccount, found: readonly KnownTransaction[]): void =>
    void log({
      action: 'first-scan',
      actor: CONSOLE,
      correlation: account.id,
      summary: `${account.name}: first scan found ${found.length} ${found.length === 1 ? 'transaction' : 'transactions'}`,
      body: { accountId: account.id, transactions: found.length },
    });

  const blind = (account: OpenAccount): string | null => link.source()?.blindTo?.(account.scripts) ?? null;

  const whole = (
    account: OpenAccount,
    signal: AbortSignal,
    onProgress: (asked: number) => void,
  ): Promise<'stored' | 'no-source' | 'blind' | 'partial'> =>
    inTurn(async () => {
      const source = link.source();
      if (!source) return 'no-source';
      if (blind(account) !== null) return 'blind';
      // The tip first: what a later block brought is found at the next scan, never counted deeper than it is.
      const { height } = await source.tip(signal);
      const scanned = await scanAccount({
        source,
        scriptAt: ({ change, index }) => account.scripts.at(change, index).script,
        signal,
        onProgress,
        knownUsed: lastUsed(account),
      });
      // Another source may have been set meanwhile: its answers are not mixed with these.
      if (link.source() !== source) return 'no-source';
      if (source.kind === 'lnd' && knowsLess(account, scanned.transactions)) {
        partial.add(account.id);
        database.touch('treasury');
        return 'partial';
      }
      partial.delete(account.id);
      store(account, scanned.addresses, scanned.transactions, true, height);
      return 'stored';
    });

  /**
   * SECURITY: a node was told of an account late, or was restored, and does not know what it never saw. Its silence about a payment that
   * was in a block is no proof that the payment is gone, and no coin may vanish by it.
   */
  const knowsLess = (account: OpenAccount, found: readonly ChainTransaction[]): boolean => {
    const told = new Set(found.map(({ txid }) => txid));
    return memory
      .of(account.id)
      .some(({ txid, block, state }) => block !== null && state !== 'conflicted' && !told.has(txid));
  };

  const limitOf = (account: OpenAccount): string => {
    const cannot = blind(account);
    if (cannot !== null) return cannot;
    if (link.state().source.kind !== 'lnd') return '';
    return partial.has(account.id) ? NODE_KNOWS_LESS : NODE_SEES;
  };

  const lastUsed = (account: OpenAccount): [number, number] => {
    const last: [number, number] = [-1, -1];
    for (const script of viewOf(account).received.keys()) {
      const place = owned(account.id).get(script);
      if (place) last[place.change] = Math.max(last[place.change], place.index);
    }
    return last;
  };

  const short = (account: OpenAccount): Promise<void> =>
    inTurn(async () => {
      const source = link.source();
      if (!source || account.scannedHeight === null || blind(account) !== null) return;
      const [receive, change] = lastUsed(account);
      const open = new Set(
        memory
          .of(account.id)
          .filter(({ state }) => state === 'pending' || state === 'reorganised')
          .flatMap(({ outputs }) => outputs.map(({ script }) => script)),
      );
      const own = [...owned(account.id)];
      const scripts = own
        .filter(
          ([script, place]) =>
            open.has(script) ||
            (place.change === 0 && place.index > receive && place.index <= receive + GAP_LIMIT) ||
            (place.change === 1 && place.index > change && place.index <= change + 1),
        )
        .map(([script]) => script);
      const looked = await lookAt(source, scripts, stopping.signal);
      if (link.source() === source && looked.transactions.length > 0)
        store(account, [], looked.transactions, false, account.scannedHeight);
    });

  const quietly = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (stopping.signal.aborted) return;
      if (error instanceof ChainError) void link.ask();
      else fault(error);
    }
  };

  const refresh = (): Promise<void> => {
    if (refreshing) {
      // A block that came during a scan may have been missed by its first half.
      again = true;
      return refreshing;
    }
    refreshing = quietly(async () => {
      do {
        again = false;
        for (const account of rows.list()) await whole(account, stopping.signal, () => undefined);
      } while (again && !stopping.signal.aborted);
    }).finally(() => void (refreshing = null));
    return refreshing;
  };

  const look = (): void => {
    void quietly(async () => {
      if (!refreshing) for (const account of rows.list()) await short(account);
    }).finally(() => {
      if (!stopping.signal.aborted) cancelLook = clock.after(parts.lookMs, look);
    });
  };

  const viewOf = (account: OpenAccount): AccountView => {
    // SECURITY: the tip of the scan and not the newest: a block that takes others back would make them look deeper until they are asked for.
    const tip = rows.get(account.id)?.scannedHeight ?? null;
    const cached = views.get(account.id);
    if (cached && cached.tip === tip) return cached.view;
    const view = viewAccount({
      transactions: memory.of(account.id),
      owned: owned(account.id),
      tip,
      ...held(account.id),
    });
    views.set(account.id, { tip, view });
    return view;
  };

  let stopTips = (): void => undefined;
  return {
    view: viewOf,
    owned,
    scan: (account) => {
      if (!link.source())
        return refuse(
          'no_chain',
          'No chain source is in use, so nothing can be looked up. Set one under Treasury.',
        );
      return operations.begin(
        { kind: 'scan', about: account.id, step: 'Asking the chain source for every address' },
        async (work) => {
          const ended = await whole(account, work.signal, (asked) => work.progress(asked, null));
          if (ended === 'stored') return account.id;
          throw ended === 'no-source'
            ? new OperationRefused(
                'chain',
                'The chain source was changed or is not ready. Nothing was stored.',
                'Scan again when it is ready.',
              )
            : new OperationRefused(
                'chain',
                `${limitOf(account)} Nothing was stored.`,
                'Set an Esplora of your own as the chain source under Treasury.',
              );
        },
      );
    },
    refresh,
    limit: limitOf,
    isFresh: (accountId) => fresh.has(accountId),
    onStored: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    forget: () => views.clear(),
    start: () => {
      stopTips = link.onTip(() => void refresh());
      cancelLook = clock.after(parts.lookMs, look);
    },
    stop: async () => {
      stopTips();
      cancelLook();
      stopping.abort();
      await refreshing;
      await inTurn(async () => undefined);
    },
  };
}
