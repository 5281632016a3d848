// Calls about payments that wait for a person, and about the names of those who are paid.
import type { z } from 'zod';
import type { shown as shownText } from '../../../shared/contract/approvals.ts';
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import type { AgentId, SpendId } from '../../../shared/domain/ids.ts';
import { msat } from '../../../shared/domain/money.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import type { Shown } from '../../gate/gate.ts';
import type { Fleet } from '../fleet.ts';
import { DONE, operator } from './actor.ts';

type ApprovalHandlers = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `approvals.${string}` | `destinations.${string}`>
>;

const toShown = (shown: z.output<typeof shownText>): Shown => ({
  amount: msat(BigInt(shown.amountMsat)),
  feeLimit: msat(BigInt(shown.feeLimitMsat)),
  destination: shown.destination,
  paymentHash: shown.paymentHash,
  policyVersion: shown.policyVersion,
});

export function approvalHandlers({ fleet }: { readonly fleet: () => Fleet }): ApprovalHandlers {
  return {
    'approvals.list': ({ which, limit }) => ok({ approvals: fleet().read.approvals.list(which, limit) }),
    'approvals.get': ({ id }) => {
      const page = fleet().read.approvals.page(id as SpendId);
      return page ? ok(page) : refuse('unknown_spend', 'There is no such payment.');
    },
    'approvals.approve': ({ id, reason, shown }, caller) => {
      const { gate, attestations } = fleet();
      const spend = id as SpendId;
      const approved = gate.approve(spend, toShown(shown), reason, operator(caller), attestations.of(spend));
      if (approved.ok) attestations.forget(spend);
      return approved;
    },
    'approvals.attest': ({ id, shown, deviceId }) => {
      const begun = fleet().attestations.begin(id as SpendId, toShown(shown), deviceId);
      return begun.ok ? ok({ operation: begun.value }) : begun;
    },
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
