// pay_invoice (NIP-47 core, with the proposed `max_fee`): hands the request to the gate as it came and tells what the gate said.
import { z } from 'zod';
import { parseInvoice } from '../../lightning/invoice.ts';
import { answerToPayInvoice } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { anything, MAX_PAYMENT_TEXT, optionalAmount, optionalFee, purposeText } from './params.ts';

const params = z.object({
  invoice: z.string().max(MAX_PAYMENT_TEXT),
  amount: optionalAmount,
  max_fee: optionalFee,
  metadata: anything,
});

export const createPayInvoice = ({ gate }: MethodDeps): Method =>
  method('pay_invoice', params, async ({ invoice, amount, max_fee, metadata }, { connection, ...asked }) => {
    const read = parseInvoice(invoice);
    const answer = await gate.pay({
      ...asked,
      connectionId: connection.id,
      agentId: connection.agentId,
      askedBy: 'pay_invoice',
      invoice: read.ok ? read.value : null,
      amount,
      maxFee: max_fee,
      purpose: purposeText(metadata, null),
    });
    return answer && answerToPayInvoice(answer);
  });
