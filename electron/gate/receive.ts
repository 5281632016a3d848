// Receive: invoices made for agents, and booking what came in. Incoming money raises an allotment; it never refills a limit.
import { satsText } from '../../shared/domain/amount-text.ts';
import type { AgentId } from '../../shared/domain/ids.ts';
import { msatText } from '../../shared/domain/money.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import type { LightningNode, SettledInvoice } from '../lightning/lightning-node.ts';
import type { Balances } from './balances.ts';
import type { Gate, MoneyMoved } from './gate.ts';
import type { Ledger } from './ledger.ts';
import { readInvoice } from './transactions.ts';

export type ReceiveParts = {
  readonly ledger: Ledger;
  readonly registry: AgentRegistry;
  readonly balances: Balances;
  readonly nodeOf: (id: LightningNode['id']) => LightningNode | undefined;
  readonly announce: (moved: MoneyMoved) => void;
};

export type Receive = Pick<Gate, 'makeInvoice'> & {
  /** Books a settled invoice once, however often the node tells of it. */
  readonly book: (settled: SettledInvoice) => void;
};

export function createReceive({ ledger, registry, balances, nodeOf, announce }: ReceiveParts): Receive {
  const { database, audit, clock } = ledger;
  const insert = database.prepare(
    `INSERT INTO invoices (payment_hash, agent_id, node_id, invoice, amount_msat, description, created_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byHash = database.prepare('SELECT * FROM invoices WHERE payment_hash = ?');
  const settle = database.prepare(
    'UPDATE invoices SET settled_at = ?, received_msat = ?, preimage = ? WHERE payment_hash = ? AND settled_at IS NULL',
  );
  const move = database.prepare(
    `INSERT INTO balance_moves (agent_id, kind, amount_msat, reason, at) VALUES (?, 'received', ?, ?, ?)`,
  );

  return {
    makeInvoice: async (agentId, wanted) => {
      const agent = registry.get(agentId);
      const node = agent && nodeOf(agent.nodeId);
      if (!agent || !node) return refuse('node_unavailable', 'the node is not connected');
      try {
        const made = await node.makeInvoice(wanted);
        return ok(
          ledger.write(() => {
            const now = clock.now();
            insert.run(
              made.paymentHash,
              agentId,
              agent.nodeId,
              made.invoice,
              wanted.amount,
              wanted.description,
              now,
              made.expiresAt,
            );
            audit.append(now, {
              level: 'info',
              category: 'payment',
              action: 'make-invoice',
              actor: { kind: 'agent', id: agentId },
              outcome: 'succeeded',
              agentId,
              correlation: made.paymentHash,
              summary: `${agent.name}: made an invoice for ${satsText(wanted.amount)}`,
              body: { amountMsat: msatText(wanted.amount), paymentHash: made.paymentHash },
            });
            return readInvoice(byHash.get(made.paymentHash) ?? {}, now);
          }),
        );
      } catch (error) {
        ledger.log.error({ agentId, error: String(error) }, 'an invoice could not be made');
        return refuse('node_unavailable', 'the node did not make the invoice');
      }
    },
    book: (settled) => {
      const row = byHash.get(settled.paymentHash);
      if (!row || row['settled_at'] !== null) return;
      const agentId = row['agent_id'] as AgentId;
      const transaction = ledger.write(() => {
        const now = clock.now();
        settle.run(unixSeconds(settled.settledAt), settled.received, settled.preimage, settled.paymentHash);
        move.run(agentId, settled.received, 'invoice paid', now);
        balances.book(agentId, settled.received);
        audit.append(now, {
          level: 'info',
          category: 'payment',
          action: 'receive',
          actor: { kind: 'gate' },
          outcome: 'succeeded',
          agentId,
          correlation: settled.paymentHash,
          summary: `${registry.get(agentId)?.name ?? agentId}: received ${satsText(settled.received)}`,
          body: { amountMsat: msatText(settled.received), paymentHash: settled.paymentHash },
        });
        database.touch('agents', 'fleet');
        return readInvoice(byHash.get(settled.paymentHash) ?? {}, now);
      });
      announce({ kind: 'received', agentId, transaction });
    },
  };
}
