// Perform: one act done to the world. An operator's act is written into the books when it was acknowledged; when the process died in
// the middle of it nobody was told anything, and the books take what the ledger says.
import type { RuleName, RuleResult } from '../../shared/domain/decision.ts';
import type { EventId, NodeKey, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { msat, type Msat } from '../../shared/domain/money.ts';
import type { Shown } from '../../electron/gate/gate.ts';
import type { Act, Doing } from './acts.ts';
import { attest } from './attest.ts';
import type { AgentBook, Approval, Asked } from './books.ts';
import { ProcessDied } from './life.ts';
import type { Payee } from './node.ts';
import { FLEET_POLICIES, POLICIES } from './policies.ts';
import { requestEvent } from './relay.ts';
import { OPERATOR, type Process, type World } from './world.ts';

const LATE_MS = 20_000;
const REASON = 'simulated';

/** What a person saw of a payment that waits. */
type Page = {
  readonly id: SpendId;
  readonly shown: Shown & { readonly paymentHash: PaymentHash };
  readonly agentId: string;
  readonly held: readonly RuleName[];
};

export type Performer = {
  /** Does it; the process may be dead afterwards. */
  readonly perform: (running: Process, act: Act) => Promise<void>;
  /** The screen is drawn anew: payments that wait are seen. */
  readonly look: () => void;
  /** Milliseconds the process stays down after the death that has just come. */
  readonly downtime: () => number;
  readonly ask: (running: Process, act: Extract<Doing, { kind: 'ask' }>) => void;
};

export function createPerformer(world: World): Performer {
  const { time, disk, node, judge, asked, pool, coverage } = world;
  const pages = new Map<SpendId, Page>();
  const approved = new Set<SpendId>();
  let down = 0;
  let events = 0;
  const held = disk.committed.prepare(`SELECT * FROM spends WHERE state = 'held' ORDER BY asked_at, id`);
  const at = <T>(list: readonly T[], which: number): T | undefined => list[which % Math.max(1, list.length)];

  const look = (): void => {
    for (const row of held.all()) {
      const id = row['id'] as SpendId;
      if (pages.has(id)) continue;
      const rules = JSON.parse(row['rules'] as string) as RuleResult[];
      pages.set(id, {
        id,
        agentId: row['agent_id'] as string,
        held: rules.filter((rule) => rule.verdict === 'hold').map((rule) => rule.rule),
        shown: {
          amount: row['amount_msat'] as Msat,
          feeLimit: row['fee_limit_msat'] as Msat,
          destination: row['destination'] as NodeKey,
          paymentHash: row['payment_hash'] as PaymentHash,
          policyVersion: row['policy_version'] as number,
        },
      });
    }
  };

  /** Runs an operator's act. `done` writes it into the books; a refusal and a full disk change nothing. */
  const operate = (running: Process, work: () => boolean, done: () => void): void => {
    try {
      if (work()) done();
      // What comes back from the dead was never heard.
      if (running.life.dead) adopt();
    } catch (error) {
      if (running.life.dead) adopt();
      else if (error instanceof ProcessDied) throw error;
      else judge.say(`not done: ${String(error)}`);
    }
  };

  /** The operator looks what became of it. */
  const adopt = (): void => {
    const frozen = disk.committed.prepare<{ frozen_at: number | null }>(
      'SELECT frozen_at FROM agents WHERE id = ?',
    );
    const reason = disk.committed.prepare<{ reason: string }>(
      'SELECT reason FROM policies WHERE agent_id = ? ORDER BY version DESC LIMIT 1',
    );
    const revoked = disk.committed.prepare<{ revoked_at: number | null }>(
      'SELECT revoked_at FROM connections WHERE id = ?',
    );
    const moves = disk.committed.prepare<{ sum_msat: bigint | null }>(
      `SELECT sum(CASE kind WHEN 'debit' THEN -amount_msat ELSE amount_msat END) AS sum_msat
       FROM balance_moves WHERE agent_id = ? AND kind IN ('credit', 'debit')`,
    );
    const denied = disk.committed.prepare<{ payment_hash: string }>(
      `SELECT payment_hash FROM spends WHERE agent_id = ? AND state = 'denied'`,
    );
    for (const agent of world.books.agents) {
      agent.frozen = frozen.get(agent.id)?.frozen_at !== null;
      agent.revoked = revoked.get(agent.connectionId)?.revoked_at !== null;
      const index = /^index (\d+)$/.exec(reason.get(agent.id)?.reason ?? '')?.[1];
      if (index !== undefined) agent.policy = Number(index);
      agent.funds = moves.get(agent.id)?.sum_msat ?? 0n;
      agent.denied = denied.all(agent.id).map((row) => row.payment_hash as PaymentHash);
    }
    const { books } = world;
    books.fleetFrozen =
      disk.committed.prepare(`SELECT 1 AS found FROM meta WHERE name = 'fleet_freeze'`).get() !== undefined;
    const fleet = disk.committed
      .prepare<{ reason: string }>('SELECT reason FROM fleet_policies ORDER BY version DESC LIMIT 1')
      .get()?.reason;
    books.fleetPolicy = Number(/^index (\d+)$/.exec(fleet ?? '')?.[1] ?? books.fleetPolicy);
  };

  const makeRequest = (
    agent: number,
    invoice: number,
    via: Asked['via'],
    more: {
      readonly claim: string;
      readonly maxFee: number | null;
      readonly expires: number | null;
      readonly skew: number;
    },
  ): Asked | undefined => {
    const book = world.books.agents[agent];
    const wanted = at(pool, invoice);
    if (!book || !wanted) return undefined;
    const claimed =
      more.claim === 'other'
        ? (wanted.amount ?? 0n) + 60_000n
        : more.claim === 'same' || wanted.amount === null
          ? (wanted.amount ?? 350_000n)
          : null;
    const id = (events += 1).toString(16).padStart(64, '0') as EventId;
    const one: Asked = {
      id,
      agent,
      invoice: invoice % pool.length,
      hash: wanted.hash,
      via,
      amount: claimed,
      delivered: false,
      answer: null,
      pending: false,
      excused: false,
      event: requestEvent({
        id,
        name: book.name,
        createdAt: time.seconds() + more.skew,
        expiresAt: more.expires === null ? null : time.seconds() + more.expires,
        method: via,
        params: {
          [via === 'pay' ? 'payment' : 'invoice']: wanted.text,
          ...(claimed === null ? {} : { amount: Number(claimed) }),
          ...(more.maxFee === null ? {} : { max_fee: more.maxFee }),
        },
      }),
    };
    asked.set(id, one);
    return one;
  };

  const ask: Performer['ask'] = (running, act) => {
    const one = makeRequest(act.agent, act.invoice, act.via, act);
    if (!one) return;
    plan(one.hash, act.payee);
    if (act.delivery === 'dropped') return;
    if (act.delivery === 'late') {
      time.at(time.now() + LATE_MS, running.life, () => world.deliver(running, one));
      return;
    }
    world.deliver(running, one);
    if (act.delivery === 'twice') world.deliver(running, one);
  };

  const plan = (hash: PaymentHash, payee: Payee): void => {
    coverage.hit('payee', `${payee.arrives}, ${payee.ends}, told ${payee.told}`);
    node.plan(hash, payee);
  };

  const decide = (running: Process, act: Extract<Doing, { kind: 'decide' }>): void => {
    const waiting = world.onlyHeld();
    const id = act.which % 3 === 0 ? at([...pages.keys()], act.which) : at(waiting, act.which);
    const page = id && pages.get(id);
    const agent = page && world.books.agents.findIndex((one) => one.id === page.agentId);
    if (!page || agent === undefined || agent < 0) return;
    const book = world.books.agents[agent] as AgentBook;
    const { gate } = running.parts;
    if (act.how === 'deny') {
      operate(
        running,
        () => gate.deny(page.id, REASON, OPERATOR).ok,
        () => void book.denied.push(page.shown.paymentHash),
      );
      return;
    }
    const shown = act.stale ? { ...page.shown, feeLimit: msat(page.shown.feeLimit + 1n) } : page.shown;
    const approval: Approval = {
      spendId: page.id,
      agent,
      hash: page.shown.paymentHash,
      amount: page.shown.amount,
      feeLimit: page.shown.feeLimit,
      waived: page.held,
      used: false,
    };
    // The order may leave before the call comes back.
    world.books.approvals.push(approval);
    let isDone = false;
    // By the payment itself, so that no history of a seed changes with it.
    const signs = Number.parseInt(page.shown.paymentHash.at(-1) ?? '0', 16) % 3 !== 0;
    operate(
      running,
      () =>
        gate.approve(
          page.id,
          shown,
          REASON,
          OPERATOR,
          signs ? attest(gate, page.id, time.clockOf(running.life).now()) : null,
        ).ok,
      () => {
        isDone = true;
        const above = FLEET_POLICIES[world.books.fleetPolicy]?.attestAbove ?? null;
        if (!signs && above !== null && page.shown.amount + page.shown.feeLimit > above)
          judge.blame(2, 'an approval above the fleet’s limit was taken without the Ledger’s signature');
        if (act.stale) judge.blame(2, 'an approval of what is not waiting was taken');
        if (approved.has(page.id)) judge.blame(2, 'one payment was approved twice');
        approved.add(page.id);
      },
    );
    // Unheard of, it may have been written all the same; refused, it must not count.
    if (!isDone && !running.life.dead) {
      if (approval.used) judge.blame(2, 'a payment left on an approval that was refused');
      world.books.approvals = world.books.approvals.filter((one) => one !== approval);
    }
  };

  const setPolicy = (running: Process, whom: number, index: number): void => {
    const { registry } = running.parts;
    const agent = world.books.agents[whom];
    if (!agent) {
      const wanted = index % FLEET_POLICIES.length;
      const policy = FLEET_POLICIES[wanted];
      if (!policy) return;
      operate(
        running,
        () => registry.setFleetPolicy(registry.fleetPolicy().version, policy, `index ${wanted}`, OPERATOR).ok,
        () => void (world.books.fleetPolicy = wanted),
      );
      return;
    }
    const wanted = index % POLICIES.length;
    const policy = POLICIES[wanted];
    if (!policy) return;
    operate(
      running,
      () =>
        registry.setPolicy(agent.id, registry.policy(agent.id).version, policy, `index ${wanted}`, OPERATOR)
          .ok,
      () => void (agent.policy = wanted),
    );
  };

  const freeze = (running: Process, whom: number, on: boolean): void => {
    const { freeze: lever } = running.parts;
    const agent = world.books.agents[whom];
    operate(
      running,
      () => {
        if (!agent) {
          if (on) lever.freezeFleet(REASON, OPERATOR);
          else lever.unfreezeFleet(REASON, OPERATOR);
          return true;
        }
        return (on ? lever.freezeAgent : lever.unfreezeAgent)(agent.id, REASON, OPERATOR).ok;
      },
      () => {
        if (agent) agent.frozen = on;
        else world.books.fleetFrozen = on;
      },
    );
  };

  const move = (running: Process, agent: AgentBook, amount: bigint): void => {
    const { gate } = running.parts;
    const size = msat(amount < 0n ? -amount : amount);
    operate(
      running,
      () => (amount < 0n ? gate.debit : gate.credit)(agent.id, size, REASON, OPERATOR).ok,
      () => void (agent.funds += amount),
    );
  };

  const confirm = (running: Process, what: 'clock' | 'ledger'): void => {
    const { gate } = running.parts;
    if (what === 'clock') {
      // A person looks at another clock and sets this one right before saying that it is.
      world.setWall(0);
      operate(
        running,
        () => (gate.confirmClock(REASON, OPERATOR), true),
        () => void (running.record.trustedOffset = 0),
      );
    } else
      operate(
        running,
        () => (gate.confirmLedger(REASON, OPERATOR), true),
        () => {
          running.record.ledgerInDoubt = false;
          running.followAnchor();
        },
      );
  };

  /** A row of an older version, which wrote the reservation before the hand-over and died between the two. */
  const leaveReserved = (): void => {
    const agent = at(world.books.agents, events);
    const invoice = pool.find(
      (one) =>
        one.kind === 'plain' &&
        !node.books.some((htlc) => htlc.hash === one.hash) &&
        ![...asked.values()].some((other) => other.hash === one.hash),
    );
    if (!agent || !invoice) return;
    const one = makeRequest(world.books.agents.indexOf(agent), pool.indexOf(invoice), 'pay_invoice', {
      claim: 'none',
      maxFee: null,
      expires: null,
      skew: 0,
    });
    if (!one) return;
    one.delivered = true;
    const id = `reserved ${events}`;
    disk.committed
      .prepare(
        `INSERT INTO spends (id, agent_id, connection_id, node_id, asked_by, state, payment_hash, invoice, destination, amount_msat,
           fee_limit_msat, purpose, description, policy_version, code, rules, measured, invoice_expires_at, asked_at, reserved_at, attempt)
         VALUES (?, ?, ?, 'node1', 'pay_invoice', 'reserved', ?, ?, ?, ?, 0, '', '', 1, NULL, '[]', '', ?, ?, ?, 1)`,
      )
      .run(
        id,
        agent.id,
        agent.connectionId,
        invoice.hash,
        invoice.text,
        invoice.destination,
        invoice.amount ?? 1n,
        time.seconds() + 600,
        time.seconds(),
        time.seconds(),
      );
    disk.committed
      .prepare(
        `INSERT INTO requests (event_id, connection_id, agent_id, method, received_at, spend_id) VALUES (?, ?, ?, 'pay_invoice', ?, ?)`,
      )
      .run(one.id, agent.connectionId, agent.id, time.seconds(), id);
  };

  const kill = (running: Process, ms: number): void => {
    running.life.dead = true;
    down = ms;
  };

  const perform = async (running: Process, act: Act): Promise<void> => {
    const { books } = world;
    switch (act.kind) {
      case 'ask':
        return ask(running, act);
      case 'replay': {
        const one = at([...asked.values()], act.which);
        if (one) world.deliver(running, one);
        return;
      }
      case 'retry': {
        const before = at([...asked.values()], act.which);
        if (!before) return;
        const agent = act.other ? (before.agent + 1) % books.agents.length : before.agent;
        const one = makeRequest(agent, before.invoice, act.which % 2 ? 'pay' : 'pay_invoice', {
          claim: 'none',
          maxFee: null,
          expires: null,
          skew: 0,
        });
        if (!one) return;
        if (!node.open().some((htlc) => htlc.hash === one.hash)) plan(one.hash, act.payee);
        return world.deliver(running, one);
      }
      case 'decide':
        return decide(running, act);
      case 'freeze':
        return freeze(running, act.whom, act.on);
      case 'policy':
        return setPolicy(running, act.whom, act.index);
      case 'money': {
        const agent = at(books.agents, act.agent);
        return agent && move(running, agent, BigInt(act.amount));
      }
      case 'revoke': {
        const agent = at(books.agents, act.agent);
        const connection = agent && running.service.connections.get(agent.connectionId);
        if (agent && connection)
          operate(
            running,
            () => (running.service.revoke(connection), true),
            () => void (agent.revoked = true),
          );
        return;
      }
      case 'pass':
        return time.pass(act.ms);
      case 'wall':
        return world.setWall(act.offset);
      case 'confirm':
        return confirm(running, act.what);
      case 'release': {
        const htlc = at(node.held(), act.which);
        return htlc && node.end(htlc, act.how);
      }
      case 'outside':
        return node.payOutside({
          hash: (events += 1).toString(16).padStart(64, 'e') as PaymentHash,
          outflow: BigInt(act.amount),
          at: time.now(),
        });
      case 'receive': {
        const agent = at(books.agents, act.agent);
        if (!agent) return;
        const made = running.parts.gate.makeInvoice(agent.id, {
          amount: msat(BigInt(act.amount)),
          description: '',
          descriptionHash: null,
          expirySeconds: 3_600,
        });
        // It may never come back: the process may die under it.
        void made.then(
          () => running.life.dead || node.receive(BigInt(act.amount)),
          () => judge.say('no invoice was made'),
        );
        return;
      }
      case 'weather':
        return node.setWeather(act.to);
      case 'strike':
        world.reaper.arm(act.strike);
        down = act.down;
        return;
      case 'fault':
        return disk.fail(act.fault);
      case 'crash':
        kill(running, act.down);
        if (act.leftover) leaveReserved();
        return;
      case 'quit':
        await running.parts.gate.stop();
        return kill(running, act.down);
      case 'backup':
        return world.backup();
      case 'restore':
        kill(running, act.down);
        if (world.restore()) approved.clear();
        return;
    }
  };

  return { perform, look, ask, downtime: () => down };
}
