// The world of one history: a process that lives and dies over one ledger, and everything around it that does not die with it.
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { EventId, SpendId } from '../../shared/domain/ids.ts';
import { msat } from '../../shared/domain/money.ts';
import type { Clock } from '../../electron/store/clock.ts';
import type { Database } from '../../electron/store/database.ts';
import { APPROVER } from './attest.ts';
import { assembleGate } from '../support/assemble-gate.ts';
import type { History } from './acts.ts';
import type { AgentBook, Asked, OperatorBooks } from './books.ts';
import type { Coverage } from './coverage.ts';
import { createDisk } from './disk.ts';
import { OWN_NODE_KEY, type PoolInvoice } from './invoices.ts';
import { CHAIN_SLACK_SECONDS, createJudge, IMITATION, type LifeRecord } from './judge.ts';
import { createReaper, ProcessDied, type Life } from './life.ts';
import { createNode, NODE } from './node.ts';
import { FLEET_POLICIES, POLICIES } from './policies.ts';
import { createPrng } from './prng.ts';
import { clientKeyOf, createService, serviceKeyOf } from './relay.ts';
import { createVirtualTime, START } from './virtual-time.ts';

export const OPERATOR: AuditActor = { kind: 'operator', via: 'window' };
export const NAMES = ['A', 'B', 'C'] as const;
const METHODS = JSON.stringify(['pay_invoice', 'pay', 'get_balance', 'get_budget', 'make_invoice']);
const ALLOTMENT = msat(9_000_000n);
const ANCHOR_MS = 1_000;
/** Events a relay delivers again to a process that comes back. */
const REDELIVERED = 2;

export type Platter = Database;

/** One running process: everything in it dies together. */
export type Process = {
  readonly life: Life;
  readonly record: LifeRecord;
  readonly database: Database;
  readonly parts: ReturnType<typeof assembleGate>;
  readonly service: ReturnType<typeof createService>;
  readonly delivered: Set<EventId>;
  readonly followAnchor: () => void;
};

