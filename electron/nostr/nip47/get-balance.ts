// get_balance (NIP-47 core): what the agent may spend, not what the node holds.
import { z } from 'zod';
import { msatToJsonNumber } from '../../../shared/domain/money.ts';
import { result } from './answer.ts';
import { method, type Method, type MethodDeps } from './method.ts';

export const createGetBalance = ({ gate }: MethodDeps): Method =>
  method('get_balance', z.object({}), (_params, { connection }) =>
    result({ balance: msatToJsonNumber(gate.spendable(connection.agentId)) }),
  );
