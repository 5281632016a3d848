// A whole gate on a virtual clock: real ledger, real registry, real rules, real BOLT 11; only the node is scripted.
import { createHash, randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { GateAnswer, PayRequest, Shown } from '../../electron/gate/gate.ts';
import { parseInvoice, type Invoice } from '../../electron/lightning/invoice.ts';
import { openDatabase, type Database } from '../../electron/store/database.ts';
import type { AuditActor } from '../../shared/domain/audit-entry.ts';
import type { EnrolledApprover } from '../../shared/domain/attestation.ts';
import type { AgentId, ConnectionId, EventId, NodeId, SpendId } from '../../shared/domain/ids.ts';
import { sats, type Msat } from '../../shared/domain/money.ts';
import { POLICY_PRESETS, type Policy } from '../../shared/domain/policy.ts';
import { plusSeconds, unixSeconds } from '../../shared/domain/time.ts';
import { assembleGate, insertConnection, insertNode, seededRandom } from './assemble-gate.ts';
import { makeInvoice, type InvoiceWish, type TestInvoice } from './bolt11.ts';
import { createFakeClock, START } from './fake-clock.ts';
import { scratchFolder } from './scratch.ts';
import { createScriptedNode, NODE_KEY } from './scripted-node.ts';

export const OPERATOR: AuditActor = { kind: 'operator', via: 'window' };
const NODE = 'node1' as NodeId;

const starter = POLICY_PRESETS.find((preset) => preset.id === 'starter');
if (!starter) throw new Error('there is no starter preset');
/** 100,000 sats single, 500,000 a day, no fee allowance: the arithmetic of tests stays readable. */
export const PLAIN_POLICY: Policy = { ...starter.policy, maxFee: { msat: sats(0n), ppm: 0 } };

export function createGateBench(
  options: {
    readonly allotment?: Msat;
    readonly folder?: string;
    readonly approver?: () => EnrolledApprover | null;
  } = {},
) {
  const folder = options.folder ?? scratchFolder();
  const key = randomBytes(32);
  const clock = createFakeClock();
  const random = seededRandom('bench');
  const who = options.approver ? { approver: options.approver } : {};
  const node = createScriptedNode(NODE, () => clock.now());
  let database: Database = openDatabase({ path: `${folder}/ledger.db`, key });
  let parts = assembleGate({ database, node, clock, random, ...who });
  onTestFinished(() => database.close());

  insertNode(database, node, NODE_KEY, START - 100_000);

  let events = 0;
  /** Lets every promise that can run, run. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  };

  const addAgent = (
    name: string,
    policy: Policy = PLAIN_POLICY,
    allotment: Msat = options.allotment ?? sats(5_000_000n),
  ) => {
    const made = parts.registry.create(
      { name, purpose: '', nodeId: NODE, draw: 'allotted', policy },
      OPERATOR,
    );
    if (!made.ok) throw new Error(made.message);
    const connectionId = insertConnection(database, made.value, name, START);
    const credited = allotment > 0n ? parts.gate.credit(made.value, allotment, 'test', OPERATOR) : null;
    if (credited && !credited.ok) throw new Error(credited.message);
    return { id: made.value, connectionId };
  };

  const invoice = (
    wish: Partial<InvoiceWish> & { readonly seed: string; readonly msat: bigint | null },
  ): TestInvoice => {
    const made = makeInvoice({ createdAt: clock.now(), ...wish });
    node.knowPreimage(made.paymentHash, made.preimage);
    return made;
  };

  const read = (text: string): Invoice | null => {
    const parsed = parseInvoice(text);
    return parsed.ok ? parsed.value : null;
  };

  const request = (
    agent: { id: AgentId; connectionId: ConnectionId },
    invoiceText: string,
    more: Partial<PayRequest> = {},
  ): PayRequest => ({
    eventId: createHash('sha256')
      .update(`event ${(events += 1)}`)
      .digest('hex') as EventId,
    connectionId: agent.connectionId,
    agentId: agent.id,
    askedBy: 'pay_invoice',
    invoice: read(invoiceText),
    amount: null,
    maxFee: null,
    purpose: 'because',
    createdAt: clock.now(),
    expiresAt: null,
    ...more,
  });

  const shown = (id: SpendId): Shown => {
    const row = database.prepare('SELECT * FROM spends WHERE id = ?').get(id);
    if (!row) throw new Error('no such spend');
    return {
      amount: row['amount_msat'] as Msat,
      feeLimit: row['fee_limit_msat'] as Msat,
      destination: row['destination'] as string,
      paymentHash: row['payment_hash'] as string,
      policyVersion: row['policy_version'] as number,
    };
  };

  return {
    clock,
    node,
    folder,
    settle,
    addAgent,
    invoice,
    request,
    shown,
    get gate() {
      return parts.gate;
    },
    get registry() {
      return parts.registry;
    },
    get audit() {
      return parts.audit;
    },
    get freeze() {
      return parts.freeze;
    },
    get database() {
      return database;
    },
    close: () => database.close(),
    /** Starts the gate and lets the first reconciliation end. */
    start: async () => {
      parts.gate.start();
      await settle();
    },
    /** Everything in memory is lost, as by SIGKILL; the file stays. */
    crashAndRestart: async (ledgerInDoubt = false) => {
      database.close();
      database = openDatabase({ path: `${folder}/ledger.db`, key });
      parts = assembleGate({ database, node, clock, random, ledgerInDoubt, ...who });
      parts.gate.start();
      await settle();
    },
    pay: async (asked: PayRequest): Promise<GateAnswer | null> => {
      const answer = parts.gate.pay(asked);
      await settle();
      return answer;
    },
    onlyWaiting: (): SpendId => {
      const rows = database.prepare(`SELECT id FROM spends WHERE state = 'held'`).all();
      if (rows.length !== 1) throw new Error(`${rows.length} payments wait`);
      return rows[0]?.['id'] as SpendId;
    },
    stateOf: (id: SpendId): string =>
      database.prepare('SELECT state FROM spends WHERE id = ?').get(id)?.['state'] as string,
    actions: (): string[] =>
      database
        .prepare('SELECT action FROM audit ORDER BY seq')
        .all()
        .map((row) => row['action'] as string),
    later: (seconds: number) => plusSeconds(unixSeconds(clock.now()), seconds),
  };
}

export type GateBench = ReturnType<typeof createGateBench>;
