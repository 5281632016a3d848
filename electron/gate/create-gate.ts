// The gate put together: parts in the order they stand on each other, then start, rounds and stop. Rules: docs/gate.md.
import type { AgentId, NodeId } from '../../shared/domain/ids.ts';
import { addMsat, minMsat, saturatingSub } from '../../shared/domain/money.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { AgentRegistry, FreezeSwitch } from '../agents/agent.ts';
import type { AuditLog } from '../audit/log.ts';
import type { LightningNode } from '../lightning/lightning-node.ts';
import type { Clock, Random } from '../store/clock.ts';
import type { Database } from '../store/database.ts';
import { CLOSED_REASONS } from '../../shared/domain/gate-state.ts';
import { createAccept } from './accept.ts';
import { createApprovals } from './approvals.ts';
import { createBalances } from './balances.ts';
import { createDoubts } from './doubts.ts';
import { createEndings } from './endings.ts';
import { createEntries, GATE } from './entries.ts';
import { createForeignPayments } from './foreign-payments.ts';
import type { Budget, Gate, MoneyMoved } from './gate.ts';
import { createGuardedClock } from './guarded-clock.ts';
import { createJudge } from './judge.ts';
import { createKnownDestinations } from './known-destinations.ts';
import { createLedger, type Ledger, type OpsLog } from './ledger.ts';
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
  readonly nodes: {
    readonly get: (id: NodeId) => LightningNode | undefined;
    readonly list: () => readonly LightningNode[];
    /** Called after a node was added or removed. */
    readonly onChange: (listener: () => void) => () => void;
  };
  /** The ledger is older than its anchor, or has none: closed until a person confirms. */
  readonly ledgerInDoubt: boolean;
  readonly logBroken: () => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OpsLog;
};

const SWEEP_MS = 1_000;

