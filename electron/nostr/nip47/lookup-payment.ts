// lookup_payment (extension 09): how an agent learns the end of what it was told is pending. Its own records only.
import { z } from 'zod';
import { isHex32, type AgentId, type PaymentHash, type SpendId } from '../../../shared/domain/ids.ts';
import { parseInvoice } from '../../lightning/invoice.ts';
import { badRequest, failure, result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { MAX_PAYMENT_TEXT, optionalHash, optionalText } from './params.ts';
import { paymentRecord } from './transaction.ts';

const params = z.object({
  transaction_id: optionalText(128),
  payment_hash: optionalHash,
  invoice: optionalText(MAX_PAYMENT_TEXT),
  payment_type: optionalText(64),
});

export function createLookupPayment({ gate }: MethodDeps): Method {
  const byHash = (agentId: AgentId, paymentHash: PaymentHash) => gate.transaction(agentId, { paymentHash });
  // What came in has its payment hash for an id: there is no spend to name it.
  const byId = (agentId: AgentId, id: string) =>
    isHex32(id) ? byHash(agentId, id as PaymentHash) : gate.transaction(agentId, { spendId: id as SpendId });

  return method('lookup_payment', params, (asked, { connection }) => {
    if (asked.payment_type !== null && asked.payment_type !== 'bolt11')
      return badRequest('payment_type: only bolt11 is known here');
    const invoice = asked.invoice === null ? null : parseInvoice(asked.invoice);
    if (invoice && !invoice.ok) return badRequest('invoice: not a BOLT 11 invoice');

    const hash = asked.payment_hash ?? invoice?.value.paymentHash ?? null;
    if (invoice && invoice.value.paymentHash !== hash)
      return badRequest('params: payment_hash and invoice are of different payments');
    const id = asked.transaction_id;
    if (id === null && hash === null)
      return badRequest('params: name transaction_id, payment_hash or invoice');
    const found = id === null ? hash && byHash(connection.agentId, hash) : byId(connection.agentId, id);
    return found && (hash === null || found.paymentHash === hash)
      ? result(paymentRecord(found))
      : failure('NOT_FOUND', 'not_found', 'no such payment of this connection’s agent');
  });
}
