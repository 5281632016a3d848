// pay (extension 321, BOLT 11 only): the one method whose success may say `pending`, so that approval can come later.
import { z } from 'zod';
import { parseInvoice } from '../../lightning/invoice.ts';
import { answerToPay, badRequest, failure } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import {
  anything,
  MAX_PAYMENT_TEXT,
  MAX_PURPOSE_LENGTH,
  optionalAmount,
  optionalFee,
  optionalText,
  purposeText,
} from './params.ts';
import { parsePayment } from './payment-uri.ts';

const params = z.object({
  payment: z.string().max(MAX_PAYMENT_TEXT),
  amount: optionalAmount,
  max_fee: optionalFee,
  payer_note: optionalText(MAX_PURPOSE_LENGTH),
  metadata: anything,
});

export const createPay = ({ gate }: MethodDeps): Method =>
  method('pay', params, async (asking, { connection, ...asked }) => {
    const instruction = parsePayment(asking.payment);
    if (!instruction.ok)
      return instruction.code === 'unsupported'
        ? failure('UNSUPPORTED_PAYMENT_INSTRUCTION', 'unsupported_payment_instruction', instruction.message)
        : badRequest(`payment: ${instruction.message}`);
    const { invoice, amount: uriAmount } = instruction.value;
    if (uriAmount !== null && asking.amount !== null && uriAmount !== asking.amount)
      return badRequest('amount: differs from the amount of the URI');

    const read = parseInvoice(invoice);
    const answer = await gate.pay({
      ...asked,
      connectionId: connection.id,
      agentId: connection.agentId,
      askedBy: 'pay',
      invoice: read.ok ? read.value : null,
      amount: asking.amount ?? uriAmount,
      maxFee: asking.max_fee,
      purpose: purposeText(asking.metadata, asking.payer_note),
    });
    return answer && answerToPay(answer);
  });
