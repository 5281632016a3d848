// Transaction: one spend or received invoice in the words of NIP-47 (core lookups, extensions 02, 05 and 09).
import { msatToJsonNumber } from '../../../shared/domain/money.ts';
import type { Transaction } from '../../gate/gate.ts';

/** Longest description passed on, in characters: BOLT 11 allows 639 bytes. */
const MAX_DESCRIPTION = 640;

/** The transaction object of core and of extensions 02 and 05. `invoice` is always there: clients reject an object without it. */
export function transactionObject(transaction: Transaction): object {
  const { type, state, invoice, description, paymentHash, amount, feesPaid } = transaction;
  return {
    type,
    state,
    invoice,
    description: description.slice(0, MAX_DESCRIPTION),
    // SECURITY: only once settled. The preimage of an unpaid invoice of ours is the right to claim its payment.
    ...(state === 'settled' && transaction.preimage !== null && { preimage: transaction.preimage }),
    payment_hash: paymentHash,
    amount: msatToJsonNumber(amount),
    fees_paid: msatToJsonNumber(feesPaid),
    created_at: transaction.createdAt,
    expires_at: transaction.expiresAt,
    ...(transaction.settledAt !== null && { settled_at: transaction.settledAt }),
  };
}

/** The record of extension 09: the same with a stable id and the kind of payment. */
export const paymentRecord = (transaction: Transaction): object => ({
  transaction_id: transaction.transactionId,
  payment_type: 'bolt11',
  ...transactionObject(transaction),
});
