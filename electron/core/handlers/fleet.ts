// Calls about all agents together: the overview, outflow over time, the fleet's own limit, its network.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { msat, msatText, type Msat } from '../../../shared/domain/money.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fleet } from '../fleet.ts';
import { operator } from './actor.ts';

const textOf = (amount: Msat | null) => (amount === null ? null : msatText(amount));
const amountOf = (text: string | null): Msat | null => (text === null ? null : msat(BigInt(text)));

type FleetHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `fleet.${string}`>>;

export function fleetHandlers({ fleet }: { readonly fleet: () => Fleet }): FleetHandlers {
  return {
    'fleet.overview': () => ok(fleet().read.overview.overview()),
    'fleet.outflow': ({ range }) => ok(fleet().read.overview.outflow(range)),
    'fleet.policy': () => {
      const { policy, version } = fleet().registry.fleetPolicy();
      return ok({
        version,
        maxFleetDailySpend: textOf(policy.maxFleetDailySpend),
        attestAbove: textOf(policy.attestAbove),
      });
    },
    'fleet.setPolicy': ({ expectedVersion, maxFleetDailySpend, attestAbove, reason }, caller) => {
      const { registry } = fleet();
      const set = registry.setFleetPolicy(
        expectedVersion,
        {
          maxFleetDailySpend: amountOf(maxFleetDailySpend),
          attestAbove:
            attestAbove === undefined ? registry.fleetPolicy().policy.attestAbove : amountOf(attestAbove),
        },
        reason,
        operator(caller),
      );
      return set.ok ? ok({ version: set.value }) : set;
    },
    'fleet.network': () => ok({ network: fleet().read.nodes.network() }),
  };
}
