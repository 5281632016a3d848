// Calls about payments that wait for a person, and about the names of those who are paid.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { AgentId, SpendId } from '../../../shared/domain/ids.ts';
import { msat } from '../../../shared/domain/money.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type ApprovalHandlers = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `approvals.${string}` | `destinations.${string}`>
>;

export function approvalHandlers({ fleet }: { readonly fleet: () => Fleet }): ApprovalHandlers {
  return {
    'approvals.list': ({ which, limit }) => ok({ approvals: fleet().read.approvals.list(which, limit) }),
    'approvals.get': ({ id }) => {
      const page = fleet().read.approvals.page(id as SpendId);
      return page ? ok(page) : refuse('unknown_spend', 'There is no such payment.');
    },
    'approvals.approve': ({ id, reason, shown }, caller) =>
      fleet().gate.approve(
        id as SpendId,
        {
          amount: msat(BigInt(shown.amountMsat)),
          feeLimit: msat(BigInt(shown.feeLimitMsat)),
          destination: shown.destination,
          paymentHash: shown.paymentHash,
          policyVersion: shown.policyVersion,
        },
        reason,
        operator(caller),
      ),
    'approvals.deny': ({ id, reason, freezeAgent }, caller) => {
      const { gate, freeze, read } = fleet();
      const agentId = read.approvals.page(id as SpendId)?.approval.agentId;
      // First, and whatever becomes of the payment: it may have expired in the second in which somebody stops the agent.
      const frozen =
        freezeAgent &&
        agentId !== undefined &&
        freeze.freezeAgent(
          agentId as AgentId,
          reason === '' ? 'Frozen with the rejection of a payment' : reason,
          operator(caller),
        ).ok;
      const denied = gate.deny(id as SpendId, reason, operator(caller));
      return denied.ok || !frozen
        ? denied
        : refuse(denied.code, `${denied.message} The agent was frozen all the same.`);
    },
    'destinations.label': ({ destination, label }, caller) => {
      const set = fleet().labels.set(destination, label, operator(caller));
      return set.ok ? DONE : set;
    },
  };
}
