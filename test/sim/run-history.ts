// One history from its first act to the verdict: after every step the invariants, at the end liveness and the books.
import { DiskError } from './disk.ts';
import { verifyEntries } from '../support/verify-audit.ts';
import { msat, sats } from '../../shared/domain/money.ts';
import type { History } from './acts.ts';
import type { Coverage } from './coverage.ts';
import type { PoolInvoice } from './invoices.ts';
import type { Violation } from './judge.ts';
import { PROMPT } from './node.ts';
import { createPerformer } from './perform.ts';
import { FLEET_POLICIES, POLICIES } from './policies.ts';
import { createWorld, OPERATOR, type Platter, type Process } from './world.ts';

export type Outcome = {
  /** In the order in which they showed. */
  readonly violations: readonly Violation[];
  /** How many acts were done before it showed. */
  readonly acts: number;
  readonly steps: number;
  readonly trace: readonly string[];
};

export type Stage = {
  readonly file: Platter;
  readonly pool: readonly PoolInvoice[];
  readonly coverage: Coverage;
};

const HOUR = 3_600_000;
/** Amount every agent pays at the very end, to show that it still can. In msat; an invoice of this amount is in the pool for each. */
const LAST_PAYMENT = 50_000n;

/** Where a fault goes that nobody caught in the process that is running. */
let onStray: (error: unknown) => void = () => undefined;

/** Hears of them until the returned function is called. */
export function hearStrayFaults(): () => void {
  const listener = (error: unknown): void => onStray(error);
  process.on('unhandledRejection', listener);
  return () => void process.off('unhandledRejection', listener);
}

export async function runHistory(history: History, { file, pool, coverage }: Stage): Promise<Outcome> {
  const world = createWorld(history, file, pool, coverage);
  const { time, disk, node, judge, asked } = world;
  const performer = createPerformer(world);
  let steps = 0;
  let done = 0;
  onStray = world.onStray;

  const check = (running: Process, rested: boolean): void => {
    steps += 1;
    if (disk.inside()) judge.blame(4, 'a transaction stayed open');
    if (running.life.dead) return;
    disk.calmly(() => {
      judge.checkCounted(running.parts.gate);
      if (rested) world.takeIn();
      performer.look();
    });
  };

  const revive = async (running: Process): Promise<Process> => {
    if (!running.life.dead) return running;
    // What the dead one still had in its hands unwinds without touching anything.
    await time.settle();
    world.reaper.arm(null);
    await time.pass(performer.downtime());
    const next = world.boot();
    await time.settle();
    check(next, true);
    return revive(next);
  };

  const rest = async (kind: 'none' | 'few' | 'all'): Promise<void> => {
    if (kind === 'all') await time.settle();
    else if (kind === 'few') for (let turn = 0; turn < 3; turn += 1) await Promise.resolve();
  };

  /** Everything on its way ends, everybody is healthy again, and then there is nothing to wait for and everybody can pay. */
  const finish = async (last: Process): Promise<void> => {
    world.reaper.arm(null);
    disk.fail(null);
    world.setWall(0);
    let running = await revive(last);
    const { gate, registry, freeze } = running.parts;
    node.setWeather('down');
    node.setWeather('up');
    gate.confirmClock('simulated', OPERATOR);
    if (running.record.ledgerInDoubt) gate.confirmLedger('simulated', OPERATOR);
    running.record.ledgerInDoubt = false;
    running.record.trustedOffset = 0;
    await time.pass(31 * HOUR);
    node.held().forEach((htlc, index) => node.end(htlc, index % 2 === 0 ? 'settle' : 'fail'));
    for (let round = 0; round < 3; round += 1) await time.pass(620_000);
    check(running, true);
    const count = (sql: string): number => Number(disk.committed.prepare(sql).get()?.['count'] ?? -1);
    const live = count(
      `SELECT count(*) AS count FROM spends WHERE state IN ('reserved', 'dispatched', 'unknown')`,
    );
    if (live !== 0) judge.blame(9, `${live} reservations stay although nothing is on its way`);
    const silent = count('SELECT count(*) AS count FROM requests WHERE answer IS NULL');
    if (silent !== 0) judge.blame(6, `${silent} requests never got an answer`);
    for (const [index, agent] of world.books.agents.entries()) {
      const left = agent.funds + judge.received(index) - judge.settledOutflow(index);
      const says = gate.spendable(agent.id);
      if (says !== (left > 0n ? left : 0n))
        judge.blame(9, `${agent.name} has ${left} msat by the node’s books and ${says} by the gate’s`);
      if (gate.budget(agent.id).reserved !== 0n) judge.blame(9, `${agent.name}: headroom stays blocked`);
    }
    const broken = verifyEntries(disk.committed);
    if (broken !== null) judge.blame(4, `the log breaks at entry ${broken}`);

    await time.pass(25 * HOUR);
    freeze.unfreezeFleet('simulated', OPERATOR);
    registry.setFleetPolicy(registry.fleetPolicy().version, FLEET_POLICIES[0] as never, 'index 0', OPERATOR);
    world.books.fleetFrozen = false;
    world.books.fleetPolicy = 0;
    const lasts: (() => boolean)[] = [];
    for (const [index, agent] of world.books.agents.entries()) {
      if (agent.revoked) continue;
      freeze.unfreezeAgent(agent.id, 'simulated', OPERATOR);
      registry.setPolicy(
        agent.id,
        registry.policy(agent.id).version,
        POLICIES[0] as never,
        'index 0',
        OPERATOR,
      );
      Object.assign(agent, { frozen: false, policy: 0 });
      if (
        gate.spendable(agent.id) < sats(1_000n) &&
        gate.credit(agent.id, msat(1_000_000n), 'simulated', OPERATOR).ok
      )
        agent.funds += 1_000_000n;
      if (gate.spendable(agent.id) < sats(1_000n)) continue;
      const invoice = pool.findIndex(
        (one) =>
          one.kind === 'plain' &&
          one.amount === LAST_PAYMENT &&
          // A look-alike is never paid, whoever asks.
          !history.imitation &&
          ![...asked.values()].some((before) => before.hash === one.hash),
      );
      if (invoice < 0) continue;
      performer.ask(running, {
        kind: 'ask',
        agent: index,
        invoice,
        via: 'pay_invoice',
        claim: 'none',
        maxFee: null,
        expires: null,
        skew: 0,
        delivery: 'now',
        payee: PROMPT,
      });
      const one = [...asked.values()].at(-1);
      lasts.push(() => one?.answer?.startsWith('[null,') === true);
    }
    await time.settle();
    for (const paid of lasts)
      if (!paid())
        judge.blame(9, 'a payment inside the limits is not made although nothing stands in its way');
    check(running, true);
    running = await revive(running);
    coverageOfEnd(coverage, lasts.length);
  };

  let running = world.boot();
  await time.settle();
  check(running, true);
  for (const act of history.acts) {
    running = await revive(running);
    if (judge.violations.length > 0) break;
    judge.say(`» ${JSON.stringify(act)}`);
    done += 1;
    try {
      await performer.perform(running, act);
    } catch (error) {
      // Whoever asked is told that it was not done.
      if (!running.life.dead && !(error instanceof DiskError)) throw error;
    }
    await rest(act.rest);
    check(running, act.rest === 'all');
  }
  if (judge.violations.length === 0) await finish(running);
  running.life.dead = true;
  return { violations: judge.violations, acts: done, steps, trace: judge.trace };
}

const coverageOfEnd = (coverage: Coverage, payments: number): void => {
  if (payments > 0) coverage.hit('end', 'paid once more');
};
