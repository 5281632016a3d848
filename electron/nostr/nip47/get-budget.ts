// get_budget (extension 13): a rolling day told in the extension's calendar words without ever promising too much.
import { z } from 'zod';
import { addMsat, MAX_JSON_MSAT, minMsat, msatToJsonNumber } from '../../../shared/domain/money.ts';
import { result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';

export const createGetBudget = ({ gate }: MethodDeps): Method =>
  method('get_budget', z.object({}), (_params, { connection }) => {
    const budget = gate.budget(connection.agentId);
    return result({
      used_budget: msatToJsonNumber(addMsat(budget.used, budget.reserved)),
      // A limit may be set beyond what a JSON number says exactly; less is promised then, not more.
      total_budget: msatToJsonNumber(minMsat(budget.total, MAX_JSON_MSAT)),
      ...(budget.renewsAt !== null && { renews_at: budget.renewsAt }),
      renewal_period: 'daily',
    });
  });
