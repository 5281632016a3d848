// The fleet's own limits: what all agents together may spend in any 24 hours, and above which an approval is signed on a Ledger.
import { useState } from 'react';
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

type FleetPolicy = Value<'fleet.policy'>;

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
                : 'Amount and fee limit together. The Ledger is enrolled under Treasury; without one nothing above this can be approved.'}
            </p>
          </>
        )}
      </QueryView>
      {editing && policy.data && <EditLimit now={policy.data} onClose={() => setEditing(false)} />}
    </Panel>
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
  const removesLimit = unlimited && now.maxFleetDailySpend !== null;
  return (
    <ReasonDialog
      title="Change the fleet limit"
      verb={removesLimit ? 'Remove the fleet limit' : 'Set the fleet limit'}
      tone="primary"
      act={set}
      missing={
        limit === undefined || attestAbove === undefined
          ? limit === undefined
            ? 'Type the limit in whole sats, or tick that there is none.'
            : 'Type in whole sats above what the Ledger signs, or tick that none is needed.'
          : null
      }
      onClose={onClose}
      onConfirm={(reason) => {
        if (limit === undefined || attestAbove === undefined) return;
        set.mutate(
          { expectedVersion, maxFleetDailySpend: limit, attestAbove, reason },
          {
            onSuccess: () => {
              say('ok', 'The fleet limit is changed', 'It counts from the next request on.');
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
    </ReasonDialog>
  );
}
