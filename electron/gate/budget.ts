// Budget: what an agent is told of its limit (NIP-47 extension 13). A rolling window does not reset, so `renewsAt` is when all of it
// has rolled off: it never promises too much.
import type { AgentId } from '../../shared/domain/ids.ts';
import { minMsat, saturatingSub, saturatingSum } from '../../shared/domain/money.ts';
import type { AgentRegistry } from '../agents/agent.ts';
import type { Budget } from './gate.ts';
import type { Ledger } from './ledger.ts';

export function createBudget(
  { windows, clock }: Ledger,
  registry: AgentRegistry,
): (agentId: AgentId) => Budget {
  return (agentId) => {
    const now = clock.now();
    const own = windows.agentUsage(agentId, now);
    const fleet = windows.fleetUsage(now);
    const mine = saturatingSum(own.used, own.reserved);
    const ownRoom = saturatingSub(registry.policy(agentId).policy.maxDailySpend, mine);
    const fleetLimit = registry.fleetPolicy().policy.maxFleetDailySpend;
    const room =
      fleetLimit === null
        ? ownRoom
        : minMsat(ownRoom, saturatingSub(fleetLimit, saturatingSum(fleet.used, fleet.reserved)));
    return {
      used: own.used,
      reserved: own.reserved,
      total: saturatingSum(room, mine),
      renewsAt: own.clearsAt,
    };
  };
}
