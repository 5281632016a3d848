// Foreign payments: what a node sent that no agent asked for. They are alarmed and count against the fleet (docs/gate.md 4).
import { satsText } from '../../shared/domain/amount-text.ts';
import { msatText } from '../../shared/domain/money.ts';
import { unixSeconds, WINDOW_SECONDS, type UnixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, SentPayment } from '../lightning/lightning-node.ts';
import type { Ledger } from './ledger.ts';

/** Looked back beyond the last look, so that a slow node misses nothing. Seconds. */
const OVERLAP_SECONDS = 600;

export type ForeignPayments = {
  /** Compares a node's own list with the ledger: the whole window at first, then what is new. Rejects when the node cannot say. */
  readonly compare: (node: LightningNode) => Promise<void>;
};

export function createForeignPayments(ledger: Ledger): ForeignPayments {
  const { database, audit, clock, spends } = ledger;
  const addedAt = database.prepare<{ added_at: number }>('SELECT added_at FROM nodes WHERE id = ?');
  const known = database.prepare<{ amount_msat: bigint }>(
    'SELECT amount_msat FROM foreign_payments WHERE payment_hash = ?',
  );
  const insert = database.prepare(
    'INSERT INTO foreign_payments (payment_hash, node_id, amount_msat, at, seen_at) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM foreign_payments WHERE payment_hash = ?');
  const lastLook = new Map<string, UnixSeconds>();

  const record = (node: LightningNode, payment: SentPayment, now: UnixSeconds): void => {
    insert.run(payment.paymentHash, node.id, payment.outflow, payment.at, now);
    const ours = spends.anyOfHash(payment.paymentHash);
    audit.append(now, {
      level: 'critical',
      category: 'node',
      action: 'foreign-payment',
      actor: { kind: 'node', id: node.id },
      outcome: 'failed',
      agentId: ours?.agentId ?? null,
      correlation: ours?.id ?? payment.paymentHash,
      summary: ours
        ? `the node paid ${satsText(payment.outflow)} for a payment that the ledger holds as ${ours.state}; it counts against the fleet`
        : `the node paid ${satsText(payment.outflow)} that no agent asked for; it counts against the fleet`,
      body: { outflowMsat: msatText(payment.outflow), paymentHash: payment.paymentHash, at: payment.at },
    });
    database.touch('fleet', 'nodes');
  };

  const look = (node: LightningNode, payment: SentPayment, now: UnixSeconds): void => {
    const listed = known.get(payment.paymentHash);
    if (payment.state === 'failed') {
      if (listed) ledger.write(() => void remove.run(payment.paymentHash));
      return;
    }
    // A spend of ours that is live or settled accounts for it; any other state of ours does not.
    if (listed || spends.liveOrSettled(payment.paymentHash)) return;
    ledger.write(() => record(node, payment, now));
  };

  return {
    compare: async (node) => {
      const now = clock.now();
      const window = now - WINDOW_SECONDS - OVERLAP_SECONDS;
      const since = lastLook.get(node.id);
      const from = Math.max(
        0,
        addedAt.get(node.id)?.added_at ?? 0,
        since === undefined ? window : since - OVERLAP_SECONDS,
      );
      const payments = await node.paymentsSince(unixSeconds(from));
      for (const payment of payments) look(node, payment, now);
      lastLook.set(node.id, now);
    },
  };
}