export function createWorld(
  history: History,
  file: Platter,
  pool: readonly PoolInvoice[],
  coverage: Coverage,
) {
  const time = createVirtualTime((error) => onStray(error));
  const prng = createPrng(history.seed, 'ids');
  let current: Process | undefined;
  const reaper = createReaper((point, during) => {
    coverage.hit('crash point', point);
    if (during !== null) coverage.hit('crash during', during);
    judge.say(`the process dies: ${point}${during === null ? '' : ` of ${during}`}`);
  });
  const disk = createDisk(file, reaper, coverage);
  disk.reset();
  const asked = new Map<EventId, Asked>();
  const records = new WeakMap<Life, LifeRecord>();
  const preimages = new Map(pool.map((invoice) => [invoice.hash, invoice.preimage]));
  let slack = 0;
  let touched = false;
  let books: OperatorBooks = { agents: [], fleetPolicy: 0, fleetFrozen: false, approvals: [] };
  let copy: OperatorBooks | null = null;
  let anchor: { readonly seq: number; readonly hash: string } | null = null;
  let serial = 0;
  let pendingList: { readonly record: LifeRecord; readonly asOf: number } | null = null;

  const judge = createJudge({
    time,
    disk,
    coverage,
    pool,
    books: () => books,
    asked,
    record: (life) => records.get(life),
    imitation: history.imitation,
    clockSlack: () => slack * 1_000,
    clockTouched: () => touched,
  });
  const node = createNode({
    time,
    reaper,
    onOrder: judge.onOrder,
    preimageOf: (hash) => preimages.get(hash) ?? '',
    onStray: (error) => onStray(error),
  });
  judge.useNode(node);
  node.onList((life, asOf) => {
    const record = records.get(life);
    if (!record) return;
    record.compared = true;
    pendingList = { record, asOf };
  });

  /** In the product it would end up where nobody catches it, and one fault of the disk would shut the console down. */
  const onStray = (error: unknown): void => {
    if (error instanceof ProcessDied) return;
    judge.blame(8, `a fault nobody caught: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
    if (current) current.life.dead = true;
  };

  const newest = disk.committed.prepare<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  const hashAt = disk.committed.prepare<{ hash: string }>('SELECT hash FROM audit WHERE seq = ?');
  const isRolledBack = (): boolean =>
    anchor === null ? newest.get() !== undefined : hashAt.get(anchor.seq)?.hash !== anchor.hash;

  /** The rule of electron/store/anchor.ts without its file: written at once, then within a second of every change. */
  const anchorOf = (life: Life, database: Database, clock: Clock): (() => void) => {
    let following = false;
    let waiting = false;
    const write = (): void => {
      waiting = false;
      anchor = newest.get() ?? null;
    };
    database.onChange((changed) => {
      if (!following || waiting || !changed.has('timeline')) return;
      waiting = true;
      clock.after(ANCHOR_MS, write);
    });
    return () => {
      if (life.dead) return;
      following = true;
      write();
    };
  };

  const assemble = (): Process => {
    const life: Life = { dead: false, serial: (serial += 1) };
    const record: LifeRecord = {
      gate: null,
      trustedOffset: time.offset(),
      ledgerInDoubt: isRolledBack(),
      compared: false,
      comparedAt: 0,
    };
    records.set(life, record);
    const database = disk.open(life);
    const clock = time.clockOf(life);
    const onFault = (details: object, message: string): void => {
      if (!life.dead) judge.say(`ops log: ${message} ${faultText(details)}`);
    };
    const random = prng.bytes;
    const parts = assembleGate({
      database,
      node: node.port(life),
      clock,
      random,
      ledgerInDoubt: record.ledgerInDoubt,
      approver: () => APPROVER,
      onError: onFault,
    });
    record.gate = parts.gate;
    const onResponse = judge.onResponse;
    const service = createService({ life, database, clock, random, parts, onResponse, onFault });
    const followAnchor = anchorOf(life, database, clock);
    if (!record.ledgerInDoubt) followAnchor();
    return { life, record, database, parts, service, delivered: new Set(), followAnchor };
  };

  /** Starts the process; while it cannot come up it is started again, as an operator would. */
  const boot = (): Process => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      let begun: Process | undefined;
      try {
        current = begun = assemble();
        begun.parts.gate.start();
        begun.service.answerLeftOvers();
        for (const one of [...asked.values()].slice(-REDELIVERED)) deliver(begun, one);
        if (!begun.life.dead) return begun;
      } catch (error) {
        if (begun) begun.life.dead = true;
        judge.say(`the process did not come up: ${String(error)}`);
        // Whoever starts it again has made room on the disk.
        if (!(error instanceof ProcessDied)) disk.fail(null);
      }
    }
    throw new Error('the process never came up');
  };

  const deliver = (to: Process, one: Asked): void => {
    if (to.life.dead) return;
    const agent = books.agents[one.agent];
    if (agent && !agent.revoked) one.delivered = true;
    const again = to.delivered.has(one.id);
    to.delivered.add(one.id);
    to.service.deliver(one.event, again);
  };

  disk.calmly(() => {
    const work = disk.open({ dead: false, serial: 0 });
    const { registry, gate } = assembleGate({
      database: work,
      node: node.port({ dead: false, serial: 0 }),
      clock: time.clockOf({ dead: false }),
      random: prng.bytes,
    });
    work
      .prepare(
        `INSERT INTO nodes (id, name, socket, public_key, network, tls_pin, added_at) VALUES (?, 'n', 'localhost:1', ?, 'mainnet', '', ?)`,
      )
      .run(NODE, OWN_NODE_KEY, START - 100_000);
    if (history.imitation)
      work
        .prepare('INSERT INTO destination_labels (destination, label, at) VALUES (?, ?, ?)')
        .run(IMITATION(pool), 'looks like one of ours', START);
    registry.setFleetPolicy(
      registry.fleetPolicy().version,
      FLEET_POLICIES[history.fleet] ?? { maxFleetDailySpend: null, attestAbove: null },
      `index ${history.fleet}`,
      OPERATOR,
    );
    books.fleetPolicy = history.fleet;
    NAMES.forEach((name, index) => {
      const policy = history.agents[index] ?? 0;
      const made = registry.create(
        { name, purpose: '', nodeId: NODE, draw: 'allotted', policy: POLICIES[policy] as never },
        OPERATOR,
      );
      if (!made.ok) throw new Error(made.message);
      const connectionId = `c-${name}` as AgentBook['connectionId'];
      work
        .prepare(
          `INSERT INTO connections (id, agent_id, label, client_key, service_key, methods, relays, created_at)
           VALUES (?, ?, 'simulated', ?, ?, ?, '[]', ?)`,
        )
        .run(connectionId, made.value, clientKeyOf(name), serviceKeyOf(name), METHODS, START);
      const credited = gate.credit(made.value, ALLOTMENT, 'simulated', OPERATOR);
      if (!credited.ok) throw new Error(credited.message);
      books.agents.push({
        id: made.value,
        name,
        connectionId,
        policy,
        frozen: false,
        revoked: false,
        funds: ALLOTMENT,
        denied: [],
      });
    });
  });
  anchor = newest.get() ?? null;

  return {
    time,
    reaper,
    disk,
    node,
    judge,
    asked,
    prng,
    pool,
    coverage,
    get books() {
      return books;
    },
    boot,
    deliver,
    onStray,
    setWall: (seconds: number): void => {
      touched ||= seconds !== 0;
      // What is ahead by less than the chain can tell is taken for the time by a process that starts then.
      if (seconds > 0 && seconds <= CHAIN_SLACK_SECONDS) slack = Math.max(slack, seconds);
      // Behind by less than the dates of blocks may be ahead, likewise.
      if (seconds < 0) slack = Math.max(slack, Math.min(-seconds, CHAIN_SLACK_SECONDS));
      time.setWall(seconds);
    },
    /** At the end of a step in which everything has run. */
    takeIn: (): void => {
      const faulty = disk.tookFaults();
      if (pendingList && !faulty) pendingList.record.comparedAt = pendingList.asOf;
      pendingList = null;
    },
    backup: (): void => {
      if (copy) return;
      disk.backup();
      copy = structuredClone(books);
    },
    restore: (): boolean => {
      if (!copy || !disk.restore()) return false;
      books = structuredClone(copy);
      judge.forget();
      return true;
    },
    onlyHeld: (): readonly SpendId[] =>
      disk.committed
        .prepare<{ id: string }>(`SELECT id FROM spends WHERE state = 'held' ORDER BY asked_at, id`)
        .all()
        .map((row) => row.id as SpendId),
  };
}

export type World = ReturnType<typeof createWorld>;

const faultText = (details: object): string =>
  JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : typeof value === 'string' ? value.slice(0, 300) : value,
  );
