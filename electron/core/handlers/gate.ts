// Calls about the gate: is it open and why not, what a person confirms, and the stop switch of the fleet.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { SpendId } from '../../../shared/domain/ids.ts';
import { ok } from '../../../shared/domain/result.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type GateHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `gate.${string}`>>;

export function gateHandlers({ fleet }: { readonly fleet: () => Fleet }): GateHandlers {
  return {
    'gate.status': () => {
      const { gate, freeze, nodes, relayStates, read } = fleet();
      const doubts = gate.doubts();
      const frozen = freeze.fleet();
      const relays = relayStates();
      const states = nodes.list().map((node) => node.state().kind);
      return ok({
        // SECURITY: "open" is what the operator is told, so a doubt about one node alone does not close the whole gate.
        open: frozen === null && !doubts.some((doubt) => doubt.nodeId === null),
        frozen: frozen !== null,
        frozenReason: frozen?.reason ?? null,
        frozenAt: frozen?.at ?? null,
        doubts: doubts.map(({ reason, nodeId, since }) => ({
          reason,
          nodeId,
          nodeName: nodeId === null ? null : (read.nodes.name(nodeId) ?? nodeId),
          since,
        })),
        reconciling: gate.reconciling(),
        nodesReady: states.filter((kind) => kind === 'ready').length,
        nodesTotal: states.length,
        relaysConnected: relays.filter((relay) => relay.connected).length,
        relaysTotal: relays.filter((relay) => relay.used).length,
        relaysUnused: relays.filter((relay) => !relay.used).length,
      });
    },
    'gate.reconciling': () => ok({ payments: fleet().read.reconciling() }),
    'gate.markChecked': ({ id, reason }, caller) =>
      fleet().gate.markChecked(id as SpendId, reason, operator(caller)),
    'gate.confirmClock': ({ reason }, caller) => {
      fleet().gate.confirmClock(reason, operator(caller));
      return DONE;
    },
    'gate.confirmLedger': ({ reason }, caller) => {
      fleet().confirmLedger(reason, operator(caller));
      return DONE;
    },
    'gate.freezeFleet': ({ reason }, caller) => {
      const { freeze, read } = fleet();
      freeze.freezeFleet(reason, operator(caller));
      // Counts and no sums: nothing that a screen cannot add up may make the stop look as if it had failed.
      return ok(read.overview.counts());
    },
    'gate.unfreezeFleet': ({ reason }, caller) => {
      fleet().freeze.unfreezeFleet(reason, operator(caller));
      return DONE;
    },
  };
}
