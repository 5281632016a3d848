// Foreign payments: what a node sent that no agent asked for. They are alarmed and count against the fleet (docs/gate.md 4).
import { satsText } from '../../shared/domain/amount-text.ts';
import type { PaymentHash } from '../../shared/domain/ids.ts';
import { addMsat, MAX_MSAT, msatText, type Msat } from '../../shared/domain/money.ts';
import { unixSeconds, WINDOW_SECONDS, type UnixSeconds } from '../../shared/domain/time.ts';
import type { LightningNode, SentPayment } from '../lightning/lightning-node.ts';
import type { Clock } from '../store/clock.ts';
import type { Ledger } from './ledger.ts';
import { MISSING_MS } from './reconcile.ts';

/** Looked back beyond the last look when the node named no time of its own since: its clock may be behind ours. Seconds. */
const OVERLAP_SECONDS = 600;
/** Looked back beyond the newest payment by the node's own clock: what it lists may be seconds out of order. Seconds. */
const BEHIND_NEWEST_SECONDS = 120;

/**
 * Where the next look begins. By the node's own stamps where it has given any, so that a busy node is not read for ten minutes back each
 * time; never later than our own time, or a stamp from the future would hide what follows it.
 */
function nextFrom(payments: readonly SentPayment[], now: UnixSeconds): number {
  const newest = payments.reduce((latest, { at }) => Math.max(latest, at), now - OVERLAP_SECONDS);
  return Math.min(newest, now) - BEHIND_NEWEST_SECONDS;
}

export type ForeignPayments = {
  /** Compares a node's own list with the ledger: the whole window at first, then what is new. Rejects when the node cannot say. */
  readonly compare: (node: LightningNode) => Promise<void>;
};

