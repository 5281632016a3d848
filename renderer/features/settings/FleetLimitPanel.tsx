// The fleet's own limits: what all agents together may spend in any 24 hours, and above which an approval is signed on a Ledger.
import { useState } from 'react';
import { looseningOf } from '../../../shared/domain/attestation.ts';
import { msatOrNull } from '../../../shared/domain/money.ts';
import type { Value } from '../../bridge/client.ts';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { Amount } from '../../ui/Amount.tsx';
import { AmountInput } from '../../ui/AmountInput.tsx';
import { Button } from '../../ui/Button.tsx';
import { satsToType, satsTyped } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { Checkbox } from '../../ui/Toggle.tsx';
import { LooseningStep } from './LooseningStep.tsx';

type FleetPolicy = Value<'fleet.policy'>;

const verbOf = (limit: boolean, attestation: boolean, unlimited: boolean): string => {
  if (limit && attestation) return 'Change both';
  if (attestation) return 'Change what the Ledger signs';
  return limit && unlimited ? 'Remove the fleet limit' : 'Set the fleet limit';
};

export function FleetLimitPanel() {
  const policy = useRead('fleet.policy', {});
  const [editing, setEditing] = useState(false);
  return (
    <Panel
      title="Fleet limit"
      aside={
        <span className="-mr-2 flex">
          <Button size="small" variant="quiet" disabled={!policy.data} onClick={() => setEditing(true)}>
            Change
          </Button>
        </span>
      }
    >
      <QueryView query={policy} what="the fleet’s limit" skeleton={1}>
        {(now) => (
          <>
            <p>
              {now.maxFleetDailySpend === null ? (
                <span className="text-lg font-semibold">No fleet limit</span>
              ) : (
                <Amount msat={now.maxFleetDailySpend} size="figure" round="floor" />
              )}
            </p>
            <p className="text-xs text-faint">
              What all agents together may spend in any 24 hours, over and above their own limits. A payment
              that would pass it is held for you.
            </p>
            <p className="mt-3">
              {now.attestAbove === null ? (
                <span className="font-semibold">Approvals need no Ledger</span>
              ) : (
                <>
                  Above <Amount msat={now.attestAbove} /> an approval is signed on your Ledger
                </>
              )}
            </p>
            <p className="text-xs text-faint">
              {now.attestAbove === null
                ? 'The passphrase and the held button are enough, whatever the amount.'
                : 'Amount and fee limit together. Raising this is signed on the Ledger too.'}
            </p>
            {now.attestAbove !== null && now.approver === null && <NobodySigns />}
          </>
        )}
      </QueryView>
      {editing && policy.data && <EditLimit now={policy.data} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function NobodySigns() {
  return (
    <p className="mt-2 rounded-lg border border-warn/60 bg-warn/8 px-3 py-2 text-sm">
      <span className="font-semibold text-warn">No Ledger is enrolled to sign approvals.</span> Until one is,
      nothing above this can be approved, only rejected. Enrol one under Treasury.
    </p>
  );
}

function EditLimit({ now, onClose }: { readonly now: FleetPolicy; readonly onClose: () => void }) {
  // Fixed when opened: what is sent names the version that was looked at, not one that came meanwhile.
  const [expectedVersion] = useState(now.version);
  const [unlimited, setUnlimited] = useState(now.maxFleetDailySpend === null);
  const [typed, setTyped] = useState(
    now.maxFleetDailySpend === null ? '' : satsToType(now.maxFleetDailySpend),
  );
  const [unattested, setUnattested] = useState(now.attestAbove === null);
  const [attestTyped, setAttestTyped] = useState(now.attestAbove === null ? '' : satsToType(now.attestAbove));
  const set = useHumanAct('fleet.setPolicy');
  const say = useToast();
  const limit = unlimited ? null : satsTyped(typed);
  const attestAbove = unattested ? null : satsTyped(attestTyped);
  const loosening =
    attestAbove === undefined
      ? null
      : looseningOf(expectedVersion, msatOrNull(now.attestAbove), msatOrNull(attestAbove));
  const signedUntil =
    now.version === expectedVersion && now.loosening?.attestAbove === attestAbove
      ? (now.loosening?.signedUntil ?? null)
      : null;
  const signer = loosening === null ? null : now.approver;
  return (
    <ReasonDialog
      title="Change the fleet’s limits"
      verb={verbOf(limit !== now.maxFleetDailySpend, attestAbove !== now.attestAbove, unlimited)}
      tone="primary"
      act={set}
      missing={
        limit === undefined || attestAbove === undefined
          ? limit === undefined
            ? 'Type the limit in whole sats, or tick that there is none.'
            : 'Type in whole sats above what the Ledger signs, or tick that none is needed.'
          : signer !== null && signedUntil === null
            ? 'Sign it on the Ledger first.'
            : null
      }
      onClose={onClose}
      onConfirm={(reason) => {
        if (limit === undefined || attestAbove === undefined) return;
        set.mutate(
          { expectedVersion, maxFleetDailySpend: limit, attestAbove, reason },
          {
            onSuccess: () => {
              say('ok', 'The fleet’s limits are changed', 'They count from the next request on.');
              onClose();
            },
          },
        );
      }}
    >
      <AmountInput
        label="All agents together, in any 24 hours"
        value={typed}
        onValue={setTyped}
        disabled={unlimited}
        autoFocus
      />
      <Checkbox
        label="No fleet limit"
        hint="Only the limits of each agent hold then."
        checked={unlimited}
        onValue={setUnlimited}
      />
      <hr className="border-line" />
      <AmountInput
        label="Above this, an approval is signed on the Ledger"
        value={attestTyped}
        onValue={setAttestTyped}
        hint="Amount and fee limit together."
        disabled={unattested}
      />
      <Checkbox
        label="Approvals need no Ledger"
        hint="The passphrase and the held button are enough, whatever the amount."
        checked={unattested}
        onValue={setUnattested}
      />
      {loosening && signer !== null && (
        <LooseningStep loosening={loosening} fingerprint={signer} signedUntil={signedUntil} />
      )}
      {!unattested && now.approver === null && <NobodySigns />}
    </ReasonDialog>
  );
}
