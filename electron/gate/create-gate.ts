// The gate put together: parts in the order they stand on each other, then start, rounds and stop. Rules: docs/gate.md.
import type { EnrolledApprover } from '../../shared/domain/attestation.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { AgentRegistry, FreezeSwitch } from '../agents/agent.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Clock, Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { createAccept } from './accept.ts';
import { createApprovals } from './approvals.ts';
import { createBalances } from './balances.ts';
import { createBudget } from './budget.ts';
import { createCommitQueue } from './commit-queue.ts';
import { createDoubtEntries } from './doubt-entries.ts';
import { createDoubts } from './doubts.ts';
import { createEndings } from './endings.ts';
import { createEntries, GATE } from './entries.ts';
import { createForeignPayments } from './foreign-payments.ts';
import type { Gate, MoneyMoved } from './gate.ts';
import { createHotCeilings } from './hot-ceilings.ts';
import { createInFlightAge } from './in-flight-age.ts';
import { createGuardedClock } from './guarded-clock.ts';
import { createJudge } from './judge.ts';
import { createKnownDestinations } from './known-destinations.ts';
import { createLedger, type Ledger, type OpsLog } from './ledger.ts';
import { createNodeRounds, type NodeSet } from './node-rounds.ts';
import { createNodeWatch } from './node-watch.ts';
import { createPayFlow } from './pay-flow.ts';
import { createPayments } from './payments.ts';
import { createReceive } from './receive.ts';
import { createReconciler, ROUND_MS } from './reconcile.ts';
import { createRequestRecords, REQUEST_MEMORY_SECONDS } from './request-records.ts';
import { createSpendRecords } from './spend-records.ts';
import { createTransactions } from './transactions.ts';
import { createWindows } from './windows.ts';

export type GateParts = {
  readonly database: Database;
  readonly audit: AuditLog;
  /** Keyed hash of a destination, for log entries. */
  readonly tag: (text: string) => string;
  readonly registry: AgentRegistry;
  readonly freeze: FreezeSwitch;
  readonly nodes: NodeSet;
  /** The ledger is older than its anchor, or has none: closed until a person confirms. */
  readonly ledgerInDoubt: boolean;
  readonly logBroken: () => boolean;
  /** The Ledger that signs approvals above the fleet's limit; null: none is enrolled. */
  readonly approver: () => EnrolledApprover | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OpsLog;
};

const SWEEP_MS = 1_000;

