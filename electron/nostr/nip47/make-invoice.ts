// make_invoice (NIP-47 core): an invoice on the agent's node; what it brings in raises the agent's balance, never its limits.
import { z } from 'zod';
import { isHex32 } from '../../../shared/domain/ids.ts';
import { failure, badRequest, result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { amount, optionalCount, optionalText } from './params.ts';
import { transactionObject } from './transaction.ts';

/** BOLT 11: the `d` field holds at most 639 bytes. */
const MAX_DESCRIPTION_BYTES = 639;
const DEFAULT_EXPIRY_SECONDS = 3_600;
const LONGEST_EXPIRY_SECONDS = 30 * 86_400;

const params = z.object({
  amount,
  description: optionalText(MAX_DESCRIPTION_BYTES),
  description_hash: optionalText(64),
  expiry: optionalCount,
});

export const createMakeInvoice = ({ gate }: MethodDeps): Method =>
  method('make_invoice', params, async (asked, { connection }) => {
    const description = asked.description ?? '';
    if (Buffer.byteLength(description) > MAX_DESCRIPTION_BYTES)
      return badRequest(`description: longer than ${MAX_DESCRIPTION_BYTES} bytes`);
    const descriptionHash = asked.description_hash?.toLowerCase() ?? null;
    if (descriptionHash !== null && !isHex32(descriptionHash))
      return badRequest('description_hash: must be 32 bytes of hex');
    const expirySeconds = asked.expiry ?? DEFAULT_EXPIRY_SECONDS;
    if (expirySeconds < 1 || expirySeconds > LONGEST_EXPIRY_SECONDS)
      return badRequest(`expiry: from 1 to ${LONGEST_EXPIRY_SECONDS} seconds`);

    const made = await gate.makeInvoice(connection.agentId, {
      amount: asked.amount,
      description,
      descriptionHash,
      expirySeconds,
    });
    return made.ok ? result(transactionObject(made.value)) : failure('OTHER', made.code, made.message);
  });
