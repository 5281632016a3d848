// lookup_invoice (NIP-47 core): a payment or an invoice of the agent's own, by hash or by invoice.
import { z } from 'zod';
import { parseInvoice } from '../../lightning/invoice.ts';
import { badRequest, failure, result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { MAX_PAYMENT_TEXT, optionalHash, optionalText } from './params.ts';
import { transactionObject } from './transaction.ts';

const params = z.object({ payment_hash: optionalHash, invoice: optionalText(MAX_PAYMENT_TEXT) });

export const createLookupInvoice = ({ gate }: MethodDeps): Method =>
  method('lookup_invoice', params, (asked, { connection }) => {
    const invoice = asked.invoice === null ? null : parseInvoice(asked.invoice);
    if (invoice && !invoice.ok) return badRequest('invoice: not a BOLT 11 invoice');
    const paymentHash = asked.payment_hash ?? invoice?.value.paymentHash;
    if (paymentHash === undefined) return badRequest('params: name payment_hash or invoice');
    if (invoice && invoice.value.paymentHash !== paymentHash)
      return badRequest('params: payment_hash and invoice are of different payments');
    const found = gate.transaction(connection.agentId, { paymentHash });
    return found
      ? result(transactionObject(found))
      : failure('NOT_FOUND', 'not_found', 'no such invoice of this connection’s agent');
  });