export function createGate(parts: GateParts): Gate {
  const { database, audit, registry, freeze, nodes, clock, random, log } = parts;
  const guarded = createGuardedClock(database, clock, () => doubts.set('clock-in-doubt', true));
  const known = createKnownDestinations(database);
  const entries = createEntries({
    agentName: (id) => registry.get(id)?.name ?? id,
    label: known.label,
    tag: parts.tag,
  });
  const doubts = createDoubts(guarded.now, (doubt, present) => {
    // Touched first: even when the disk cannot take the entry, the window learns that the gate is closed.
    database.touch('gate');
    if (started) note(doubt, present);
  });
  const spends = createSpendRecords(database);
  const ledger: Ledger = createLedger({
    database,
    audit,
    spends,
    requests: createRequestRecords(database),
    windows: createWindows(database),
    clock: guarded,
    entries,
    doubts,
    log,
  });

  const listeners = new Set<(moved: MoneyMoved) => void>();
  const announce = (moved: MoneyMoved): void => {
    for (const listener of listeners) listener(moved);
  };
  const endings = createEndings(clock);
  const balances = createBalances(ledger, registry, nodes.get);
  const judge = createJudge({ ledger, registry, freeze, balances, known });
  const commits = createCommitQueue(ledger);
  const payments = createPayments({ ledger, commits, balances, endings, nodeOf: nodes.get, announce });
  const accept = createAccept({ ledger, registry, judge, random });
  const flow = createPayFlow({ ledger, commits, accept, payments, endings, clock, random });
  const approvals = createApprovals({
    ledger,
    registry,
    judge,
    payments,
    endings,
    approver: parts.approver,
  });
  const reconciler = createReconciler({ ledger, payments, clock });
  const foreign = createForeignPayments(ledger, clock);
  const receive = createReceive({ ledger, registry, balances, nodeOf: nodes.get, announce });
  const watch = createNodeWatch(ledger, balances, () => doubts.set('clock-in-doubt', true));
  const note = createDoubtEntries(ledger);
  const nodeRounds = createNodeRounds({ ledger, nodes, watch, foreign, reconciler, receive, clock });
  const checkInFlightAge = createInFlightAge(ledger);
  const checkHotCeilings = createHotCeilings(ledger, registry, balances);
  const transactions = createTransactions(database, spends, guarded.now);

  let started = false;
  let stopped = false;
  let cancelSweep = (): void => undefined;
  let cancelRound = (): void => undefined;

  const keep = (message: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      log.error({ error: error instanceof Error ? error.stack : String(error) }, message);
    }
  };

  const sweep = (): void => {
    keep('the sweep failed', () => {
      doubts.set('clock-in-doubt', guarded.inDoubt() || doubts.has('clock-in-doubt'));
      doubts.set('log-broken', parts.logBroken());
      approvals.sweep();
      nodeRounds.ask();
    });
    if (!stopped) cancelSweep = clock.after(SWEEP_MS, sweep);
  };

  const rounds = (): void => {
    keep('old requests could not be forgotten', () => {
      // A write that succeeds is the proof that the disk takes writes again.
      ledger.write(() => {
        if (!guarded.isVouchedFor() || doubts.has('clock-in-doubt')) return;
        ledger.requests.forgetBefore(unixSeconds(Math.max(0, guarded.now() - REQUEST_MEMORY_SECONDS)));
        ledger.windows.forget(guarded.now());
      });
      doubts.set('store-unwritable', false);
    });
    keep('the hot ceilings could not be checked', checkHotCeilings);
    keep('the payments in flight could not be looked over', checkInFlightAge);
    nodeRounds.all();
    if (!stopped) cancelRound = clock.after(ROUND_MS, rounds);
  };

  return {
    ...flow,
    ...transactions,
    approve: approvals.approve,
    deny: approvals.deny,
    agentWaiting: approvals.agentWaiting,
    toAttest: approvals.toAttest,
    spendable: balances.spendable,
    credit: balances.credit,
    debit: balances.debit,
    makeInvoice: receive.makeInvoice,
    reconciling: reconciler.reconciling,
    inQuestion: reconciler.inQuestion,
    markChecked: reconciler.markChecked,
    budget: createBudget(ledger, registry),
    doubts: doubts.list,
    onMoneyMoved: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    confirmClock: (reason, actor) => {
      guarded.confirm();
      ledger.write(() => {
        const now = guarded.now();
        ledger.windows.bringBack(now);
        audit.append(
          now,
          entries.gate('confirm-clock', 'critical', 'the operator confirmed the clock', { reason }, actor),
        );
      });
      nodeRounds.again();
      doubts.set('clock-in-doubt', false);
    },
    confirmLedger: (reason, actor) => {
      ledger.write(
        () =>
          void audit.append(
            guarded.now(),
            entries.gate(
              'confirm-ledger',
              'critical',
              'the operator confirmed the restored ledger',
              { reason },
              actor,
            ),
          ),
      );
      doubts.set('ledger-rolled-back', false);
    },
    doubtLedger: () => doubts.set('ledger-rolled-back', true),
    start: () => {
      doubts.set('ledger-rolled-back', parts.ledgerInDoubt);
      doubts.set('log-broken', parts.logBroken());
      started = true;
      ledger.write(
        () => void audit.append(guarded.now(), entries.gate('start', 'info', 'the gate started', {}, GATE)),
      );
      nodeRounds.start();
      sweep();
      rounds();
    },
    stop: async () => {
      stopped = true;
      doubts.set('stopping', true);
      cancelSweep();
      cancelRound();
      nodeRounds.stop();
      await Promise.resolve();
    },
  };
}
