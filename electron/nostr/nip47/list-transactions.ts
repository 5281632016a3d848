// list_transactions (extension 05): the agent's own payments and invoices, newest first, in pages that fit a relay's event.
import { z } from 'zod';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { badRequest, result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';
import { optionalCount } from './params.ts';
import { transactionObject } from './transaction.ts';

const MAX_PAGE = 20;
/** Further back `until` leads, by an index; to skip is to read. */
const FURTHEST_OFFSET = 10_000;
/** Bytes of JSON in one page; encrypted and encoded it stays under what one event may hold. */
const MAX_PAGE_BYTES = 60_000;

const params = z.object({
  from: optionalCount,
  until: optionalCount,
  limit: optionalCount,
  offset: optionalCount,
  unpaid: z.boolean().nullish(),
  type: z.enum(['incoming', 'outgoing']).nullish(),
});

export const createListTransactions = ({ gate }: MethodDeps): Method =>
  method('list_transactions', params, (asked, { connection }) => {
    if ((asked.offset ?? 0) > FURTHEST_OFFSET)
      return badRequest(`offset: at most ${FURTHEST_OFFSET}; go further back with until`);
    const found = gate.transactions(connection.agentId, {
      from: asked.from === null ? null : unixSeconds(asked.from),
      until: asked.until === null ? null : unixSeconds(asked.until),
      limit: Math.min(asked.limit || MAX_PAGE, MAX_PAGE),
      offset: asked.offset ?? 0,
      unpaid: asked.unpaid ?? false,
      type: asked.type ?? null,
    });
    const page: object[] = [];
    let bytes = 0;
    for (const transaction of found.slice(0, MAX_PAGE)) {
      const entry = transactionObject(transaction);
      bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
      if (bytes > MAX_PAGE_BYTES) break;
      page.push(entry);
    }
    return result({ transactions: page });
  });
