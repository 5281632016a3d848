// Calls about agents and their connections: registry, limits, allotments, freeze, pairing.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { AgentId, ConnectionId, NodeId } from '../../../shared/domain/ids.ts';
import { msat, msatText } from '../../../shared/domain/money.ts';
import { ok, refuse, type Refusal } from '../../../shared/domain/result.ts';
import { unixSeconds } from '../../../shared/domain/time.ts';
import { storedName } from '../../agents/name.ts';
import { toPolicy } from '../../agents/policy-text.ts';
import type { Clock } from '../../store/clock.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type AgentHandlers = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `agents.${string}` | `connections.${string}`>
>;

const agent = (id: string): AgentId => id as AgentId;

export function agentHandlers({
  fleet,
  clock,
}: {
  readonly fleet: () => Fleet;
  readonly clock: Clock;
}): AgentHandlers {
  return {
    'agents.list': () => ok({ agents: fleet().read.agents.list() }),
    'agents.get': ({ id }) => {
      const page = fleet().read.agents.page(agent(id));
      return page ? ok(page) : unknownAgent();
    },
    'agents.spends': ({ id, limit }) => ok({ spends: fleet().read.spends.ofAgent(agent(id), limit) }),
    'agents.whatIf': ({ id, policy, which, limit }) => {
      const found = fleet().read.whatIf(agent(id), toPolicy(policy), which, limit);
      return found ? ok(found) : unknownAgent();
    },

    'agents.create': (wanted, caller) => {
      const { registry, gate, read } = fleet();
      const { name, purpose, draw } = wanted;
      const allotment = msat(BigInt(wanted.allotmentMsat));
      if (storedName(name) === '') return refuse('bad_name', NO_NAME);
      if (draw === 'dedicated' && allotment > 0n)
        return refuse(
          'not_allotted',
          'An agent with a node of its own has no allotment. Nothing was added; set the allotment to zero.',
        );
      // Looked at first, so that an agent is not left behind without its allotment.
      const room = read.nodes.room(wanted.nodeId as NodeId);
      if (allotment > 0n && (room === null || allotment > room))
        return refuse('more_than_node_has', notCovered(room));
      const made = registry.create(
        { name, purpose, draw, nodeId: wanted.nodeId as NodeId, policy: toPolicy(wanted.policy) },
        operator(caller),
      );
      if (!made.ok) return made;
      if (allotment > 0n) {
        const credited = gate.credit(made.value, allotment, 'First allotment', operator(caller));
        if (!credited.ok)
          return refuse(credited.code, `The agent was added without an allotment. ${credited.message}`);
      }
      return ok({ id: made.value });
    },

    'agents.rename': ({ id, name, purpose }, caller) => {
      if (storedName(name) === '') return refuse('bad_name', NO_NAME);
      const renamed = fleet().registry.rename(agent(id), name, purpose, operator(caller));
      return renamed.ok ? DONE : renamed;
    },
    'agents.setPolicy': ({ id, expectedVersion, policy, reason }, caller) => {
      const set = fleet().registry.setPolicy(
        agent(id),
        expectedVersion,
        toPolicy(policy),
        reason,
        operator(caller),
      );
      return set.ok ? ok({ version: set.value }) : set;
    },
    'agents.freeze': ({ id, reason }, caller) => {
      const { freeze, windows } = fleet();
      const frozen = freeze.freezeAgent(agent(id), reason, operator(caller));
      return frozen.ok ? ok({ inFlight: windows.agentUsage(agent(id), clock.now()).inFlight }) : frozen;
    },
    'agents.unfreeze': ({ id, reason }, caller) => {
      const unfrozen = fleet().freeze.unfreezeAgent(agent(id), reason, operator(caller));
      return unfrozen.ok ? DONE : unfrozen;
    },
    'agents.credit': ({ id, amountMsat, reason }, caller) => {
      if (amountMsat === '0') return nothingToMove();
      const moved = fleet().gate.credit(agent(id), msat(BigInt(amountMsat)), reason, operator(caller));
      return moved.ok ? ok({ balanceMsat: msatText(moved.value) }) : moved;
    },
    'agents.debit': ({ id, amountMsat, reason }, caller) => {
      if (amountMsat === '0') return nothingToMove();
      const moved = fleet().gate.debit(agent(id), msat(BigInt(amountMsat)), reason, operator(caller));
      return moved.ok ? ok({ balanceMsat: msatText(moved.value) }) : moved;
    },

    'connections.create': ({ agentId, label, methods, expiresAt }, caller) => {
      const { connections, relays } = fleet();
      if (expiresAt !== null && expiresAt <= clock.now())
        return refuse('expires_in_past', 'The expiry is in the past. No connection was made.');
      const list = relays.get();
      if (list.length === 0)
        return refuse(
          'no_relays',
          'No relay is set, so an agent could not reach the gate. No connection was made; set one under Settings.',
        );
      return connections.create(
        {
          agentId: agent(agentId),
          label,
          methods,
          relays: list,
          expiresAt: expiresAt === null ? null : unixSeconds(expiresAt),
        },
        operator(caller),
      );
    },
    'connections.revoke': ({ id, reason }, caller) => {
      const revoked = fleet().connections.revoke(id as ConnectionId, reason, operator(caller));
      return revoked.ok ? DONE : revoked;
    },
  };
}

const NO_NAME = 'The name has no visible character. Nothing was saved.';
const unknownAgent = (): Refusal => refuse('unknown_agent', 'There is no such agent.');
const nothingToMove = (): Refusal => refuse('nothing_to_move', 'The amount is zero. Nothing was changed.');
const notCovered = (room: bigint | null): string =>
  room === null
    ? 'The node does not answer, so it is not known what it can cover. Nothing was added; try again when it is back.'
    : 'The allotment is more than the node has left to allot. Nothing was added; choose a smaller one.';
