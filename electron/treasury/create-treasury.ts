// The treasury put together: parts in the order they stand on each other, then start, rounds and stop.
import type { Change } from '../../shared/contract/push.ts';
import type { Network } from '../../shared/domain/network.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { HardwareProblem } from '../../shared/domain/treasury.ts';
import type { AuditLog } from '../audit/log.ts';
import type { ChainSource } from '../bitcoin/chain-source.ts';
import type { HardwareError, HardwareWallet } from '../hardware/hardware-wallet.ts';
import { newId, type Clock, type Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createAccountRows, type AccountRows } from './account-rows.ts';
import { createAccounts, type Accounts } from './accounts.ts';
import { createApprovers, type Approvers } from './approvers.ts';
import { createBook, type Book } from './book.ts';
import { createBroadcasts, type Broadcasts } from './broadcasts.ts';
import type { Builder } from './builder.ts';
import { createChainLink, type ChainLink, type ChainSetting } from './chain-link.ts';
import { createChainMemory, type ChainMemory } from './chain-memory.ts';
import { createDeviceWatch } from './device-watch.ts';
import { createDraftRows, type DraftRows } from './draft-rows.ts';
import { createTreasuryLog, type TreasuryLog } from './entries.ts';
import type { HotWallets, Purses } from './hot-side.ts';
import { createLabelRows, type LabelRows } from './label-rows.ts';
import { createOperations, type Operations } from './operations.ts';
import { createRefillRows } from './refill-rows.ts';
import { createRefills, type Refills } from './refills.ts';
import { createSpends, type Spends } from './spends.ts';
import { createSweepRows, type SweepRows } from './sweep-rows.ts';
import { createSweeps, type Sweeps } from './sweeps.ts';
import { createSync, type Sync } from './sync.ts';

export type TreasuryParts = {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly hardware: HardwareWallet;
  /** The fleet's network, as its nodes have it. */
  readonly network: () => Network;
  readonly words: (error: HardwareError, network: Network) => HardwareProblem;
  readonly connect: (setting: Exclude<ChainSetting, { kind: 'none' }>) => Result<ChainSource>;
  readonly builder: Builder;
  readonly purses: Purses;
  readonly wallets: HotWallets;
  /** Asks every node what it has on chain. Never rejects. */
  readonly askNodes: () => Promise<void>;
  readonly onChange: (changed: readonly Change[]) => void;
  readonly fault: (id: string, error: unknown) => void;
  /** Milliseconds between two questions for the tip, two short looks, two rounds. */
  readonly pace: { readonly pollMs: number; readonly lookMs: number; readonly roundMs: number };
};

export type Treasury = {
  readonly hardware: HardwareWallet;
  readonly network: () => Network;
  readonly operations: Operations;
  readonly rows: AccountRows;
  readonly accounts: Accounts;
  readonly labels: LabelRows;
  readonly memory: ChainMemory;
  readonly drafts: DraftRows;
  readonly link: ChainLink;
  readonly sync: Sync;
  readonly spends: Spends;
  readonly broadcasts: Broadcasts;
  readonly sweeps: Sweeps;
  readonly sweepRows: SweepRows;
  readonly refills: Refills;
  readonly book: Book;
  readonly approvers: Approvers;
  readonly builder: Builder;
  readonly purses: Purses;
  readonly wallets: HotWallets;
  readonly log: TreasuryLog;
  /** Somebody looks at the treasury: devices are followed for a while. */
  readonly looked: () => void;
  /** Asks chain and nodes now, and draws every conclusion; resolves when that is done. */
  readonly round: () => Promise<void>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
};

export function createTreasury(parts: TreasuryParts): Treasury {
  const { database, clock, random, hardware, network, builder, purses, wallets, fault, pace } = parts;
  const log = createTreasuryLog(parts.audit, clock);
  const noteFault = (error: unknown): void => fault(newId(random), error);
  const operations = createOperations({
    hardware,
    network,
    words: parts.words,
    clock,
    random,
    touch: (...changes) => parts.onChange(changes),
    fault,
  });
  const rows = createAccountRows(database);
  const labels = createLabelRows(database);
  const memory = createChainMemory(database);
  const drafts = createDraftRows(database);
  const link = createChainLink({
    database,
    clock,
    log,
    network,
    connect: parts.connect,
    pollMs: pace.pollMs,
    fault: noteFault,
  });
  const sync = createSync({
    database,
    clock,
    log,
    rows,
    memory,
    link,
    operations,
    held: (accountId) => ({ reserved: drafts.held(accountId), frozen: labels.frozen(accountId) }),
    draftOf: (txid) => drafts.byTxid(txid)?.id,
    fault: noteFault,
    lookMs: pace.lookMs,
  });
  const accounts = createAccounts({
    database,
    rows,
    operations,
    log,
    network,
    clock,
    random,
    onMade: () => void sync.refresh(),
  });
  const base = {
    database,
    clock,
    random,
    log,
    operations,
    accounts: rows,
    labels,
    memory,
    drafts,
    link,
    sync,
  };
  const spends = createSpends({ ...base, builder });
  const broadcasts = createBroadcasts({
    ...base,
    builder,
    isFresh: sync.isFresh,
    changed: sync.forget,
  });
  const sweepRows = createSweepRows(database);
  const sweeps = createSweeps({ ...base, rows: sweepRows, purses, wallets });
  const refills = createRefills({ ...base, rows: createRefillRows(database), spends, purses, wallets });

  const book = createBook({ ...base, sweepRows });
  const approvers = createApprovers({ ...base, network });

  const quietly = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      noteFault(error);
    }
  };
  /** In this order: what the chain shows decides before anything is sent again. */
  const conclude = async (): Promise<void> => {
    await quietly(parts.askNodes);
    await quietly(() => {
      for (const { id } of rows.list()) broadcasts.follow(id);
    });
    await quietly(broadcasts.resume);
    await quietly(sweeps.resolve);
    await quietly(refills.follow);
  };

  let stopped = false;
  let cancelRound = (): void => undefined;
  let concluding: Promise<void> = Promise.resolve();
  const soon = (): Promise<void> => (concluding = concluding.then(() => (stopped ? undefined : conclude())));
  const rounds = (): void => {
    void soon().finally(() => {
      if (!stopped) cancelRound = clock.after(pace.roundMs, rounds);
    });
  };
  const watch = createDeviceWatch(hardware, clock, () => parts.onChange(['treasury']));
  const stopStored = sync.onStored(() => void soon());

  return {
    hardware,
    network,
    operations,
    rows,
    accounts,
    labels,
    memory,
    drafts,
    link,
    sync,
    spends,
    broadcasts,
    sweeps,
    sweepRows,
    refills,
    book,
    approvers,
    builder,
    purses,
    wallets,
    log,
    looked: watch.looked,
    round: async () => {
      await link.ask();
      await sync.refresh();
      await soon();
    },
    start: () => {
      spends.start();
      sync.start();
      link.start();
      rounds();
    },
    stop: async () => {
      stopped = true;
      cancelRound();
      watch.stop();
      stopStored();
      await operations.stop();
      await sync.stop();
      await link.stop();
      await concluding;
    },
  };
}
