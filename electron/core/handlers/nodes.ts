// Calls about Lightning nodes. Credentials go in once and never come out.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { NodeId } from '../../../shared/domain/ids.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type NodeHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `nodes.${string}`>>;

export function nodeHandlers({ fleet }: { readonly fleet: () => Fleet }): NodeHandlers {
  return {
    'nodes.list': () => ok({ nodes: fleet().read.nodes.list() }),
    'nodes.details': async ({ id }) => fleet().read.nodeDetails.of(id as NodeId),
    'nodes.add': async (node, caller) => {
      const added = await fleet().nodes.add(node, operator(caller));
      return added.ok ? ok({ id: added.value.id, warnings: [...added.value.warnings] }) : added;
    },
    'nodes.remove': async ({ id, reason }, caller) => {
      const removed = await fleet().nodes.remove(id as NodeId, reason, operator(caller));
      return removed.ok ? DONE : removed;
    },
  };
}
