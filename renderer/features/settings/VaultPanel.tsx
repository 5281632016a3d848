// The vault's second lock: the system's keyring around the whole file. Off until a person wants it; why: docs/adr/0003-vault-and-ledger-file.md.
import { useState } from 'react';
import type { Value } from '../../bridge/client.ts';
import { useHumanAct, useRead } from '../../bridge/queries.ts';
import { Panel } from '../../ui/Panel.tsx';
import { QueryView } from '../../ui/QueryView.tsx';
import { ReasonDialog } from '../../ui/ReasonDialog.tsx';
import { useToast } from '../../ui/Toast.tsx';
import { Switch } from '../../ui/Toggle.tsx';

type Keyring = Value<'vault.keyring'>;

const HINTS: Readonly<Record<Keyring['state'], string>> = {
  ready:
    'A stolen disk then gives nothing to guess at. Without this desktop’s keyring nobody opens the vault, the passphrase or not.',
  unavailable:
    'The keyring of this desktop does not answer now: unlock it, or log in to the desktop anew, and come back here.',
  weak: 'This desktop keeps its keyring’s key where every program can read it: binding would protect nothing, so it is not offered.',
  absent:
    'This window has no keyring to use: it is shown by a browser. The desktop program offers it. The passphrase alone protects the vault.',
};

export function VaultPanel() {
  const keyring = useRead('vault.keyring', {});
  const [wanted, setWanted] = useState<boolean | null>(null);
  return (
    <Panel title="Vault">
      <QueryView query={keyring} what="the state of the keyring" skeleton={1}>
        {({ state, bound }) => (
          <div className="py-1">
            <Switch
              label="Bind the vault to this desktop’s keyring"
              hint={
                bound && state === 'ready'
                  ? 'Bound. It opens on this desktop alone, and with the passphrase.'
                  : HINTS[state]
              }
              checked={bound}
              disabled={state !== 'ready'}
              onValue={setWanted}
            />
          </div>
        )}
      </QueryView>
      {wanted !== null && <Bind bound={wanted} onClose={() => setWanted(null)} />}
    </Panel>
  );
}

function Bind({ bound, onClose }: { readonly bound: boolean; readonly onClose: () => void }) {
  const bind = useHumanAct('vault.bindKeyring');
  const say = useToast();
  return (
    <ReasonDialog
      title={bound ? 'Bind the vault to this desktop' : 'Let the vault go from this desktop'}
      consequence={
        bound
          ? 'From now on the vault opens only here, as this user, with the keyring and the passphrase. If the keyring is lost, so are ledger and keys: keep a copy of vault.json from before, and know how you restore your desktop.'
          : 'From now on the passphrase alone opens the vault, here and wherever its file is taken.'
      }
      verb={bound ? 'Bind the vault' : 'Let the vault go'}
      tone={bound ? 'danger' : 'primary'}
      notDone={bound ? 'Not bound.' : 'Still bound.'}
      act={bind}
      onClose={onClose}
      onConfirm={(reason) =>
        bind.mutate(
          { bound, reason },
          {
            onSuccess: () => {
              say(
                'ok',
                bound ? 'The vault is bound to this desktop' : 'The passphrase alone opens the vault',
              );
              onClose();
            },
          },
        )
      }
    />
  );
}