export function createGate(parts: GateParts): Gate {
  const { database, audit, registry, freeze, nodes, clock, random, log } = parts;
  const guarded = createGuardedClock(database, clock);
  const known = createKnownDestinations(database);
  const entries = createEntries({
    agentName: (id) => registry.get(id)?.name ?? id,
    label: known.label,
    tag: parts.tag,
  });
  const doubts = createDoubts(guarded.now, (doubt, present) => {
    // Touched first: even when the disk cannot take the entry, the window learns that the gate is closed.
    database.touch('gate');
    if (started) noteDoubt(doubt.reason, present, doubt.nodeId);
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
  const payments = createPayments({ ledger, balances, endings, nodeOf: nodes.get, announce });
  const accept = createAccept({ ledger, registry, judge, random });
  const flow = createPayFlow({ ledger, accept, payments, endings, clock, random });
  const approvals = createApprovals({ ledger, registry, judge, payments, endings });
  const reconciler = createReconciler({ ledger, payments, clock });
  const foreign = createForeignPayments(ledger);
  const receive = createReceive({ ledger, registry, balances, nodeOf: nodes.get, announce });
  const watch = createNodeWatch(ledger, balances, () => doubts.set('clock-in-doubt', true));
  const transactions = createTransactions(database, spends, guarded.now);

  const nodeName = database.prepare<{ name: string }>('SELECT name FROM nodes WHERE id = ?');
  let started = false;
  let stopped = false;
  const watched = new Map<NodeId, () => void>();
  let cancelSweep = (): void => undefined;
  let cancelRound = (): void => undefined;
  let stopFollowing = (): void => undefined;

  function noteDoubt(reason: keyof typeof CLOSED_REASONS, present: boolean, nodeId: string | null): void {
    // Reconciling and stopping come and go at every start: they are shown, not logged.
    if (reason === 'reconciling' || reason === 'stopping' || reason === 'store-unwritable') return;
    queueMicrotask(() => {
      try {
        ledger.write(() => {
          const what =
            nodeId === null ? 'the gate' : `payments through ${nodeName.get(nodeId)?.name ?? nodeId}`;
          const summary = present
            ? `closed ${what}: ${CLOSED_REASONS[reason]}`
            : `opened ${what}: no longer so: ${CLOSED_REASONS[reason]}`;
          const level = nodeId === null ? 'critical' : 'error';
          audit.append(
            guarded.now(),
            entries.gate(present ? 'close' : 'open', present ? level : 'info', summary, {
              reason,
              nodeId,
            }),
          );
        });
      } catch (error) {
        log.error({ reason, error: String(error) }, 'a gate change could not be logged');
      }
    });
  }

  const follow = (): void => {
    const present = new Set(nodes.list().map((node) => node.id));
    for (const [id, dispose] of watched)
      if (!present.has(id)) {
        dispose();
        watched.delete(id);
        for (const doubt of doubts.list()) if (doubt.nodeId === id) doubts.set(doubt.reason, false, id);
      }
    for (const node of nodes.list()) {
      if (watched.has(node.id)) continue;
      doubts.set('reconciling', true, node.id);
      const stopState = node.onState((state) => {
        watch.look(node, state);
        if (state.kind === 'ready' && doubts.has('reconciling', node.id)) void round(node);
      });
      const stopInvoices = node.onInvoiceSettled((settled) =>
        keep('an incoming payment could not be booked', () => receive.book(settled)),
      );
      watched.set(node.id, () => (stopState(), stopInvoices()));
      watch.look(node, node.state());
      if (node.state().kind === 'ready') void round(node);
    }
  };

  const round = async (node: LightningNode): Promise<void> => {
    if (node.state().kind !== 'ready') return;
    try {
      await foreign.compare(node);
    } catch (error) {
      log.error({ node: node.id, error: String(error) }, 'a node’s payments could not be compared');
      return;
    }
    await reconciler.round(node);
  };

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
    });
    if (!stopped) cancelSweep = clock.after(SWEEP_MS, sweep);
  };

  const rounds = (): void => {
    keep('old requests could not be forgotten', () => {
      // A write that succeeds is the proof that the disk takes writes again.
      ledger.write(() =>
        ledger.requests.forgetBefore(unixSeconds(Math.max(0, guarded.now() - REQUEST_MEMORY_SECONDS))),
      );
      doubts.set('store-unwritable', false);
    });
    for (const node of nodes.list()) void round(node);
    if (!stopped) cancelRound = clock.after(ROUND_MS, rounds);
  };

  const budget = (agentId: AgentId): Budget => {
    const now = guarded.now();
    const own = ledger.windows.agentUsage(agentId, now);
    const fleet = ledger.windows.fleetUsage(now);
    const mine = addMsat(own.used, own.reserved);
    const ownRoom = saturatingSub(registry.policy(agentId).policy.maxDailySpend, mine);
    const fleetLimit = registry.fleetPolicy().policy.maxFleetDailySpend;
    const room =
      fleetLimit === null
        ? ownRoom
        : minMsat(ownRoom, saturatingSub(fleetLimit, addMsat(fleet.used, fleet.reserved)));
    return { used: own.used, reserved: own.reserved, total: addMsat(room, mine), renewsAt: own.clearsAt };
  };

  return {
    ...flow,
    ...transactions,
    approve: approvals.approve,
    deny: approvals.deny,
    agentWaiting: approvals.agentWaiting,
    spendable: balances.spendable,
    credit: balances.credit,
    debit: balances.debit,
    makeInvoice: receive.makeInvoice,
    reconciling: reconciler.reconciling,
    budget,
    doubts: doubts.list,
    onMoneyMoved: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    confirmClock: (reason, actor) => {
      guarded.confirm();
      ledger.write(
        () =>
          void audit.append(
            guarded.now(),
            entries.gate('confirm-clock', 'critical', 'the operator confirmed the clock', { reason }, actor),
          ),
      );
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
    start: () => {
      doubts.set('ledger-rolled-back', parts.ledgerInDoubt);
      doubts.set('log-broken', parts.logBroken());
      started = true;
      ledger.write(
        () => void audit.append(guarded.now(), entries.gate('start', 'info', 'the gate started', {}, GATE)),
      );
      stopFollowing = nodes.onChange(follow);
      follow();
      sweep();
      rounds();
    },
    stop: async () => {
      stopped = true;
      doubts.set('stopping', true);
      cancelSweep();
      cancelRound();
      stopFollowing();
      for (const dispose of watched.values()) dispose();
      watched.clear();
      await Promise.resolve();
    },
  };
}
