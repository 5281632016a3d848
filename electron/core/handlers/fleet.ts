// Calls about all agents together: the overview, outflow over time, the fleet's own limit, its network.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { msat, msatText } from '../../../shared/domain/money.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fleet } from '../fleet.ts';
import { operator } from './actor.ts';

type FleetHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `fleet.${string}`>>;

export function fleetHandlers({ fleet }: { readonly fleet: () => Fleet }): FleetHandlers {
  return {
    'fleet.overview': () => ok(fleet().read.overview.overview()),
    'fleet.outflow': ({ range }) => ok(fleet().read.overview.outflow(range)),
    'fleet.policy': () => {
      const { policy, version } = fleet().registry.fleetPolicy();
      const limit = policy.maxFleetDailySpend;
      return ok({ version, maxFleetDailySpend: limit === null ? null : msatText(limit) });
    },
    'fleet.setPolicy': ({ expectedVersion, maxFleetDailySpend, reason }, caller) => {
      const limit = maxFleetDailySpend === null ? null : msat(BigInt(maxFleetDailySpend));
      const set = fleet().registry.setFleetPolicy(
        expectedVersion,
        { maxFleetDailySpend: limit },
        reason,
        operator(caller),
      );
      return set.ok ? ok({ version: set.value }) : set;
    },
    'fleet.network': () => ok({ network: fleet().read.nodes.network() }),
  };
}
