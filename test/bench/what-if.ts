// What if: 10,000 payments of 30 days read out of the encrypted ledger and judged anew by another policy.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAgentRegistry } from '../../electron/agents/registry.ts';
import { createAuditLog } from '../../electron/audit/log.ts';
import { decide } from '../../electron/gate/decide.ts';
import type { Measured } from '../../electron/gate/measured.ts';
import { feeLimitFor } from '../../electron/gate/rules/amounts.ts';
import { createSpendRecords } from '../../electron/gate/spend-records.ts';
import { createWhatIfHistory, WHAT_IF_SECONDS } from '../../electron/gate/what-if-history.ts';
import { whatIf } from '../../electron/gate/what-if.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import { openDatabase, type Database } from '../../electron/store/database.ts';
import type { AgentId, NodeId, NodeKey, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { sats, type Msat } from '../../shared/domain/money.ts';
import type { Policy } from '../../shared/domain/policy.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { insertConnection, insertNode } from '../support/assemble-gate.ts';
import { createScriptedNode, NODE_KEY } from '../support/scripted-node.ts';
import { median, type Figure } from './figure.ts';
import { WIDE_POLICY } from './wide-policy.ts';

const SPENDS = 10_000;
const ROUNDS = 9;
const AMOUNT = sats(1_000n);
/** Half of what the agent spent in a day, so that most of what follows is judged otherwise than it was. */
const EDITED: Policy = { ...WIDE_POLICY, maxDailySpend: sats(170_000n), firstTime: 'hold' };

export async function whatIfFigure(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const database = openDatabase({ path: join(folder, 'ledger.db'), key: randomBytes(32) });
  try {
    const now = systemClock.now();
    const agentId = fill(database, now);
    const read = createWhatIfHistory(database);
    const times = Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      const { spends, setting } = read(agentId, now);
      const loaded = performance.now();
      const replayed = whatIf(EDITED, spends, setting);
      if (replayed.length !== SPENDS) throw new Error(`${replayed.length} payments were replayed`);
      return { whole: performance.now() - start, reading: loaded - start };
    });
    return [
      {
        name: 'what-if over 10,000 payments',
        value: median(times.map((time) => time.whole)),
        wanted: { at: 'most', value: 200 },
        unit: ' ms',
        detail: `${Math.round(median(times.map((time) => time.reading)))} ms of it read and decrypt 30 days of one agent; the first time takes ${Math.round(times[0]?.whole ?? 0)} ms`,
      },
    ];
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An agent that paid a little all day long, everything inside its limits. */
function fill(database: Database, now: number): AgentId {
  const node = createScriptedNode('node1' as NodeId, () => systemClock.now());
  insertNode(database, node, NODE_KEY, now);
  const audit = createAuditLog(database);
  const registry = createAgentRegistry({ database, audit, clock: systemClock, random: systemRandom });
  const made = registry.create(
    { name: 'A', purpose: '', nodeId: node.id, draw: 'dedicated', policy: WIDE_POLICY },
    { kind: 'gate' },
  );
  if (!made.ok) throw new Error(made.message);
  const connectionId = insertConnection(database, made.value, 'A', now);
  const records = createSpendRecords(database);
  const gap = WHAT_IF_SECONDS / SPENDS;
  const feeLimit = feeLimitFor(WIDE_POLICY, AMOUNT, null);
  database.transaction(() => {
    for (let index = 0; index < SPENDS; index += 1) {
      const askedAt = unixSeconds(Math.ceil(now - WHAT_IF_SECONDS + index * gap));
      const destination = `02${(index % 50).toString(16).padStart(64, '0')}` as NodeKey;
      const measured: Measured = {
        maxFee: null,
        used: (BigInt(Math.min(index, Math.floor(86_400 / gap))) * AMOUNT) as Msat,
        reserved: sats(0n),
        inFlight: 0,
        others: sats(0n),
        fleetLimit: null,
        lastMinute: 1,
        lastHour: Math.min(index + 1, Math.ceil(3_600 / gap)),
        spendable: sats(10_000_000n),
        paidBefore: index >= 50,
        known: index >= 50,
        imitates: null,
      };
      const { rules } = decide(
        WIDE_POLICY,
        {
          network: 'regtest',
          ownNodes: new Set(),
          agentOutflow: measured.used,
          fleetOutflow: measured.used,
          fleetLimit: null,
          inFlight: { msat: sats(0n), count: 0 },
          rate: measured,
          spendable: measured.spendable,
          paidBefore: measured.paidBefore,
          lookalikeOf: null,
          agentFrozen: false,
          fleetFrozen: false,
          closed: [],
        },
        { amount: AMOUNT, feeLimit, destination, network: 'regtest', invoiceExpiresAt: null },
        askedAt,
      );
      const spend = records.insert({
        id: `s${String(index).padStart(15, '0')}` as SpendId,
        agentId: made.value,
        connectionId,
        nodeId: node.id,
        askedBy: 'pay_invoice',
        state: 'reserved',
        paymentHash: index.toString(16).padStart(64, '0') as PaymentHash,
        invoice: `lnbcrt1${'q'.repeat(320)}`,
        destination,
        amount: AMOUNT,
        feeLimit,
        purpose: 'pages behind L402',
        description: 'one page',
        policyVersion: 1,
        code: null,
        rules,
        measured,
        invoiceExpiresAt: unixSeconds(askedAt + 3_600),
        holdExpiresAt: null,
        askedAt,
        reservedAt: askedAt,
      });
      const sent = records.move(spend, 'dispatched', { dispatchedAt: askedAt });
      records.move(sent, 'settled', { fee: sats(0n), endedAt: askedAt, countedAt: askedAt });
    }
  });
  return made.value;
}
