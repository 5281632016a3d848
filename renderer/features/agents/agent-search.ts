// Agent search: what a row of the agents is found by, and how near its day is to the limit. Pure.
import type { AgentRow } from '../../../shared/contract/agents.ts';

/** Name, purpose, node and state. No amounts: what is hidden must not be found either. */
export const searchText = ({ name, purpose, nodeName, state, draw, waiting }: AgentRow): string =>
  [name, purpose, nodeName, state, draw, waiting > 0 ? 'waiting' : ''].join(' ');

/** Thousandths of the daily limit that are used or reserved; above 1,000 when over. For the order of rows alone. */
export function dailyShare({ daily }: Pick<AgentRow, 'daily'>): number {
  if (daily.limitMsat === null) return -1;
  const limit = BigInt(daily.limitMsat);
  const counted = BigInt(daily.usedMsat) + BigInt(daily.reservedMsat);
  if (limit === 0n) return counted === 0n ? 0 : Number.MAX_SAFE_INTEGER;
  return Number((counted * 1_000n) / limit);
}