export function createForeignPayments(
  ledger: Ledger,
  { monotonic }: Pick<Clock, 'monotonic'>,
): ForeignPayments {
  const { database, audit, clock, spends } = ledger;
  const addedAt = database.prepare<{ added_at: number }>('SELECT added_at FROM nodes WHERE id = ?');
  const known = database.prepare<{ amount_msat: bigint; final: number }>(
    'SELECT amount_msat, final FROM foreign_payments WHERE payment_hash = ?',
  );
  const openAt = database.prepare<{ payment_hash: string }>(
    'SELECT payment_hash FROM foreign_payments WHERE node_id = ? AND final = 0',
  );
  const insert = database.prepare(
    'INSERT INTO foreign_payments (payment_hash, node_id, amount_msat, at, seen_at, final) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const grow = database.prepare('UPDATE foreign_payments SET amount_msat = ? WHERE payment_hash = ?');
  const settle = database.prepare(
    'UPDATE foreign_payments SET amount_msat = ?, at = ?, final = 1 WHERE payment_hash = ? AND final = 0',
  );
  const sumOfAll = database.prepare<{ sum_msat: bigint | null }>(
    'SELECT sum(amount_msat) AS sum_msat FROM foreign_payments',
  );
  const remove = database.prepare('DELETE FROM foreign_payments WHERE payment_hash = ?');
  /** When this process first heard that the node no longer knows a payment, in monotonic milliseconds. */
  const deniedAt = new Map<string, number>();
  const lastLook = new Map<string, { readonly at: UnixSeconds; readonly from: number }>();

  /** SECURITY: sums of what cannot be there overflow, and with them every agent's limit. Such a list is not believed. */
  const believe = (outflow: Msat): Msat => {
    if ((sumOfAll.get()?.sum_msat ?? 0n) + outflow > MAX_MSAT)
      throw new Error('the nodes list more than all bitcoin there is');
    return outflow;
  };

  const record = (node: LightningNode, payment: SentPayment, now: UnixSeconds): void => {
    insert.run(
      payment.paymentHash,
      node.id,
      believe(payment.outflow),
      payment.at,
      now,
      payment.state === 'settled' ? 1 : 0,
    );
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

  const change = (work: () => void): void => {
    ledger.write(work);
    database.touch('fleet', 'nodes');
  };

  const look = (node: LightningNode, payment: SentPayment, now: UnixSeconds): void => {
    const { paymentHash, state, outflow } = payment;
    const listed = known.get(paymentHash);
    deniedAt.delete(paymentHash);
    if (!listed) {
      // A spend of ours that is live or settled accounts for it; any other state of ours does not.
      if (state !== 'failed' && !spends.liveOrSettled(paymentHash))
        ledger.write(() => record(node, payment, now));
      return;
    }
    if (state === 'failed') change(() => void remove.run(paymentHash));
    else if (listed.final === 1) {
      // It was forgotten and has been found again: it counts for as long as it is on its way.
      if (state === 'in-flight') change(() => reopen(node, payment, now));
    }
    // Counted from when it was seen to settle: one held back for a day would otherwise leave the window as it enters it.
    else if (state === 'settled') change(() => void settle.run(believe(outflow), now, paymentHash));
    else if (outflow > listed.amount_msat) change(() => void grow.run(believe(outflow), paymentHash));
  };

  const reopen = (node: LightningNode, { paymentHash, outflow, at }: SentPayment, now: UnixSeconds): void => {
    remove.run(paymentHash);
    insert.run(paymentHash, node.id, believe(outflow), at, now, 0);
  };

  /**
   * The node no longer knows a payment that was on its way: it ended, settled or not, and was deleted there. Nothing will ever tell how,
   * so that it counts as settled now, for one window. SECURITY: said twice, a minute apart; a node may still be reading its own books.
   */
  const letGo = (node: LightningNode, hash: PaymentHash, now: UnixSeconds): void => {
    const first = deniedAt.get(hash);
    if (first === undefined) deniedAt.set(hash, monotonic());
    if (first === undefined || monotonic() - first < MISSING_MS) return;
    deniedAt.delete(hash);
    const outflow = (known.get(hash)?.amount_msat ?? 0n) as Msat;
    change(() => {
      settle.run(outflow, now, hash);
      audit.append(now, {
        level: 'warning',
        category: 'node',
        action: 'foreign-forgotten',
        actor: { kind: 'node', id: node.id },
        outcome: 'unknown',
        agentId: null,
        correlation: hash,
        summary: `the node no longer knows its own payment of ${satsText(outflow)}; it counts against the fleet for one day more`,
        body: { outflowMsat: msatText(outflow), paymentHash: hash },
      });
    });
  };

  /** Those on their way that the node's list, which goes by when they were made, no longer reaches. */
  const follow = async (node: LightningNode, hash: PaymentHash, now: UnixSeconds): Promise<void> => {
    const found = await node.lookupPayment(hash);
    if (found.kind === 'not-found') letGo(node, hash, now);
    else deniedAt.delete(hash);
    if (found.kind === 'failed') change(() => void remove.run(hash));
    if (found.kind === 'settled')
      change(() => void settle.run(believe(addMsat(found.amount, found.fee)), now, hash));
  };

  return {
    compare: async (node) => {
      const now = clock.now();
      const window = now - WINDOW_SECONDS - OVERLAP_SECONDS;
      const last = lastLook.get(node.id);
      const from = Math.max(
        0,
        addedAt.get(node.id)?.added_at ?? 0,
        // A look made when the clock was ahead has seen nothing of what was paid since.
        last === undefined || last.at > now ? window : last.from,
      );
      const payments = await node.paymentsSince(unixSeconds(from));
      if (clock.now() < now) throw new Error('the clock was put back meanwhile');
      for (const payment of payments) look(node, payment, now);
      const seen = new Set<string>(payments.map((payment) => payment.paymentHash));
      for (const { payment_hash: hash } of openAt.all(node.id))
        if (!seen.has(hash)) await follow(node, hash as PaymentHash, now);
      lastLook.set(node.id, { at: now, from: nextFrom(payments, now) });
    },
  };
}
