// Calls about all agents together: the overview, outflow over time, the fleet's own limit, its network.
import type { PortcullisHandlers } from '../../../shared/contract/contract.ts';
import { attestedUntil, looseningOf } from '../../../shared/domain/attestation.ts';
import { msatOrNull, msatText, type Msat } from '../../../shared/domain/money.ts';
import { ok, refuse } from '../../../shared/domain/result.ts';
import { attestationForLog, looseningTrouble } from '../../gate/attestation.ts';
import type { Clock } from '../../store/clock.ts';
import type { Fleet } from '../fleet.ts';
import { operator } from './actor.ts';

const textOf = (amount: Msat | null) => (amount === null ? null : msatText(amount));

type FleetHandlers = Pick<PortcullisHandlers, Extract<keyof PortcullisHandlers, `fleet.${string}`>>;

export function fleetHandlers({
  fleet,
  clock,
}: {
  readonly fleet: () => Fleet;
  readonly clock: Pick<Clock, 'now'>;
}): FleetHandlers {
  return {
    'fleet.overview': () => ok(fleet().read.overview.overview()),
    'fleet.outflow': ({ range }) => ok(fleet().read.overview.outflow(range)),
    'fleet.policy': () => {
      const { registry, attestations } = fleet();
      const { policy, version } = registry.fleetPolicy();
      const signed = attestations.ofLoosening();
      return ok({
        version,
        maxFleetDailySpend: textOf(policy.maxFleetDailySpend),
        attestAbove: textOf(policy.attestAbove),
        approver: attestations.approver()?.fingerprint ?? null,
        loosening:
          signed && signed.loosening.version === version
            ? {
                attestAbove: textOf(signed.loosening.after),
                signedUntil: attestedUntil(signed.attestation),
              }
            : null,
      });
    },
    'fleet.attestPolicy': ({ expectedVersion, attestAbove, deviceId }) => {
      const { registry, attestations } = fleet();
      const { policy, version } = registry.fleetPolicy();
      if (version !== expectedVersion)
        return refuse(
          'changed_meanwhile',
          'The limits were changed meanwhile. Nothing was signed; look at them again.',
        );
      const loosening = looseningOf(version, policy.attestAbove, msatOrNull(attestAbove));
      if (!loosening)
        return refuse(
          'nothing_to_sign',
          'This change needs no signature: no approval would go without the Ledger that does not now.',
        );
      const begun = attestations.beginLoosening(loosening, deviceId);
      return begun.ok ? ok({ operation: begun.value }) : begun;
    },
    'fleet.setPolicy': ({ expectedVersion, maxFleetDailySpend, attestAbove, reason }, caller) => {
      const { registry, attestations } = fleet();
      const { policy } = registry.fleetPolicy();
      const after = attestAbove === undefined ? policy.attestAbove : msatOrNull(attestAbove);
      const loosening = looseningOf(expectedVersion, policy.attestAbove, after);
      const attestation = loosening ? (attestations.ofLoosening()?.attestation ?? null) : null;
      const approver = attestations.approver();
      // SECURITY: who asks for the Ledger must not be switched off without it.
      const trouble = loosening && looseningTrouble({ loosening, approver, attestation, now: clock.now() });
      if (trouble) return refuse(trouble.code, trouble.message);
      const set = registry.setFleetPolicy(
        expectedVersion,
        { maxFleetDailySpend: msatOrNull(maxFleetDailySpend), attestAbove: after },
        reason,
        operator(caller),
        attestationForLog(attestation, approver),
      );
      if (set.ok) attestations.forgetLoosening();
      return set.ok ? ok({ version: set.value }) : set;
    },
    'fleet.network': () => ok({ network: fleet().read.nodes.network() }),
  };
}
