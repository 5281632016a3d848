// Durable decisions per second against raw durable commits of the same encrypted database, in turns so that both see the same disk.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInvoice, type Invoice } from '../../electron/lightning/invoice.ts';
import { systemClock, systemRandom } from '../../electron/store/clock.ts';
import { openDatabase } from '../../electron/store/database.ts';
import type { EventId, NodeId } from '../../shared/domain/ids.ts';
import { msat, sats } from '../../shared/domain/money.ts';
import { assembleGate, insertConnection, insertNode } from '../support/assemble-gate.ts';
import { makeInvoice } from '../support/bolt11.ts';
import { createScriptedNode, NODE_KEY } from '../support/scripted-node.ts';
import { median, type Figure } from './figure.ts';
import { WIDE_POLICY } from './wide-policy.ts';

const ROUNDS = 7;
const PER_ROUND = 400;
/** A fleet's worth: what counts in one agent's window is what one agent asked. */
const AGENTS = 40;

export async function decisions(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const database = openDatabase({ path: join(folder, 'ledger.db'), key: randomBytes(32) });
  try {
    const node = createScriptedNode('node1' as NodeId, () => systemClock.now());
    node.setSpendable(sats(1_000_000_000n));
    insertNode(database, node, NODE_KEY, systemClock.now());
    const { gate, registry } = assembleGate({ database, node, clock: systemClock, random: systemRandom });
    const agents = Array.from({ length: AGENTS }, (_, index) => {
      const made = registry.create(
        { name: `A${index}`, purpose: '', nodeId: node.id, draw: 'dedicated', policy: WIDE_POLICY },
        { kind: 'gate' },
      );
      if (!made.ok) throw new Error(made.message);
      return {
        id: made.value,
        connectionId: insertConnection(database, made.value, `A${index}`, systemClock.now()),
      };
    });
    gate.start();
    await new Promise((resolve) => setImmediate(resolve));

    let serial = 0;
    const request = (amount: bigint) => {
      const agent = agents[serial % AGENTS];
      if (!agent) throw new Error('there is no agent');
      const invoice = makeInvoice({
        seed: `bench ${(serial += 1)}`,
        msat: amount,
        createdAt: systemClock.now(),
      });
      node.knowPreimage(invoice.paymentHash, invoice.preimage);
      node.script(invoice.paymentHash, { kind: 'settle', fee: msat(0n) });
      return {
        eventId: createHash('sha256').update(`event ${serial}`).digest('hex') as EventId,
        connectionId: agent.connectionId,
        agentId: agent.id,
        askedBy: 'pay' as const,
        invoice: read(invoice.text),
        amount: null,
        maxFee: null,
        purpose: '',
        createdAt: systemClock.now(),
        expiresAt: null,
      };
    };
    database.prepare('SELECT 1').get();
    const row = database.prepare(`INSERT INTO meta (name, value) VALUES (?, ?)`);
    const raw = (): number =>
      perSecond(PER_ROUND, () =>
        database.transaction(() => void row.run(`bench ${(serial += 1)}`, 'x'.repeat(400))),
      );

    const ratios: number[] = [];
    const through: number[] = [];
    const rates = { raw: [] as number[], decision: [] as number[], payment: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const commits = raw();
      // Over the allowance of one payment by far: judged by every rule, refused, written down, one commit.
      const refused = Array.from({ length: PER_ROUND }, () => request(9_000_000_000_000n));
      const decided = await perSecondOf(refused, (asked) => gate.pay(asked));
      const paid = Array.from({ length: PER_ROUND }, () => request(1_000n));
      const payments = await perSecondOf(paid, (asked) => gate.pay(asked));
      rates.raw.push(commits);
      rates.decision.push(decided);
      rates.payment.push(payments);
      ratios.push(decided / commits);
      through.push(payments / commits);
    }
    await gate.stop();
    return [
      {
        name: 'durable decisions ÷ raw durable commits',
        value: median(ratios),
        wanted: { at: 'least', value: 0.8 },
        heldBackBy:
          'A bare commit dirties three pages of the encrypted file. A decision dirties about twenty: request, spend and two log entries with the indexes the screens and the reconciliation read, and BOLT 11’s signature is verified on the same thread (0.3 ms). Several decisions in one commit, and verification off the thread, would change it.',
        detail: `${Math.round(median(rates.decision))} decisions/s, ${Math.round(median(rates.raw))} commits/s; a decision is one commit with request, decision and two log entries`,
      },
      {
        name: 'payments carried to the end ÷ raw durable commits',
        value: median(through),
        wanted: null,
        detail: `${Math.round(median(rates.payment))} payments/s, two commits each (reserve with dispatch, settle)`,
      },
    ];
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const read = (text: string): Invoice => {
  const parsed = parseInvoice(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
};

function perSecond(times: number, work: () => void): number {
  const start = performance.now();
  for (let index = 0; index < times; index += 1) work();
  return (times * 1_000) / (performance.now() - start);
}

async function perSecondOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (const item of items) await work(item);
  return (items.length * 1_000) / (performance.now() - start);
}
