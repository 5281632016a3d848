// Agent search: which rows a few typed words leave. Pure.
import type { AgentRow } from '../../../shared/contract/agents.ts';

/** Every word must be found somewhere in name, purpose, node or state; case does not matter. */
export function agentsMatching(agents: readonly AgentRow[], typed: string): readonly AgentRow[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return agents;
  return agents.filter((agent) => {
    const text = [
      agent.name,
      agent.purpose,
      agent.nodeName,
      agent.state,
      agent.draw,
      agent.waiting > 0 ? 'waiting' : '',
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Thousandths of the daily limit that are used or reserved; above 1,000 when over. For the order of rows alone. */
export function dailyShare({ daily }: Pick<AgentRow, 'daily'>): number {
  if (daily.limitMsat === null) return -1;
  const limit = BigInt(daily.limitMsat);
  const counted = BigInt(daily.usedMsat) + BigInt(daily.reservedMsat);
  if (limit === 0n) return counted === 0n ? 0 : Number.MAX_SAFE_INTEGER;
  return Number((counted * 1_000n) / limit);
}
