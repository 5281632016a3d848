// Transactions: an agent's own spends and invoices as it may see them, and nobody else's. Source: NIP-47, list_transactions.
import type { AgentId, PaymentHash, SpendId } from '../../shared/domain/ids.ts';
import { msat, ZERO_MSAT } from '../../shared/domain/money.ts';
import { unixSeconds, type UnixSeconds } from '../../shared/domain/time.ts';
import type { Database, Row } from '../store/database.ts';
import type { Gate, Transaction } from './gate.ts';
import type { SpendRecords } from './spend-records.ts';
import type { Spend } from './spend.ts';

export function toTransaction(spend: Spend): Transaction {
  return {
    type: 'outgoing',
    state: stateOf(spend),
    spendState: spend.state,
    transactionId: spend.id,
    invoice: spend.invoice,
    description: spend.description,
    paymentHash: spend.paymentHash,
    preimage: spend.preimage,
    amount: spend.amount,
    feesPaid: spend.fee ?? ZERO_MSAT,
    createdAt: spend.askedAt,
    expiresAt: spend.invoiceExpiresAt,
    settledAt: spend.state === 'settled' ? spend.endedAt : null,
  };
}

function stateOf(spend: Spend): Transaction['state'] {
  switch (spend.state) {
    case 'settled':
      return 'settled';
    case 'held':
    case 'granted':
    case 'reserved':
    case 'dispatched':
    case 'unknown':
      return 'pending';
    case 'expired':
      return 'expired';
    case 'failed':
    case 'denied':
    case 'refused':
      return 'failed';
  }
}

type Reader = Pick<Gate, 'transaction' | 'transactions'>;

export function createTransactions(database: Database, spends: SpendRecords, now: () => UnixSeconds): Reader {
  const invoiceOf = database.prepare('SELECT * FROM invoices WHERE payment_hash = ? AND agent_id = ?');
  // SECURITY: each side gives no more than the page can hold, by its index. Sorting a whole history for every page would let one agent's
  // reading hold up all others' payments.
  const page = database.prepare<{ kind: string; key: string }>(
    `SELECT kind, key FROM (
       SELECT * FROM (
         SELECT 'outgoing' AS kind, id AS key, asked_at AS at FROM spends
         WHERE agent_id = ?1 AND asked_at >= ?2 AND asked_at <= ?3 AND (?4 OR state = 'settled') AND ?5 <> 'incoming'
         ORDER BY asked_at DESC, id LIMIT ?6 + ?7)
       UNION ALL
       SELECT * FROM (
         SELECT 'incoming', payment_hash, created_at FROM invoices
         WHERE agent_id = ?1 AND created_at >= ?2 AND created_at <= ?3 AND (?4 OR settled_at IS NOT NULL) AND ?5 <> 'outgoing'
         ORDER BY created_at DESC, payment_hash LIMIT ?6 + ?7))
     ORDER BY at DESC, key LIMIT ?6 OFFSET ?7`,
  );
  const invoice = (agentId: AgentId, hash: string): Transaction | undefined => {
    const row = invoiceOf.get(hash, agentId);
    return row && readInvoice(row, now());
  };

  return {
    transaction: (agentId, by) => {
      if ('spendId' in by) {
        const spend = spends.get(by.spendId);
        return spend?.agentId === agentId ? toTransaction(spend) : undefined;
      }
      const spend = spends.newestOfAgent(agentId, by.paymentHash);
      return spend ? toTransaction(spend) : invoice(agentId, by.paymentHash);
    },
    transactions: (agentId, { from, until, limit, offset, unpaid, type }) =>
      page
        .all(agentId, from ?? 0, until ?? Number.MAX_SAFE_INTEGER, unpaid ? 1 : 0, type ?? '', limit, offset)
        .flatMap(({ kind, key }) => {
          const spend = kind === 'outgoing' ? spends.get(key as SpendId) : undefined;
          const found = spend ? toTransaction(spend) : invoice(agentId, key);
          return found ? [found] : [];
        }),
  };
}

export function readInvoice(row: Row, now: UnixSeconds): Transaction {
  const settledAt = row['settled_at'] as number | null;
  const expiresAt = unixSeconds(row['expires_at'] as number);
  const received = row['received_msat'] as bigint | null;
  return {
    type: 'incoming',
    state: settledAt !== null ? 'settled' : expiresAt <= now ? 'expired' : 'pending',
    spendState: null,
    transactionId: row['payment_hash'] as string,
    invoice: row['invoice'] as string,
    description: row['description'] as string,
    paymentHash: row['payment_hash'] as PaymentHash,
    preimage: row['preimage'] as string | null,
    amount: msat(received ?? (row['amount_msat'] as bigint)),
    feesPaid: ZERO_MSAT,
    createdAt: unixSeconds(row['created_at'] as number),
    expiresAt,
    settledAt: settledAt === null ? null : unixSeconds(settledAt),
  };
}
