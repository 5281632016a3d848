// The fake bridge’s answers about the gate, payments in question and approvals.
import type { PortcullisHandlers } from '../../shared/contract/contract.ts';
import { attestationText } from '../../shared/domain/attestation.ts';
import type { ApprovalRow } from '../../shared/contract/approvals.ts';
import { msat } from '../../shared/domain/money.ts';
import { unixSeconds } from '../../shared/domain/time.ts';
import { ok, refuse } from '../../shared/domain/result.ts';
import { approvalPage } from './fake-approvals.ts';
import type { Answer } from './fake-fleet.ts';
import { fakeAddress } from './fake-treasury-coins.ts';
import { signs } from './fake-treasury-operations.ts';
import { paymentsInQuestion } from './fake-in-question.ts';
import { NOT_FOUND, type FakeWorld } from './fake-world.ts';

type Calls = Pick<
  PortcullisHandlers,
  Extract<keyof PortcullisHandlers, `gate.${string}` | `approvals.${string}` | `destinations.${string}`>
>;

export function gateCalls({ state, quiet, done, agents, waiting, decided }: FakeWorld): Calls {
  const checked = new Map<string, { readonly at: number; readonly reason: string }>();
  const attested = new Map<string, number>();
  const attestationOf = (row: ApprovalRow): Answer<'approvals.get'>['attestation'] => {
    const { attestAbove, enrolled } = state.treasury;
    const signedAt = attested.get(row.id) ?? null;
    const [amount, fee] = [BigInt(row.amountMsat), BigInt(row.feeLimitMsat)];
    return {
      needed: row.state === 'held' && attestAbove !== null && amount + fee > BigInt(attestAbove),
      aboveMsat: attestAbove,
      approver: enrolled ? { fingerprint: 'f5acc2fd', address: fakeAddress('wpkh', 11) } : null,
      text: attestationText(
        { ...row, amount: msat(amount), feeLimit: msat(fee) },
        unixSeconds(signedAt ?? state.now()),
      ),
      signedAt,
      signedUntil: signedAt === null ? null : signedAt + 600,
    };
  };
  return {
    'gate.status': () => {
      const closed = state.story === 'closed';
      return ok({
        open: !closed && state.frozenFleet === null,
        frozen: state.frozenFleet !== null,
        frozenReason: state.frozenFleet?.reason ?? null,
        frozenAt: state.frozenFleet?.at ?? null,
        doubts: closed
          ? [
              { reason: 'clock-in-doubt', nodeId: null, nodeName: null, since: state.now() - 95 },
              { reason: 'ledger-rolled-back', nodeId: null, nodeName: null, since: state.now() - 95 },
              {
                reason: 'node-unreachable',
                nodeId: 'node-3',
                nodeName: 'Lighthouse',
                since: state.now() - 41,
              },
            ]
          : [],
        reconciling: closed ? 3 - checked.size : 0,
        nodesReady: quiet ? 0 : closed ? 2 : 3,
        nodesTotal: quiet ? 0 : 3,
        relaysConnected: quiet ? 0 : 2,
        relaysTotal: quiet ? 0 : 3,
        relaysUnused: quiet ? 1 : 0,
      });
    },
    'gate.reconciling': () =>
      ok({ payments: state.story === 'closed' ? paymentsInQuestion(state.now(), checked) : [] }),
    'gate.markChecked': ({ id, reason }) => {
      checked.set(id, { at: state.now(), reason });
      state.push('gate', 'nodes');
      return ok({ seq: 12_407 });
    },
    'gate.confirmClock': () => done('gate'),
    'gate.confirmLedger': () => done('gate'),
    'gate.freezeFleet': ({ reason }) => {
      state.frozenFleet = { reason, at: state.now() };
      state.push('gate', 'agents', 'fleet');
      return ok({ agentsFrozen: agents().length, inFlight: 4 });
    },
    'gate.unfreezeFleet': () => {
      state.frozenFleet = null;
      return done('gate', 'agents', 'fleet');
    },
    'approvals.list': ({ which, limit }) =>
      ok({ approvals: (which === 'waiting' ? waiting() : decided()).slice(0, limit) }),
    'approvals.get': ({ id }) => {
      const approval = [...waiting(), ...decided()].find((row) => row.id === id);
      if (!approval) return NOT_FOUND;
      const page = approvalPage(state.now(), approval, state.revokedAt);
      return ok({
        ...page,
        purpose: state.purpose ?? page.purpose,
        attestation: attestationOf(approval),
      });
    },
    'approvals.attest': ({ id, deviceId }) => {
      const row = waiting().find((each) => each.id === id);
      if (!row) return refuse('already_decided', 'This payment is no longer waiting. Nothing was signed.');
      if (!state.atDevice) return refuse('not_ready', 'There is no device in this story.');
      const { text } = attestationOf(row);
      return state.atDevice.begin({
        kind: 'attest',
        about: id,
        deviceId,
        steps: signs('payment', text),
        finish: () => {
          attested.set(id, state.now());
          state.push('approvals');
          return id;
        },
      });
    },
    'approvals.approve': ({ id }) => {
      const row = waiting().find((each) => each.id === id);
      if (!row) return refuse('already_decided', 'This payment is no longer waiting. Nothing was done.');
      if (attestationOf(row).needed && !attested.has(id))
        return refuse(
          'attestation_needed',
          'Above the fleet’s limit an approval is signed on the Ledger. Nothing was paid; sign it there first.',
        );
      state.decided.set(id, 'settled');
      state.push('approvals', 'agents', 'timeline');
      return ok({ result: row.agentWaiting ? 'paying' : 'granted', seq: state.entries + 1 });
    },
    'approvals.deny': ({ id, freezeAgent, reason }) => {
      const row = waiting().find((each) => each.id === id);
      if (!row) return refuse('already_decided', 'This payment is no longer waiting. Nothing was done.');
      state.decided.set(id, 'denied');
      if (freezeAgent) state.frozenAgents.set(row.agentId, reason);
      state.push('approvals', 'agents', 'timeline');
      return ok({ seq: state.entries + 1 });
    },
    'destinations.label': () => done('approvals'),
  };
}
